"""Corrected incomes settled by one run: earlier supplements shrink or go as they do one by one, entry by entry."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from app.contributions.models import Income
from app.ledger.models import Receivable
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.states import ReceivableKind
from app.ledger.surcharges import accrue
from app.people.models import Party
from app.years import settling
from app.years.models import Regularisation
from app.years.settlement_running import run_settlements
from tests.app.years.conftest import BY, NOW, affiliate, call_year, correct, settle_on, tell
from tests.app.years.test_settling_together import PROCESSES, describe, prepare
from tests.factories.affiliation import IncomeFactory
from tests.factories.ledger import owe, pay
from workflows import catalogue

pytestmark = pytest.mark.django_db
D = Decimal
Life = Callable[[Party], Income]


@pytest.fixture(autouse=True)
def _deployed(db: None) -> None:
    catalogue.deploy(PROCESSES, by=BY, now=NOW)


def settle_first(party: Party, amount: int) -> Income:
    income = tell(party, amount)
    settle_on(income)
    return income


def find_supplement(party: Party) -> Receivable:
    return Receivable.objects.get(party=party, kind=ReceivableKind.REGULARISATION)


def cancel_a_supplement(party: Party) -> Income:
    call_year(party, "840.97")
    return correct(settle_first(party, 30_000), 12_000)


def cancel_what_was_paid(party: Party) -> Income:
    call_year(party, "840.97", fee="34.48")
    income = settle_first(party, 30_000)
    pay(str(find_supplement(party).total), on=date(2025, 8, 20), party=party)
    return correct(income, 12_000)


def shrink_a_supplement(party: Party) -> Income:
    """20,000.00 × 20.5 % = 4,100.00: 736.12 of 2,786.12 are left."""
    call_year(party, "840.97", fee="34.48")
    return correct(settle_first(party, 30_000), 20_000)


def shrink_what_was_paid_in_part(party: Party) -> Income:
    call_year(party, "840.97", fee="34.48")
    income = settle_first(party, 30_000)
    pay("1500", on=date(2025, 8, 20), party=party)
    owe(party, "500", quarter="2025Q2")
    return correct(income, 20_000)


def shrink_what_bears_surcharges(party: Party) -> Income:
    call_year(party, "840.97", fee="34.48")
    income = settle_first(party, 30_000)
    accrue(find_supplement(party), date(2026, 6, 30))
    return correct(income, 20_000)


def cancel_what_bears_surcharges(party: Party) -> Income:
    call_year(party, "840.97", fee="34.48")
    income = settle_first(party, 30_000)
    supplement = accrue(find_supplement(party), date(2026, 6, 30)).receivable
    pay(str(supplement.total), on=date(2026, 7, 10), party=party)
    return correct(income, 12_000)


def shrink_the_newest_of_two(party: Party) -> Income:
    call_year(party, "840.97")
    second = correct(settle_first(party, 30_000), 40_000)
    settle_on(second)
    return correct(second, 20_000)


def lower_the_quarters_too(party: Party) -> Income:
    call_year(party, "1537.50", fee="63.04")
    return correct(settle_first(party, 40_000), 20_000)


def shrink_what_was_claimed_for_the_past(party: Party) -> Income:
    IncomeFactory(party=party, year=2020, amount=D(30_000), received_on=date(2022, 9, 1))
    call_year(party, "840.97")
    tell(party, 16_000, kind="estimate", source="affiliate")
    return correct(settle_first(party, 30_000), 20_000)


def owe_for_the_past(party: Party) -> Income:
    IncomeFactory(party=party, year=2020, amount=D(30_000), received_on=date(2022, 9, 1))
    call_year(party, "840.97")
    tell(party, 16_000, kind="estimate", source="affiliate")
    return tell(party, 30_000)


def call_one_quarter_too_high(party: Party) -> Income:
    """The first quarter is lowered, and what the others lack is claimed in the same act."""
    for number, principal in enumerate(("2000", "840.97", "840.97", "840.97"), 1):
        claim = owe(party, principal, quarter=f"2023Q{number}")
        pay(str(claim.total), on=claim.due_on, party=party)
    return tell(party, 30_000)


LIVES: list[Life] = [
    cancel_a_supplement, cancel_what_was_paid, shrink_a_supplement, shrink_what_was_paid_in_part,
    shrink_what_bears_surcharges, cancel_what_bears_surcharges, shrink_the_newest_of_two, lower_the_quarters_too,
    shrink_what_was_claimed_for_the_past, owe_for_the_past, call_one_quarter_too_high,
]  # fmt: skip


def settle_alone(live: Life) -> Party:
    party = affiliate()
    settle_on(live(party))
    return party


@pytest.mark.parametrize("live", LIVES)
def test_a_run_needs_no_single_act_and_books_as_it_would(live: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    single = settle_alone(live)
    before = settling.book
    party = affiliate()
    live(party)
    monkeypatch.setattr(settling, "book", None)
    run = prepare(1)
    assert run_settlements(run.pk, by=BY, now=NOW).state == "booked"
    monkeypatch.setattr(settling, "book", before)
    assert Regularisation.objects.filter(party=party).latest("id").state == "settled"
    assert describe(party) == describe(single)
    assert (credit_of(party), list(list_faults())) == (credit_of(single), [])
