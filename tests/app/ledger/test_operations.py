"""What processes ask of the books, as often as they may be retried."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.ledger.models import PaymentPlan
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows.operations import BusinessError, Call, get

pytestmark = pytest.mark.django_db


def ask(name: str, day: date = date(2025, 4, 20), key: str = "job 1", **inputs: Any) -> dict[str, Any]:
    call = Call(
        idempotency_key=key,
        instance_id=None,
        case_ref="PP-2025-000001",
        now=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
    )
    return get(f"ledger.{name}").run(call, inputs)


def test_a_surcharge_is_accrued_once_and_the_next_one_told() -> None:
    debt = owe(make_person(), 1000)
    told = [ask("accrue_surcharge", receivable_ref=debt.ref, on=date(2025, 3, 31)) for _ in range(2)]
    assert [one["booked"] for one in told] == [30, 0]
    assert (told[1]["surcharge"], told[1]["next_on"], told[1]["next_amount"]) == (30, date(2025, 6, 30), 30)


def test_a_plan_is_opened_once_with_its_instalments() -> None:
    debts = [owe(make_person(), 300)]
    inputs = {"months": 2, "first_due_on": date(2025, 5, 15), "down_payment": Decimal(100)}
    first, again = (ask("open_plan", receivables=[one.ref for one in debts], **inputs) for _ in range(2))
    assert first == again
    assert PaymentPlan.objects.count() == 1
    assert [one["amount"] for one in first["instalments"]] == [100, 100, 100]
    assert (first["next_due_on"], len(first["reference"])) == (date(2025, 5, 15), 12)


def test_a_second_plan_on_the_same_debt_is_a_foreseen_refusal() -> None:
    debt = owe(make_person(), 300)
    inputs = {"receivables": [debt.ref], "months": 3, "first_due_on": date(2025, 5, 15)}
    ask("open_plan", **inputs)
    with pytest.raises(BusinessError) as refusal:
        ask("open_plan", key="job 2", **inputs)
    assert refusal.value.code == "PLAN_ALREADY_ACTIVE"


def test_a_plan_is_checked_reminded_broken_and_then_left_alone() -> None:
    debt = owe(make_person(), 300)
    plan = ask("open_plan", receivables=[debt.ref], months=3, first_due_on=date(2025, 5, 15))["plan_ref"]
    days = [date(2025, 5, 15), date(2025, 5, 16), date(2025, 6, 2), date(2025, 6, 3)]
    told = [ask("check_instalment", day, plan_ref=plan) for day in days]
    assert [one["outcome"] for one in told] == ["not_due", "reminded", "broken", "broken"]
    assert [one["overdue_amount"] for one in told] == [0, 100, 100, 100]
    assert ask("void_plan", plan_ref=plan, reason="second_miss")["state"] == "broken"


def test_where_no_plan_runs_there_is_nothing_to_end() -> None:
    assert ask("void_plan", plan_ref=None, reason="merged into a new plan") == {}


def test_a_paid_plan_is_kept() -> None:
    party = make_person()
    debt = owe(party, 300)
    plan = ask("open_plan", receivables=[debt.ref], months=3, first_due_on=date(2025, 5, 15))["plan_ref"]
    pay(300, on=date(2025, 5, 2), party=party)
    assert ask("check_instalment", date(2025, 6, 2), plan_ref=plan)["state"] == "kept"


def test_costs_are_claimed_and_a_debt_is_written_off_once() -> None:
    debt = owe(make_person(), 300)
    for _ in range(2):
        ask("book_cost", receivable_ref=debt.ref, amount=Decimal(50), reason="bailiff")
    assert ask("read_balance", receivable_ref=debt.ref)["total"] == 350
    for _ in range(2):
        told = ask("write_off", key="job 2", receivable_ref=debt.ref, reason="no assets")
    assert (told["state"], told["total"]) == ("written_off", 0)


def test_an_unknown_receivable_is_a_foreseen_refusal() -> None:
    with pytest.raises(BusinessError) as refusal:
        ask("read_balance", receivable_ref="R0000000")
    assert refusal.value.code == "RECEIVABLE_UNKNOWN"


def test_waiving_more_than_is_owed_is_a_foreseen_refusal() -> None:
    debt = owe(make_person(), 300)
    with pytest.raises(BusinessError) as refusal:
        ask("waive_surcharges", receivable_ref=debt.ref, reason="x", amount=Decimal(1))
    assert refusal.value.code == "WAIVER_REFUSED"
