"""A corrected income: the books end where they would have, had it been told at first."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from app.ledger.proofs import list_faults
from app.ledger.queries import party_balance
from app.people.models import Party
from app.years.facts import list_receivables, read_claimed
from app.years.models import Outcome
from tests.app.years.conftest import affiliate, call_year, correct, settle_on, tell
from tests.factories.affiliation import IncomeFactory
from tests.factories.ledger import pay

pytestmark = pytest.mark.django_db
D = Decimal


def claimed(party: Party) -> tuple[Decimal, Decimal]:
    found = read_claimed(list_receivables([party.pk], 2023).get(party.pk, [])).values()
    return sum((one.principal for one in found), D(0)), sum((one.fee for one in found), D(0))


def test_a_supplement_is_cancelled_when_the_first_income_turns_out_right() -> None:
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    first = settle_on(income)
    second = settle_on(correct(income, 12_000))
    assert first.receivable is not None
    first.receivable.refresh_from_db()
    assert (first.receivable.state, second.outcome) == ("cancelled", Outcome.REFUND)
    assert (claimed(party), party_balance(party).net) == ((D("3363.88"), D(0)), D("0.00"))


def test_a_paid_supplement_is_paid_back_when_it_was_not_due() -> None:
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    first = settle_on(income)
    assert first.receivable is not None
    pay("2786.12", on=first.settled_on or first.receivable.due_on, party=party)
    second = settle_on(correct(income, 12_000))
    assert second.refund is not None
    assert (second.refund.amount, list(list_faults())) == (D("2786.12"), [])


def test_a_higher_correction_claims_only_what_is_still_missing() -> None:
    # 40,000 × 20.5 % = 8,200; less 6,150 claimed by now: 2,050
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    settle_on(income)
    second = settle_on(correct(income, 40_000))
    assert second.receivable is not None
    assert (second.receivable.principal, claimed(party)[0]) == (D("2050.00"), D("8200.00"))


def test_a_lower_correction_takes_from_the_supplement_before_the_quarters() -> None:
    # 20,000 × 20.5 % = 4,100; the supplement shrinks from 2,786.12 to 736.12
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    first = settle_on(income)
    settle_on(correct(income, 20_000))
    assert first.receivable is not None
    first.receivable.refresh_from_db()
    assert first.receivable.principal == D("736.12")


def test_surcharges_for_the_past_go_with_the_supplement_they_were_claimed_on() -> None:
    party = affiliate()
    IncomeFactory(party=party, year=2020, amount=D(30_000), received_on=date(2022, 9, 1))
    call_year(party, "840.97")
    tell(party, 16_000, kind="estimate", source="affiliate")
    income = tell(party, 30_000)
    settle_on(income)
    settle_on(correct(income, 12_000))
    assert (party_balance(party).owed.total, list(list_faults())) == (D("0.00"), [])


@pytest.mark.parametrize("order", list(permutations((12_000, 30_000, 70_000))))
def test_any_way_to_the_same_income_ends_with_the_same_claims(order: tuple[int, ...]) -> None:
    # 20,000: 1,025.00 a quarter, fee 4.10 % = 42.03: 4,100.00 and 168.12
    party = affiliate()
    call_year(party, "1537.50", fee="63.04")
    income = tell(party, order[0])
    settle_on(income)
    for amount in (*order[1:], 20_000):
        income = correct(income, amount)
        settle_on(income)
    assert (claimed(party), list(list_faults())) == ((D("4100.00"), D("168.12")), [])
