"""Due dates in words: how many working days are left, or how late it is."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from app.days import write_day
from workflows.calendars import Calendar, load_calendar
from workflows.clock import BRUSSELS

SOON_PERCENT = 75


@dataclass(frozen=True)
class Due:
    """A chip: `tone` is late, warn or empty; `percent` of the time given is used up; `moment` is `at` in full.

    Without `at` the clock stands still.
    """

    at: datetime | None
    text: str
    tone: str
    percent: int
    moment: str


def describe_due(
    due_at: datetime | None, since: datetime, now: datetime, calendar: Calendar | None = None
) -> Due | None:
    """None without a due date. Working days are those of `calendar`, the fund's unless given, in Brussels."""
    if due_at is None:
        return None
    calendar = calendar or load_calendar()
    percent, local = use_up(since, due_at, now), due_at.astimezone(BRUSSELS)
    moment = f"{write_day(local.date(), 'D j F Y', get_language())} {local:%H:%M}"
    if due_at < now:
        return Due(due_at, tell_lateness(local.date(), to_day(now), calendar), "late", 100, moment)
    left = count_working_days(calendar, to_day(now), local.date())
    tone = "warn" if left <= 1 or percent >= SOON_PERCENT else ""
    return Due(due_at, tell_rest(left, same_day=to_day(now) == local.date()), tone, percent, moment)


def describe_pause() -> Due:
    """The chip of a task whose clock stands still: no date until it runs on."""
    return Due(None, _("Paused"), "", 0, _("The clock stands still."))


@lru_cache(maxsize=4000)
def count_working_days(calendar: Calendar, start: date, end: date) -> int:
    """A page of rows asks the same few days over and over."""
    return calendar.working_days_between(start, end)


def tell_lateness(due: date, today: date, calendar: Calendar) -> str:
    days = count_working_days(calendar, due, today)
    if days == 0:
        return _("Late since today") if due == today else _("Late")
    return ngettext("%(days)s working day late", "%(days)s working days late", days) % {"days": days}


def tell_rest(days: int, *, same_day: bool) -> str:
    if same_day or days == 0:
        return _("Due today") if same_day else _("Due before the next working day")
    return ngettext("in %(days)s working day", "in %(days)s working days", days) % {"days": days}


def use_up(since: datetime, until: datetime, now: datetime) -> int:
    """The share of the time between two instants that has passed, from 0 to 100."""
    whole = (until - since).total_seconds()
    if whole <= 0:
        return 100
    return max(0, min(100, round((now - since).total_seconds() * 100 / whole)))


def to_day(instant: datetime) -> date:
    return instant.astimezone(BRUSSELS).date()
