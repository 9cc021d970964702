"""When a timer is due: ISO 8601 literal or FEEL value to an instant in UTC.

Days, weeks, months and years are counted on the wall clock of the zone (months clamp to the last day; a local time
that does not exist moves to after the gap, an ambiguous one is the first); hours and below are absolute. A FEEL
days-and-time duration has lost how it was written: whole days in it are calendar days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflows.engine.errors import ProcessFault
from workflows.engine.values import FaultKind
from workflows.feel.values import YearMonthDuration

_DURATION = re.compile(
    r"(-?)P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d|@[\w/+-]+)?")
ENDLESS = -1


@dataclass(frozen=True, slots=True)
class Period:
    """A duration as written: calendar months and days, and absolute seconds."""

    months: int = 0
    days: int = 0
    seconds: float = 0

    def times(self, count: int) -> Period:
        return Period(self.months * count, self.days * count, self.seconds * count)

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """The instant one period after `start`, in UTC."""
        local = start.astimezone(zone)
        if self.months or self.days:
            day = _add_months(local.date(), self.months) + timedelta(days=self.days)
            local = datetime.combine(day, local.time().replace(fold=0), zone)
        return local.astimezone(UTC) + timedelta(seconds=self.seconds)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Plan:
    """When a timer is due next; a cycle also knows its anchor, its period as text and what is left after that."""

    due: datetime
    period: str = ""
    left: int = 0
    anchor: datetime | None = None
    done: int = 0


def is_literal(text: str) -> bool:
    """Whether the text is ISO 8601 as it stands; anything else is FEEL."""
    return any(pattern.fullmatch(text) for pattern in (_DURATION, _CYCLE, _DATE, _DATETIME))


def read_period(text: str) -> Period:
    match = _DURATION.fullmatch(text)
    if not match:
        raise _unusable(text)
    sign = -1 if match[1] else 1
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[1:7])
    seconds = hours * 3600 + minutes * 60 + float(match[8] or 0)
    return Period(years * 12 + months, weeks * 7 + days, seconds).times(sign)


def plan(value: Any, now: datetime, zone: ZoneInfo) -> Plan:
    """The first due instant of a timer value. Raises ProcessFault when the value is no time."""
    if isinstance(value, str):
        return _plan_text(value.strip(), now, zone)
    if isinstance(value, datetime):
        return Plan(_instant(value, zone))
    if isinstance(value, date):
        return Plan(_instant(datetime.combine(value, time()), zone))
    if isinstance(value, YearMonthDuration):
        return Plan(Period(months=value.months).after(now, zone))
    if isinstance(value, timedelta):
        return Plan(
            Period(days=value.days, seconds=value.seconds + value.microseconds / 1e6).after(now, zone)
        )
    raise _unusable(value)


def end_of_day(value: Any) -> Any:
    """A date, or the text of one, as the last second of that day on the wall clock; anything else as it is."""
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        return f"{value.strip()}T23:59:59"
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(23, 59, 59))
    return value


def _plan_text(text: str, now: datetime, zone: ZoneInfo) -> Plan:
    cycle = _CYCLE.fullmatch(text)
    if cycle:
        return _plan_cycle(cycle, now, zone)
    if _DURATION.fullmatch(text):
        return Plan(read_period(text).after(now, zone))
    return Plan(_read_instant(text, zone))


def _plan_cycle(match: re.Match[str], now: datetime, zone: ZoneInfo) -> Plan:
    count = int(match[1]) if match[1] else ENDLESS
    period = read_period(match[3])
    if count == 0 or period.after(now, zone) <= now:
        raise _unusable(match[0])
    anchor = _read_instant(match[2], zone) if match[2] else now
    done = 0 if match[2] else 1
    due = period.times(done).after(anchor, zone) if done else anchor
    return Plan(due, match[3], ENDLESS if count == ENDLESS else count - 1, anchor, done)


def follow(current: Plan, zone: ZoneInfo) -> Plan | None:
    """The next round of a cycle, counted from the schedule and not from when it was noticed; None at its end."""
    if not current.period or current.left == 0 or current.anchor is None:
        return None
    done = current.done + 1
    due = read_period(current.period).times(done).after(current.anchor, zone)
    left = current.left if current.left == ENDLESS else current.left - 1
    return Plan(due, current.period, left, current.anchor, done)


def dump(plan_: Plan) -> dict[str, Any]:
    data: dict[str, Any] = {"due": plan_.due.isoformat()}
    if plan_.period and plan_.anchor:
        data |= {"period": plan_.period, "left": plan_.left, "done": plan_.done}
        data["anchor"] = plan_.anchor.isoformat()
    return data


def load(data: Mapping[str, Any]) -> Plan:
    anchor = data.get("anchor")
    return Plan(
        datetime.fromisoformat(data["due"]),
        data.get("period", ""),
        data.get("left", 0),
        datetime.fromisoformat(anchor) if anchor else None,
        data.get("done", 0),
    )


def shift(data: Mapping[str, Any], delta: timedelta) -> dict[str, Any]:
    """The same timer, due `delta` later, cycles included."""
    old = load(data)
    anchor = old.anchor + delta if old.anchor else None
    return dict(data) | dump(Plan(old.due + delta, old.period, old.left, anchor, old.done))


def _read_instant(text: str, zone: ZoneInfo) -> datetime:
    stamp, _, name = text.partition("@")
    try:
        if _DATE.fullmatch(text):
            return _instant(datetime.combine(date.fromisoformat(text), time()), zone)
        if _DATETIME.fullmatch(text):
            return _instant(datetime.fromisoformat(stamp), ZoneInfo(name) if name else zone)
    except (ValueError, KeyError) as error:
        raise _unusable(text) from error
    raise _unusable(text)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _unusable(value: Any) -> ProcessFault:
    shown = "null" if value is None else repr(value)
    return ProcessFault(
        f"The timer gives {shown}, which is no duration, date or cycle.", kind=FaultKind.TIMER
    )
