"""What a claimant still waits for is read on the day it is told: the decision, or the money, and why."""

from datetime import date
from typing import Any

import pytest

from app.benefits import claims, entitlements
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.models import BenefitPayment, Claim, Entitlement
from app.benefits.outstanding import Standing, Why, list_refused, list_unpaid, read_decision, read_payment
from app.ledger.refunds import approve_refund, pay_refund, refuse_refund
from app.registers.calculations import Calculation
from tests.app.benefits.conftest import Open

MAY, JULY = date(2024, 5, 1), date(2024, 7, 1)


def pay(right: Entitlement, month: date, on: date) -> BenefitPayment:
    found = calculate_bridging_right(BridgingInputs(month=month))
    return entitlements.pay_month(right, month, found, on=on, by="system:benefits")


@pytest.fixture
def right(granted: Claim) -> Entitlement:
    return entitlements.open_entitlement(granted, first_month=MAY)


def test_a_request_waits_until_its_decision_is_told(open_claim: Open) -> None:
    claim = open_claim()
    found = read_decision(claim)
    assert (found.standing, found.why, found.limit) == (Standing.WAITS, Why.EXAMINATION, claim.decide_by)


def test_a_decision_on_its_way_needs_no_letter_of_delay(open_claim: Open, weighed: Calculation) -> None:
    claim = open_claim()
    claims.prepare(claim, weighed, by="user:1", on=date(2024, 6, 10))
    assert read_decision(claim).why == Why.SECOND_LOOK
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    assert read_decision(claim).standing == Standing.QUIET


def test_nobody_waits_for_a_decision_that_was_told(granted: Claim) -> None:
    assert read_decision(granted).standing == Standing.OVER


def test_arrears_wait_for_the_bank_ten_days_before_the_limit(right: Entitlement) -> None:
    pay_by = claims.need_decision(right.claim).pay_by
    assert pay_by is not None
    ordered = pay(right, MAY, date(2024, 6, 14))
    early = read_payment(right.claim, date(2024, 9, 1))
    assert early.standing == Standing.QUIET
    found = read_payment(right.claim, pay_by.replace(day=pay_by.day - 10))
    assert (found.standing, found.why, found.limit, found.months) == (
        Standing.WAITS,
        Why.APPROVAL,
        pay_by,
        ("2024-05",),
    )
    assert ordered.payout is not None
    approve_refund(ordered.payout, by="user:7")
    assert read_payment(right.claim, pay_by).why == Why.BANK


def test_a_month_that_nobody_declared_is_waited_for_too(right: Entitlement) -> None:
    pay_by = claims.need_decision(right.claim).pay_by
    assert pay_by is not None
    found = read_payment(right.claim, pay_by)
    assert (found.why, found.months) == (Why.DECLARATION, ("2024-05",))


def test_what_is_paid_is_waited_for_no_longer(right: Entitlement) -> None:
    ordered = pay(right, MAY, date(2024, 6, 14))
    assert ordered.payout is not None
    pay_refund(approve_refund(ordered.payout, by="user:7"), on=date(2024, 6, 18))
    assert list_unpaid(right) == []
    assert read_payment(right.claim, date(2024, 6, 20)).standing == Standing.QUIET


def test_what_finance_refused_is_ordered_anew_once(right: Entitlement, db: Any) -> None:
    ordered = pay(right, JULY, date(2024, 8, 8))
    assert ordered.payout is not None
    refuse_refund(ordered.payout, on=date(2024, 8, 9), by="user:9", reason="wrong account")
    right.refresh_from_db()
    assert [one.month for one in list_refused(right)] == [JULY]
    for _ in range(2):
        entitlements.order_refused(right, on=date(2024, 8, 12), by="system:benefits")
    assert (list_refused(right), [one.month for one in list_unpaid(right)]) == ([], [JULY])
    assert right.payments.count() == 2
