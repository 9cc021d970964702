"""A life event that a register tells reaches the running contract of a supplementary pension."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.people.models import Party
from tests.factories.desk import Desk
from tests.factories.people import make_person
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
