"""A demo fund has teams and a restricted file, made once; what a site has made itself stays alone."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.confidentiality.models import RestrictedFile
from app.demo import house_rules
from app.people.models import ImportedLine, Party
from app.teams.models import Membership, Team
from tests.factories.cases import make_user
from tests.factories.people import make_person
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleagues(db: None) -> dict[str, User]:
    made = {
        "claire": make_user("claire", "caseworker", language="fr"),
        "casper": make_user("casper", "caseworker", language="nl"),
        "tom": make_user("tom", "team_lead", language="nl"),
    }
    return {**made, "doris": make_user("doris", "director", language="fr")}


@pytest.fixture
def fund(colleagues: dict[str, User]) -> Party:
    first, last = make_person("Ada One"), make_person("Bea Two")
    for number, party in enumerate((first, last), 1):
        key = f"DEMO-{number:04}"
        ImportedLine.objects.create(key=key, party=party, digest="0" * 64, at=clock.now())
    return last


def test_its_teams_have_the_caseworkers_and_leads_of_their_language(fund: Party) -> None:
    house_rules.settle()
    found = Membership.objects.values_list("team__name", "user__username")
    assert set(found) == {("Équipe Meuse", "claire"), ("Team Schelde", "casper"), ("Team Schelde", "tom")}


def test_the_file_of_its_last_person_is_seen_by_its_supervisor_alone(
    client: Client, fund: Party, colleagues: dict[str, User]
) -> None:
    house_rules.settle()
    assert RestrictedFile.objects.get().party == fund
    client.force_login(colleagues["claire"])
    assert client.get(f"/people/{fund.reference}/").status_code == 404


def test_a_second_start_makes_nothing_twice(fund: Party) -> None:
    for _ in range(2):
        house_rules.settle()
    assert (Team.objects.count(), RestrictedFile.objects.count()) == (2, 1)


def test_a_fund_without_people_gets_nothing(colleagues: dict[str, User]) -> None:
    house_rules.settle()
    assert not Team.objects.exists()
