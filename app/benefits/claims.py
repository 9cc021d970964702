"""Requests and decisions: received, weighed by the law of their day, approved by a second person, told by letter."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from viewflow.fsm import TransitionNotAllowed

from app.benefits.arithmetic.lateness import TermInputs, calculate_terms, find_payment_limit
from app.benefits.errors import ClaimDiffers, ClaimUnknown, DecisionMissing, DecisionRefused, FourEyes
from app.benefits.lives import ClaimLife, DecisionLife
from app.benefits.models import Claim, Decision
from app.benefits.states import BenefitKind, ClaimState, DecisionOutcome, DecisionState
from app.people.models import Party
from app.registers.calculations import Calculation
from workflows import api
from workflows.models import InstanceStatus

NOTHING = Decimal("0.00")


@transaction.atomic
def open_claim(
    party: Party,
    kind: BenefitKind,
    *,
    reference_date: date,
    received_on: date,
    key: str,
    case_ref: str = "",
    by_itself: bool = False,
) -> Claim:
    """Receive a request; the same one for the same key. It names the refused one about the same fact, if any.

    Raises ClaimDiffers for a second one about one fact while the first is open or granted; one whose case was
    cancelled gives way.
    """
    known = Claim.objects.filter(key=key).first()
    if known is not None:
        return known
    lock_party(party)
    about = Claim.objects.filter(party=party, kind=kind, reference_date=reference_date)
    for one in about.filter(state=ClaimState.RECEIVED):
        release_abandoned(one)
    if about.exclude(state__in=[ClaimState.WITHDRAWN, ClaimState.REFUSED]).exists():
        raise ClaimDiffers(party=party.reference, kind=kind, reference_date=reference_date)
    terms = calculate_terms(TermInputs(received_on=received_on))
    return Claim.objects.create(
        party=party,
        kind=kind,
        case_ref=case_ref,
        reference_date=reference_date,
        received_on=received_on,
        decide_by=terms.result["decide_by"],
        by_itself=by_itself,
        follows=about.filter(state=ClaimState.REFUSED).order_by("-id").first(),
        key=key,
    )


def release_abandoned(claim: Claim) -> None:
    """A request whose case was cancelled is nobody's any more."""
    runs = list(api.case_instances(claim.case_ref).values_list("status", flat=True))
    if runs and all(one == InstanceStatus.CANCELLED for one in runs):
        withdraw(claim)


def lock_party(party: Party) -> None:
    """What is weighed and granted to one person comes one after another."""
    Party.objects.select_for_update().get(pk=party.pk)


def find_claim(ref: str) -> Claim:
    """The claim named `C0000001`. Raises ClaimUnknown."""
    digits = ref.removeprefix("C")
    if ref[:1] == "C" and digits.isascii() and digits.isdigit() and len(digits) < 18:
        claim = Claim.objects.select_related("party").filter(pk=int(digits)).first()
        if claim is not None:
            return claim
    raise ClaimUnknown(ref=ref)


@transaction.atomic
def prepare(
    claim: Claim, found: Calculation, *, by: str, on: date, extra: Mapping[str, Any] | None = None
) -> Decision:
    """Write down what the calculation answers. One that stands already is given back. Raises DecisionRefused."""
    held = lock(claim)
    if held.state != ClaimState.RECEIVED:
        raise DecisionRefused(claim=held.ref, state=held.state)
    standing = standing_decision(held)
    if standing is not None:
        return standing
    outcome = "grant" if found.result["outcome"] == "grant" else "refuse"
    terms = {"months": 0, "quarters": 0, "monthly_amount": NOTHING, **(extra or {})}
    granted = outcome == "grant"
    return Decision.objects.create(
        claim=held,
        outcome=DecisionOutcome(outcome),
        reason=found.result["reason"],
        monthly_amount=terms["monthly_amount"] if granted else NOTHING,
        months=terms["months"] if granted else 0,
        quarters=terms["quarters"] if granted else 0,
        trace=found.trace.to_json(),
        prepared_by=by,
        prepared_on=on,
    )


@transaction.atomic
def approve(claim: Claim, *, by: str, on: date) -> Decision:
    """The second person agrees; told twice it is done once. Raises FourEyes, DecisionMissing, DecisionRefused."""
    decision = need_decision(lock(claim))
    if decision.state == DecisionState.APPROVED and decision.approved_by == by:
        return decision
    if decision.prepared_by == by:
        raise FourEyes(claim=claim.ref)
    take_step(decision, "approve", by=by, on=on)
    return decision


@transaction.atomic
def send_back(claim: Claim, *, by: str, why: str) -> Decision:
    """The second person does not agree: it is prepared again. Raises FourEyes, DecisionRefused without a reason."""
    decision = need_decision(lock(claim))
    if decision.prepared_by == by:
        raise FourEyes(claim=claim.ref)
    if not why.strip():
        raise DecisionRefused("Say why.", claim=claim.ref)
    take_step(decision, "send_back", why=why.strip())
    return decision


@transaction.atomic
def notify(claim: Claim, *, letter: UUID, on: date) -> Decision:
    """The decision was told by its letter. Told twice it is done once. Raises DecisionRefused unless approved."""
    held = lock(claim)
    decision = need_decision(held)
    if decision.state == DecisionState.NOTIFIED and decision.letter == letter:
        return decision
    take_step(decision, "notify", letter=letter, on=on, pay_by=find_payment_limit(on))
    life = ClaimLife(held)
    life.decide() if decision.outcome == DecisionOutcome.GRANT else life.refuse()
    held.save(update_fields=["state"])
    return decision


@transaction.atomic
def withdraw(claim: Claim) -> Claim:
    """The person no longer asks. Raises DecisionRefused once it was decided."""
    held = lock(claim)
    if held.state == ClaimState.WITHDRAWN:
        return held
    try:
        ClaimLife(held).withdraw()
    except TransitionNotAllowed as error:
        raise DecisionRefused(claim=held.ref, state=held.state) from error
    held.save(update_fields=["state"])
    return held


def take_step(decision: Decision, step: str, **facts: Any) -> None:
    try:
        getattr(DecisionLife(decision), step)(**facts)
    except TransitionNotAllowed as error:
        raise DecisionRefused(claim=decision.claim.ref, state=decision.state) from error
    decision.save()


def standing_decision(claim: Claim) -> Decision | None:
    return claim.decisions.exclude(state=DecisionState.RETURNED).select_related("claim").first()


def need_decision(claim: Claim) -> Decision:
    """Raises DecisionMissing."""
    decision = standing_decision(claim)
    if decision is None:
        raise DecisionMissing(claim=claim.ref)
    return decision


def lock(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).select_related("party").get(pk=claim.pk)
