"""Undue payments: weighed by D26, approved by a second person, then owed to the fund; a waiver ends them."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from app.benefits.arithmetic.undue import Cause, Paid, UndueInputs, calculate_undue
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.models import BenefitPayment, UndueDecision
from app.ledger.payouts import claim_back
from app.ledger.states import RefundState
from app.people.models import Party
from app.registers.calculations import Calculation
from workflows.deadlines import add_months

#: Time to repay a claim before it is followed: three months, as the time to appeal (Charter art. 23).
MONTHS_TO_REPAY = 3


def list_paid(party: Party, first: date, last: date, due: Decimal) -> list[Paid]:
    """What was paid of the months between two days, each holding what was due instead."""
    rows = BenefitPayment.objects.filter(
        entitlement__claim__party=party,
        month__gte=first.replace(day=1),
        month__lte=last,
        payout__state=RefundState.PAID,
    ).select_related("payout")
    return [
        Paid(on=one.payout.paid_on, amount=one.amount + one.interest, due=due)
        for one in rows.order_by("month")
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
def prepare(party: Party, found: Calculation, *, case_ref: str, by: str, key: str) -> UndueDecision:
    """Write down what was found; the same one for the same key."""
    result = found.result
    decision, _ = UndueDecision.objects.get_or_create(
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
    return decision


@transaction.atomic
def claim(decision_id: int, *, by: str, on: date) -> UndueDecision:
    """The second person agrees: the sum is owed from now. Told twice it is booked once.

    Raises FourEyes; DecisionRefused when nothing is to be claimed.
    """
    held = UndueDecision.objects.select_for_update(of=("self",)).select_related("party").get(pk=decision_id)
    if held.receivable_id is not None:
        return held
    if held.prepared_by == by:
        raise FourEyes(decision=decision_id)
    if held.outcome != "recover":
        raise DecisionRefused("There is nothing to claim.", outcome=held.outcome)
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
