"""Where a case stands on its ladder: the steps done on their days, the coming ones on theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.recovery.starting import PROCESS
from workflows import api
from workflows.calendars import load_calendar
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
    rungs = [*list_done(ladders[LADDER], told, language)]
    if running:
        rungs += list_coming(ladders[LADDER], told, today, language)
    waiting = {node.node_id.rpartition("/")[2] for node in api.active_nodes(run.id)} if running else set()
    held = bool(waiting & {"hold_lifted", "review_hold", "await_release"})
    return Course(tuple(rungs), held, str(told.get("receivable_ref", "")), running)


def list_done(ladder: Mapping[str, Any], told: Mapping[str, Any], language: str) -> list[Rung]:
    events, done = told["events"], told["done"]
    found = []
    for step in ladder["steps"]:
        if step["id"] in done:
            day = events.get(step["id"]) or events.get(step.get("with", ""))
            found.append(Rung(step["id"], step["titles"][language], day, "done" if day else "passed"))
    return sorted(found, key=lambda rung: rung.day or date.min)


def list_coming(ladder: Mapping[str, Any], told: Mapping[str, Any], today: date, language: str) -> list[Rung]:
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
            pauses=[Pause(one["first"], one["last"]) for one in told["pauses"]],
            applies=lambda _guard: not late,
        )
    except LadderError:
        return []
    return [Rung(str(one.step["id"]), one.step["titles"][language], one.day, "coming") for one in planned]
