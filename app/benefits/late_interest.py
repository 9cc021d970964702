"""Interest on a month that the bank executed after its last day: owed by the fund itself, without a request.

The order of a month has the interest up to its own day. What passes between the order and the payment is ordered
apart, once the bank has told the day (Charter art. 20). There is no interest on interest.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from app.benefits.calls import SYSTEM
from app.benefits.entitlements import find_interest
from app.benefits.models import BenefitPayment, LateInterest
from app.benefits.states import MonthState
from app.ledger.models import Refund
from app.ledger.payouts import propose_payout

ZERO = Decimal("0.00")


@transaction.atomic
def order_late_interest(payout: Refund, on: date) -> LateInterest | None:
    """Order what is still owed for the delay of a month; once for a month, whatever the bank tells later.

    None where the month was in time, or for a payout that is no month.
    """
    months = BenefitPayment.objects.filter(payout=payout, state=MonthState.ORDERED)
    payment = months.select_related("party", "entitlement__claim").first()
    if payment is None or payout.paid_on is None or LateInterest.objects.filter(payment=payment).exists():
        return None
    owed = find_interest(payment.amount, payment.due_on, payout.paid_on) - payment.interest
    if owed <= 0:
        return None
    extra = propose_payout(
        payment.party,
        benefit=ZERO,
        interest=owed,
        on=on,
        key=f"{payout.key}/interest",
        by=SYSTEM,
        reason=f"interest {payment.kind} {payment.month:%Y-%m}",
        case_ref=payment.entitlement.claim.case_ref,
        pay_by=on,
    )
    return LateInterest.objects.create(payment=payment, until_on=payout.paid_on, amount=owed, payout=extra)


def tell_payment(payout: Refund, on: date) -> None:
    """The books have paid: see whether it was late."""
    order_late_interest(payout, on)
