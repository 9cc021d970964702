"""Deadlines under the time computation rules TC1 to TC10, with the days counted and the days skipped.

Pure. Every rule names its source. A pause is given in whole days, its first and last day included.
"""

import calendar as month_lengths
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from workflows.calendars import ONE_DAY, Calendar
from workflows.errors import WorkflowError

LONGEST = {"working_days": 10_000, "calendar_days": 40_000, "weeks": 6_000, "months": 1_200, "quarters": 400}
SERVICE_OPENS, SERVICE_CLOSES = time(6), time(21)


class DeadlineError(WorkflowError):
    """The deadline cannot be computed."""


class TermUnreadable(DeadlineError):
    """A term is a number and a unit: 5 working days, 45 days, 6 weeks, 4 months, 2 quarters, 1 year, P4M."""


class PauseUnreadable(DeadlineError):
    """A pause is FROM/TO, two dates in order: 2026-03-02/2026-03-20."""


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    """To the end of the n-th quarter after the one of the start (TC8)."""


class Rule(StrEnum):
    """Whose deadline it is: what happens when it ends on a day nobody works."""

    CITIZEN = "citizen"
    FUND = "fund"
    CONTRIBUTION = "contribution"
    PLAIN = "plain"


SOURCES = {
    Rule.CITIZEN: "TC1-TC3: Judicial Code art. 52, 53 and 54",
    Rule.FUND: "TC1, TC2, TC4: Judicial Code art. 52 and 54; law of 11 April 1995 (does not move)",
    Rule.CONTRIBUTION: "TC7, TC8: the credit must be there by the last calendar day; it does not move",
    Rule.PLAIN: "TC1, TC2: Judicial Code art. 52 and 54",
}
WORDS = {
    "working day": (Unit.WORKING_DAYS, 1),
    "wd": (Unit.WORKING_DAYS, 1),
    "calendar day": (Unit.CALENDAR_DAYS, 1),
    "cd": (Unit.CALENDAR_DAYS, 1),
    "day": (Unit.CALENDAR_DAYS, 1),
    "week": (Unit.WEEKS, 1),
    "month": (Unit.MONTHS, 1),
    "calendar month": (Unit.MONTHS, 1),
    "quarter": (Unit.QUARTERS, 1),
    "year": (Unit.MONTHS, 12),
}
ISO = {"D": (Unit.CALENDAR_DAYS, 1), "W": (Unit.WEEKS, 1), "M": (Unit.MONTHS, 1), "Y": (Unit.MONTHS, 12)}


@dataclass(frozen=True)
class Term:
    """A length of time in one unit."""

    value: int
    unit: Unit


@dataclass(frozen=True)
class Pause:
    """Days on which the term does not run, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Skipped:
    day: date
    reason: str


@dataclass(frozen=True)
class Deadline:
    """`day` is the last day on which the act is in time.

    `legal_day` is where the term ends before any move; `internal_day` is the last working day
    on or before `day`: what the office aims at.
    """

    start: date
    term: Term
    rule: Rule
    day: date
    legal_day: date
    internal_day: date
    counted: tuple[date, ...] = field(repr=False, default=())
    skipped: tuple[Skipped, ...] = field(repr=False, default=())


def compute(
    start: date, term: Term, *, calendar: Calendar, rule: Rule = Rule.PLAIN, pauses: Sequence[Pause] = ()
) -> Deadline:
    """The deadline `term` after `start`.

    TC1 (Judicial Code art. 52): the day of the event is not counted, the last day is.
    TC9 (law of 11 April 1995 art. 10): a day on which indispensable information is awaited is not counted.
    """
    if term.unit is Unit.WORKING_DAYS:
        legal, skipped = count_working_days(start, term.value, calendar, rule, pauses)
    else:
        legal, skipped = extend_by_pauses(start, end_calendar_term(start, term), pauses)
    day, moved = apply_rule(legal, rule, calendar)
    passed = {skip.day for skip in (*skipped, *moved)}
    counted = tuple(found for found in list_after(start, legal) if found not in passed)
    internal = find_internal_target(day, calendar)
    return Deadline(start, term, rule, day, legal, internal, counted, (*skipped, *moved))


def count_working_days(
    start: date, count: int, calendar: Calendar, rule: Rule, pauses: Sequence[Pause]
) -> tuple[date, list[Skipped]]:
    """TC6: Monday to Friday but legal holidays; for the fund's own terms also without its closures."""
    explain = calendar.explain_legally_closed if rule is Rule.CITIZEN else calendar.explain_closed
    day, skipped = start, list[Skipped]()
    while count:
        day += ONE_DAY
        reason = explain_pause(day, pauses) or explain(day)
        if reason:
            skipped.append(Skipped(day, reason))
        else:
            count -= 1
    return day, skipped


def end_calendar_term(start: date, term: Term) -> date:
    match term.unit:
        case Unit.MONTHS:
            return add_months(start, term.value)
        case Unit.QUARTERS:
            return last_day_of_quarter(start, after=term.value)
        case Unit.WEEKS:
            return start + timedelta(weeks=term.value)
        case _:
            return start + timedelta(days=term.value)


def extend_by_pauses(start: date, end: date, pauses: Sequence[Pause]) -> tuple[date, list[Skipped]]:
    """TC9: each paused day after the start moves the end by one day."""
    skipped: list[Skipped] = []
    day = start
    while day < end:
        day += ONE_DAY
        reason = explain_pause(day, pauses)
        if reason:
            skipped.append(Skipped(day, reason))
            end += ONE_DAY
    return end, skipped


def apply_rule(legal: date, rule: Rule, calendar: Calendar) -> tuple[date, list[Skipped]]:
    """TC3 moves a citizen's deadline; TC4 and TC7 leave the fund's and the contribution's where they are."""
    return roll_forward(legal, calendar) if rule is Rule.CITIZEN else (legal, [])


def roll_forward(day: date, calendar: Calendar) -> tuple[date, list[Skipped]]:
    """TC3 (Judicial Code art. 53): Saturday, Sunday and legal holidays move the end to the next working day.

    The office's own closures do not move it.
    """
    moved: list[Skipped] = []
    while reason := calendar.explain_legally_closed(day):
        moved.append(Skipped(day, reason))
        day += ONE_DAY
    return day, moved


def find_internal_target(day: date, calendar: Calendar) -> date:
    """TC4: the fund's calendar terms do not move; the office aims at the last working day up to them."""
    return day if calendar.is_working_day(day) else calendar.previous_working_day(day)


def add_months(day: date, months: int) -> date:
    """TC2 (Judicial Code art. 54): from date to same date, or the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day_of_quarter(day: date, *, after: int = 0) -> date:
    """TC8: the last day of the quarter `after` quarters after the one of `day`.

    "Before the end of the second quarter following" is after=2. TC7: a due date on it never moves.
    """
    to_end = (3 - day.month % 3) % 3
    first = add_months(day.replace(day=1), to_end + 3 * after)
    return first.replace(day=month_lengths.monthrange(first.year, first.month)[1])


def find_notification_day(posted: date, *, calendar: Calendar, presented: date | None = None) -> date:
    """TC5 (Judicial Code art. 53bis): the day from which the addressee's term runs.

    By letter without receipt: the third legal working day after posting. With acknowledgment of receipt: the
    day after it was presented.
    """
    if presented is not None:
        return presented + ONE_DAY
    return count_working_days(posted, 3, calendar, Rule.CITIZEN, ())[0]


def may_serve(instant: datetime, *, calendar: Calendar) -> bool:
    """TC10 (Judicial Code art. 47): from 6:00 to 21:00, never on Saturday, Sunday or a legal holiday."""
    local = instant.astimezone(calendar.zone)
    return calendar.is_legal_working_day(local.date()) and SERVICE_OPENS <= local.time() <= SERVICE_CLOSES


def explain_pause(day: date, pauses: Iterable[Pause]) -> str | None:
    return "Paused" if any(pause.covers(day) for pause in pauses) else None


def list_after(start: date, end: date) -> list[date]:
    return [start + timedelta(days=offset) for offset in range(1, (end - start).days + 1)]


def read_term(text: str) -> Term:
    """Read "5 working days", "45 days", "4 months", "1 year", "2 quarters", "P4M"."""
    iso = re.fullmatch(r"P(\d{1,6})([DWMY])", text.strip())
    words = re.fullmatch(r"(\d{1,6})[ _]+([a-z][a-z _]*?)s?", text.strip().lower())
    if iso:
        unit, factor = ISO[iso[2]]
        return build_term(int(iso[1]) * factor, unit, text)
    if words and words[2].replace("_", " ") in WORDS:
        unit, factor = WORDS[words[2].replace("_", " ")]
        return build_term(int(words[1]) * factor, unit, text)
    raise TermUnreadable(term=text)


def build_term(value: int, unit: Unit, text: str) -> Term:
    if value > LONGEST[unit]:
        raise TermUnreadable("The term is longer than a century.", term=text)
    return Term(value, unit)


def read_pause(text: str) -> Pause:
    """Read "2026-03-02/2026-03-20": both days are paused."""
    try:
        first, last = (date.fromisoformat(part.strip()) for part in text.split("/"))
    except ValueError as error:
        raise PauseUnreadable(pause=text) from error
    if last < first:
        raise PauseUnreadable(pause=text)
    return Pause(first, last)
