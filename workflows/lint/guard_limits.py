"""Whether the way to a place is bounded by a duration: by a service level or a timer around it."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from workflows.bpmn import EventKind, Node, Process
from workflows.lint.iso_times import count_longest_days, count_months
from workflows.lint.waits import follow, read_start, read_stops

_QUOTED = re.compile(r'^(?:@|duration\()?"?(P[0-9A-Z]+)"?\)?$')
_MONTHS = {"months": 1, "quarters": 3}
_HOURS = {"hours": 24, "working_hours": 4}


class Bound(Enum):
    """What could be said about the time a place is reached in."""

    HELD = "held"
    UNKNOWN = "unknown"
    BROKEN = "broken"


def check_limit(process: Process, target: Node, levels: list[Any], limit: str) -> Bound:
    """HELD when a service level from the start over the target, or a timer around it, is short enough."""
    spans = [read_span(level.get("target")) for level in levels if _covers(process, target, level)]
    spans += _find_timers(process, target)
    if any(span is not None and is_within(span, limit) for span in spans):
        return Bound.HELD
    return Bound.UNKNOWN if None in spans else Bound.BROKEN


def _covers(process: Process, target: Node, level: Any) -> bool:
    """Whether the level runs from the start of the case until the target or later."""
    if not isinstance(level, dict):
        return False
    starts = {"started", *(start.id for start in process.starts())}
    stops = set(read_stops(level))
    own = target.id
    return read_start(level)[1] in starts and bool(stops & {own, "ended", *follow(process, own)})


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
    quoted = _QUOTED.match(str(target).replace(" ", ""))
    days = count_longest_days(quoted[1]) if quoted else None
    if quoted is None or days is None:
        return None
    return count_months(quoted[1]), days


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
