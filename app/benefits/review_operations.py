"""What the review of a right asks (P27): what was paid, what a proposal makes of it, the second look, its outcome."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.benefits import reviews
from app.benefits.calls import find_approver, find_performer, read_party, read_today, refusing, run
from app.benefits.claims import find_claim
from app.benefits.entitlements import find_next_month
from app.benefits.errors import BenefitError
from app.benefits.models import Entitlement
from app.benefits.review_models import Review, ReviewOutcome, ReviewState
from app.benefits.states import EndReason
from app.registers.rendering import render_for_letter
from workflows.operations import BusinessError, Call, operation


@dataclass(frozen=True)
class OpenedReview:
    """`is_first`: this case follows the event. `paid` are the months ordered, a line each, the newest last."""

    review_id: int
    is_first: bool
    followed_by: str
    claim_ref: str
    reference_date: date
    requested_on: date
    next_month: date
    months_left: int
    has_ended: bool
    paid: str


@dataclass(frozen=True)
class WeighedReview:
    """`first_undue` and `last_undue` are null when nothing was paid too much."""

    monthly_amount: Decimal
    overpaid: Decimal
    arrears: Decimal
    first_undue: date | None
    last_undue: date | None
    explanation: list[dict[str, Any]]


@dataclass(frozen=True)
class SettledReview:
    """Whether the second look counts, and why not; `arrears_ref` the order of what was paid too little."""

    accepted: bool
    refusal: str
    arrears_ref: str


@operation("benefits.open_review")
def open_review(
    call: Call, *, party_ref: str, event: str, event_on: date, claim_ref: str | None = None
) -> OpenedReview:
    """Look at a right again because of an event: that of `claim_ref`, else the person's newest recurrent one."""
    party = read_party(party_ref)
    claim = refusing(lambda: find_claim(claim_ref)) if claim_ref else None
    right = reviews.find_right(party.pk, claim)
    if right is None:
        raise BusinessError("right_missing", f"{party_ref} has no right that is paid month by month.")
    held = refusing(lambda: reviews.open_review(right, event, event_on, case_ref=call.case_ref))
    return describe(held, right, call.case_ref)


def describe(held: Review, right: Entitlement, case_ref: str) -> OpenedReview:
    return OpenedReview(
        review_id=held.pk,
        is_first=held.case_ref == case_ref and held.state != ReviewState.SETTLED,
        followed_by=held.case_ref,
        claim_ref=right.claim.ref,
        reference_date=right.claim.reference_date,
        requested_on=right.claim.received_on,
        next_month=find_next_month(right),
        months_left=right.months_left,
        has_ended=not reviews.is_running(right),
        paid="\n".join(f"{one.month:%Y-%m}: {one.amount} EUR" for one in reviews.list_paid(right)),
    )


@operation("benefits.weigh_review")
def weigh_review(
    call: Call,
    *,
    review_id: int,
    outcome: str,
    reason: str,
    prepared_at: str,
    last_month: date | None = None,
    end_reason: str | None = None,
    from_month: date | None = None,
    family_charge: bool | None = None,
) -> WeighedReview:
    """Write the proposal down (kept, changed, ended) with what it makes of each month already paid."""
    held = find(review_id)
    proposal = reviews.Proposal(
        outcome=ReviewOutcome(outcome),
        reason=reason,
        last_month=last_month.replace(day=1) if last_month else None,
        end_reason=EndReason(end_reason) if end_reason else None,
        from_month=from_month.replace(day=1) if from_month else None,
        family_charge=family_charge,
    )
    by = find_performer(call, prepared_at)
    held, found = run(lambda: refusing(lambda: reviews.prepare(held, proposal, by=by)))
    undue = reviews.list_overpaid(held)
    return WeighedReview(
        monthly_amount=held.monthly_amount,
        overpaid=held.overpaid,
        arrears=held.arrears,
        first_undue=undue[0] if undue else None,
        last_undue=undue[-1] if undue else None,
        explanation=render_for_letter(found.trace, held.entitlement.claim.party.language),
    )


@operation("benefits.settle_right_review")
def settle_right_review(call: Call, *, review_id: int, verdict: str, approved_at: str) -> SettledReview:
    """The second look of the performer of `approved_at`: agree and carry it out, or return it to be prepared anew.

    Never by the one who prepared it: that look is not accepted, and nothing is changed.
    """
    held, by = find(review_id), find_approver(call, approved_at)
    try:
        done = reviews.settle(held, agrees=verdict != "return", by=by, on=read_today(call))
    except BenefitError as refusal:
        return SettledReview(accepted=False, refusal=refusal.message, arrears_ref="")
    return SettledReview(accepted=True, refusal="", arrears_ref=done.payout.ref if done.payout else "")


@operation("benefits.note_undue_case")
def note_undue_case(_call: Call, *, review_id: int, undue_case: str) -> None:
    """Keep on the review which case claims back what was overpaid."""
    reviews.note_undue(find(review_id), undue_case)


def find(review_id: int) -> Review:
    held = Review.objects.select_related("entitlement__claim__party").filter(pk=int(review_id)).first()
    if held is None:
        raise BusinessError("review_missing", f"There is no review {review_id}.", review=review_id)
    return held
