"""The data's own quality: counted each month, once, and shown beside the months before."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from app.people.models import Address, Person
from app.statistics.models import QualityReport
from app.statistics.quality import measure, read_figure, report
from tests.factories.cases import make_user
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_it_counts_what_is_missing_and_of_how_many() -> None:
    first, second = make_person(), make_person()
    Person.objects.filter(party=first).update(birth_date=None)
    Address.objects.filter(party=second).update(ended_on=date(2026, 3, 1))
    found = measure(date(2026, 3, 2))
    assert (found["birth_date"], found["address"], found["niss"]) == ([1, 2], [1, 2], [0, 2])


def test_a_month_is_reported_once() -> None:
    made = report(NOW)
    make_person()
    assert report(NOW) == made
    assert (made.month, QualityReport.objects.count()) == (date(2026, 2, 1), 1)


def test_a_share_is_rounded_half_up_to_a_tenth() -> None:
    """1 of 16 is 6.25 percent."""
    assert read_figure([1, 16]) == (1, 16, Decimal("6.3"))
    assert read_figure([3, 0]) == (3, 0, None)


def test_the_page_shows_now_and_the_months_before(client: Client) -> None:
    report(NOW)
    client.force_login(make_user("doris", "director"))
    text = client.get("/statistics/quality/").text
    assert "Feb 2026" in text
