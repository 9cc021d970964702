"""What the events of a step mean to a service level, and what its selector and target say. No database."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from workflows.calendars import load_calendar
from workflows.engine.values import EngineEvent, EventKind
from workflows.errors import WorkflowError
from workflows.feel import parse
from workflows.feel_functions import environment
from workflows.manifest import ENDED, STARTED
from workflows.service_level_policy import resolve_target


class SelectorNotBoolean(WorkflowError):
    """The selector of a service level must be true or false."""


def read_signals(
    event: EngineEvent, levels: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """What one event means to each level: start, stop, pause, resume, cancel, due.

    Nothing inside a called process, whose nodes may have the same ids and whose levels do not run in its caller;
    and of a multi-instance or loop only the whole, not each instance.
    """
    if "within" in event.data or "instance" in event.data:
        return
    for level in levels:
        for signal in list_meanings(event, level):
            yield level, signal, event.node_id


def list_meanings(event: EngineEvent, level: Mapping[str, Any]) -> Iterator[str]:
    kind, node = event.kind, event.node_id
    pausing = {pause["node"] for pause in level["pause"]}
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


def evaluate_level(
    level: Mapping[str, Any], manifest: Mapping[str, Any], scope: Mapping[str, Any], now: datetime
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
