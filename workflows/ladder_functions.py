"""What expressions may ask of a ladder: its data, and the next step with its day."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from workflows.calendars import Calendar
from workflows.deadlines import Pause
from workflows.feel import parse
from workflows.feel.environment import Environment
from workflows.feel.errors import FunctionRefused
from workflows.feel.values import HostFunction, normalise
from workflows.ladders import Answers, Planned, complete, plan_next


def list_ladder_functions(
    ladders: Mapping[str, Any], calendar: Calendar, functions: Mapping[str, HostFunction]
) -> list[HostFunction]:
    """`ladder(name)` gives the pinned data; `next_step(ladder, done, events, pauses, facts, today)` the plan.

    The latter takes the name of a ladder of this version, or a ladder as data.
    """

    def find(name: Any) -> Mapping[str, Any]:
        if isinstance(name, Mapping):
            return name
        if name not in ladders:
            raise FunctionRefused(f"This version has no ladder {name!r}.")
        found: Mapping[str, Any] = ladders[name]
        return found

    def plan(name: Any, done: Any, events: Any, pauses: Any, facts: Any, today: Any) -> Any:
        data = find(name)
        planned = plan_next(
            data,
            done=done or [],
            events={event: read_day(day) for event, day in events.items() if day is not None},
            calendar=calendar,
            pauses=[Pause(read_day(one["first"]), read_day(one["last"])) for one in pauses or []],
            applies=build_answers(facts, today, calendar, functions),
        )
        return None if planned is None else describe(data, planned)

    return [
        HostFunction("ladder", ("name",), lambda name: normalise(dict(find(name)))),
        HostFunction("next_step", ("ladder", "done", "events", "pauses", "facts", "today"), plan),
    ]


def read_day(value: Any) -> date:
    """A day, also as the ISO text a case file gives inside a context."""
    return date.fromisoformat(value) if isinstance(value, str) else take_date(value)


def take_date(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise FunctionRefused("An event of a ladder is a date.")
    return value


def build_answers(
    facts: Mapping[str, Any], today: date | None, calendar: Calendar, functions: Mapping[str, HostFunction]
) -> Answers:
    """A guard under the facts of the case on this day. Anything but true or false is refused."""
    now = datetime.combine(today, time(), calendar.zone) if today else None
    lent = Environment(functions=functions, now=now, zone=calendar.zone)
    names = frozenset({*functions, *facts})

    def applies(guard: str) -> bool:
        value = parse(guard, names=names).evaluate(facts, lent)
        if not isinstance(value, bool):
            raise FunctionRefused(f"The guard {guard!r} gives neither true nor false.")
        return value

    return applies


def describe(ladder: Mapping[str, Any], planned: Planned) -> dict[str, Any]:
    """id, kind, letter, channel, due (date), needs (what must hold on that day), closes (ids done with it), titles."""
    step = planned.step
    found = {
        "id": step["id"],
        "kind": step["kind"],
        "letter": step.get("letter"),
        "channel": step.get("channel"),
        "titles": dict(step["titles"]),
        "due": planned.day,
        "needs": list(step.get("needs", ())),
        "closes": complete(ladder, planned),
    }
    return dict(normalise(found))
