"""The words of the port: immutable values that go into the engine and come out of it.

Nothing here knows SpiffWorkflow. Instants are aware UTC; process data are FEEL values
(`workflows.feel.values`); ids of tasks, timers, subscriptions and jobs are short strings, the same as long as
the token waits, and never used again within one instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from workflows.dmn import Definitions
from workflows.feel import Environment


@dataclass(frozen=True, slots=True)
class Host:
    """What the surrounding program lends to expressions: functions and time zone, and how far a step may go."""

    environment: Environment = field(default_factory=Environment)
    step_budget: int = 1000
    call_depth: int = 8


class SharedDecisions(Protocol):
    """Decisions of no process, as they are at the moment one is asked."""

    def list_names(self) -> frozenset[str]: ...
    def find(self, name: str) -> Definitions | None: ...


class NoShared:
    """A bundle on its own: it has the decisions it has."""

    def list_names(self) -> frozenset[str]:
        return frozenset()

    def find(self, _name: str) -> Definitions | None:
        return None


@dataclass(frozen=True)
class Bundle:
    """All files of one version of a process; `sha256` names the content and keys the cache."""

    process_id: str
    sha256: str
    bpmn: Mapping[str, bytes]
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    shared: SharedDecisions = field(default_factory=NoShared)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an element would not run as drawn, and what to draw instead."""

    code: str
    element_id: str
    reason: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.element_id}: {self.reason} {self.way_out} [{self.code}]"


class StartKind(StrEnum):
    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True)
class StartEvent:
    """One way into the process; `name` is the message or signal, `timer` the expression of a timed start."""

    id: str
    kind: StartKind
    name: str = ""
    timer: str = ""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user or manual task somebody may do now; candidates are role names, lane is an id."""

    id: str
    node_id: str
    name: str
    lane: str = ""
    form: str = ""
    priority: int | None = None
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    candidates: tuple[str, ...] = ()
    call: str = ""
    """The call around it as EngineEvent data has it; empty in the process itself."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """What is left of a repeating timer: `left` further firings (-1 = without end), `period` as ISO 8601."""

    left: int
    period: str


@dataclass(frozen=True, slots=True)
class WaitingTimer:
    id: str
    node_id: str
    due_at: datetime
    cycle: Cycle | None = None


@dataclass(frozen=True, slots=True)
class WaitingSubscription:
    """A wait for a message or a signal (`kind`); `correlation` is canonical text, empty when none is asked."""

    id: str
    node_id: str
    kind: str
    name: str
    correlation: str = ""


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """Work for an operation; `inputs` are JSON-able (`workflows.feel.codec.encode`)."""

    id: str
    node_id: str
    operation: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A message for one waiting subscription; who fits it to the subscription is the caller's business."""

    subscription_id: str
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal: everyone in the instance who waits for this name catches it."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobResult:
    job_id: str
    result: Any = None


@dataclass(frozen=True, slots=True)
class JobFailed:
    """The operation ended in a business error: its code looks for an error boundary, else it is an incident."""

    job_id: str
    code: str
    message: str = ""


Delivery = Message | Signal | JobResult | JobFailed


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the whole instance now."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Take a token (by its id, or the only one at a node) away and put it on `to_node` of the same scope."""

    to_node: str
    token_id: str = ""
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try the faulted token again."""

    token_id: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Take the node as done, with `data` merged into the variables, and go on behind it."""

    token_id: str
    data: Mapping[str, Any] = field(default_factory=dict)
    flow_id: str = ""


@dataclass(frozen=True, slots=True)
class Rewind:
    """Take every token of the scope of `node_id` away and start again at that node; variables stay."""

    node_id: str


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Overwrite variables of the process, or of the scope of `token_id`; null is a value."""

    data: Mapping[str, Any]
    token_id: str = ""


@dataclass(frozen=True, slots=True)
class ShiftTimers:
    """Move the due instants of waiting timers (all, or those named), as after a pause."""

    delta: timedelta
    timer_ids: tuple[str, ...] | None = None


Action = Cancel | Move | Retry | Skip | Rewind | SetVariables | ShiftTimers


class EventKind(StrEnum):
    """What a step can tell; each lands in the history of the instance."""

    INSTANCE_STARTED = "instance_started"
    INSTANCE_COMPLETED = "instance_completed"
    INSTANCE_CANCELLED = "instance_cancelled"
    CALL_STARTED = "call_started"
    CALL_ENDED = "call_ended"
    CALL_CANCELLED = "call_cancelled"
    NODE_ENTERED = "node_entered"
    NODE_COMPLETED = "node_completed"
    NODE_CANCELLED = "node_cancelled"
    FLOW_TAKEN = "flow_taken"
    DECISION_MADE = "decision_made"
    MESSAGE_THROWN = "message_thrown"
    SIGNAL_THROWN = "signal_thrown"
    ESCALATION_THROWN = "escalation_thrown"
    ERROR_THROWN = "error_thrown"
    VARIABLES_CHANGED = "variables_changed"
    TIMERS_SHIFTED = "timers_shifted"
    TOKEN_MOVED = "token_moved"  # noqa: S105 no password
    INSTANCE_MIGRATED = "instance_migrated"
    FAULT_RAISED = "fault_raised"
    EXPRESSION_WARNED = "expression_warned"


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """One thing that happened in this step; `data` is JSON-able; `node_id` of a flow_taken is the flow's id.

    Inside a called process `data` has `within`, the process called, and `call`, the ids of the tokens of the call
    activities around, outermost first: `3/7`. A call_… event has the `process` and its `running` call.
    """

    kind: EventKind
    node_id: str = ""
    token_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal (`kind`) for the outside; `payload` is JSON-able.

    Everyone in this instance who waited for a signal has caught it already; it is for other instances.
    """

    kind: str
    name: str
    correlation: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


class FaultKind(StrEnum):
    EXPRESSION = "expression"
    CONDITION = "condition"
    NO_FLOW = "no_flow"
    DECISION = "decision"
    UNHANDLED_ERROR = "unhandled_error"
    DEAD_END = "dead_end"
    STEP_BUDGET = "step_budget"
    CALL_DEPTH = "call_depth"
    TIMER = "timer"
    DATA = "data"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Fault:
    """A token that cannot go on by itself; open until retried, skipped, moved or cancelled."""

    kind: FaultKind
    node_id: str
    token_id: str
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ActiveNode:
    """Where a token is; `path` names the call activities and subprocesses around it, outermost first."""

    node_id: str
    token_id: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayOut:
    """A sequence flow out of a node, and the node it leads to."""

    flow: str
    target: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state after a step and the complete list of everything now waiting; `events` and `thrown` are new."""

    state: bytes
    tasks: tuple[OpenTask, ...] = ()
    timers: tuple[WaitingTimer, ...] = ()
    subscriptions: tuple[WaitingSubscription, ...] = ()
    jobs: tuple[WaitingJob, ...] = ()
    events: tuple[EngineEvent, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    incidents: tuple[Fault, ...] = ()
    completed: bool = False
    cancelled: bool = False
    ended_in: tuple[str, ...] = ()
