"""The page of rights found, and its export."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.benefits.detection import detect_rights
from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory

PAGE = "/benefits/found/"


@pytest.fixture
def reader(db: Any, client: Client) -> Client:
    from django.contrib.auth.models import Group

    user = User.objects.create_user(username="ana", password="x", language="en")
    user.groups.add(Group.objects.get_or_create(name="benefit_officer")[0])
    client.force_login(user)
    return client


@pytest.fixture
def found(party: Party) -> Party:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2024)
    record_fact(
        party,
        FactKind.BIRTH,
        happened_on=date(2024, 1, 15),
        source="BCSS",
        reference="b",
        facts={"parent": "mother"},
    )
    detect_rights(date(2024, 2, 1))
    return party


def test_the_page_says_what_was_found_and_why(reader: Client, found: Party) -> None:
    text = reader.get(PAGE).content.decode()
    assert found.name in text
    assert "Granted by itself" in text
    assert "Accompanied at the birth" in text


def test_filters_narrow_the_list_and_the_export(reader: Client, found: Party) -> None:
    answer: Any = reader.get(PAGE + "export/?outcome=granted&taken_for=work")
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()
    assert len(lines) == 2
    assert "Quarter without contribution after a birth" in lines[1]


def test_odd_filters_are_left_aside(reader: Client, found: Party) -> None:
    assert reader.get(PAGE + "?detector=none&outcome=x&after=²").status_code == 200


def test_nobody_reads_it_without_a_role(db: Any, client: Client) -> None:
    client.force_login(User.objects.create_user(username="bo", password="x"))
    assert client.get(PAGE).status_code == 403


def test_an_empty_page_says_so(reader: Client) -> None:
    assert "Nothing found yet" in reader.get(PAGE).content.decode()
