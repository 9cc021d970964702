"""A payment plan: its instalments, what fills them, and how it ends."""

from datetime import date
from decimal import Decimal

import pytest

from app.ledger.errors import PlanAlreadyActive, PlanRefused
from app.ledger.models import PaymentPlan, Receivable
from app.ledger.payments import bounce_payment
from app.ledger.plans import check_instalment, open_plan, propose_plan, spread_evenly, void_plan
from app.ledger.surcharges import accrue
from app.people.models import Party
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
FIRST = date(2025, 5, 15)
MADE = date(2025, 4, 20)


@pytest.fixture
def party() -> Party:
    return make_person()


def make_plan(*debts: Receivable, count: int = 3, key: str = "plan") -> PaymentPlan:
    total = sum((Receivable.objects.get(pk=one.pk).total for one in debts), Decimal(0))
    terms = spread_evenly(total, count=count, first_on=FIRST)
    return open_plan(propose_plan(debts, terms, on=MADE, key=key, by="rec"), on=MADE)


def read(plan: PaymentPlan) -> PaymentPlan:
    return PaymentPlan.objects.get(pk=plan.pk)


def states(plan: PaymentPlan) -> list[str]:
    return [one.state for one in plan.instalments.all()]


def test_the_last_instalment_takes_the_rest_of_the_cents() -> None:
    terms = spread_evenly(Decimal("100.00"), count=3, first_on=FIRST)
    assert [(str(one.amount), one.due_on.month) for one in terms] == [
        ("33.33", 5),
        ("33.33", 6),
        ("33.34", 7),
    ]


def test_a_down_payment_comes_first() -> None:
    terms = spread_evenly(Decimal(900), count=2, first_on=FIRST, down_payment=Decimal(300))
    assert [(one.amount, one.due_on.month) for one in terms] == [(300, 5), (300, 6), (300, 7)]


def test_instalments_sum_to_the_debt(party: Party) -> None:
    debt = owe(party, 300)
    terms = spread_evenly(Decimal(299), count=3, first_on=FIRST)
    with pytest.raises(PlanRefused):
        propose_plan([debt], terms, on=MADE, key="p", by="rec")


def test_a_plan_is_paid_under_its_own_reference_and_kept(party: Party) -> None:
    debts = [owe(party, 100, quarter="2024Q4"), owe(party, 200, quarter="2025Q1")]
    plan = make_plan(*debts)
    for month in (5, 6, 7):
        pay(100, on=date(2025, month, 14), reference=plan.reference.number)
    assert (read(plan).state, states(plan)) == ("kept", ["paid"] * 3)


def test_part_of_an_instalment_counts(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    pay(130, on=FIRST, reference=plan.reference.number)
    assert [one.paid for one in plan.instalments.all()] == [100, 30, 0]
    assert states(plan) == ["paid", "due", "due"]


def test_the_first_missed_instalment_is_reminded(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    checked = check_instalment(plan, 1, on=date(2025, 5, 16))
    assert (checked.outcome, checked.missing, checked.reminder_until) == ("reminded", 100, date(2025, 5, 23))


def test_looking_again_before_the_reminder_ends_changes_nothing(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    for day in (16, 20, 23):
        assert check_instalment(plan, 1, on=date(2025, 5, day)).outcome == "reminded"


def test_a_reminder_in_vain_breaks_the_plan(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    check_instalment(plan, 1, on=date(2025, 5, 16))
    assert check_instalment(plan, 1, on=date(2025, 5, 24)).outcome == "broken"
    assert (read(plan).state, states(plan)) == ("broken", ["missed", "void", "void"])


def test_the_second_missed_instalment_breaks_the_plan(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    check_instalment(plan, 1, on=date(2025, 5, 16))
    pay(100, on=date(2025, 5, 20), reference=plan.reference.number)
    assert check_instalment(plan, 2, on=date(2025, 6, 16)).outcome == "broken"


def test_an_instalment_is_not_missed_on_its_own_day(party: Party) -> None:
    assert check_instalment(make_plan(owe(party, 300)), 1, on=FIRST).outcome == "not_due"


def test_surcharges_keep_running_and_stay_owed_after_the_plan(party: Party) -> None:
    debt = owe(party, 300)
    plan = make_plan(debt)
    accrue(debt, date(2025, 6, 30))
    pay(300, on=date(2025, 7, 1), reference=plan.reference.number)
    assert (read(plan).state, Receivable.objects.get(pk=debt.pk).surcharge) == ("kept", 18)


def test_a_new_quarter_stays_out_of_the_plan(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    new = owe(party, 200, quarter="2025Q2")
    pay(300, on=FIRST, reference=plan.reference.number)
    assert Receivable.objects.get(pk=new.pk).total == 200


def test_a_bounce_empties_the_instalment_it_had_filled(party: Party) -> None:
    plan = make_plan(owe(party, 300))
    payment = pay(300, on=FIRST, reference=plan.reference.number)
    assert read(plan).state == "kept"
    bounce_payment(payment, on=date(2025, 5, 20), key="b")
    assert (read(plan).state, states(plan)) == ("active", ["due"] * 3)


def test_a_debt_lies_in_one_active_plan(party: Party) -> None:
    debt = owe(party, 300)
    make_plan(debt)
    with pytest.raises(PlanAlreadyActive):
        make_plan(debt, key="another")


def test_the_reference_of_a_void_plan_pays_the_oldest_debt(party: Party) -> None:
    old = owe(party, 100, quarter="2024Q3")
    plan = void_plan(make_plan(owe(party, 300)), on=MADE, reason="asked by the debtor")
    pay(100, on=FIRST, reference=plan.reference.number)
    assert (plan.state, Receivable.objects.get(pk=old.pk).total) == ("void", 0)
