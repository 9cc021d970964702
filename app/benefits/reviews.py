"""Reviews of rights that run (P27): opened once for an event, prepared, agreed by a second person, carried out.

A right that ends keeps its months up to `last_month`: what is still unpaid of them is ordered, and then it ends. One
whose amount changes is paid the new one from the next order on. Sums already paid are made good: what was too little is
ordered at once, what was too much is claimed back by the process of undue payments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.benefits import entitlements
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.arithmetic.lateness import find_payment_limit
from app.benefits.arithmetic.review import ReviewedMonth, ReviewInputs, calculate_review
from app.benefits.calls import SYSTEM
from app.benefits.claims import need_decision
from app.benefits.deciding import BRIDGING
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.models import BenefitPayment, Claim, Entitlement
from app.benefits.review_models import Review, ReviewOutcome, ReviewState
from app.benefits.states import BenefitKind, EndReason, EntitlementState, MonthState
from app.benefits.taking_up import is_abandoned
from app.ledger.payouts import propose_payout
from app.registers.calculations import Calculation
from app.registers.input_reading import read_fields

ZERO = Decimal("0.00")
#: The rights that are paid again and again: the others are paid once and are over.
RECURRENT = frozenset({BenefitKind.BRIDGING_RIGHT})


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the officer proposes. Months are their first day."""

    outcome: ReviewOutcome
    reason: str
    last_month: date | None = None
    end_reason: EndReason | None = None
    from_month: date | None = None
    family_charge: bool | None = None


@transaction.atomic
def open_review(entitlement: Entitlement, event: str, event_on: date, *, case_ref: str) -> Review:
    """The review of this event; the one that another case follows, unless that case was cancelled.

    Raises DecisionRefused for a right that is paid once.
    """
    held = entitlements.lock(entitlement)
    if held.claim.kind not in RECURRENT:
        raise DecisionRefused("This right is paid once: there is nothing to review.", claim=held.claim.ref)
    known = held.reviews.filter(event=event, event_on=event_on).first()
    if known is None:
        return Review.objects.create(
            entitlement=held, event=event, event_on=event_on, case_ref=case_ref, **no_amounts()
        )
    if known.state != ReviewState.SETTLED and is_abandoned(known.case_ref):
        known.case_ref = case_ref
        known.save(update_fields=["case_ref"])
    return known


def no_amounts() -> dict[str, Decimal]:
    return {"monthly_amount": ZERO, "overpaid": ZERO, "arrears": ZERO}


def find_right(party_id: int, claim: Claim | None) -> Entitlement | None:
    """The right of a claim; without one the person's newest recurrent right, one that runs before those that ended."""
    rows = Entitlement.objects.filter(claim__party=party_id, claim__kind__in=RECURRENT)
    if claim is not None:
        return rows.filter(claim=claim).first()
    return rows.order_by("-state", "-id").first()


@transaction.atomic
def prepare(review: Review, proposal: Proposal, *, by: str) -> tuple[Review, Calculation]:
    """Write the proposal down with what it makes of the months already paid. Raises DecisionRefused.

    Raises ParameterNotValid where the law of a month is not loaded.
    """
    held = lock(review)
    if held.state == ReviewState.SETTLED:
        raise DecisionRefused("This review is settled.", review=held.pk)
    check(held.entitlement, proposal)
    found = compare(held.entitlement, proposal)
    held.outcome, held.reason = proposal.outcome, proposal.reason
    held.last_month, held.end_reason = proposal.last_month, str(proposal.end_reason or "")
    held.from_month, held.family_charge = proposal.from_month, proposal.family_charge
    held.monthly_amount = find_monthly(held.entitlement, proposal)
    held.overpaid, held.arrears = found.result["overpaid"], found.result["arrears"]
    held.trace, held.prepared_by, held.state = found.trace.to_json(), by, ReviewState.PREPARED
    held.save()
    return held, found


def check(right: Entitlement, proposal: Proposal) -> None:
    """Raises DecisionRefused, naming the field."""
    if proposal.outcome == ReviewOutcome.ENDED and (
        proposal.last_month is None or proposal.end_reason is None
    ):
        raise DecisionRefused("A right ends with its last month and a reason: last_month, end_reason.")
    if proposal.outcome == ReviewOutcome.CHANGED:
        if proposal.from_month is None or proposal.family_charge is None:
            raise DecisionRefused("An amount changes from a month on: from_month, family_charge.")
        if proposal.from_month < right.first_month:
            raise DecisionRefused(f"from_month lies before the right, which begins {right.first_month}.")


def compare(right: Entitlement, proposal: Proposal) -> Calculation:
    """What was paid of each month against what was due by the proposal."""
    months = tuple(
        ReviewedMonth(month=one.month, paid=one.amount, due=find_due(one, proposal))
        for one in list_paid(right)
    )
    return calculate_review(ReviewInputs(outcome=str(proposal.outcome), months=months))


def list_paid(right: Entitlement) -> list[BenefitPayment]:
    """The months ordered with something to pay, oldest first."""
    return list(right.payments.filter(state=MonthState.ORDERED, amount__gt=0).order_by("month"))


def find_due(payment: BenefitPayment, proposal: Proposal) -> Decimal:
    paid: Decimal = payment.amount
    if proposal.outcome == ReviewOutcome.ENDED and proposal.last_month is not None:
        return paid if payment.month <= proposal.last_month else ZERO
    if proposal.from_month is not None and payment.month >= proposal.from_month:
        return calculate_month(payment.month, payment.declared, proposal.family_charge)
    return paid


def calculate_month(month: date, declared: Mapping[str, Any], family_charge: bool | None) -> Decimal:
    """A month by what was declared of it, with another family charge."""
    given = {
        name: value for name, value in declared.items() if name in BRIDGING and value not in (None, "None")
    }
    asked = {**given, "month": month, "family_charge": bool(family_charge)}
    amount: Decimal = calculate_bridging_right(read_fields(BridgingInputs, asked)).result["amount"]
    return amount


def find_monthly(right: Entitlement, proposal: Proposal) -> Decimal:
    """The amount of a whole month by the proposal."""
    if proposal.outcome == ReviewOutcome.ENDED:
        return ZERO
    if proposal.outcome == ReviewOutcome.CHANGED and proposal.from_month is not None:
        return calculate_month(proposal.from_month, {}, proposal.family_charge)
    granted: Decimal = need_decision(right.claim).monthly_amount
    return granted


@transaction.atomic
def settle(review: Review, *, agrees: bool, by: str, on: date) -> Review:
    """The second look: agreed, or back to be prepared anew. Told twice it is done once. Raises FourEyes."""
    held = lock(review)
    if held.state == ReviewState.SETTLED:
        return held
    if held.prepared_by == by:
        raise FourEyes(review=held.pk)
    if not agrees:
        held.state = ReviewState.OPEN
        held.save(update_fields=["state"])
        return held
    held.state, held.approved_by, held.settled_on = ReviewState.SETTLED, by, on
    held.save(update_fields=["state", "approved_by", "settled_on"])
    carry_out(held, on=on)
    return held


def carry_out(review: Review, *, on: date) -> None:
    """End or change the right, and order what was paid too little."""
    right = review.entitlement
    if review.outcome == ReviewOutcome.ENDED and review.last_month is not None:
        entitlements.close_after(right, review.last_month, reason=EndReason(review.end_reason), on=on)
    if review.outcome == ReviewOutcome.CHANGED:
        right.family_charge = review.family_charge
        right.save(update_fields=["family_charge"])
    if review.arrears > 0:
        review.payout = propose_payout(
            right.claim.party,
            benefit=review.arrears,
            interest=ZERO,
            on=on,
            key=f"review:{review.pk}",
            by=SYSTEM,
            reason=f"{right.claim.kind} review {review.event} {review.event_on}",
            case_ref=review.case_ref,
            pay_by=find_payment_limit(on),
        )
        review.save(update_fields=["payout"])


@transaction.atomic
def note_undue(review: Review, case_ref: str) -> Review:
    """The case that claims back what was overpaid."""
    held = lock(review)
    held.undue_case = case_ref
    held.save(update_fields=["undue_case"])
    return held


def list_overpaid(review: Review) -> Sequence[date]:
    """The months paid too much, oldest first."""
    months = (review.trace or {}).get("inputs", {}).get("months", [])
    return sorted(
        date.fromisoformat(one["month"])
        for one in months
        if Decimal(one["paid"]) > Decimal(one.get("due", 0))
    )


def lock(review: Review) -> Review:
    """The review under lock, after its right."""
    entitlements.lock(Review.objects.select_related("entitlement").get(pk=review.pk).entitlement)
    rows = Review.objects.select_for_update(of=("self",)).select_related("entitlement__claim__party")
    return rows.get(pk=review.pk)


def is_running(right: Entitlement) -> bool:
    return right.state == EntitlementState.RUNNING
