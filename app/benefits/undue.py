"""Undue payments: weighed by D26, approved by a second person, then owed to the fund; a waiver ends them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.benefits.arithmetic.undue import Cause, Paid, UndueInputs, calculate_undue
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.models import BenefitPayment, Entitlement, UndueDecision, UndueMonth
from app.benefits.states import EntitlementState
from app.ledger.entries import lock_account
from app.ledger.models import Receivable
from app.ledger.payouts import cancel_claim_back, claim_back
from app.ledger.states import ReceivableState, RefundState
from app.ledger.withholdings import begin_withholding, is_barred
from app.people.models import Party
from app.registers.calculations import Calculation
from workflows.deadlines import add_months

#: Time to repay a claim before it is followed: three months, as the time to appeal (Charter art. 23).
MONTHS_TO_REPAY = 3


def list_months(party: Party, first: date, last: date, due: Decimal) -> list[BenefitPayment]:
    """The months between two days paid above what was due, but for those that a standing claim asks back already."""
    release_cancelled(party)
    rows = BenefitPayment.objects.filter(
        party=party,
        month__gte=first.replace(day=1),
        month__lte=last,
        payout__state=RefundState.PAID,
    ).exclude(undue_months__is_claimed=True)
    found = rows.select_related("payout").order_by("month", "id")
    return [one for one in found if one.amount + one.interest > due]


def release_cancelled(party: Party) -> None:
    """Months whose claim was cancelled in the books may be claimed anew."""
    UndueMonth.objects.filter(
        decision__party=party, is_claimed=True, decision__receivable__state=ReceivableState.CANCELLED
    ).update(is_claimed=False)


def describe_paid(months: Sequence[BenefitPayment], due: Decimal) -> list[Paid]:
    """What was paid of each month, holding what was due instead."""
    return [
        Paid(on=one.payout.paid_on, amount=one.amount + one.interest, due=due)
        for one in months
        if one.payout is not None and one.payout.paid_on is not None
    ]


def weigh(
    payments: list[Paid], *, found_on: date, cause: Cause, knew: bool, died_before_notice: bool = False
) -> Calculation:
    """D26 over the payments. Raises InputMissing without any."""
    return calculate_undue(
        UndueInputs(
            found_on=found_on,
            payments=tuple(payments),
            cause=cause,
            knew=knew,
            died_before_notice=died_before_notice,
        )
    )


@transaction.atomic
def prepare(
    party: Party,
    found: Calculation,
    *,
    case_ref: str,
    by: str,
    key: str,
    months: Sequence[BenefitPayment] = (),
) -> UndueDecision:
    """Write down what was found of which months; the same one for the same key."""
    result = found.result
    decision, is_new = UndueDecision.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "case_ref": case_ref,
            "outcome": result["outcome"],
            "reason": result["reason"],
            "total": result["total"],
            "claimed": result["claimed"],
            "interest": result.get("interest", Decimal("0.00")),
            "trace": found.trace.to_json(),
            "prepared_by": by,
        },
    )
    if is_new:
        UndueMonth.objects.bulk_create(UndueMonth(decision=decision, payment=one) for one in months)
    return decision


@transaction.atomic
def approve(decision_id: int, *, by: str, on: date) -> UndueDecision:
    """The second person agrees, whatever becomes of the sum: told twice it is done once.

    Raises FourEyes; DecisionRefused when a month to be claimed is claimed already.
    """
    held = lock(decision_id)
    if held.prepared_by == by:
        raise FourEyes(decision=decision_id)
    if held.outcome == "recover":
        refuse_claimed(held)
    if not held.approved_by:
        held.approved_by, held.approved_on = by, on
        held.save(update_fields=["approved_by", "approved_on"])
    return held


@transaction.atomic
def claim(decision_id: int, *, by: str, on: date) -> UndueDecision:
    """The second person agrees: the sum is owed from now. Told twice it is booked once.

    Raises FourEyes; DecisionRefused when nothing is to be claimed, or a month of it is claimed already.
    """
    held = lock(decision_id)
    if held.receivable_id is not None:
        return held
    if held.prepared_by == by:
        raise FourEyes(decision=decision_id)
    if held.outcome != "recover":
        raise DecisionRefused("There is nothing to claim.", outcome=held.outcome)
    refuse_claimed(held)
    held.months.update(is_claimed=True)
    held.approved_by, held.approved_on = by, on
    held.receivable = claim_back(
        held.party,
        amount=held.claimed + held.interest,
        due_on=add_months(on, MONTHS_TO_REPAY),
        on=on,
        key=f"undue:{held.pk}",
        by=by,
        reason=f"undue_{held.reason}",
        case_ref=held.case_ref,
    )
    held.save()
    return held


@transaction.atomic
def cancel(decision_id: int, *, by: str, on: date, reason: str) -> UndueDecision:
    """The claim falls, as after an appeal: its months may be claimed anew. Raises DecisionRefused without a claim."""
    held = lock(decision_id)
    if held.receivable is None:
        raise DecisionRefused("Nothing was claimed.", decision=decision_id)
    cancel_claim_back(held.receivable, on=on, by=by, reason=reason, key=f"undue:{held.pk}/cancel")
    release_cancelled(held.party)
    return held


def find_claimed(decision_id: int) -> Receivable:
    """What a decision claims back, as the books have it. Raises DecisionRefused without a claim."""
    decision = UndueDecision.objects.select_related("receivable__party").get(pk=decision_id)
    if decision.receivable is None:
        raise DecisionRefused("Nothing was claimed.", decision=decision_id)
    return decision.receivable


@transaction.atomic
def follow(claimed: Receivable, *, on: date, by: str, case_ref: str) -> str:
    """How a claim stands, keeping it back from the debtor's benefits once it is overdue and nothing bars it."""
    if claimed.state != ReceivableState.OPEN:
        return "settled"
    if on <= claimed.due_on:
        return "waiting"
    if is_barred(claimed):
        return "held"
    if not has_running_right(claimed.party):
        return "unpaid"
    begin_withholding(claimed, on=on, by=by, case_ref=case_ref)
    return "withheld"


def has_running_right(party: Party) -> bool:
    """Whether a benefit is still to be paid to a person."""
    rights = Entitlement.objects.filter(claim__party=party, state=EntitlementState.RUNNING)
    return any(one.months_left for one in rights)


def refuse_claimed(decision: UndueDecision) -> None:
    """Raises DecisionRefused when another standing claim asks one of these months back."""
    release_cancelled(decision.party)
    months = decision.months.values("payment")
    others = UndueMonth.objects.filter(payment__in=months, is_claimed=True).exclude(decision=decision)
    if others.exists():
        raise DecisionRefused("One of these months is claimed back already.", decision=decision.pk)


def lock(decision_id: int) -> UndueDecision:
    """The decision under lock, after its party's account."""
    lock_account(UndueDecision.objects.values_list("party", flat=True).get(pk=decision_id))
    return UndueDecision.objects.select_for_update(of=("self",)).select_related("party").get(pk=decision_id)
