"""Months are paid once, through the books, within the credit, with interest when they are late."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.benefits import entitlements
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.errors import DecisionMissing, DecisionRefused, MonthRefused
from app.benefits.models import BenefitPayment, Claim, Entitlement, LateInterest
from app.benefits.states import EndReason
from app.ledger.models import Entry, Posting
from app.ledger.refunds import approve_refund, due_on, pay_refund, refuse_refund
from app.registers.calculations import Calculation
from tests.app.benefits.conftest import Open


@pytest.fixture
def entitlement(granted: Claim) -> Entitlement:
    return entitlements.open_entitlement(granted, first_month=date(2024, 5, 10))


ACCOUNTS = ("6200", "4110", "5500")


def month_of(month: date, **declared: Any) -> Calculation:
    return calculate_bridging_right(BridgingInputs(month=month, **declared))


def pay(entitlement: Entitlement, month: date, on: date, **declared: Any) -> BenefitPayment:
    return entitlements.pay_month(
        entitlement, month, month_of(month, **declared), on=on, by="system:benefits"
    )


def test_nothing_is_granted_before_the_decision_was_told(open_claim: Open) -> None:
    with pytest.raises(DecisionMissing):
        entitlements.open_entitlement(open_claim(), first_month=date(2024, 5, 1))


def test_a_month_is_paid_on_the_fixed_day_of_the_next(db: Any) -> None:
    # the 8th of June 2024 is a Saturday
    assert entitlements.find_pay_day(date(2024, 5, 1)) == date(2024, 6, 7)


def test_a_month_ordered_twice_is_paid_once(entitlement: Entitlement) -> None:
    first = pay(entitlement, date(2024, 5, 1), date(2024, 7, 8), days=21)
    second = pay(entitlement, date(2024, 5, 1), date(2024, 7, 9), days=21)
    entitlement.refresh_from_db()
    assert first == second
    # 1,638.26 x 75 % = 1,228.695
    assert (first.amount, entitlement.months_used) == (Decimal("1228.70"), 1)


def test_a_month_goes_through_the_books_under_four_eyes(entitlement: Entitlement) -> None:
    payout = pay(entitlement, date(2024, 6, 1), date(2024, 7, 8)).payout
    assert payout is not None
    assert (payout.state, payout.amount) == ("proposed", Decimal("1638.26"))
    pay_refund(approve_refund(payout, by="user:7"), on=date(2024, 7, 8))
    lines = Posting.objects.filter(entry__in=Entry.objects.filter(idempotency_key__startswith=payout.key))
    sums = {account: sum(one.amount for one in lines if one.account_id == account) for account in ACCOUNTS}
    assert sums == {"6200": Decimal("1638.26"), "4110": Decimal(0), "5500": Decimal("-1638.26")}


def test_a_late_month_bears_interest_by_itself(entitlement: Entitlement) -> None:
    # July is payable by 8 August 2024; 73 days later: 1,638.26 x 7 % x 73 / 365 = 22.93564
    payment = pay(entitlement, date(2024, 7, 1), date(2024, 10, 20))
    assert (payment.due_on, payment.interest) == (date(2024, 8, 8), Decimal("22.94"))
    assert payment.payout is not None
    assert payment.payout.amount == Decimal("1661.20")


def test_interest_goes_on_to_the_day_the_bank_pays(entitlement: Entitlement) -> None:
    payment = pay(entitlement, date(2024, 7, 1), date(2024, 10, 20))
    assert payment.payout is not None
    approved = approve_refund(payment.payout, by="user:7")
    for _ in range(2):
        pay_refund(approved, on=date(2024, 11, 12))
    # 96 days from 8 August to 12 November: 1,638.26 x 7 % x 96 / 365 = 30.16195; 30.16 - 22.94 = 7.22
    extra = LateInterest.objects.get(payment=payment)
    assert (extra.amount, extra.until_on, extra.payout.amount) == (
        Decimal("7.22"),
        date(2024, 11, 12),
        Decimal("7.22"),
    )


def test_a_month_ordered_in_time_and_paid_late_bears_interest_too(entitlement: Entitlement) -> None:
    payment = pay(entitlement, date(2024, 7, 1), date(2024, 8, 8))
    assert payment.payout is not None
    pay_refund(approve_refund(payment.payout, by="user:7"), on=date(2024, 10, 20))
    # 73 days: 22.94
    assert LateInterest.objects.get().amount == Decimal("22.94")


def test_a_month_paid_in_time_bears_none_and_interest_bears_no_interest(entitlement: Entitlement) -> None:
    in_time = pay(entitlement, date(2024, 6, 1), date(2024, 7, 8))
    assert in_time.payout is not None
    pay_refund(approve_refund(in_time.payout, by="user:7"), on=date(2024, 7, 8))
    assert not LateInterest.objects.exists()
    late = pay(entitlement, date(2024, 7, 1), date(2024, 8, 8))
    assert late.payout is not None
    pay_refund(approve_refund(late.payout, by="user:7"), on=date(2024, 10, 20))
    pay_refund(approve_refund(LateInterest.objects.get().payout, by="user:7"), on=date(2025, 3, 3))
    assert LateInterest.objects.count() == 1


def test_a_month_is_to_be_paid_by_its_own_day_not_by_that_of_a_refund(entitlement: Entitlement) -> None:
    in_time = pay(entitlement, date(2024, 7, 1), date(2024, 8, 6))
    late = pay(entitlement, date(2024, 8, 1), date(2024, 10, 20))
    assert in_time.payout is not None
    assert late.payout is not None
    assert (due_on(in_time.payout), due_on(late.payout)) == (date(2024, 8, 8), date(2024, 10, 20))


def test_a_month_refused_in_the_books_is_ordered_anew_also_after_the_end(entitlement: Entitlement) -> None:
    payment = pay(entitlement, date(2024, 7, 1), date(2024, 8, 8))
    assert payment.payout is not None
    entitlements.end_entitlement(entitlement, on=date(2024, 8, 20), reason=EndReason.RESUMED)
    with pytest.raises(MonthRefused, match="has ended"):
        pay(entitlement, date(2024, 8, 1), date(2024, 9, 6))
    refuse_refund(payment.payout, on=date(2024, 9, 2), by="user:9", reason="wrong account")
    again = pay(entitlement, date(2024, 7, 1), date(2024, 9, 6))
    assert again.payout is not None
    assert (again.payout == payment.payout, again.amount) == (False, Decimal("1638.26"))


def test_arrears_are_in_time_for_four_months_after_the_decision(entitlement: Entitlement) -> None:
    # May was payable on 7 June, before the decision was told on 12 June
    payment = pay(entitlement, date(2024, 5, 1), date(2024, 10, 12), days=7)
    assert (payment.due_on, payment.interest) == (date(2024, 10, 12), Decimal("0.00"))


def test_a_month_without_a_full_segment_uses_no_credit(entitlement: Entitlement) -> None:
    payment = pay(entitlement, date(2024, 5, 1), date(2024, 7, 8), days=6)
    entitlement.refresh_from_db()
    assert (payment.amount, payment.payout, entitlement.months_used) == (Decimal("0.00"), None, 0)


def test_no_month_is_paid_before_the_right_after_its_end_or_beyond_its_credit(
    entitlement: Entitlement,
) -> None:
    with pytest.raises(MonthRefused, match="begins later"):
        pay(entitlement, date(2024, 4, 1), date(2024, 7, 8), monthly_amount=Decimal(100))
    Entitlement.objects.filter(pk=entitlement.pk).update(months_used=12)
    with pytest.raises(MonthRefused, match="used up"):
        pay(entitlement, date(2024, 6, 1), date(2024, 7, 8))
    entitlements.end_entitlement(entitlement, on=date(2024, 7, 8), reason=EndReason.CREDIT)
    with pytest.raises(MonthRefused, match="ended"):
        pay(entitlement, date(2024, 6, 1), date(2024, 7, 8))


def test_a_refusal_entitles_to_nothing(open_claim: Open) -> None:
    from uuid import uuid4

    from app.benefits import claims

    found = calculate_bridging_right(
        BridgingInputs(
            fact_date=date(2024, 5, 10),
            request_date=date(2024, 6, 3),
            main_in_4_quarters=True,
            paid_quarters=3,
        )
    )
    claim = open_claim()
    claims.prepare(claim, found, by="user:1", on=date(2024, 6, 10))
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    claims.notify(claim, letter=uuid4(), on=date(2024, 6, 12))
    with pytest.raises(DecisionRefused):
        entitlements.open_entitlement(claim, first_month=date(2024, 5, 1))
