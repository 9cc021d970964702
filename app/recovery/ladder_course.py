"""Where a case stands on its ladder: the steps done on their days, the coming ones on theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from app.recovery.obstacle_models import DebtorEvent, RecoveryHold
from app.recovery.starting import PROCESS
from workflows import api
from workflows.calendars import ONE_DAY, load_calendar
from workflows.clock import BRUSSELS
from workflows.deadlines import Pause
from workflows.ladder_functions import read_day
from workflows.ladders import LadderError, forecast
from workflows.models import InstanceStatus

LADDER = "amicable"
#: Why a step on a condition was passed over: the verdicts of the decision `judge_step`.
REASONS = {
    "notice_missing": gettext_lazy("the notice had not left"),
    "too_late": gettext_lazy("the due date had passed"),
}

#: What holds a debt, by the reason the process gave.
HOLDS = {
    "plan": gettext_lazy("a payment plan that runs"),
    "plan_requested": gettext_lazy("a request for a payment plan"),
    "payment_difficulty": gettext_lazy("a payment difficulty"),
    "exemption": gettext_lazy("a request for exemption"),
    "exemption_requested": gettext_lazy("a request for exemption"),
    "contestation": gettext_lazy("a contestation"),
    "appeal": gettext_lazy("an appeal before the court"),
    "bankruptcy": gettext_lazy("a bankruptcy"),
    "remission": gettext_lazy("a request for remission of surcharges"),
    "provisional_change": gettext_lazy("a request to change the provisional contribution"),
}


@dataclass(frozen=True)
class Rung:
    """One step: `state` is done, passed (its condition did not hold, `reason` says which), next, coming, or dropped
    when the ladder ended before it. `day` is the one it was done on or is expected on, `planned` the one the ladder
    gave it at first; `rides` names the step it leaves with."""

    step: str
    title: str
    day: date | None
    state: str
    reason: str = ""
    planned: date | None = None
    rides: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in {"next", "coming"}


@dataclass(frozen=True)
class Course:
    """`held` while a hold stands: then the coming days move on with each day it lasts."""

    rungs: tuple[Rung, ...]
    held: bool
    receivable_ref: str
    running: bool
    pauses: tuple[Pause, ...] = ()
    holds: tuple[str, ...] = ()
    ended_in: str = ""


def read_course(case_ref: str, *, today: date, language: str) -> Course | None:
    """The ladder of the case's recovery, from the version it runs on; None when it has none."""
    runs = [run for run in api.case_instances(case_ref) if run.version.definition_id == PROCESS]
    if not runs:
        return None
    run = runs[-1]
    ladders: Mapping[str, Any] = api.pinned_version(run.id).manifest.get("ladders", {})
    if LADDER not in ladders:
        return None
    told = api.read_variables(run.id)
    running = run.status in (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
    waiting = {node.node_id.rpartition("/")[2] for node in api.active_nodes(run.id)} if running else set()
    held = bool(waiting & {"hold_lifted", "review_hold", "await_release"})
    receivable_ref = str(told.get("receivable_ref", ""))
    pauses = [Pause(one["first"], one["last"]) for one in told["pauses"]]
    since = find_hold_begin(receivable_ref) if held else None
    if since is not None and since < today:
        pauses.append(Pause(since + ONE_DAY, today))
    rungs = [*list_done(ladders[LADDER], told, language)]
    rungs += (
        list_coming(ladders[LADDER], told, pauses, today, language)
        if running
        else list_dropped(ladders[LADDER], told, language)
    )
    plan = plan_ladder(ladders[LADDER], told, pauses)
    riders = {str(step["id"]): str(step.get("with", "")) for step in ladders[LADDER]["steps"]}
    placed = [replace(rung, planned=plan.get(rung.step), rides=riders.get(rung.step, "")) for rung in rungs]
    return Course(
        tuple(sorted(placed, key=lambda rung: read_number(rung.step))),
        held,
        receivable_ref,
        running,
        tuple(pauses),
        tuple(list_holds(receivable_ref)) if running else (),
        "" if running else run.ended_in,
    )


def read_number(step: str) -> tuple[int, str]:
    """`R4` → 4: steps are told in the order of their numbers, whatever day they fall on."""
    digits = "".join(letter for letter in step if letter.isdecimal())
    return (int(digits or 0), step)


def list_holds(receivable_ref: str) -> Iterator[str]:
    """Why the debt is held: the reasons of the requests, and the facts known of the debtor, that still stand."""
    keys = read_keys(receivable_ref)
    for reason in RecoveryHold.objects.filter(released_at__isnull=True, receivable__in=keys).values_list(
        "reason", flat=True
    ):
        yield str(HOLDS.get(reason, reason))
    for event in DebtorEvent.objects.filter(until_on__isnull=True, receivable__in=keys):
        yield event.get_kind_display()


def list_dropped(ladder: Mapping[str, Any], told: Mapping[str, Any], language: str) -> list[Rung]:
    """What an ended ladder did not come to."""
    left = (step for step in ladder["steps"] if step["id"] not in told["done"])
    return [Rung(str(step["id"]), step["titles"][language], None, "dropped") for step in left]


def plan_ladder(
    ladder: Mapping[str, Any], told: Mapping[str, Any], pauses: Sequence[Pause]
) -> dict[str, date]:
    """The days the ladder gives from the due date on, each step taken on its day."""
    events = {name: told["events"][name] for name in ("due", "claimed") if told["events"].get(name)}
    try:
        planned = forecast(
            ladder,
            done=[],
            events=events,
            calendar=load_calendar(ladder.get("calendar", "belgium")),
            today=date.min,
            pauses=pauses,
        )
    except LadderError:
        return {}
    return {
        str(step["id"]): one.day for one in planned for step in (one.step, *list_riders(ladder, one.step))
    }


def find_hold_begin(receivable_ref: str) -> date | None:
    """The day on which the oldest hold that still stands was placed."""
    holds = RecoveryHold.objects.filter(released_at__isnull=True, receivable__in=read_keys(receivable_ref))
    events = DebtorEvent.objects.filter(until_on__isnull=True, receivable__in=read_keys(receivable_ref))
    begun = [*holds.values_list("held_at", flat=True), *events.values_list("recorded_at", flat=True)]
    return min(begun).astimezone(BRUSSELS).date() if begun else None


def read_keys(receivable_ref: str) -> list[int]:
    digits = receivable_ref[1:]
    return [int(digits)] if digits.isdecimal() else []


def list_done(ladder: Mapping[str, Any], told: Mapping[str, Any], language: str) -> list[Rung]:
    passed = {one["step"]: one for one in told.get("passed") or ()}
    closed = [step for step in ladder["steps"] if step["id"] in told["done"]]
    found = [make_rung(step, told["events"], passed.get(step["id"]), language) for step in closed]
    return sorted(found, key=lambda rung: rung.day or date.min)


def make_rung(
    step: Mapping[str, Any], events: Mapping[str, Any], passed: Mapping[str, Any] | None, language: str
) -> Rung:
    title = step["titles"][language]
    day = events.get(step["id"]) or events.get(step.get("with", ""))
    if day:
        return Rung(step["id"], title, day, "done")
    if passed is None:
        return Rung(step["id"], title, None, "passed")
    return Rung(step["id"], title, read_day(passed["on"]), "passed", str(REASONS.get(passed["reason"], "")))


def list_coming(
    ladder: Mapping[str, Any], told: Mapping[str, Any], pauses: Sequence[Pause], today: date, language: str
) -> list[Rung]:
    calendar = load_calendar(ladder.get("calendar", "belgium"))
    events = {name: day for name, day in told["events"].items() if day is not None}
    steps = [
        step for step in ladder["steps"] if today < events["due"] or "time_left" not in step.get("needs", ())
    ]
    try:
        planned = forecast(
            {**ladder, "steps": steps},
            done=told["done"],
            events=events,
            calendar=calendar,
            today=today,
            pauses=pauses,
        )
    except LadderError:
        return []
    coming = [(step, one.day) for one in planned for step in (one.step, *list_riders(ladder, one.step))]
    return [
        Rung(str(step["id"]), step["titles"][language], day, "coming" if place else "next")
        for place, (step, day) in enumerate(coming)
    ]


def list_riders(ladder: Mapping[str, Any], step: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The steps that ride with another, such as the notice to those jointly liable with the formal notice."""
    return [one for one in ladder["steps"] if one.get("with") == step["id"]]
