"""What the menu counts of the exchanges."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from app.exchanges.queries import count_waiting
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_nothing_waits_where_there_is_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert count_waiting(TODAY) == {"arrivals": 0, "transmissions": 0}


def test_each_transmission_without_a_partner_waits_for_somebody(person: Party) -> None:
    make(person), make(person, "two")
    assert count_waiting(TODAY) == {"arrivals": 0, "transmissions": 2}


def test_the_menu_counts_the_rows_of_the_list_it_opens(browser: Client, person: Party) -> None:
    make(person), make(person, "two")
    menu = browser.get("/exchanges/").content.decode()
    assert 'href="/exchanges/?view=waiting"' in menu
    rows = browser.get("/exchanges/?view=waiting").content.decode()
    assert rows.count('class="row-link"') == count_waiting(TODAY)["transmissions"] == 2
