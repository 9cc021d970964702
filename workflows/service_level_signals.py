"""What the events of a step mean to a service level, and what its selector and target say. No database.

Levels are those of the process itself and those of each process it calls: the latter run once for each call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.calendars import load_calendar
from workflows.engine.values import EngineEvent, EventKind
from workflows.errors import WorkflowError
from workflows.feel import parse
from workflows.feel_functions import environment
from workflows.manifest import ENDED, STARTED, complete_level
from workflows.service_level_policy import resolve_target

Level = Mapping[str, Any]
#: Service levels by process; those of the process itself under the empty name.
Levels = Mapping[str, Sequence[Level]]
CALLS = (EventKind.CALL_STARTED, EventKind.CALL_ENDED, EventKind.CALL_CANCELLED)


class SelectorNotBoolean(WorkflowError):
    """The selector of a service level must be true or false."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one event means to one level: start, stop, pause, resume, cancel or due.

    `call` is the call activity's as EngineEvent data has it, with `process` the one called; both are empty for the
    process itself.
    """

    level: Level
    signal: str
    node: str
    call: str = ""
    process: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """One clock at a time for each call and level."""
        return self.call, str(self.level["id"])


def gather_levels(manifest: Mapping[str, Any]) -> Levels:
    """The levels of a process and of all it calls, each completed by the manifest that declares it."""
    found = {"": manifest, **(manifest.get("called") or {})}
    return {
        process: [complete_level(level, one) for level in one.get("service_levels") or ()]
        for process, one in found.items()
    }


def find_manifest(manifest: Mapping[str, Any], process: str) -> Mapping[str, Any]:
    """What process.yaml says of the process itself or of one it calls."""
    found: Mapping[str, Any] = (manifest.get("called") or {}).get(process, {}) if process else manifest
    return found


def read_signals(event: EngineEvent, levels: Levels) -> Iterator[Meaning]:
    """What one event means to each level; of a multi-instance or loop only the whole, not each instance.

    What happens inside a called process concerns its own levels: its nodes may have the ids of its caller's.
    """
    if event.kind in CALLS:
        yield from read_call(event, levels)
    if "instance" in event.data:
        return
    process, call = str(event.data.get("within", "")), str(event.data.get("call", ""))
    for level in levels.get(process, ()):
        for signal in list_meanings(event, level):
            yield Meaning(level, signal, event.node_id, call, process)


def read_call(event: EngineEvent, levels: Levels) -> Iterator[Meaning]:
    """A called process begins and ends as an instance does; of a multi-instance each has a call of its own."""
    process, call = str(event.data["process"]), str(event.data["running"])
    for level in levels.get(process, ()):
        if event.kind is not EventKind.CALL_STARTED:
            kept = event.kind is EventKind.CALL_ENDED and ENDED in level["stop"]
            yield Meaning(level, "stop" if kept else "cancel", event.node_id, call, process)
        elif level["start"] == STARTED:
            yield Meaning(level, "start", event.node_id, call, process)


def list_meanings(event: EngineEvent, level: Level) -> Iterator[str]:
    kind, node = event.kind, event.node_id
    pausing = {pause["node"] for pause in level["pause"] if "node" in pause}
    if kind in (EventKind.NODE_COMPLETED, EventKind.NODE_CANCELLED) and node in pausing:
        yield "resume"
    if kind is EventKind.NODE_COMPLETED and node in level["stop"]:
        yield "stop"
    if is_start(event, level["start"]):
        yield "start"
    if kind is EventKind.NODE_ENTERED and node in pausing:
        yield "pause"
    if kind is EventKind.NODE_ENTERED and node in level["due"]:
        yield "due"
    if kind is EventKind.INSTANCE_CANCELLED:
        yield "cancel"
    if kind is EventKind.INSTANCE_COMPLETED:
        yield "stop" if ENDED in level["stop"] else "cancel"


def is_start(event: EngineEvent, start: str | Mapping[str, str]) -> bool:
    if start == STARTED:
        return event.kind is EventKind.INSTANCE_STARTED
    if isinstance(start, str):
        return event.kind is EventKind.NODE_ENTERED and event.node_id == start
    if "completed" in start:
        return event.kind is EventKind.NODE_COMPLETED and event.node_id == start["completed"]
    return event.kind is EventKind.NODE_ENTERED and event.node_id == start["entered"]


Variables = Mapping[str, Any] | Callable[[str], Mapping[str, Any] | None]


def read_scope(variables: Variables, call: str) -> Mapping[str, Any] | None:
    """The variables a level sees: of the process, or of the one called; None when that has ended already."""
    return variables(call) if callable(variables) else variables


def evaluate_level(
    level: Level, manifest: Mapping[str, Any], scope: Mapping[str, Any], now: datetime
) -> dict[str, Any] | None:
    """The target of a level over the variables of an instance, as stored JSON; None when it is not selected.

    Raises a WorkflowError naming the text that cannot be evaluated.
    """
    calendar = load_calendar(level["calendar"])
    host = environment(now, manifest, calendar=calendar)
    warnings: list[str] = []
    chosen = parse(level["selector"], names=tuple(scope)).evaluate(scope, host, warnings=warnings)
    if not isinstance(chosen, bool):
        raise SelectorNotBoolean(selector=level["selector"], warnings="; ".join(warnings))
    if not chosen:
        return None
    target = level["target"]
    if isinstance(target, Mapping):
        return {"span": dict(target)}
    value = parse(target, names=tuple(scope)).evaluate(scope, host, warnings=warnings)
    return resolve_target(value, started_at=now, rule=level["rule"], calendar=calendar)
