"""A right that runs is looked at again: kept, changed or ended by two people, with what was paid made good."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.benefits import entitlements, reviews
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.errors import DecisionRefused, FourEyes, MonthRefused
from app.benefits.models import Claim, Entitlement
from app.benefits.review_models import Review, ReviewOutcome, ReviewState
from app.benefits.reviews import Proposal
from app.benefits.states import EndReason

JULY, AUGUST, SEPTEMBER = date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)
TODAY = date(2024, 10, 2)


@pytest.fixture
def right(granted: Claim) -> Entitlement:
    """July and August 2024 ordered at 1,638.26 each, of a person without family charge."""
    held = entitlements.open_entitlement(granted, first_month=JULY)
    for month in (JULY, AUGUST):
        order(held, month)
    held.refresh_from_db()
    return held


def order(right: Entitlement, month: date, **declared: Any) -> None:
    found = calculate_bridging_right(BridgingInputs(month=month, **declared))
    told = {name: str(value) for name, value in declared.items()}
    entitlements.pay_month(right, month, found, on=date(2024, 9, 6), by="system:benefits", declared=told)


def review(right: Entitlement, event: str = "birth") -> Review:
    return reviews.open_review(right, event, date(2024, 7, 15), case_ref="RV-2024-000001")


def end(last_month: date = JULY) -> Proposal:
    return Proposal(
        outcome=ReviewOutcome.ENDED, reason="Resumed", last_month=last_month, end_reason=EndReason.RESUMED
    )


def change(from_month: date = AUGUST) -> Proposal:
    return Proposal(outcome=ReviewOutcome.CHANGED, reason="Birth", from_month=from_month, family_charge=True)


def settle(held: Review, proposal: Proposal) -> Review:
    reviews.prepare(held, proposal, by="user:1")
    return reviews.settle(held, agrees=True, by="user:2", on=TODAY)


def test_a_higher_amount_counts_from_its_month_and_what_is_short_is_ordered(right: Entitlement) -> None:
    done = settle(review(right), change())
    # August: 2,047.18 due, 1,638.26 paid: 408.92
    assert (done.arrears, done.overpaid, done.monthly_amount) == (
        Decimal("408.92"),
        Decimal("0.00"),
        Decimal("2047.18"),
    )
    assert done.payout is not None
    assert (done.payout.amount, done.payout.pay_by) == (Decimal("408.92"), date(2025, 2, 2))


def test_segments_of_a_first_period_are_weighed_as_they_were_declared(right: Entitlement) -> None:
    order(right, SEPTEMBER, days=14)
    held, found = reviews.prepare(review(right), change(SEPTEMBER), by="user:1")
    # 14 days are two segments: 2,047.18 x 50 % = 1,023.59; 1,638.26 x 50 % = 819.13; 204.46 short
    assert (held.arrears, found.result["overpaid"]) == (Decimal("204.46"), Decimal("0.00"))


def test_months_after_the_end_were_paid_too_much(right: Entitlement) -> None:
    done = settle(review(right, "restart"), end())
    right.refresh_from_db()
    assert (done.overpaid, reviews.list_overpaid(done)) == (Decimal("1638.26"), [AUGUST])
    assert (right.state, right.end_reason, right.last_month) == ("ended", "resumed", JULY)


def test_a_month_that_is_still_due_is_ordered_before_the_right_ends(right: Entitlement) -> None:
    settle(review(right, "restart"), end(SEPTEMBER))
    right.refresh_from_db()
    assert right.state == "running"
    order(right, SEPTEMBER)
    with pytest.raises(MonthRefused):
        order(right, date(2024, 10, 1))
    right.refresh_from_db()
    assert entitlements.is_over(right)
    ended = entitlements.end_entitlement(right, on=TODAY, reason=EndReason.CREDIT)
    assert ended.end_reason == "resumed"


def test_a_right_that_is_kept_stays_as_it_was(right: Entitlement) -> None:
    done = settle(review(right), Proposal(outcome=ReviewOutcome.KEPT, reason="Nothing follows"))
    right.refresh_from_db()
    assert (done.overpaid, done.arrears, done.payout) == (Decimal("0.00"), Decimal("0.00"), None)
    assert (right.state, done.monthly_amount) == ("running", Decimal("1638.26"))


def test_whoever_prepared_it_does_not_settle_it(right: Entitlement) -> None:
    held, _ = reviews.prepare(review(right), end(), by="user:1")
    with pytest.raises(FourEyes):
        reviews.settle(held, agrees=True, by="user:1", on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=held.pk).update(
            state=ReviewState.SETTLED, approved_by="user:1", settled_on=TODAY
        )


def test_one_sent_back_is_prepared_anew_and_settled_once(right: Entitlement) -> None:
    held, _ = reviews.prepare(review(right), end(), by="user:1")
    assert reviews.settle(held, agrees=False, by="user:2", on=TODAY).state == ReviewState.OPEN
    for _ in range(2):
        settled = (
            settle(held, change()) if _ == 0 else reviews.settle(held, agrees=True, by="user:3", on=TODAY)
        )
    assert (settled.approved_by, settled.outcome) == ("user:2", "changed")


def test_an_event_has_one_review_of_a_right(right: Entitlement) -> None:
    first = review(right)
    assert reviews.open_review(right, "birth", date(2024, 7, 15), case_ref="RV-2024-000002") == first
    assert first.case_ref == "RV-2024-000001"


@pytest.mark.parametrize(
    ("proposal", "named"),
    [
        (Proposal(outcome=ReviewOutcome.ENDED, reason="x"), "last_month"),
        (Proposal(outcome=ReviewOutcome.CHANGED, reason="x"), "from_month"),
        (change(date(2024, 1, 1)), "from_month"),
    ],
)
def test_a_proposal_that_lacks_something_names_it(right: Entitlement, proposal: Proposal, named: str) -> None:
    with pytest.raises(DecisionRefused, match=named):
        reviews.prepare(review(right), proposal, by="user:1")
