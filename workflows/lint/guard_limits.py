"""Whether the way to a place is bounded by a duration: by a service level or a timer around it."""

import re
from collections.abc import Collection, Mapping
from enum import Enum
from typing import Any

from workflows.bpmn import EventKind, Node, NodeKind, Process
from workflows.lint.guard_rules import Limit
from workflows.lint.iso_times import count_longest_days, count_months
from workflows.lint.waits import read_start, read_stops, runs_from, runs_until

_QUOTED = re.compile(r'^(?:@|duration\()?"?(P[0-9A-Z]+)"?\)?$')
_COUNTED = re.compile(r'^deadline\(\s*\w+\s*,\s*"(\d+) (months|days)"\s*(?:,.*)?\)$')
_WORKING = re.compile(r"^working days after\(\s*\w+\s*,\s*(\d+)\s*\)$")
_MONTHS = {"months": 1, "quarters": 3}
_HOURS = {"hours": 24, "working_hours": 4}
#: Nodes at which no token rests: what follows them is reached at the same moment.
_AT_ONCE = frozenset(
    {
        NodeKind.EXCLUSIVE,
        NodeKind.INCLUSIVE,
        NodeKind.PARALLEL,
        NodeKind.SERVICE_TASK,
        NodeKind.SEND_TASK,
        NodeKind.RULE_TASK,
    }
)


class Bound(Enum):
    """What could be said about the time a place is reached in."""

    HELD = "held"
    UNKNOWN = "unknown"
    BROKEN = "broken"


def check_limit(
    process: Process, target: Node, levels: list[Any], limit: Limit, since: Collection[str]
) -> Bound:
    """HELD when a service level over the target, or a timer around it, is short enough.

    The level begins with the process, or at one of the nodes `since`; what is reached at the very moment a node of
    `since` is left needs none."""
    if is_reached_at_once(process, target.id, since):
        return Bound.HELD
    spans = [read_span(level.get("target")) for level in levels if _covers(process, target, level, since)]
    spans += _find_timers(process, target)
    if any(span is not None and is_within(span, limit.duration) for span in spans):
        return Bound.HELD
    return Bound.UNKNOWN if None in spans else Bound.BROKEN


def _covers(process: Process, target: Node, level: Any, since: Collection[str]) -> bool:
    """Whether the level runs, in every case, from the beginning of the limit until the target or later."""
    if not isinstance(level, dict):
        return False
    start, places = read_start(level)[1], {target.id, *(one.id for one in process.enclosing(target))}
    if not _begins(process, start, places, since):
        return False
    selector = str(level.get("selector", "true"))
    if selector != "true" and not _is_implied(process, selector, places):
        return False
    return runs_until(process, start, read_stops(level), places)


def is_reached_at_once(process: Process, target: str, after: Collection[str]) -> bool:
    """Whether every way to the target leads from one of these nodes over steps that take no time."""
    seen, waiting = {target}, [target]
    while waiting and after:
        sources = [flow.source for flow in process.incoming(waiting.pop())]
        before = [one for one in sources if one not in after]
        if not sources or any(process.nodes[one].kind not in _AT_ONCE for one in before):
            return False
        waiting += [one for one in before if one not in seen]
        seen.update(before)
    return bool(after)


def _begins(process: Process, start: str, places: set[str], since: Collection[str]) -> bool:
    if start in {"started", *(node.id for node in process.starts())}:
        return True
    return start in since and runs_from(process, start, places)


def _is_implied(process: Process, selector: str, places: set[str]) -> bool:
    """Whether no way leads to the places but over a flow on the very condition of the level's selector."""
    asked = "".join(selector.split())
    entries = {
        flow.target
        for flow in process.flows.values()
        if flow.condition and "".join(flow.condition.text.split()) == asked
    }
    entries = {one for one in entries if len(list(process.incoming(one))) == 1}
    return any(one in places or runs_from(process, one, places) for one in entries)


def _find_timers(process: Process, target: Node) -> list[tuple[int | None, int] | None]:
    """Timers that interrupt a subprocess around the target."""
    spans = []
    for parent in process.enclosing(target):
        for boundary in process.boundaries(parent.id):
            for event in boundary.events:
                if event.kind is EventKind.TIMER and boundary.interrupting and event.expression:
                    spans.append(read_span(event.expression.text))
    return spans


def read_span(target: Any) -> tuple[int | None, int] | None:
    """(months, None if not whole months; longest number of days) of a duration. None: not known beforehand."""
    if isinstance(target, Mapping):
        return _read_amount(int(target.get("value", 0)), str(target.get("unit")))
    counted = _read_counted(str(target).strip())
    if counted:
        return counted
    quoted = _QUOTED.match(str(target).replace(" ", ""))
    days = count_longest_days(quoted[1]) if quoted else None
    if quoted is None or days is None:
        return None
    return count_months(quoted[1]), days


def _read_counted(target: str) -> tuple[int | None, int] | None:
    """A term counted from a variable, such as the day of the request: no case begins before what it begins with."""
    working = _WORKING.match(target)
    if working:
        return _read_amount(int(working[1]), "working_days")
    found = _COUNTED.match(target)
    return _read_amount(int(found[1]), found[2]) if found else None


def _read_amount(value: int, unit: str) -> tuple[int | None, int]:
    if unit in _MONTHS:
        return value * _MONTHS[unit], value * _MONTHS[unit] * 31
    if unit in _HOURS:
        return None, -(-value // _HOURS[unit])
    if unit == "working_days":  # at worst each working week also loses one day to a holiday
        return None, -(-value * 7 // 4)
    return None, value * (7 if unit == "weeks" else 1)


def is_within(span: tuple[int | None, int], limit: str) -> bool:
    """Whether a span is surely no longer than an ISO duration."""
    months, days = span
    most_months = count_months(limit)
    if months is not None and most_months is not None:
        return months <= most_months
    if most_months is not None:
        return days <= most_months * 365 // 12 - 2
    return days <= (count_longest_days(limit) or 0)
