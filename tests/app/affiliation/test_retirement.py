"""The quarter in which the activity ends by retirement is not due; whoever works on, or stops otherwise, pays it."""

from datetime import UTC, date, datetime

import pytest

from app.affiliation.categories import decide_quarters
from app.affiliation.circumstances import record_circumstance
from app.affiliation.models import CircumstanceKind, Coverage, LiabilityPeriod
from app.affiliation.periods import change_period
from app.ledger.models import Receivable
from app.ledger.states import ReceivableState
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import BY, NOW, LiabilityPeriodFactory, make_person
from tests.factories.ledger import owe

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 31, 8, 0, tzinfo=UTC)
#: Sixty-six on 5 May 2026, the legal age of who was not sixty-five before February 2025.
OF_AGE = date(1960, 5, 5)


def make_retiring(born: date, ended_on: date | None, pension_on: date | None = None) -> Party:
    person = make_person(birth_date=born)
    LiabilityPeriodFactory(
        person=person,
        started_on=date(2000, 1, 1),
        **({"state": "ended", "ended_on": ended_on} if ended_on else {}),
    )
    if pension_on:
        record_pension(person, pension_on)
    return person


def record_pension(person: Party, day: date, pension: str = "retirement") -> None:
    record_circumstance(
        person,
        CircumstanceKind.PENSION,
        started_on=day,
        facts={"pension": pension},
        by=BY,
        now=NOW,
        decide=False,
    )


def cover(person: Party, quarter: str = "2026Q2") -> str:
    when = Quarter.parse(quarter)
    (status,) = decide_quarters(person, when, when, by=BY, now=NOW)
    return status.coverage


def test_the_quarter_of_the_legal_age_is_not_due_when_the_activity_ends_in_it() -> None:
    assert cover(make_retiring(OF_AGE, date(2026, 5, 31))) == Coverage.RETIRED


def test_nor_is_that_of_an_early_pension() -> None:
    person = make_retiring(date(1962, 1, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert cover(person) == Coverage.RETIRED


@pytest.mark.parametrize(("quarter", "coverage"), [("2018Q4", "due"), ("2019Q1", "retired")])
def test_nor_since_2019_that_of_a_pension_after_the_legal_age(quarter: str, coverage: str) -> None:
    day = Quarter.parse(quarter).first_day
    person = make_retiring(date(1948, 1, 1), day.replace(day=20), day)
    assert cover(person, quarter) == coverage


@pytest.mark.parametrize("ended_on", [None, date(2026, 7, 1)])
def test_whoever_works_on_pays_it(ended_on: date | None) -> None:
    assert cover(make_retiring(OF_AGE, ended_on)) == Coverage.DUE


def test_an_end_in_another_quarter_is_no_retirement() -> None:
    assert cover(make_retiring(OF_AGE, date(2026, 3, 31)), "2026Q1") == Coverage.DUE


def test_a_survivors_pension_is_none() -> None:
    person = make_retiring(date(1962, 1, 1), date(2026, 4, 30))
    record_pension(person, date(2026, 5, 1), "survivor")
    assert cover(person) == Coverage.DUE


def test_a_transfer_to_another_fund_ends_no_activity() -> None:
    person = make_retiring(OF_AGE, date(2026, 5, 31))
    LiabilityPeriod.objects.update(state="transferred")
    assert cover(person) == Coverage.DUE


def test_an_activity_that_goes_on_after_all_makes_it_due_again() -> None:
    person = make_retiring(OF_AGE, date(2026, 5, 31))
    assert cover(person) == Coverage.RETIRED
    change_period(LiabilityPeriod.objects.get(), "reopen", reason="works on", by=BY, now=NOW)
    assert cover(person) == Coverage.DUE


def test_what_was_called_for_it_is_taken_back() -> None:
    person = make_retiring(OF_AGE, None)
    claim = owe(person, quarter="2026Q2")
    change_period(
        LiabilityPeriod.objects.get(), "end", day=date(2026, 5, 31), reason="pension", by=BY, now=LATER
    )
    assert Receivable.objects.get(pk=claim.pk).state == ReceivableState.CANCELLED
