"""Due dates in words: how many working days are left, or how late it is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.calendars import Calendar, load_calendar
from workflows.clock import BRUSSELS

SOON_PERCENT = 75


@dataclass(frozen=True)
class Due:
    """A chip: `tone` is late, warn or empty; `percent` of the time given is used up."""

    at: datetime
    text: str
    tone: str
    percent: int


def describe_due(due_at: datetime | None, since: datetime, now: datetime) -> Due | None:
    """None without a due date. Working days are those of the fund's calendar, in Brussels."""
    if due_at is None:
        return None
    percent = use_up(since, due_at, now)
    if due_at < now:
        return Due(due_at, tell_lateness(due_at, now, load_calendar()), "late", 100)
    left = load_calendar().working_days_between(to_day(now), to_day(due_at))
    tone = "warn" if left <= 1 or percent >= SOON_PERCENT else ""
    return Due(due_at, tell_rest(left, same_day=to_day(now) == to_day(due_at)), tone, percent)


def tell_lateness(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    days = calendar.working_days_between(to_day(due_at), to_day(now))
    if days == 0:
        return _("Late since today") if to_day(due_at) == to_day(now) else _("Late")
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
