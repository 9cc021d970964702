"""A life event that a register tells reaches the running contract of a supplementary pension."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.affiliation.periods import change_period
from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.contributions.incomes import Told, record_income
from app.contributions.models import IncomeKind, IncomeSource
from app.people.links import link
from app.people.models import LinkKind, Party
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.desk import Desk
from tests.factories.people import make_company, make_person
from workflows import clock
from workflows.actors import system
from workflows.models import InboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed(settings: Any) -> tuple[Desk, Party]:
    settings.VIRTUAL_CLOCK = True
    desk = Desk("caseworker", now=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Brussels")))
    person = make_person("Lise Baert", born=date(1990, 3, 10), language="fr")
    contract = {"contract_kind": "social", "insurer": "Assureur A", "contract_ref": "A-77"}
    desk.open("supplementary_pension_contract", person, **contract, premium="2820", starts_on="2026-04-01")
    return desk, person


def give_birth(person: Party, day: date) -> None:
    record_fact(
        person,
        FactKind.BIRTH,
        happened_on=day,
        source="BCSS",
        reference="B-1",
        facts={"parent": "mother"},
    )


def test_a_birth_opens_the_review_without_a_certificate_for_an_unpaid_year(
    followed: tuple[Desk, Party],
) -> None:
    desk, person = followed
    give_birth(person, date(2026, 2, 20))
    give_birth(person, date(2026, 2, 20))
    desk.live()
    assert desk.find_task("review_contract").node_id.endswith("review_contract")
    assert desk.letters() == ["contributions_unpaid"]
    assert InboxMessage.objects.filter(name="supplementary.life_event").count() == 1


def test_a_birth_of_long_ago_changes_nothing(followed: tuple[Desk, Party]) -> None:
    give_birth(followed[1], date(2024, 2, 20))
    assert not InboxMessage.objects.filter(name="supplementary.life_event").exists()


def told() -> list[Any]:
    rows = InboxMessage.objects.filter(name="supplementary.life_event").order_by("received_at", "id")
    return [one.payload["event"] for one in rows]


def test_a_definitive_income_is_told_once_and_an_estimate_is_not(followed: tuple[Desk, Party]) -> None:
    income: dict[str, Any] = {"year": 2024, "received_on": date(2026, 2, 20)}
    for kind, source in (
        (IncomeKind.ESTIMATE, IncomeSource.AFFILIATE),
        (IncomeKind.DEFINITIVE, IncomeSource.TAX),
    ):
        for _ in range(2):
            one = Told(amount=Decimal(30000), kind=kind, source=source, **income)
            record_income(followed[1], one, by=system("tests"), now=clock.now())
    assert told() == ["income"]


def test_the_end_of_an_activity_is_told(followed: tuple[Desk, Party]) -> None:
    period = LiabilityPeriodFactory(person=followed[1], started_on=date(2020, 1, 1))
    change_period(period, "end", by=system("tests"), now=clock.now(), day=date(2026, 2, 28), reason="stopped")
    assert told() == ["cessation"]


def test_a_company_is_told_to_its_officer_only(followed: tuple[Desk, Party]) -> None:
    company, day = make_company("Atelier Baert"), date(2026, 2, 1)
    link(followed[1], company, LinkKind.OFFICER, by=system("tests"), started_on=day)
    link(make_person("Jan Baert"), company, LinkKind.OFFICER, by=system("tests"), started_on=day)
    assert told() == ["company"]
