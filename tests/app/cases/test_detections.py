"""People whom a detector has found are contacted by a case, opened once."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from app.benefits.detection_models import Detection
from app.benefits.detectors import list_detectors
from app.cases import detections
from app.cases.models import Case
from app.people.models import Party
from tests.factories.people import make_person
from workflows import actors, catalogue, clock
from workflows.errors import DataRefused
from workflows.inspection import read_variables
from workflows.models import ProcessInstance


@pytest.fixture
def party(db: Any) -> Party:
    return make_person("Emile Renard", language="fr")


def find(party: Party, **facts: Any) -> Detection:
    given = {
        "detector": "bridging_right",
        "version": "x",
        "event_on": date(2026, 5, 10),
        "outcome": "contacted",
        "reason": "entitled",
        "detected_on": date(2026, 5, 12),
        **facts,
    }
    return Detection.objects.create(party=party, **given)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Mock:
    declared = ["party_name", "language", "ground", "fact_date"]
    manifest = {"variables": {name: {"type": "string"} for name in declared}}
    monkeypatch.setattr(detections, "find_current_version", lambda _process: Mock(manifest=manifest))
    monkeypatch.setattr(detections, "list_published", set)
    case = Mock(return_value=Mock(reference="BK-2026-000001"))
    monkeypatch.setattr(detections, "open_case", case)
    return case


@pytest.fixture
def _published(db: Any) -> None:
    """The process of an old file of family allowances, with what it calls."""
    deployed = ["transmit", "family_allowance_history"]
    catalogue.deploy(deployed, by=actors.system("tests"), now=clock.now())


def find_history(party: Party, **facts: Any) -> Detection:
    return find(party, detector="age_supplement", event_on=date(2014, 5, 10), **facts)


@pytest.mark.usefixtures("_published")
def test_people_to_contact_get_one_case_each_of_what_is_known() -> None:
    people = [make_person(name, language="fr") for name in ("Emile Renard", "Anna Peeters")]
    found = [find_history(party) for party in people]
    assert (detections.open_detected(), detections.open_detected()) == (2, 0)
    cases = [Case.objects.get(reference=find_again(one).case_ref) for one in found]
    assert [(one.process, one.party, one.language) for one in cases] == [
        ("family_allowance_history", party, "fr") for party in people
    ]
    data = read_data(cases[0])
    assert (data["party_name"], data["first_month"]) == ("Emile Renard", date(2014, 6, 1))


@pytest.mark.usefixtures("_published")
def test_opened_together_is_opened_alone(party: Party) -> None:
    alone, together = find_history(party), find_history(party, event_key="2")
    detectors = {one.name: one for one in list_detectors()}
    detections.open_one(alone.pk, detectors)
    detections.open_many([together.pk], detectors)
    first, second = (Case.objects.get(reference=find_again(one).case_ref) for one in (alone, together))
    told = (
        "process",
        "subject",
        "subject_parts",
        "party",
        "party_name",
        "party_contact",
        "language",
        "opened_by",
    )
    assert [getattr(first, name) for name in told] == [getattr(second, name) for name in told]
    own = {"case_ref": ""}
    assert read_data(first) | own == read_data(second) | own


@pytest.mark.usefixtures("_published")
def test_one_that_is_refused_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [find_history(make_person("Anna Peeters")) for _ in range(2)]
    monkeypatch.setattr(detections, "open_cases", Mock(side_effect=DataRefused("x")))
    assert detections.open_detected() == 2
    assert Case.objects.filter(reference__in=[find_again(one).case_ref for one in found]).count() == 2


@pytest.mark.usefixtures("_published")
def test_more_people_cost_no_more_questions_about_them() -> None:
    """What starting a process costs is measured where processes are started."""
    counted = []
    for count in (1, 2, 6):  # the first opening fills what is kept of the process
        for _ in range(count):
            find_history(make_person("Anna Peeters"))
        with CaptureQueriesContext(connection) as seen:
            detections.open_detected()
        asked = [str(one["sql"]) for one in seen.captured_queries]
        counted.append(sum("people_" in one or "benefits_" in one or "cases_" in one for one in asked))
    assert counted[1] == counted[2]


def find_again(detection: Detection) -> Detection:
    return Detection.objects.get(pk=detection.pk)


def read_data(case: Case) -> dict[str, Any]:
    return dict(read_variables(ProcessInstance.objects.get(case_ref=case.reference).pk))


def test_a_running_case_of_the_pension_takes_the_next_age_up(party: Party, opened: Mock) -> None:
    facts: dict[str, Any] = {"search_text": "", "opened_at": clock.now(), "opened_by": "system:x"}
    running = Case.objects.create(reference="PE-1", process="pension", party=party, **facts)
    detection = find(party, detector="pension_career")
    assert detections.open_detected() == 0
    detection.refresh_from_db()
    assert (detection.case_ref, opened.called) == (running.reference, False)


@pytest.mark.parametrize(
    ("status", "is_followed"), [("active", True), ("completed", True), ("cancelled", False)]
)
def test_a_case_of_the_cessation_follows_its_own_detection(
    party: Party, opened: Mock, status: str, is_followed: bool
) -> None:
    ended = clock.now() if status != "active" else None
    facts: dict[str, Any] = {"search_text": "", "opened_at": clock.now(), "opened_by": "user:1"}
    Case.objects.create(
        reference="C-1", process="cessation", party=party, status=status, closed_at=ended, **facts
    )
    detection = find(party, detector="continued_insurance", event_on=clock.today())
    detections.open_detected()
    detection.refresh_from_db()
    assert detection.case_ref == ("C-1" if is_followed else "BK-2026-000001")
    assert opened.called is not is_followed


def test_a_case_of_an_earlier_cessation_does_not_follow_a_later_one(party: Party, opened: Mock) -> None:
    opened_at = datetime(2020, 1, 1, tzinfo=UTC)
    facts: dict[str, Any] = {"search_text": "", "opened_at": opened_at, "opened_by": "user:1"}
    Case.objects.create(reference="C-1", process="cessation", party=party, **facts)
    find(party, detector="continued_insurance", event_on=clock.today())
    assert detections.open_detected() == 1
    assert opened.called


def test_nobody_is_contacted_who_is_not_entitled_or_granted(party: Party, opened: Mock) -> None:
    find(party, outcome="not_entitled", reason="too_late")
    find(party, outcome="granted", event_key="2")
    assert detections.open_detected() == 0


def test_a_detector_whose_process_is_not_published_waits(party: Party) -> None:
    detection = find(party)
    assert detections.open_detected() == 0
    detection.refresh_from_db()
    assert detection.case_ref == ""


def test_a_detector_tells_the_case_that_waits_for_its_event(
    party: Party, opened: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    detection = find(party, detector="family_growth", event_on=date(2026, 3, 18))
    waiting = Mock(instance=Mock(case_ref="FG-2026-000001"))
    monkeypatch.setattr(detections, "find_waiting", lambda _name, _person: waiting)
    monkeypatch.setattr(detections, "list_taken_up", lambda _found, _detectors: {detection.pk})
    told = Mock()
    monkeypatch.setattr("app.cases.detections.api.receive", told)
    assert detections.open_detected() == 0
    detection.refresh_from_db()
    assert (detection.case_ref, opened.called) == ("FG-2026-000001", False)
    assert told.call_args.args[2:] == ("family.birth_told", party.reference, {"born_on": date(2026, 3, 18)})
