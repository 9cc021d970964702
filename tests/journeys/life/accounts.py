"""What a chapter asks of the fund once it is lived: letters, rights, deadlines, transmissions, tasks, quarters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.affiliation.models import QuarterStatus
from app.benefits.detection_models import Detection
from app.cases.models import Case
from app.cases.queries import list_instances
from app.correspondence.mention_checks import list_missing
from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.people.models import Party
from workflows import api
from workflows.clock import BRUSSELS
from workflows.models import ClockState, HumanTask, ServiceLevelClock


def day_of(instant: datetime) -> date:
    return instant.astimezone(BRUSSELS).date()


def list_letters(party: Party, first: str, last: str) -> list[str]:
    """`2023-05-23 birth_exemption` of each letter made on these days, but for notices and quarterly statements."""
    rows = (
        Letter.objects.filter(party=party)
        .exclude(name__in=["due_notice", "statement"])
        .order_by("made_at", "name")
    )
    told = [f"{day_of(one.made_at)} {one.name}" for one in rows.only("made_at", "name")]
    return [one for one in told if first <= one[:10] <= last]


def list_incomplete_letters(party: Party) -> list[str]:
    """Letters that did not leave, are not in the person's language, or lack a mention their decision must make."""
    rows = Letter.objects.filter(party=party).defer("pdf").order_by("made_at")
    return [
        f"{one} {one.state} {one.language} {list_missing(one.decision, one.mentions) if one.decision else ''}"
        for one in rows
        if one.state != "sent"
        or one.language != party.language
        or (one.decision and list_missing(one.decision, one.mentions))
    ]


def list_decisions(party: Party) -> list[str]:
    rows = Letter.objects.filter(party=party).exclude(decision="").order_by("made_at", "name")
    return [f"{one.name} {one.decision}" for one in rows.only("name", "decision")]


def list_transmissions(party: Party, first: str, last: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Type, recipient, state and content of what was sent about the person on these days."""
    rows = Transmission.objects.filter(party=party).order_by("id")
    return [
        (one.message_type, one.recipient, str(one.state), one.payload)
        for one in rows
        if first <= str(day_of(one.drafted_at)) <= last
    ]


def read_promises(case: Case) -> dict[str, str]:
    """The last day of each promise of the case, as `process/level` where a called process made it. All are kept."""
    rows = ServiceLevelClock.objects.filter(instance__case_ref=case.reference).order_by("started_at", "level")
    kept = (ClockState.MET, ClockState.CANCELLED)
    assert [(one.level, str(one.state)) for one in rows if one.state not in kept] == []
    return {"/".join(filter(None, [one.process, one.level])): str(day_of(one.target_at)) for one in rows}


def list_tasks(case: Case) -> list[str]:
    rows = HumanTask.objects.filter(case_ref=case.reference).order_by("created_at", "node_id")
    return [f"{one.node_id.rpartition('/')[2]} {one.role} {one.state}" for one in rows]


def list_detections(party: Party) -> list[str]:
    rows = Detection.objects.filter(party=party).order_by("event_on", "detector")
    return [f"{one.event_on} {one.detector} {one.outcome} {one.reason}" for one in rows]


def list_quarters(party: Party) -> list[str]:
    rows = QuarterStatus.objects.filter(person=party, superseded_at=None).order_by("year", "number")
    return [f"{one.year}Q{one.number} {one.category} {one.coverage}" for one in rows]


def read_variable(case: Case, name: str) -> Any:
    """What the case knows, in the run that was opened first."""
    return api.read_variables(list_instances(case)[0].pk)[name]


def find_case(process: str) -> Case:
    """The newest of this process."""
    return Case.objects.filter(process=process).latest("pk")
