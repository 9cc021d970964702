"""The process owner proposes the coming year's fee once; somebody else decides on it."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from app.accounts.models import User
from app.demo.colleagues import Colleagues, find_colleagues
from app.demo.legal_figures import LegalFigures
from app.registers.models import LegalValue

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 27)


@pytest.fixture
def colleagues() -> Colleagues:
    user = User.objects.create(username="petra")
    user.groups.add(Group.objects.get_or_create(name="process_owner")[0])
    return find_colleagues()


def test_the_fee_of_the_coming_year_waits_for_a_decision(colleagues: Colleagues) -> None:
    LegalFigures(colleagues, LAST).live(date(2026, 11, 22), date(2026, 11, 23))
    fee = LegalValue.objects.get()
    assert (fee.code, fee.valid_from, fee.state) == ("FEE.RATE", date(2027, 1, 1), "proposed")


def test_it_is_proposed_on_no_other_day(colleagues: Colleagues) -> None:
    LegalFigures(colleagues, LAST).live(date(2026, 11, 23), date(2026, 11, 24))
    assert not LegalValue.objects.exists()


def test_a_fund_that_lives_on_does_not_propose_it_again(colleagues: Colleagues) -> None:
    LegalFigures(colleagues, LAST).live(date(2026, 11, 22), date(2026, 11, 23))
    LegalFigures(colleagues, date(2026, 12, 4)).live(date(2026, 11, 27), date(2026, 12, 1))
    assert LegalValue.objects.count() == 1
