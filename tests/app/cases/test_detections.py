"""People whom a detector has found are contacted by a case, opened once."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest

from app.benefits.detection_models import Detection
from app.cases import detections
from app.cases.models import Case
from app.people.models import Party
from tests.factories.people import make_person
from workflows import clock


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
    case = Mock(return_value=Mock(reference="BK-2026-000001"))
    monkeypatch.setattr(detections, "open_case", case)
    return case


def test_a_person_to_contact_gets_one_case(party: Party, opened: Mock) -> None:
    detection = find(party)
    assert (detections.open_detected(), detections.open_detected()) == (1, 0)
    detection.refresh_from_db()
    assert detection.case_ref == "BK-2026-000001"
    process, data = opened.call_args.args
    assert process == "bankruptcy"
    assert data == {
        "party_name": "Emile Renard",
        "language": "fr",
        "ground": "bankruptcy",
        "fact_date": date(2026, 5, 10),
    }


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
    told = Mock()
    monkeypatch.setattr("app.cases.detections.api.receive", told)
    assert detections.open_detected() == 0
    detection.refresh_from_db()
    assert (detection.case_ref, opened.called) == ("FG-2026-000001", False)
    assert told.call_args.args[2:] == ("family.birth_told", party.reference, {"born_on": date(2026, 3, 18)})
