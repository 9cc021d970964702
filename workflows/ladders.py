"""Escalation ladders: which step is next and on which day, from data. Pure: no clock, no database.

A ladder is the data of `processes/<process>/ladders/<name>.yaml`. Days on which the ladder is held do not count
(TC9), so what was left of a delay when a hold began is left when it ends. A step is done once: what is in `done`
never comes back, and what is not is planned in the order of the ladder.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflows.calendars import ONE_DAY, Calendar
from workflows.deadlines import Pause, Rule, Term, Unit, compute
from workflows.errors import WorkflowError
from workflows.ladder_sources import NOTIFIED, TRIED

Step = Mapping[str, Any]
Answers = Callable[[str], bool]


class LadderError(WorkflowError):
    """The ladder cannot say what comes next."""


class EventMissing(LadderError):
    """The step counts from an event that has not happened."""


@dataclass(frozen=True)
class Planned:
    """The next step and its day; `passed` are the steps before it whose guard said no."""

    step: Step
    day: date
    passed: tuple[str, ...] = ()

    @property
    def closed(self) -> tuple[str, ...]:
        """Everything that counts as done once this step is: those passed over and the step itself."""
        return (*self.passed, str(self.step["id"]))


def plan_next(
    ladder: Mapping[str, Any],
    *,
    done: Collection[str],
    events: Mapping[str, date],
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    applies: Answers | None = None,
) -> Planned | None:
    """The first step that is not done and whose guard holds; None when the ladder is at its end.

    Without `applies` every guard holds.

    `events`: the day of each thing delays count from: `due` (last day to pay), `claimed` (first claim), `started`,
    `<step>` (done), `<step>_notified`, `<step>_tried` (done in vain). Raises EventMissing.
    """
    passed: list[str] = []
    for step in ladder["steps"]:
        if step["id"] in done or step.get("with"):
            continue
        if step.get("guard") and applies is not None and not applies(step["guard"]):
            passed.append(step["id"])
            continue
        return Planned(step, find_day(step, events, calendar=calendar, pauses=pauses), tuple(passed))
    return None


def find_day(
    step: Step, events: Mapping[str, date], *, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> date:
    """The day a step is due: its delay, never before its legal minimum, on a day the office is open."""
    tried = events.get(f"{step['id']}{TRIED}")
    if tried is not None:
        day = count_delay(step["repeat"], tried, calendar, pauses)
    else:
        day = count_delay(step, find_event(step, events), calendar, pauses)
    for minimum in step.get("legal_minimum", ()):
        day = max(day, count_delay(minimum, find_event(minimum, events), calendar, pauses))
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day


def find_event(counted: Step, events: Mapping[str, date]) -> date:
    """The day a delay counts from. Raises EventMissing."""
    name = counted["from"]
    if events.get(name) is None:
        raise EventMissing(f"The ladder counts from {name!r}, which has not happened.", event=name)
    return events[name]


def count_delay(counted: Step, start: date, calendar: Calendar, pauses: Sequence[Pause]) -> date:
    """The day `delay` units after `start`; the day after it where the whole term must have passed (`once_over`)."""
    value, unit = int(counted["delay"]), Unit(counted["unit"])
    if value < 0:
        return count_back(start, value, unit, calendar)
    rule = Rule(counted.get("rule") or Rule.PLAIN)
    day = compute(start, Term(value, unit), calendar=calendar, rule=rule, pauses=pauses).day
    return day + ONE_DAY if counted.get("once_over") else day


def count_back(start: date, value: int, unit: Unit, calendar: Calendar) -> date:
    """Days before an event that is still to come; a hold cannot move them."""
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(start, value)
    if unit is Unit.CALENDAR_DAYS:
        return start + timedelta(days=value)
    raise LadderError("A delay before an event is in days.", unit=unit)


def pause_between(held_on: date, released_on: date) -> Pause | None:
    """The days that do not count: those after the day of the hold, up to and with the day it ended."""
    return Pause(held_on + ONE_DAY, released_on) if released_on > held_on else None


def complete(ladder: Mapping[str, Any], planned: Planned) -> list[str]:
    """The ids closed with a step, those that ride `with` it included."""
    closed = set(planned.closed)
    riders = [step["id"] for step in ladder["steps"] if step.get("with") in closed]
    return [*planned.closed, *riders]


def find_step(ladder: Mapping[str, Any], step_id: str) -> Step:
    """The step of this id. Raises LadderError."""
    for step in ladder["steps"]:
        if step["id"] == step_id:
            found: Step = step
            return found
    raise LadderError(f"The ladder has no step {step_id!r}.", step=step_id)


def forecast(
    ladder: Mapping[str, Any],
    *,
    done: Iterable[str],
    events: Mapping[str, date],
    calendar: Calendar,
    today: date,
    pauses: Sequence[Pause] = (),
    applies: Answers | None = None,
) -> list[Planned]:
    """The coming steps on their days, each taken as done and notified on its day: what a calendar shows."""
    closed, told, coming = list(done), dict(events), list[Planned]()
    while planned := plan_next(
        ladder, done=closed, events=told, calendar=calendar, pauses=pauses, applies=applies
    ):
        day = max(planned.day, today)
        step_id = str(planned.step["id"])
        told |= {step_id: day, step_id + NOTIFIED: day}
        closed += complete(ladder, planned)
        coming.append(Planned(planned.step, day, planned.passed))
    return coming
