"""Quarters that were called too high, lowered together: the books are those of each lowered alone, entry by entry."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from app.ledger import plans
from app.ledger.models import Receivable
from app.ledger.payments import bounce_payment
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.surcharges import accrue, waive_surcharges
from app.people.models import Party
from app.years import settling
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun
from tests.app.years.conftest import NOW, affiliate, call_year
from tests.app.years.test_settling_together import PAID, PROCESSES, describe, settle_each, settle_together
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.ledger import owe, pay
from workflows import actors, catalogue

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = NOW.date()
#: Four quarters of 840.97 (20.5 % of 16,409.20, the least of a main occupation) where 1,537.50 each was called.
INCOME = [("12000", *PAID)]


def pay_each_quarter(party: Party) -> None:
    call_year(party, "1537.50", fee="63.04")


def pay_all_at_once(party: Party) -> None:
    """And 100.00 too much, which stays credit."""
    call_year(party, "1537.50", fee="63.04", paid=False)
    pay("6502.16", on=date(2023, 12, 20), party=party)


def pay_twice_a_quarter(party: Party) -> None:
    for claim in call_year(party, "1537.50", paid=False):
        for amount in ("1000", "537.50"):
            pay(amount, on=claim.due_on, party=party)


def pay_a_part(party: Party) -> None:
    """The first quarter, and 500.00 of the second: less than it will be lowered to."""
    call_year(party, "1537.50", fee="63.04", paid=False)
    pay("2100.54", on=date(2023, 3, 31), party=party)


def pay_nothing(party: Party) -> None:
    call_year(party, "1537.50", paid=False)


def owe_what_is_overdue(party: Party) -> None:
    pay_each_quarter(party)
    owe(party, "1000", quarter="2025Q1")


def owe_what_is_not_due_yet(party: Party) -> None:
    pay_each_quarter(party)
    owe(party, "1000", quarter="2025Q3")


def owe_more_than_is_set_free(party: Party) -> None:
    pay_each_quarter(party)
    owe(party, "9000", quarter="2025Q3")


def have_credit_left(party: Party) -> None:
    pay_each_quarter(party)
    pay("250", on=date(2024, 1, 10), party=party)


def have_the_money_back(party: Party) -> None:
    """The bank took one of the payments back, and it was paid once more."""
    claims = call_year(party, "1537.50", paid=False)
    made = [pay(str(claim.total), on=claim.due_on, party=party) for claim in claims]
    bounce_payment(made[1], on=date(2023, 7, 10), key=f"back:{party.pk}", by="bank")
    pay("1537.50", on=date(2023, 8, 1), party=party)


def be_exempt_of_a_quarter(party: Party) -> None:
    QuarterStatusFactory(person=party, year=2023, number=4, exempt=True)
    for number in (1, 2, 3):
        pay(str(owe(party, "1537.50", quarter=f"2023Q{number}").total), on=date(2023, 9, 30), party=party)


def bear_surcharges(party: Party) -> None:
    claims = call_year(party, "1537.50", paid=False)
    accrue(claims[0], date(2023, 12, 31))
    pay("1400", on=date(2024, 1, 15), party=party)


def be_in_a_plan(party: Party) -> None:
    open_a_plan(party, call_year(party, "1537.50", paid=False))
    pay("3000", on=date(2025, 3, 1), party=party)


def open_a_plan(party: Party, claims: list[Receivable]) -> None:
    total = sum((one.total for one in claims), D(0))
    terms = plans.spread_evenly(total, count=6, first_on=date(2025, 3, 1))
    plan = plans.propose_plan(claims, terms, on=date(2025, 1, 10), key=f"plan:{party.pk}", by="user:1")
    plans.open_plan(plan, on=date(2025, 1, 15))


def bear_surcharges_unpaid(party: Party) -> None:
    for claim in call_year(party, "1537.50", fee="63.04", paid=False):
        accrue(claim, date(2025, 6, 30))


def have_paid_surcharges(party: Party) -> None:
    """The first quarter late with all it had come to bear, the others in time."""
    claims = call_year(party, "1537.50", paid=False)
    owed = accrue(claims[0], date(2024, 3, 31)).receivable.total
    pay(str(owed), on=date(2024, 4, 15), party=party)
    for claim in claims[1:]:
        pay(str(claim.total), on=date(2024, 4, 16), party=party)


def bear_surcharges_beside_a_credit(party: Party) -> None:
    """What is set free pays a debt that bears surcharges of its own."""
    pay_twice_a_quarter(party)
    accrue(owe(party, "1000", quarter="2024Q1"), date(2025, 6, 30))


def pay_a_surcharged_debt_in_two(party: Party) -> None:
    claims = call_year(party, "1537.50", fee="63.04", paid=False)
    accrue(claims[0], date(2023, 6, 30))
    for day in (date(2023, 7, 10), date(2023, 10, 2), date(2024, 2, 5)):
        pay("1300", on=day, party=party)
    for claim in claims[1:]:
        accrue(claim, date(2024, 3, 31))


def be_in_a_plan_that_is_almost_kept(party: Party) -> None:
    """4 × (1,537.50 - 840.97) = 2,786.12 come free: more than the last instalments lack."""
    claims = call_year(party, "1537.50", paid=False)
    open_a_plan(party, claims)
    pay("5125", on=date(2025, 6, 2), party=party)


def be_in_a_plan_with_surcharges(party: Party) -> None:
    claims = call_year(party, "1537.50", paid=False)
    for claim in claims:
        accrue(claim, date(2024, 12, 31))
    open_a_plan(party, list(Receivable.objects.filter(party=party)))
    pay("2000", on=date(2025, 3, 1), party=party)


def be_in_a_plan_for_another_debt(party: Party) -> None:
    pay_each_quarter(party)
    open_a_plan(party, [owe(party, "6000", quarter="2024Q2")])


def have_a_surcharge_waived(party: Party) -> None:
    claims = call_year(party, "1537.50", paid=False)
    accrue(claims[0], date(2023, 12, 31))
    waive_surcharges(claims[0], on=date(2024, 2, 1), key=f"waive:{party.pk}", by="user:1", reason="good faith",
                     amount=D("40"))  # fmt: skip


def have_kept_a_plan(party: Party) -> None:
    claims = call_year(party, "1537.50", paid=False)
    open_a_plan(party, claims)
    pay("6150", on=date(2025, 3, 1), party=party)


PLAIN = [pay_each_quarter, pay_all_at_once, pay_twice_a_quarter, pay_a_part, pay_nothing, owe_what_is_overdue,
         owe_what_is_not_due_yet, owe_more_than_is_set_free, have_credit_left, have_the_money_back,
         be_exempt_of_a_quarter, bear_surcharges, bear_surcharges_unpaid, have_paid_surcharges,
         bear_surcharges_beside_a_credit, pay_a_surcharged_debt_in_two, be_in_a_plan,
         be_in_a_plan_that_is_almost_kept, be_in_a_plan_with_surcharges,
         be_in_a_plan_for_another_debt]  # fmt: skip
ODD = [have_a_surcharge_waived, have_kept_a_plan]


@pytest.fixture(autouse=True)
def _deployed(db: None) -> None:
    catalogue.deploy(PROCESSES, by=actors.system("tests"), now=NOW)


def settle_alone(live: Callable[[Party], None]) -> Party:
    party = affiliate()
    live(party)
    settle_each([party], INCOME)
    return party


def lower_together(live: Callable[[Party], None]) -> Party:
    party = affiliate()
    live(party)
    run = settle_together([party], INCOME)
    SettlementRun.objects.filter(pk=run.pk).update(state="finished")
    return party


@pytest.mark.parametrize("live", PLAIN)
def test_what_is_plain_needs_no_single_act_and_is_booked_as_by_one(
    live: Callable[[Party], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    single = settle_alone(live)
    monkeypatch.setattr(settling, "book", None)
    together = lower_together(live)
    assert describe(together) == describe(single)
    assert (credit_of(together), list(list_faults())) == (credit_of(single), [])


@pytest.mark.parametrize("live", ODD)
def test_what_arithmetic_does_not_know_is_left_to_the_single_act(live: Callable[[Party], None]) -> None:
    single, together = settle_alone(live), lower_together(live)
    assert describe(together) == describe(single)
    assert (credit_of(together), list(list_faults())) == (credit_of(single), [])


def test_many_of_a_chunk_do_not_touch_each_other() -> None:
    """4 × (1,537.50 - 840.97) = 2,786.12; of one 1,000.00 pays an older debt."""
    parties = [affiliate() for _ in range(3)]
    for party, live in zip(parties, (pay_twice_a_quarter, pay_nothing, owe_what_is_overdue), strict=True):
        live(party)
    settle_together(parties, INCOME * 3)
    found = [Regularisation.objects.get(party=party).refund for party in parties]
    # With a fee of 4.10 %: 4 × (63.04 - 34.48) = 114.24 more
    assert [one and one.amount for one in found] == [D("2786.12"), None, D("1900.36")]
