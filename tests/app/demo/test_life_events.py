"""What people tell of opens a case through its own form, where the fund serves such an event."""

import io
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from app.accounts.models import User
from app.accounts.roles import Role
from app.cases.models import Case
from app.demo.chance import Chance
from app.demo.colleagues import Cast, find_colleagues
from app.demo.life_events import LifeEvents
from app.people.parties import register_person
from tests.factories.affiliation import LiabilityPeriodFactory
from workflows import actors, clock

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def life_events() -> LifeEvents:
    for number, role in enumerate(Role):
        user = User.objects.create(username=f"demo{number}")
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    party = register_person(by=actors.system("test"), last_name="Dumont", first_name="Anne", language="de")
    return LifeEvents(
        Chance(1), find_colleagues(), Cast({party.pk: "DEMO-P0000"}, {party.pk: "punctual"}), *YEAR
    )


def test_nothing_happens_where_no_such_process_is_published(life_events: LifeEvents) -> None:
    life_events.live(*YEAR)
    assert not Case.objects.exists()


TOLD = [
    ("complaint", LifeEvents.complain),
    ("bankruptcy", LifeEvents.go_bankrupt),
    ("family_growth", LifeEvents.bear),
    ("illness", LifeEvents.fall_ill),
    ("appeal", LifeEvents.appeal),
]


@pytest.mark.parametrize(("process", "tell"), TOLD)
def test_whoever_tells_has_a_case(life_events: LifeEvents, process: str, tell: object) -> None:
    call_command("deploy", stdout=io.StringIO())
    assert callable(tell)
    tell(life_events, 0, clock.today())
    assert Case.objects.filter(process=process).exists()


def test_whoever_is_liable_ceases_once(life_events: LifeEvents) -> None:
    call_command("deploy", stdout=io.StringIO())
    LiabilityPeriodFactory(person=life_events.parties[0])
    for number in range(2):
        life_events.cease(number, clock.today())
    assert Case.objects.filter(process="cessation").count() == 1


def test_whoever_is_not_liable_ceases_nothing(life_events: LifeEvents) -> None:
    call_command("deploy", stdout=io.StringIO())
    life_events.cease(0, clock.today())
    assert not Case.objects.exists()
