"""The arithmetic of a promise: from its policy, start and pauses to its target and the rungs of its ladder.

Pure. A target in days ends with the last instant of its day (TC1: the last day counts); one in hours ends to the
second.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflows.calendars import ONE_DAY, Calendar
from workflows.deadlines import Pause, Rule, Term, TermUnreadable, Unit, add_months, compute, read_term
from workflows.errors import WorkflowError
from workflows.feel.values import YearMonthDuration

TICK = timedelta(microseconds=1)
HOURS, WORKING_HOURS = "hours", "working_hours"


class TargetUnreadable(WorkflowError):
    """The target of a service level must be a duration, a date or a date and time."""


@dataclass(frozen=True)
class Span:
    """A length of time: a term in days or longer, or an exact amount, of working time or of elapsed time."""

    term: Term | None = None
    amount: timedelta = timedelta(0)
    working: bool = False


@dataclass(frozen=True)
class Stop:
    """One pause of a clock; `end` is None while it lasts."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Rung:
    """One step of the ladder at its due instant."""

    name: str
    position: int
    due_at: datetime
    action: Mapping[str, Any]


def read_span(raw: str | Mapping[str, Any]) -> Span:
    """Read '2 working days', '4 hours', 'P10D', 'PT4H' or {value, unit}. Raises TermUnreadable."""
    if isinstance(raw, Mapping):
        unit = str(raw["unit"])
        if unit in (HOURS, WORKING_HOURS):
            return Span(amount=timedelta(hours=raw["value"]), working=unit == WORKING_HOURS)
        return Span(Term(int(raw["value"]), Unit(unit)))
    exact = re.fullmatch(r"P(?:(\d{1,5})D)?T(?:(\d{1,5})H)?(?:(\d{1,5})M)?", raw)
    if exact and any(exact.groups()):
        days, hours, minutes = (int(part or 0) for part in exact.groups())
        return Span(amount=timedelta(days=days, hours=hours, minutes=minutes))
    words = re.fullmatch(r"(\d{1,5}) +(working )?hours?", raw)
    if words:
        return Span(amount=timedelta(hours=int(words[1])), working=bool(words[2]))
    return Span(read_term(raw))


def resolve_target(
    value: Any, *, started_at: datetime, rule: str | None, calendar: Calendar
) -> dict[str, Any]:
    """What a FEEL target gave, as stored JSON: {"span": {value, unit}}, {"seconds": n} or {"wall_days": n}.

    Raises TargetUnreadable.
    """
    start = started_at.astimezone(calendar.zone)
    match value:
        case YearMonthDuration():
            return {"span": {"value": value.months, "unit": Unit.MONTHS.value}}
        case timedelta() if value >= timedelta(0):
            return resolve_duration(value, rule)
        case datetime():
            instant = value if value.tzinfo else value.replace(tzinfo=calendar.zone)
            return {"seconds": (instant - started_at).total_seconds()}
        case date():
            return {"span": {"value": (value - start.date()).days, "unit": Unit.CALENDAR_DAYS.value}}
        case str():
            return {"span": write_span(value)}
        case _:
            raise TargetUnreadable(value=repr(value))


def resolve_duration(value: timedelta, rule: str | None) -> dict[str, Any]:
    """Whole days are calendar days of a legal term when the level has a rule, days to the same hour when not."""
    if value % ONE_DAY:
        return {"seconds": value.total_seconds()}
    if rule:
        return {"span": {"value": value.days, "unit": Unit.CALENDAR_DAYS.value}}
    return {"wall_days": value.days}


def write_span(text: str) -> dict[str, Any]:
    try:
        span = read_span(text)
    except TermUnreadable as error:
        raise TargetUnreadable(value=text) from error
    if span.term:
        return {"value": span.term.value, "unit": span.term.unit.value}
    hours, rest = divmod(span.amount, timedelta(hours=1))
    if rest:
        raise TargetUnreadable("Hours of a target are whole.", value=text)
    return {"value": hours, "unit": WORKING_HOURS if span.working else HOURS}


def find_target(
    target: Mapping[str, Any],
    *,
    started_at: datetime,
    calendar: Calendar,
    rule: str | None = None,
    stops: Sequence[Stop] = (),
    extended_days: int = 0,
) -> datetime:
    """The last instant that keeps the promise. An extension adds days in the unit of the target."""
    if "span" in target:
        span = read_span(target["span"])
        if span.term:
            return find_target_day(span.term, started_at, calendar, rule, stops, extended_days)
        found = run_with_stops(started_at, span.amount, stops, *choose_run(span, calendar))
        return add_wall_days(found, extended_days, calendar)
    amount = timedelta(seconds=target.get("seconds", 0))
    found = run_with_stops(started_at, amount, stops, elapse, count_elapsed)
    return add_wall_days(found, target.get("wall_days", 0) + extended_days, calendar)


def find_target_day(
    term: Term,
    started_at: datetime,
    calendar: Calendar,
    rule: str | None,
    stops: Sequence[Stop],
    extended_days: int,
) -> datetime:
    start = started_at.astimezone(calendar.zone).date()
    pauses = list_paused_days(start, stops, calendar)
    if term.unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        term = Term(term.value + extended_days, term.unit)
    elif extended_days:
        pauses = [*pauses, *extend_after(start, term, extended_days, calendar, pauses)]
    if term.value < 0:
        return calendar.end_of(start + timedelta(days=term.value)) - TICK
    day = compute(start, term, calendar=calendar, rule=Rule(rule or Rule.PLAIN), pauses=pauses).day
    return calendar.end_of(day) - TICK


def extend_after(
    start: date, term: Term, days: int, calendar: Calendar, pauses: Sequence[Pause]
) -> list[Pause]:
    """An extension of a term in months: its last days do not count, so that the date-to-date rule stays."""
    last = compute(start, term, calendar=calendar, pauses=pauses).day
    return [Pause(last, last + timedelta(days=days - 1))]


def list_paused_days(start: date, stops: Sequence[Stop], calendar: Calendar) -> list[Pause]:
    """The days that do not count: from the day of the pause to the day before the resumption.

    What was left of the first day is so given back on the last. On the day of the start, which never counts
    (TC1), the days shift by one.
    """
    found: list[Pause] = []
    for stop in merge_stops(stops):
        if stop.end is None:
            continue
        begun = stop.start.astimezone(calendar.zone).date()
        ended = stop.end.astimezone(calendar.zone).date()
        if begun == ended:
            continue
        shift = timedelta(0)
        if begun == start:
            start, shift = ended, ONE_DAY
        found.append(Pause(begun + shift, ended - ONE_DAY + shift))
    return found


Add = Callable[[datetime, timedelta], datetime]
Between = Callable[[datetime, datetime], timedelta]


def choose_run(span: Span, calendar: Calendar) -> tuple[Add, Between]:
    if span.working:
        return calendar.add_working_time, calendar.working_time_between
    return elapse, count_elapsed


def run_with_stops(
    start: datetime, amount: timedelta, stops: Sequence[Stop], add: Add, between: Between
) -> datetime:
    """The instant at which `amount` is used up when the clock stands still during `stops`."""
    now, left = start, amount
    for stop in merge_stops(stops):
        begin = max(stop.start, now)
        used = between(now, begin)
        if used >= left or stop.end is None:
            break
        now, left = max(stop.end, now), left - used
    return add(now, left)


def merge_stops(stops: Sequence[Stop]) -> Iterator[Stop]:
    """Overlapping pauses as one; those that still last count for nothing yet."""
    merged: Stop | None = None
    for stop in sorted((stop for stop in stops if stop.end is not None), key=lambda stop: stop.start):
        if merged is None or merged.end is None or stop.end is None:
            merged = stop
        elif stop.start <= merged.end:
            merged = Stop(merged.start, max(merged.end, stop.end))
        else:
            yield merged
            merged = stop
    if merged is not None:
        yield merged


def elapse(start: datetime, amount: timedelta) -> datetime:
    return start.astimezone(UTC) + amount


def count_elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def add_wall_days(instant: datetime, days: int, calendar: Calendar) -> datetime:
    """The same hour of the clock on the wall, days later; an hour that does not exist moves forward."""
    return (instant.astimezone(calendar.zone) + timedelta(days=days)).astimezone(UTC)


def is_working_target(target: Mapping[str, Any]) -> bool:
    return str(target.get("span", {}).get("unit", "")).startswith("working")


def list_rungs(
    level: Mapping[str, Any],
    target: Mapping[str, Any],
    *,
    started_at: datetime,
    target_at: datetime,
    calendar: Calendar,
) -> list[Rung]:
    """The ladder in order: warning, breach, escalation-1, …

    A rung that would fall at or before the start is left out: it would warn of nothing new.
    """
    found: list[tuple[str, datetime, dict[str, Any]]] = []
    warning = level.get("warning")
    if warning:
        due = find_warning(warning, target, started_at=started_at, target_at=target_at, calendar=calendar)
        found.append(("warning", due, pick_action(warning)))
    found.append(("breach", target_at + TICK, {}))
    for number, rung in enumerate(level.get("escalation", []), start=1):
        if "percent" in rung:
            working = is_working_target(target)
            due = find_share(rung["percent"], working, started_at, target_at, calendar)
        elif rung.get("at") == "warning":
            due = found[0][1]
        else:
            due = find_rung(rung, target_at, calendar)
        found.append((f"escalation-{number}", due, pick_action(rung)))
    return [
        Rung(name, position, due, action)
        for position, (name, due, action) in enumerate(found)
        if due > started_at or name == "breach"
    ]


def pick_action(rung: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rung[name] for name in ("notify", "raise_priority", "reassign") if name in rung}


def find_warning(
    warning: Mapping[str, Any],
    target: Mapping[str, Any],
    *,
    started_at: datetime,
    target_at: datetime,
    calendar: Calendar,
) -> datetime:
    if "before" in warning:
        return go_before(target_at, read_span(warning["before"]), calendar)
    return find_share(warning["percent"], is_working_target(target), started_at, target_at, calendar)


def find_share(
    percent: int, working: bool, started_at: datetime, target_at: datetime, calendar: Calendar
) -> datetime:
    """The instant at which a share of the time between start and target is used up."""
    if working:
        total = calendar.working_time_between(started_at, target_at)
        return calendar.add_working_time(started_at, total * percent / 100)
    return started_at + (target_at - started_at) * percent / 100


def find_rung(rung: Mapping[str, Any], target_at: datetime, calendar: Calendar) -> datetime:
    if "before" in rung:
        return go_before(target_at, read_span(rung["before"]), calendar)
    if "after" in rung:
        return go_after(target_at, read_span(rung["after"]), calendar)
    return target_at + TICK


def go_before(target_at: datetime, span: Span, calendar: Calendar) -> datetime:
    """The opening of the day that lies `span` before the target's day; exact for hours."""
    if span.term is None:
        return add_amount(target_at, -span.amount, span.working, calendar)
    day = target_at.astimezone(calendar.zone).date()
    return find_opening(step_days(day, span.term, -1, calendar), calendar)


def go_after(target_at: datetime, span: Span, calendar: Calendar) -> datetime:
    if span.term is None:
        return add_amount(target_at + TICK, span.amount, span.working, calendar)
    day = target_at.astimezone(calendar.zone).date()
    return max(find_opening(step_days(day, span.term, 1, calendar), calendar), target_at + TICK)


def add_amount(instant: datetime, amount: timedelta, working: bool, calendar: Calendar) -> datetime:
    return calendar.add_working_time(instant, amount) if working else instant + amount


def step_days(day: date, term: Term, sign: int, calendar: Calendar) -> date:
    match term.unit:
        case Unit.WORKING_DAYS:
            return calendar.add_working_days(day, sign * term.value)
        case Unit.WEEKS:
            return day + sign * timedelta(weeks=term.value)
        case Unit.MONTHS | Unit.QUARTERS:
            months = term.value * (3 if term.unit is Unit.QUARTERS else 1)
            return add_months(day, sign * months)
        case _:
            return day + sign * timedelta(days=term.value)


def find_opening(day: date, calendar: Calendar) -> datetime:
    intervals = calendar.list_intervals(day)
    return intervals[0][0] if intervals else calendar.start_of(day)


def count_paused_days(start: datetime, end: datetime, calendar: Calendar) -> int:
    return (end.astimezone(calendar.zone).date() - start.astimezone(calendar.zone).date()).days


def share_used(
    started_at: datetime, target_at: datetime, now: datetime, calendar: Calendar, *, working: bool
) -> int:
    """Percent of the time used, above 100 once it is over."""
    between = calendar.working_time_between if working else count_elapsed
    total = between(started_at, target_at)
    if total <= timedelta(0):
        return 100 if now <= target_at else 101
    return math.floor(100 * (between(started_at, now) / total))
