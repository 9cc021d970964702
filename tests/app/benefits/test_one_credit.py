"""Two rights of one person share one credit, and no month is paid twice."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from app.benefits import claims, entitlements, facts, operations
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.errors import MonthRefused
from app.benefits.models import BenefitPayment, Claim, Entitlement
from app.benefits.states import BenefitKind, EndReason, MonthState
from app.ledger.models import Refund
from app.ledger.refunds import refuse_refund
from app.people.models import Party
from app.registers.calculations import Calculation
from tests.app.benefits.conftest import TERMS, Open
from tests.app.benefits.test_operations import call
from workflows.operations import BusinessError

JUNE, JULY = date(2024, 6, 1), date(2024, 7, 1)
PAID_ON = date(2024, 8, 8)


def open_right(claim: Claim) -> Entitlement:
    return entitlements.open_entitlement(claim, first_month=date(2024, 5, 10))


def order(right: Entitlement, month: date) -> BenefitPayment:
    found = calculate_bridging_right(BridgingInputs(month=month))
    return entitlements.pay_month(right, month, found, on=PAID_ON, by="system:benefits")


@pytest.fixture
def second(open_claim: Open, weighed: Calculation) -> Claim:
    """A fact of the next day, granted too."""
    claim = open_claim(reference_date=date(2024, 5, 11), key="second")
    claims.prepare(claim, weighed, by="user:1", on=date(2024, 6, 10), extra=TERMS)
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    claims.notify(claim, letter=uuid4(), on=date(2024, 6, 12))
    claim.refresh_from_db()
    return claim


def test_months_granted_elsewhere_count_as_used(granted: Claim, party: Party, open_claim: Open) -> None:
    second = open_claim(reference_date=date(2024, 5, 11), key="second")
    conditions = {"main_in_4_quarters": True, "paid_quarters": 16, "ground": "bankruptcy"}
    # the twelve months are promised: what is left is the additional right, three months at least
    assert operations.weigh(call(), claim_ref=second.ref, conditions=conditions).months == 3
    assert facts.count_committed(party, BenefitKind.BRIDGING_RIGHT, apart_from=second) == (12, 4)


def test_months_used_at_another_fund_are_added(open_claim: Open) -> None:
    conditions = {"main_in_4_quarters": True, "paid_quarters": 16, "months_elsewhere": 5}
    found = operations.weigh(call(), claim_ref=open_claim().ref, conditions=conditions)
    assert found.months == 7  # 12 - 5


def test_an_ended_right_gives_back_what_it_did_not_use(granted: Claim, party: Party) -> None:
    right = open_right(granted)
    order(right, JUNE)
    entitlements.end_entitlement(right, on=PAID_ON, reason=EndReason.RESUMED)
    assert facts.count_committed(party, BenefitKind.BRIDGING_RIGHT) == (1, 0)


def test_a_month_paid_under_one_right_is_refused_under_another(granted: Claim, second: Claim) -> None:
    order(open_right(granted), JUNE)
    with pytest.raises(MonthRefused, match="under another right"):
        order(open_right(second), JUNE)
    assert Refund.objects.count() == 1


def test_the_next_month_skips_what_another_right_has_paid(granted: Claim, second: Claim) -> None:
    first, other = open_right(granted), open_right(second)
    order(first, date(2024, 5, 1))
    order(first, JUNE)
    assert entitlements.find_next_month(other) == JULY


def test_a_refused_order_gives_the_month_back_and_is_ordered_anew(granted: Claim) -> None:
    right = open_right(granted)
    payment = order(right, JUNE)
    assert payment.payout is not None
    refuse_refund(payment.payout, on=PAID_ON, by="user:7", reason="wrong family charge")
    right.refresh_from_db()
    payment.refresh_from_db()
    assert (payment.state, right.months_used) == (MonthState.REFUSED, 0)
    again = order(right, JUNE)
    assert (again.payout.state, again.amount) == ("proposed", Decimal("1638.26"))  # type: ignore[union-attr]


def test_a_right_whose_last_month_is_refused_runs_again(granted: Claim) -> None:
    right = open_right(granted)
    payment = order(right, JUNE)
    entitlements.end_entitlement(right, on=PAID_ON, reason=EndReason.CREDIT)
    refuse_refund(payment.payout, on=PAID_ON, by="user:7", reason="wrong")  # type: ignore[arg-type]
    right.refresh_from_db()
    assert (right.state, right.ended_on) == ("running", None)


def test_a_month_of_the_first_period_needs_its_days(granted: Claim) -> None:
    open_right(granted)
    # the fact is of 10 May 2024: May and June are the first period
    assert operations.read_month(call(), claim_ref=granted.ref, month=JUNE).needs_days
    assert not operations.read_month(call(), claim_ref=granted.ref, month=JULY).needs_days
    with pytest.raises(BusinessError, match="days is missing"):
        operations.pay_month(call(), claim_ref=granted.ref, month=JUNE, declared={})
