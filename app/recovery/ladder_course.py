"""Where a case stands on its ladder: the steps done on their days, the coming ones on theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.recovery.obstacle_models import DebtorEvent, RecoveryHold
from app.recovery.starting import PROCESS
from workflows import api
from workflows.calendars import ONE_DAY, load_calendar
from workflows.clock import BRUSSELS
from workflows.deadlines import Pause
from workflows.ladders import LadderError, forecast
from workflows.models import InstanceStatus

LADDER = "amicable"


@dataclass(frozen=True)
class Rung:
    """One step: `state` is done, passed (its guard said no) or coming."""

    step: str
    title: str
    day: date | None
    state: str


@dataclass(frozen=True)
class Course:
    """`held` while a hold stands: then the coming days move on with each day it lasts."""

    rungs: tuple[Rung, ...]
    held: bool
    receivable_ref: str
    running: bool
    pauses: tuple[Pause, ...] = ()


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
    if running:
        rungs += list_coming(ladders[LADDER], told, pauses, today, language)
    return Course(tuple(rungs), held, receivable_ref, running, tuple(pauses))


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
    events, done = told["events"], told["done"]
    found = []
    for step in ladder["steps"]:
        if step["id"] in done:
            day = events.get(step["id"]) or events.get(step.get("with", ""))
            found.append(Rung(step["id"], step["titles"][language], day, "done" if day else "passed"))
    return sorted(found, key=lambda rung: rung.day or date.min)


def list_coming(
    ladder: Mapping[str, Any], told: Mapping[str, Any], pauses: Sequence[Pause], today: date, language: str
) -> list[Rung]:
    calendar = load_calendar(ladder.get("calendar", "belgium"))
    events = {name: day for name, day in told["events"].items() if day is not None}
    late = events["due"] <= today
    try:
        planned = forecast(
            ladder,
            done=told["done"],
            events=events,
            calendar=calendar,
            today=today,
            pauses=pauses,
            applies=lambda _guard: not late,
        )
    except LadderError:
        return []
    return [Rung(str(one.step["id"]), one.step["titles"][language], one.day, "coming") for one in planned]
