"""A leave at a birth is decided like every other benefit, and paid once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.benefits import claims, entitlements, operations
from app.benefits.errors import DecisionRefused
from app.benefits.models import BenefitPayment, Claim
from app.benefits.states import BenefitKind
from tests.app.benefits.conftest import Open
from workflows.operations import BusinessError, Call

BIRTH = date(2019, 5, 10)
LEAVE = {"days": 10, "half_days": 0, "leave_from": date(2019, 5, 13), "leave_until": date(2019, 5, 24)}


def weigh(claim: Claim, **conditions: Any) -> operations.Weighed:
    now = datetime(2019, 6, 3, 9, tzinfo=UTC)
    call = Call(idempotency_key="k", instance_id=None, case_ref="PA-2019-000001", now=now)
    return operations.weigh(call, claim_ref=claim.ref, conditions=conditions)


@pytest.fixture
def leave(open_claim: Open) -> Claim:
    """A leave at the birth of 10 May 2019, asked for on 3 June."""
    return open_claim(BenefitKind.PATERNITY_ALLOWANCE, reference_date=BIRTH, received_on=date(2019, 6, 3))


def test_ten_days_of_2019_are_granted(leave: Claim) -> None:
    found = weigh(leave, **LEAVE, quarters_paid=True)
    assert (found.outcome, found.monthly_amount) == ("grant", Decimal("808.20"))  # 10 x 80.82


def test_a_short_leave_with_birth_aid_adds_the_vouchers_back(leave: Claim) -> None:
    short = {**LEAVE, "days": 1, "half_days": 1}
    found = weigh(leave, **short, quarters_paid=True, birth_aid=True)
    assert found.monthly_amount == Decimal("256.23")  # 80.82 + 40.41 + 135.00


@pytest.mark.parametrize(
    ("received_on", "outcome"), [(date(2019, 9, 30), "grant"), (date(2019, 10, 1), "refuse")]
)
def test_the_last_day_to_ask_is_the_end_of_the_next_quarter(
    open_claim: Open, received_on: date, outcome: str
) -> None:
    claim = open_claim(BenefitKind.PATERNITY_ALLOWANCE, reference_date=BIRTH, received_on=received_on)
    assert weigh(claim, **LEAVE, quarters_paid=True).outcome == outcome


def test_an_unpaid_quarter_refuses_the_leave(leave: Claim) -> None:
    assert weigh(leave, **LEAVE, quarters_paid=False).reason == "not_paid"


def test_an_amount_that_is_not_loaded_is_an_error_that_names_it(open_claim: Open) -> None:
    claim = open_claim(
        BenefitKind.PATERNITY_ALLOWANCE, reference_date=date(2024, 5, 10), received_on=date(2024, 6, 3)
    )
    with pytest.raises(BusinessError, match=r"PATERNITY\.DAILY"):
        weigh(claim, days=1, half_days=0, quarters_paid=True)


def test_what_is_granted_once_is_ordered_once_and_the_right_ends(leave: Claim) -> None:
    weigh(leave, **LEAVE, quarters_paid=True)
    claims.approve(leave, by="user:2", on=date(2019, 6, 4))
    claims.notify(leave, letter=uuid4(), on=date(2019, 6, 5))
    paid = [entitlements.pay_once(leave, on=date(2019, 6, 6), by="system:benefits") for _ in range(2)]
    assert [one.amount for one in paid] == [Decimal("808.20")] * 2
    assert BenefitPayment.objects.get().entitlement.end_reason == "done"


def test_nothing_is_ordered_before_the_decision_was_told(leave: Claim) -> None:
    weigh(leave, **LEAVE, quarters_paid=True)
    with pytest.raises(DecisionRefused):
        entitlements.pay_once(leave, on=date(2019, 6, 6), by="system:benefits")
