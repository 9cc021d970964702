"""A birth followed through the real pages: from the person's page to the vouchers, the free quarter and the review."""

from datetime import date
from typing import Any

import pytest

from app.affiliation.models import Coverage, QuarterStatus
from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection, FactKind
from app.benefits.life_facts import record_fact
from app.cases.detections import open_detected
from app.cases.models import Case
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.desk import Desk
from tests.factories.ledger import owe
from tests.factories.people import make_person
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)
BORN = date(2026, 2, 20)
FOLLOWING = ["birth_rights", "maternity_vouchers", "paternity_allowance"]


@pytest.fixture
def parent() -> Party:
    """In main occupation since 2020, with decided quarters."""
    person = make_person("Joke Vermeulen", language="nl")
    LiabilityPeriodFactory(person=person, started_on=date(2020, 1, 1))
    decide_quarters(person, 2025, 2026)
    return person


def report(desk: Desk, parent: Party, **facts: str) -> Case:
    catalogue.deploy(FOLLOWING, by=api.system("tests"), now=clock.now())
    told = {"event": "birth", "is_mother": "on", "born_on": str(BORN), "received_on": "2026-03-02", **facts}
    return desk.open("family_growth", parent, **{name: told[name] for name in told if told[name]})


def test_a_caseworker_starts_it_from_the_page_of_the_person(desk: Desk, parent: Party) -> None:
    catalogue.deploy(["family_growth"], by=api.system("tests"), now=clock.now())
    page = desk.sign_in("caseworker").get(f"/cases/new/family_growth/?party={parent.reference}")
    assert parent.name in page.content.decode()


def test_a_mother_is_exempted_and_offered_vouchers(desk: Desk, parent: Party) -> None:
    called = owe(parent, 870, fee=35, quarter="2026Q2")
    report(desk, parent)
    current = QuarterStatus.objects.get(person=parent, year=2026, number=2, superseded_at=None)
    called.refresh_from_db()
    assert (current.coverage, called.state) == (Coverage.BIRTH_EXEMPT, "cancelled")
    assert Case.objects.get(process="maternity_vouchers").party == parent
    assert {"family_acknowledgement", "birth_exemption", "family_orientation"} <= set(desk.letters())


def test_sixty_days_after_the_birth_the_caseworker_reviews_the_list(desk: Desk, parent: Party) -> None:
    report(desk, parent)
    desk.live(date(2026, 4, 21))
    desk.do("review_checklist", review_outcome="nothing")


def test_the_other_parent_is_offered_the_leave(desk: Desk, parent: Party) -> None:
    report(desk, parent, is_mother="")
    assert Case.objects.get(process="paternity_allowance").party == parent
    assert not Case.objects.filter(process="maternity_vouchers").exists()


def test_a_birth_told_by_a_register_afterwards_opens_no_second_case(desk: Desk, parent: Party) -> None:
    report(desk, parent)
    tell(parent, BORN)
    detect_rights(clock.today())
    open_detected()
    assert Case.objects.filter(process="family_growth").count() == 1


def test_a_birth_that_a_register_tells_opens_the_case_by_itself(desk: Desk, parent: Party) -> None:
    catalogue.deploy(["family_growth", *FOLLOWING], by=api.system("tests"), now=clock.now())
    tell(parent, BORN)
    detect_rights(clock.today())
    assert open_detected() == 1
    desk.case = Case.objects.get(process="family_growth")
    desk.live()
    assert {"family_acknowledgement", "birth_exemption"} <= set(desk.letters())
    assert Case.objects.get(process="maternity_vouchers").party == parent


def test_a_second_case_of_the_same_birth_closes_and_names_the_first(desk: Desk, parent: Party) -> None:
    first = report(desk, parent)
    second = report(desk, parent)
    assert desk.has_ended()
    assert Detection.objects.get(detector="family_growth").case_ref == first.reference != second.reference


def test_a_birth_after_a_declared_pregnancy_goes_on_in_the_same_case(desk: Desk, parent: Party) -> None:
    facts = {"event": "pregnancy", "born_on": "", "due_on": "2026-03-20"}
    pregnancy = report(desk, parent, **facts)
    desk.live(date(2026, 3, 19))
    tell(parent, date(2026, 3, 18))
    detect_rights(clock.today())
    assert open_detected() == 0
    desk.live()
    assert Case.objects.filter(process="family_growth").count() == 1
    assert Detection.objects.get(detector="family_growth").case_ref == pregnancy.reference
    assert Case.objects.filter(process="maternity_vouchers").exists()


def tell(parent: Party, born_on: date) -> None:
    told: dict[str, Any] = {"source": "BCSS", "reference": f"bcss:{born_on}"}
    record_fact(parent, FactKind.BIRTH, happened_on=born_on, facts={"parent": "mother"}, **told)
