"""What expressions and decisions may ask of the host: working days, deadlines, quarters, ladders, legal values.

`build_environment` makes the Environment of one process version; the engine and DMN add nothing to it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.calendars import DEFAULT, Calendar, load_calendar
from workflows.deadlines import (
    DeadlineError,
    Rule,
    compute,
    find_internal_target,
    find_notification_day,
    last_day_of_quarter,
    read_term,
    roll_forward,
)
from workflows.feel.environment import Environment
from workflows.feel.errors import FunctionRefused
from workflows.feel.values import HostFunction
from workflows.ladder_functions import list_ladder_functions
from workflows.parameters import ParameterBook, load_book

MOST_DAYS = 10_000


def environment(
    now: datetime | None = None,
    manifest: Mapping[str, Any] | None = None,
    *,
    calendar: Calendar | None = None,
    book: ParameterBook | None = None,
) -> Environment:
    """The host's functions for one process version: its manifest names the working calendar, `now` the instant.

    `calendar` and `book` replace those of the fund, as a scenario or the studio does.
    """
    days = calendar or load_calendar(str((manifest or {}).get("calendar") or DEFAULT))
    if book is not None:
        return Environment(functions=list_functions(days, manifest, book), now=now, zone=days.zone)
    key = (id(days), id(manifest))
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        # Kept with what they were made for, so that no other object can have its place in memory.
        _known[key] = (days, manifest, list_functions(days, manifest, None))
    return Environment(functions=_known[key][2], now=now, zone=days.zone)


#: The functions of a calendar and a manifest, which never change; making them for each case costs a lot.
_known: dict[tuple[int, int], tuple[Calendar, Mapping[str, Any] | None, Mapping[str, HostFunction]]] = {}
MOST_KNOWN = 64


def list_functions(
    days: Calendar, manifest: Mapping[str, Any] | None, book: ParameterBook | None
) -> Mapping[str, HostFunction]:
    functions = {
        function.name: function for function in (*list_day_functions(days), parameter_function(book))
    }
    ladders = list_ladder_functions((manifest or {}).get("ladders") or {}, days, dict(functions))
    return functions | {function.name: function for function in ladders}


def list_day_functions(calendar: Calendar) -> list[HostFunction]:
    return [*list_working_functions(calendar), *list_deadline_functions(calendar)]


def list_working_functions(calendar: Calendar) -> list[HostFunction]:
    def after(day: Any, count: Any) -> date:
        return calendar.add_working_days(take_day(day, calendar.zone), take_count(count))

    def between(start: Any, end: Any) -> Decimal:
        first, last = take_day(start, calendar.zone), take_day(end, calendar.zone)
        return Decimal(calendar.working_days_between(first, last))

    def time_after(instant: Any, amount: Any) -> datetime:
        if not isinstance(instant, datetime) or not isinstance(amount, timedelta):
            raise FunctionRefused("working time after needs a date and time and a duration.")
        return calendar.add_working_time(take_instant(instant, calendar.zone), amount)

    return [
        HostFunction("working days after", ("date", "days"), after),
        HostFunction("working days before", ("date", "days"), lambda day, count: after(day, negate(count))),
        HostFunction("count working days", ("from", "to"), between),
        HostFunction("next working day", ("date",), lambda day: after(day, Decimal(1))),
        HostFunction("previous working day", ("date",), lambda day: after(day, Decimal(-1))),
        HostFunction("is working day", ("date",), on_day(calendar, calendar.is_working_day)),
        HostFunction("working time after", ("instant", "duration"), time_after),
    ]


def list_deadline_functions(calendar: Calendar) -> list[HostFunction]:
    def deadline(start: Any, term: Any, rule: Any) -> date:
        return compute(
            take_day(start, calendar.zone), take_term(term), calendar=calendar, rule=take_rule(rule)
        ).day

    def quarter(day: Any, after: Any) -> date:
        return last_day_of_quarter(take_day(day, calendar.zone), after=take_count(after))

    return [
        HostFunction("deadline", ("from", "term", "rule"), deadline),
        HostFunction(
            "citizen deadline", ("date",), on_day(calendar, lambda day: roll_forward(day, calendar)[0])
        ),
        HostFunction(
            "internal target", ("date",), on_day(calendar, lambda day: find_internal_target(day, calendar))
        ),
        HostFunction("notified on", ("posted",), on_day(calendar, notify_by_post(calendar))),
        HostFunction("last day of quarter", ("date",), on_day(calendar, last_day_of_quarter)),
        HostFunction("last day of quarter after", ("date", "quarters"), quarter),
    ]


def parameter_function(book: ParameterBook | None) -> HostFunction:
    def parameter(code: Any, on: Any) -> Any:
        if not isinstance(code, str) or not isinstance(on, date):
            raise FunctionRefused("parameter needs a code and a date.")
        return (book or load_book()).find_row(code, on).value

    return HostFunction("parameter", ("code", "on"), parameter)


def notify_by_post(calendar: Calendar) -> Callable[[date], date]:
    return lambda posted: find_notification_day(posted, calendar=calendar)


def on_day(calendar: Calendar, call: Callable[[date], Any]) -> Callable[[Any], Any]:
    return lambda day: call(take_day(day, calendar.zone))


def take_day(value: Any, zone: ZoneInfo) -> date:
    if isinstance(value, datetime):
        return take_instant(value, zone).astimezone(zone).date()
    if isinstance(value, date):
        return value
    raise FunctionRefused("A date is needed.")


def take_instant(value: datetime, zone: ZoneInfo) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=zone)


def take_count(value: Any) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) <= MOST_DAYS:
        return int(value)
    raise FunctionRefused(f"A whole number up to {MOST_DAYS} is needed.")


def negate(value: Any) -> Decimal:
    return Decimal(-take_count(value))


def take_term(value: Any) -> Any:
    try:
        return read_term(value if isinstance(value, str) else "")
    except DeadlineError as error:
        raise FunctionRefused(str(error)) from error


def take_rule(value: Any) -> Rule:
    try:
        return Rule(value)
    except ValueError as error:
        raise FunctionRefused(f"A rule is one of {', '.join(Rule)}.") from error
