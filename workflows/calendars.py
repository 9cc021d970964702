"""Working calendars: which days count, which hours of them, and why the others do not.

Pure: no database and no clock. Days are local days of the calendar's zone; instants are aware. Durations of
work are elapsed time, so that an interval crossing a change of summer time lasts what it really lasts.
"""

import os
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from django.conf import settings

from workflows import shared_texts
from workflows.errors import WorkflowError
from workflows.shared_texts import CALENDARS, SharedText
from workflows.words import say
from workflows.yaml_source import Key, Source, SourceRefused, read_file, read_text
from workflows.yearly_days import YearlyDay, find_reason

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = frozenset({5, 6})
DEFAULT = "belgium"
LONGEST_CLOSURE = 366
ONE_DAY = timedelta(days=1)


class CalendarError(WorkflowError):
    """The working calendar cannot answer."""


class CalendarUnknown(CalendarError):
    """There is no working calendar of this name."""


class CalendarNeverOpens(CalendarError):
    """The working calendar has no working day within a year."""


@dataclass(frozen=True)
class Hours:
    """One interval of a working day; `end` at midnight means the end of the day."""

    start: time
    end: time


@dataclass(frozen=True)
class Calendar:
    """One office's working time. `closures`, `yearly` and `openings` are its exceptions to week and legal holidays.

    `teams`: the days on which one team alone is away, by its name; the office is open all the same.
    """

    name: str
    zone: ZoneInfo
    country: str
    week: tuple[tuple[Hours, ...], ...]
    closures: Mapping[date, str] = field(default_factory=dict)
    openings: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    yearly: tuple[YearlyDay, ...] = ()
    teams: Mapping[str, Mapping[date, str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.name)

    def list_hours(self, day: date) -> tuple[Hours, ...]:
        if day in self.openings:
            return self.openings[day]
        if day in self.closures or find_holiday(self.country, day):
            return ()
        if self.yearly and find_reason(self.yearly, day):
            return ()
        return self.week[day.weekday()]

    def works_weekly(self, day: date) -> bool:
        """Whether the week alone would have somebody work on `day`."""
        return bool(self.week[day.weekday()])

    def find_holiday(self, day: date) -> str | None:
        """The name of the legal holiday on `day`, if it is one."""
        return find_holiday(self.country, day)

    def find_closure(self, day: date) -> str | None:
        """Why the office itself has closed on `day`, if it has."""
        return self.closures.get(day) or find_reason(self.yearly, day)

    def list_away(self, day: date) -> dict[str, str]:
        """The teams that are away on `day` while the office is open, each with the reason."""
        return {team: days[day] for team, days in self.teams.items() if day in days}

    def explain_closed(self, day: date) -> str | None:
        """Why nobody works on `day`; None when somebody does."""
        if self.list_hours(day):
            return None
        return self.find_holiday(day) or self.find_closure(day) or WEEKDAYS[day.weekday()].capitalize()

    def is_working_day(self, day: date) -> bool:
        return bool(self.list_hours(day))

    def is_legal_working_day(self, day: date) -> bool:
        """Neither Saturday, Sunday nor legal holiday: what the office decides for itself does not matter."""
        return self.explain_legally_closed(day) is None

    def explain_legally_closed(self, day: date) -> str | None:
        holiday = self.find_holiday(day)
        if holiday:
            return holiday
        return WEEKDAYS[day.weekday()].capitalize() if day.weekday() in WEEKEND else None

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative), `day` itself never counted.

        With a count of 0: `day`, or the next working day when nobody works on it.
        """
        if count == 0:
            return day if self.is_working_day(day) else self.next_working_day(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        idle = 0
        while count:
            day += step
            if self.is_working_day(day):
                count, idle = count - (1 if count > 0 else -1), 0
            else:
                idle += 1
                self._refuse_idle(idle)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(day) for day in list_days(start + ONE_DAY, end))

    def list_intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working intervals of `day` as instants in UTC, in order."""
        return [
            (self._place(day, hours.start), self._place_end(day, hours)) for hours in self.list_hours(day)
        ]

    def add_working_time(self, instant: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time after `instant` (before it if negative) is used up.

        Raises ValueError for a naive instant.
        """
        instant = take_utc(instant)
        if amount < timedelta(0):
            return self._subtract_working_time(instant, -amount)
        left, idle = amount, 0
        for day in walk(instant.astimezone(self.zone).date(), ONE_DAY):
            intervals = self.list_intervals(day)
            for opens, closes in intervals:
                begin = max(opens, instant)
                if closes >= begin and closes - begin >= left:
                    return (begin + left).astimezone(UTC)
                left -= max(closes - begin, timedelta(0))
            idle = 0 if intervals else idle + 1
            self._refuse_idle(idle)
        raise CalendarNeverOpens(calendar=self.name)

    def _subtract_working_time(self, instant: datetime, amount: timedelta) -> datetime:
        left, idle = amount, 0
        for day in walk(instant.astimezone(self.zone).date(), -ONE_DAY):
            intervals = self.list_intervals(day)
            for opens, closes in reversed(intervals):
                finish = min(closes, instant)
                if finish >= opens and finish - opens >= left:
                    return (finish - left).astimezone(UTC)
                left -= max(finish - opens, timedelta(0))
            idle = 0 if intervals else idle + 1
            self._refuse_idle(idle)
        raise CalendarNeverOpens(calendar=self.name)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time elapsing from `start` to `end`; negative when `end` lies before `start`."""
        start, end = take_utc(start), take_utc(end)
        if end < start:
            return -self.working_time_between(end, start)
        first, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        worked = timedelta(0)
        for day in list_days(first, last):
            for opens, closes in self.list_intervals(day):
                worked += max(min(closes, end) - max(opens, start), timedelta(0))
        return worked

    def start_of(self, day: date) -> datetime:
        """The first instant of the local day, in UTC."""
        return self._place(day, time(0))

    def end_of(self, day: date) -> datetime:
        """The first instant that no longer belongs to the local day, in UTC."""
        return self._place(day + ONE_DAY, time(0))

    def _place(self, day: date, moment: time) -> datetime:
        # fold=0: an hour that exists twice means its first run; one that does not exist moves forward.
        return datetime.combine(day, moment, tzinfo=self.zone).astimezone(UTC)

    def _place_end(self, day: date, hours: Hours) -> datetime:
        return self.end_of(day) if hours.end == time(0) else self._place(day, hours.end)

    def _refuse_idle(self, days: int) -> None:
        if days > LONGEST_CLOSURE:
            raise CalendarNeverOpens(calendar=self.name)


@dataclass(frozen=True)
class DatedCalendar(Calendar):
    """A calendar of several editions, each saying only what holds from its first day on: no past day ever changes.

    Zone and name are those of the newest. `starts` are the first days in order, `parts` the editions from them on.
    """

    starts: tuple[date, ...] = ()
    parts: tuple[Calendar, ...] = ()

    def __hash__(self) -> int:
        return hash(self.name)

    def find_part(self, day: date) -> Calendar:
        return self.parts[max(bisect_right(self.starts, day) - 1, 0)]

    def list_hours(self, day: date) -> tuple[Hours, ...]:
        return self.find_part(day).list_hours(day)

    def works_weekly(self, day: date) -> bool:
        return self.find_part(day).works_weekly(day)

    def find_holiday(self, day: date) -> str | None:
        return self.find_part(day).find_holiday(day)

    def find_closure(self, day: date) -> str | None:
        return self.find_part(day).find_closure(day)

    def list_away(self, day: date) -> dict[str, str]:
        return self.find_part(day).list_away(day)


def take_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone.")
    return instant.astimezone(UTC)


def walk(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


def list_days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


@cache
def list_holidays(country: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language="en_US"))


def find_holiday(country: str, day: date) -> str | None:
    """The name of the legal holiday on `day`, if it is one."""
    return list_holidays(country, day.year).get(day)


def read_calendar(source: Source) -> Calendar:
    """Build a calendar from its YAML. Raises SourceRefused naming file, line and key."""
    source.check("calendar")
    data = source.data
    return Calendar(
        name=data["calendar"],
        zone=read_zone(source),
        country=read_country(source),
        week=tuple(read_hours(source, ("week", name), data["week"].get(name, [])) for name in WEEKDAYS),
        closures=read_closures(source),
        openings={
            read_date(source, ("openings", index, "date"), opening["date"]): read_hours(
                source, ("openings", index, "hours"), opening["hours"]
            )
            for index, opening in enumerate(data.get("openings", []))
        },
        yearly=tuple(
            read_yearly(source, ("yearly", index), one) for index, one in enumerate(data.get("yearly", []))
        ),
        teams=read_teams(source),
    )


def read_yearly(source: Source, key: Key, rule: Mapping[str, Any]) -> YearlyDay:
    """`{on: "12-24"}`, `{easter: -2}` or `{nth: 1, weekday: monday, month: 9}`, each with its reason."""
    if ("on" in rule) + ("easter" in rule) + ("nth" in rule) != 1:
        raise SourceRefused([source.problem(key, say("says on, easter or nth, and one of them alone"))])
    kept = {"reason": rule["reason"], "since": rule.get("since"), "until": rule.get("until")}
    if kept["since"] and kept["until"] and kept["until"] < kept["since"]:
        raise SourceRefused([source.problem(key, say("ends before it starts"))])
    if "easter" in rule:
        return YearlyDay(from_easter=rule["easter"], **kept)
    if "on" in rule:
        first = read_date(source, (*key, "on"), f"2024-{rule['on']}")  # a leap year has every day of a year
        return YearlyDay(month=first.month, day=first.day, **kept)
    if "weekday" not in rule or "month" not in rule:
        raise SourceRefused([source.problem(key, say("needs a weekday and a month"))])
    weekday = WEEKDAYS.index(rule["weekday"])
    return YearlyDay(month=rule["month"], nth=rule["nth"], weekday=weekday, **kept)


def read_zone(source: Source) -> ZoneInfo:
    try:
        return ZoneInfo(source.data["zone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SourceRefused([source.problem(("zone",), say("is no time zone"))]) from error


def read_country(source: Source) -> str:
    country: str = source.data["holidays"]
    try:
        list_holidays(country, 2026)
    except NotImplementedError as error:
        raise SourceRefused([source.problem(("holidays",), say("no holidays are known for it"))]) from error
    return country


def read_hours(source: Source, key: Key, texts: list[str]) -> tuple[Hours, ...]:
    found: list[Hours] = []
    for text in texts:
        start, end = text.split("-")
        hours = Hours(time.fromisoformat(start), time.fromisoformat(end.replace("24:00", "00:00")))
        if end <= start:
            raise SourceRefused([source.problem(key, say("{text} ends before it starts", text=text))])
        if found and (found[-1].end == time(0) or hours.start < found[-1].end):
            raise SourceRefused([source.problem(key, say("{text} overlaps the hours before it", text=text))])
        found.append(hours)
    return tuple(found)


def read_closures(source: Source) -> dict[date, str]:
    """The days on which the whole office is closed."""
    closed: dict[date, str] = {}
    for team, days, reason in list_closures(source):
        if team is None:
            closed.update(dict.fromkeys(days, reason))
    return closed


def read_teams(source: Source) -> dict[str, dict[date, str]]:
    """The days on which one team alone is away."""
    away: dict[str, dict[date, str]] = {}
    for team, days, reason in list_closures(source):
        if team is not None:
            away.setdefault(team, {}).update(dict.fromkeys(days, reason))
    return away


def list_closures(source: Source) -> Iterator[tuple[str | None, list[date], str]]:
    for index, closure in enumerate(source.data.get("closures", [])):
        key = ("closures", index)
        first = read_date(source, (*key, "from"), closure["from"])
        last = read_date(source, (*key, "until"), closure.get("until", first))
        if last < first:
            raise SourceRefused([source.problem(key, say("ends before it starts"))])
        if (last - first).days > LONGEST_CLOSURE:
            raise SourceRefused(
                [
                    source.problem(
                        key, say("lasts more than {longest_closure} days", longest_closure=LONGEST_CLOSURE)
                    )
                ]
            )
        yield closure.get("team"), list(list_days(first, last)), closure["reason"]


def read_date(source: Source, key: Key, value: date | str) -> date:
    """A date that may have been written between quotes."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise SourceRefused([source.problem(key, say("{value} is no date", value=value))]) from error


def load_calendar(name: str = DEFAULT) -> Calendar:
    """The calendar as it was published, or else `processes/calendars/<name>.yaml`.

    Raises CalendarUnknown, SourceRefused.
    """
    editions = shared_texts.list_editions(CALENDARS, name)
    if editions:
        return load_editions(name, editions)
    path = find_file(str(settings.PROCESSES_DIR), name)
    try:
        changed = os.stat(
            path
        ).st_mtime_ns  # asked at each step of each case: a Path would take longer than the file
    except (OSError, ValueError) as error:
        raise CalendarUnknown(calendar=name) from error
    return load_file(path, changed)


@lru_cache(maxsize=256)
def find_file(directory: str, name: str) -> str:
    """Where the calendar is, if it is. Raises CalendarUnknown for what can be no calendar's name."""
    if not name.replace("_", "").isalnum():
        raise CalendarUnknown(calendar=name)
    return os.path.join(directory, "calendars", f"{name}.yaml")


@cache
def load_file(path: str, _changed: int) -> Calendar:
    return read_calendar(read_file(Path(path), file=f"processes/calendars/{Path(path).name}"))


_dated: dict[str, tuple[tuple[SharedText, ...], Calendar]] = {}


def load_editions(name: str, editions: tuple[SharedText, ...]) -> Calendar:
    """The calendar of these editions, made anew only when another was published."""
    known = _dated.get(name)
    if known is None or known[0] is not editions:
        known = _dated[name] = (editions, join_editions(editions))
    return known[1]


def join_editions(editions: tuple[SharedText, ...]) -> Calendar:
    """A day is read by the newest edition whose first day has come by then; before all of them by the first."""
    starts: list[date] = []
    parts: list[Calendar] = []
    for one in editions:
        start = one.starts_on or date.min
        while starts and starts[-1] >= start:
            starts.pop()
            parts.pop()
        starts.append(start)
        parts.append(read_calendar(read_text(one.text, file=f"processes/calendars/{one.name}.yaml")))
    last = parts[-1]
    return DatedCalendar(
        last.name, last.zone, last.country, last.week, starts=tuple(starts), parts=tuple(parts)
    )
