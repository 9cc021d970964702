"""Playing a scenario: the engine, a virtual clock, and operations that answer as the scenario says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows import engine
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.engine import (
    Definition,
    EngineEvent,
    Host,
    JobFailed,
    JobResult,
    Message,
    Outcome,
    Signal,
    StartKind,
    Thrown,
    WaitingJob,
    WaitingSubscription,
)
from workflows.engine.timers import plan
from workflows.errors import VariablesMissing, WorkflowError
from workflows.feel import codec
from workflows.feel.values import normalise
from workflows.feel_functions import environment
from workflows.service_level_policy import go_after, read_span
from workflows.testing.promises import Promises
from workflows.testing.scenarios import Scenario, Step, StepKind
from workflows.variables import accept, list_missing

MOST_STEPS = 2_000


class PlayFailed(WorkflowError):
    """The scenario cannot go on."""


@dataclass(frozen=True)
class Playable:
    """A process ready to be played: compiled, with its manifest and the ids of its boundary events."""

    definition: Definition
    manifest: Mapping[str, Any]
    boundaries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlayedCall:
    operation: str
    inputs: Mapping[str, Any]
    at: datetime


@dataclass
class Play:
    """One run under way. `events` is everything that happened, with its instant."""

    playable: Playable
    scenario: Scenario
    now: datetime = field(init=False)
    outcome: Outcome = field(init=False)
    events: list[tuple[datetime, EngineEvent]] = field(default_factory=list)
    calls: list[PlayedCall] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.scenario.begins
        self.promises = Promises(self.playable.manifest)
        self.host = Host(environment(manifest=self.playable.manifest))
        self.answers = {name: Answers(name, given) for name, given in self.scenario.operations.items()}
        self.steps = 0

    @property
    def declared(self) -> Mapping[str, Any]:
        declared: Mapping[str, Any] = self.playable.manifest.get("variables") or {}
        return declared

    @property
    def ended(self) -> bool:
        return self.outcome.completed or self.outcome.cancelled

    def read_variables(self) -> dict[str, Any]:
        return engine.read_variables(self.playable.definition, self.outcome.state)

    def read_scope(self, call: str) -> Mapping[str, Any] | None:
        definition, state = self.playable.definition, self.outcome.state
        return engine.read_call(definition, state, call) if call else self.read_variables()

    def begin(self) -> None:
        data = accept(self.scenario.data, declared=self.declared)
        plain = any(one.kind is StartKind.NONE for one in self.playable.definition.starts)
        missing = list_missing(data, declared=self.declared)
        if plain and missing and self.scenario.start is None:
            raise VariablesMissing(self.playable.definition.process_id, missing)
        self.take(
            engine.start(
                self.playable.definition,
                data,
                self.now,
                instance_id="scenario",
                host=self.host,
                start_event=self.scenario.start,
            )
        )
        self.advance_to(self.now)

    def do(self, step: Step) -> None:
        """Do one step of the scenario. Raises PlayFailed, or the engine's own errors."""
        match step.kind:
            case StepKind.COMPLETE:
                self.complete(step.value, step.data)
            case StepKind.ADVANCE:
                self.advance_to(self.find_instant(step.value))
            case StepKind.ADVANCE_TO:
                self.advance_to(step.value)
            case StepKind.MESSAGE:
                self.deliver_message(step.value, step.correlation, step.data)
            case StepKind.SIGNAL:
                self.deliver(Signal(step.value, normalise(dict(step.data))))
        if step.kind is not StepKind.EXPECT:
            self.advance_to(self.now)

    def complete(self, node: str, data: Mapping[str, Any]) -> None:
        task = next((task for task in self.outcome.tasks if task.node_id == node), None)
        if task is None:
            waiting = ", ".join(sorted(task.node_id for task in self.outcome.tasks)) or "none"
            raise PlayFailed(f"There is no open task {node!r}; open are: {waiting}.")
        accepted = accept(data, declared=self.declared)
        definition, state = self.playable.definition, self.outcome.state
        self.take(engine.complete(definition, state, task.id, accepted, self.now, host=self.host))

    def find_instant(self, span: str) -> datetime:
        """`P31D` as timers count it, or `5 working days`, `4 hours`."""
        try:
            if span.startswith("P"):
                return plan(span, self.now, BRUSSELS).due
            calendar = load_calendar(self.playable.manifest.get("calendar") or "belgium")
            return go_after(self.now, read_span(span), calendar)
        except WorkflowError as error:
            raise PlayFailed(f"{span!r} is no span of time: {error}") from error

    def deliver_message(self, name: str, correlation: str, data: Mapping[str, Any]) -> None:
        found = [one for one in self.outcome.subscriptions if one.kind == "message" and one.name == name]
        if correlation:
            found = [one for one in found if one.correlation == correlation]
        if len(found) != 1:
            waiting = ", ".join(describe_subscription(one) for one in self.outcome.subscriptions) or "none"
            count = "Nobody waits" if not found else f"{len(found)} wait"
            raise PlayFailed(f"{count} for the message {name!r}; waiting are: {waiting}.")
        self.deliver(Message(found[0].id, name, accept(data, declared=self.declared)))

    def deliver(self, delivery: Message | Signal | JobResult | JobFailed) -> None:
        definition, state = self.playable.definition, self.outcome.state
        self.take(engine.deliver(definition, state, delivery, self.now, host=self.host))

    def take(self, outcome: Outcome) -> None:
        """Note what happened, then let the machines work until only people, time or others are waited for."""
        self.note(outcome)
        self.work()

    def work(self) -> None:
        definition = self.playable.definition
        while (delivery := self.find_delivery()) is not None:
            self.note(engine.deliver(definition, self.outcome.state, delivery, self.now, host=self.host))

    def note(self, outcome: Outcome) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise PlayFailed(f"More than {MOST_STEPS} steps: the process runs in a circle.")
        self.outcome = outcome
        self.events += [(self.now, event) for event in outcome.events]
        self.thrown += outcome.thrown
        self.pending = [one for one in outcome.thrown if one.kind == "message"]
        self.promises.follow(outcome.events, self.read_scope, self.now)

    def find_delivery(self) -> Message | JobResult | JobFailed | None:
        for thrown in self.pending:
            for one in self.outcome.subscriptions:
                if (one.kind, one.name, one.correlation) == ("message", thrown.name, thrown.correlation):
                    return Message(one.id, thrown.name, codec.decode(dict(thrown.payload)))
        job = self.find_job()
        return self.answer(job) if job else None

    def find_job(self) -> WaitingJob | None:
        """The call that is answered next."""
        return self.outcome.jobs[0] if self.outcome.jobs else None

    def answer(self, job: WaitingJob) -> JobResult | JobFailed:
        inputs = codec.decode(dict(job.inputs))
        self.calls.append(PlayedCall(job.operation, inputs, self.now))
        given = self.answers.setdefault(job.operation, Answers(job.operation, {})).take()
        if isinstance(given, Mapping) and "error" in given:
            return JobFailed(job.id, str(given["error"]), str(given.get("message", "")))
        value = given["result"] if isinstance(given, Mapping) and "result" in given else given
        return JobResult(job.id, normalise(value))

    def advance_to(self, moment: datetime) -> None:
        """Let time pass, firing each timer at its instant. Raises PlayFailed for a moment in the past."""
        if moment < self.now:
            raise PlayFailed(
                f"Time only moves forward: it is {self.now.astimezone(BRUSSELS):%Y-%m-%d %H:%M}."
            )
        while self.outcome.timers:
            timer = min(self.outcome.timers, key=lambda timer: (timer.due_at, timer.id))
            if timer.due_at > moment:
                break
            self.now = max(self.now, timer.due_at)
            self.promises.advance(self.now)
            definition, state = self.playable.definition, self.outcome.state
            self.take(engine.fire(definition, state, timer.id, self.now, host=self.host))
        self.now = moment
        self.promises.advance(moment)


@dataclass
class Answers:
    """What an operation answers: the same each time, or one entry of a list after the other."""

    name: str
    given: Any
    used: int = 0

    @property
    def is_used_up(self) -> bool:
        return isinstance(self.given, list) and self.used >= len(self.given)

    def take(self) -> Any:
        if not isinstance(self.given, list):
            return self.given
        if self.is_used_up:
            raise PlayFailed(
                f"{self.name} is called more often than the scenario answers ({self.used} times)."
            )
        self.used += 1
        return self.given[self.used - 1]


def describe_subscription(one: WaitingSubscription) -> str:
    return f"{one.name} ({one.correlation})" if one.correlation else one.name


__all__ = ["Play", "PlayFailed", "Playable", "PlayedCall"]
