"""Whole days of an iCal file as closures of a calendar, and each event that is none with the reason.

The library reads the format; what is taken is decided here, event by event, so that nothing is closed unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from app.studio.errors import FileRefused
from workflows.calendars import LONGEST_CLOSURE

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 1_000_000
MOST_EVENTS = 2_000
LONGEST_REASON = 200
Row = Mapping[str, Any]


class NotTaken(Exception):
    """An event that makes no closure; the message is in the reader's language."""


@dataclass(frozen=True)
class LeftOut:
    summary: str
    why: str


@dataclass(frozen=True)
class Imported:
    """`closures` and `yearly` are rows to be added; `known` stand in the calendar already; `left_out` are neither."""

    closures: tuple[Row, ...] = ()
    yearly: tuple[Row, ...] = ()
    known: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What would be added, in words: when, and why."""
        return [(tell_when(one), str(one["reason"])) for one in (*self.closures, *self.yearly)]


def tell_when(row: Row) -> str:
    if "on" in row:
        return _("each year on %(day)s") % {
            "day": date_format(date.fromisoformat(f"2024-{row['on']}"), "j F")
        }
    days = [row["from"], *([row["until"]] if "until" in row else [])]
    return " – ".join(date_format(day, "j F Y") for day in days)


def read_file(
    data: bytes, present: Mapping[str, list[dict[str, Any]]], *, since: date, team: str = ""
) -> Imported:
    """What a file adds to the rows there are; `since`: what ended before is left out.

    Raises FileRefused for what is no iCal file.
    """
    closures: list[Row] = []
    yearly: list[Row] = []
    known: list[str] = []
    left_out: list[LeftOut] = []
    for event in list_events(data):
        summary = tell_summary(event)
        try:
            part, row = read_event(event, summary, since=since, team=team)
        except NotTaken as why:
            left_out.append(LeftOut(summary, str(why)))
            continue
        target = closures if part == "closures" else yearly
        if is_present(row, [*present.get(part, []), *target]):
            known.append(summary)
        else:
            target.append(row)
    return Imported(tuple(closures), tuple(yearly), tuple(known), tuple(left_out))


def list_events(data: bytes) -> list[Any]:
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 1 MB."))
    try:
        found = [
            one
            for whole in icalendar.Calendar.from_ical(data.removeprefix(BOM), multiple=True)
            for one in whole.walk("VEVENT")
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused(_("The file is no iCal file that can be read.")) from error
    if not found:
        raise FileRefused(_("The file has no event."))
    if len(found) > MOST_EVENTS:
        raise FileRefused(_("The file has more than %(most)d events.") % {"most": MOST_EVENTS})
    return found


def tell_summary(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_REASON] or _("without a name")


def read_event(event: Any, summary: str, *, since: date, team: str) -> tuple[str, Row]:
    """The part of the calendar it belongs to and its row. Raises NotTaken."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise NotTaken(_("It is cancelled."))
    first, last = read_days(event)
    rule = event.get("RRULE")
    if rule is not None:
        return "yearly", read_rule(event, rule, first, last, summary, team)
    if last < since:
        raise NotTaken(_("It is over."))
    if (last - first).days > LONGEST_CLOSURE:
        raise NotTaken(_("It lasts more than a year."))
    row: dict[str, Any] = {"from": first}
    if last != first:
        row["until"] = last
    if team:
        row["team"] = team
    return "closures", {**row, "reason": summary}


def read_days(event: Any) -> tuple[date, date]:
    """First and last whole day. Raises NotTaken for an event of some hours."""
    first, end = read_moment(event, "DTSTART"), read_moment(event, "DTEND")
    if first is None:
        raise NotTaken(_("It has no day."))
    if not is_whole(first) or (end is not None and not is_whole(end)):
        raise NotTaken(_("It is no whole day."))
    start = as_day(first)
    if end is None:
        return start, start + max(read_length(event), timedelta(days=1)) - timedelta(days=1)
    if as_day(end) < start:
        raise NotTaken(_("It ends before it begins."))
    return start, max(as_day(end) - timedelta(days=1), start)


def read_moment(event: Any, name: str) -> date | datetime | None:
    found = event.get(name)
    told = getattr(found, "dt", None)
    if found is not None and not isinstance(told, date):
        raise NotTaken(_("Its days cannot be read."))
    return told


def read_length(event: Any) -> timedelta:
    told = getattr(event.get("DURATION"), "dt", timedelta(days=1))
    if not isinstance(told, timedelta) or told % timedelta(days=1):
        raise NotTaken(_("It is no whole day."))
    return told


def is_whole(moment: date | datetime) -> bool:
    """A day, or midnight of a place: some programs write a whole day from midnight to midnight."""
    return not isinstance(moment, datetime) or moment.time() == time(0)


def as_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def read_rule(event: Any, rule: Any, first: date, last: date, summary: str, team: str) -> Row:
    """One day each year on its date; anything else that repeats is left out. Raises NotTaken."""
    told = {str(name): [str(one) for one in values] for name, values in rule.items()}
    plain = {"FREQ", "UNTIL", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY"}
    same = told.get("BYMONTH", [str(first.month)]) == [str(first.month)] and told.get(
        "BYMONTHDAY", [str(first.day)]
    ) == [str(first.day)]
    if (
        told.get("FREQ") != ["YEARLY"]
        or set(told) - plain
        or told.get("INTERVAL", ["1"]) != ["1"]
        or not same
    ):
        raise NotTaken(_("It comes back in a way that only a rule of the calendar can say: add it there."))
    if first != last or team or event.get("EXDATE") is not None:
        raise NotTaken(_("It comes back for several days, for one team, or not always: add it by hand."))
    row: dict[str, Any] = {"on": f"{first:%m-%d}", "since": first.year}
    if "UNTIL" in rule:
        row["until"] = as_day(rule["UNTIL"][0]).year
    return {**row, "reason": summary}


def is_present(row: Row, rows: list[Any]) -> bool:
    """The same days of the same team, or the same day each year, whatever the reason says."""
    return any(tell_days(one) == tell_days(row) for one in rows)


def tell_days(row: Row) -> tuple[Any, ...]:
    if "on" in row:
        return ("yearly", row["on"])
    return (str(row.get("from")), str(row.get("until") or row.get("from")), row.get("team") or "")
