"""An undue sum is claimed once, after a second look that is kept whatever becomes of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.benefits import entitlements, undue, undue_operations
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.models import BenefitPayment, Claim, UndueDecision
from app.ledger.queries import credit_of
from app.ledger.refunds import approve_refund, pay_refund
from app.people.models import Party
from workflows.operations import Call

JUNE, DAY = date(2024, 6, 1), date(2024, 9, 4)


@pytest.fixture
def paid(granted: Claim) -> BenefitPayment:
    """June 2024, 1,638.26 paid on 9 July."""
    right = entitlements.open_entitlement(granted, first_month=date(2024, 5, 10))
    found = calculate_bridging_right(BridgingInputs(month=JUNE))
    payment = entitlements.pay_month(right, JUNE, found, on=date(2024, 7, 8), by="system:benefits")
    assert payment.payout is not None
    pay_refund(approve_refund(payment.payout, by="user:7"), on=date(2024, 7, 9))
    return payment


def weigh(party: Party, key: str, cause: str = "omission", on: date = DAY) -> UndueDecision:
    now = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    call = Call(idempotency_key=key, instance_id=None, case_ref="UN-1", now=now)
    found = undue_operations.weigh_undue(
        call,
        party_ref=party.reference,
        first_month=JUNE,
        last_month=JUNE,
        due_a_month=Decimal("0.00"),
        cause=cause,
        found_on=date(2024, 9, 2),
    )
    return UndueDecision.objects.get(pk=found.undue_id)


def test_a_month_is_claimed_back_once(paid: BenefitPayment, party: Party) -> None:
    first, second = weigh(party, "one"), weigh(party, "two")
    undue.claim(first.pk, by="user:2", on=DAY)
    with pytest.raises(DecisionRefused, match="claimed back already"):
        undue.claim(second.pk, by="user:2", on=DAY)
    assert undue.list_months(party, JUNE, JUNE, Decimal(0)) == []


def test_a_month_whose_claim_was_cancelled_may_be_claimed_anew(paid: BenefitPayment, party: Party) -> None:
    held = undue.claim(weigh(party, "one").pk, by="user:2", on=DAY)
    undue.cancel(held.pk, by="user:3", on=DAY, reason="judgment of the labour court")
    assert held.receivable is not None
    held.receivable.refresh_from_db()
    assert held.receivable.state == "cancelled"
    assert credit_of(party) == 0
    assert undue.list_months(party, JUNE, JUNE, Decimal(0)) == [paid]


def test_the_second_look_is_kept_where_nothing_is_claimed(paid: BenefitPayment, party: Party) -> None:
    decision = weigh(party, "one", cause="own_error")
    with pytest.raises(FourEyes):
        undue.approve(decision.pk, by=decision.prepared_by, on=DAY)
    held = undue.approve(decision.pk, by="user:2", on=DAY)
    assert (held.outcome, held.approved_by, held.approved_on) == ("none", "user:2", DAY)


def test_what_has_lapsed_is_reckoned_to_the_day_of_the_decision(paid: BenefitPayment, party: Party) -> None:
    # found on 2 September 2024, decided on 10 July 2027: three years and a day after the payment of 9 July 2024
    decision = weigh(party, "late", on=date(2027, 7, 10))
    assert (decision.reason, decision.claimed) == ("lapsed", 0)


def test_a_death_before_the_notice_ends_the_claim(paid: BenefitPayment, party: Party) -> None:
    type(party.person).objects.filter(pk=party.person.pk).update(died_on=date(2024, 9, 3))
    assert weigh(party, "one").outcome != "recover"
