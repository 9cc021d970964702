"""Whoever may still ask an exemption or continued insurance is told before the window closes, once a step."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection
from app.benefits.detectors import list_detectors
from app.benefits.happenings import list_unseen
from app.cases import detections
from app.cases.models import Case
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.ledger import owe
from workflows import actors, catalogue, clock
from workflows.inspection import read_variables
from workflows.models import ProcessInstance

#: The window of 2025Q1 runs from 1 April 2025 to 31 March 2026; sixty and thirty days before are these.
SIXTY, THIRTY = date(2026, 1, 30), date(2026, 3, 1)
#: Stopped in 2025Q3: until 31 March 2026, six months after the quarter.
STOPPED = date(2025, 8, 31)


def find(detector: str) -> list[tuple[date, str, Any, Any]]:
    rows = Detection.objects.filter(detector=detector).order_by("event_on")
    return [(row.event_on, row.outcome, row.reason, row.facts["fact"]["days_left"]) for row in rows]


@pytest.fixture
def debtor(party: Party) -> Party:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2024, 2026)
    owe(party, 900, quarter="2025Q1")
    return party


@pytest.fixture
def stopped(party: Party) -> Party:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1), state="ended", ended_on=STOPPED)
    decide_quarters(party, 2024, 2025)
    return party


def test_who_owes_a_quarter_is_found_sixty_and_thirty_days_before_the_window_closes(debtor: Party) -> None:
    for day in (date(2026, 1, 29), SIXTY, date(2026, 2, 10), THIRTY, date(2026, 3, 31)):
        detect_rights(day)
    assert find("exemption_window") == [
        (SIXTY, "contacted", "entitled", 60),
        (THIRTY, "contacted", "entitled", 30),
    ]


def test_a_run_twice_tells_nobody_twice(debtor: Party) -> None:
    detect_rights(SIXTY)
    detect_rights(SIXTY)
    assert len(find("exemption_window")) == 1


def test_who_has_paid_is_not_told(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2024, 2026)
    detect_rights(SIXTY)
    assert find("exemption_window") == []


def test_a_starter_is_not_told_of_a_window_that_opens_later(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2024, 10, 1))
    decide_quarters(party, 2024, 2026)
    owe(party, 900, quarter="2025Q1")
    detect_rights(SIXTY)
    assert find("exemption_window") == [(SIXTY, "not_entitled", "first_quarters", 60)]


def test_who_stopped_is_found_before_the_window_of_continued_insurance_closes(stopped: Party) -> None:
    for day in (date(2026, 1, 29), SIXTY, THIRTY):
        detect_rights(day)
    assert find("insurance_window") == [
        (SIXTY, "contacted", "entitled", 60),
        (THIRTY, "contacted", "entitled", 30),
    ]


def test_nobody_is_told_after_the_last_day(stopped: Party) -> None:
    detect_rights(date(2026, 4, 1))
    assert find("insurance_window") == []


@pytest.mark.django_db
def test_before_its_term_is_a_known_figure_no_window_is_told_of() -> None:
    detector = next(one for one in list_detectors() if one.name == "exemption_window")
    assert list(list_unseen(detector, date(2014, 12, 31), 10)) == []


@pytest.fixture
def _published(db: Any) -> None:
    catalogue.deploy(["exemption_window"], by=actors.system("tests"), now=clock.now())


def ask(party: Party, quarter: str) -> None:
    Case.objects.create(
        reference=f"EX-{quarter}",
        process="exemption",
        party=party,
        opened_at=datetime(2026, 1, 5, tzinfo=UTC),
        subject_parts=[{"period": [quarter, "2024Q4"]}],
    )


@pytest.mark.usefixtures("_published")
def test_the_case_tells_the_quarter_and_the_last_day(debtor: Party) -> None:
    detect_rights(SIXTY)
    assert detections.open_detected() == 1
    told = read_variables(ProcessInstance.objects.get().pk)
    assert (told["quarter"], told["last_day"], told["days_left"]) == ("2025Q1", date(2026, 3, 31), 60)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(("asked", "told"), [("2025Q1", 0), ("2025Q2", 1)])
def test_who_asked_for_that_quarter_already_is_not_told(debtor: Party, asked: str, told: int) -> None:
    ask(debtor, asked)
    detect_rights(SIXTY)
    assert detections.open_detected() == told
