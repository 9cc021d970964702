"""A month of a benefit whose order the books refused after its case was over: a case of its own orders it anew."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.benefits.claims import need_decision
from app.benefits.models import BenefitPayment
from app.benefits.states import BenefitKind, MonthState
from app.cases.known_party import list_answers
from app.cases.opening import list_published, open_case
from app.ledger.models import Refund
from app.ledger.refunds import refusal_listeners
from workflows import api, clock
from workflows.actors import system
from workflows.models import InstanceStatus

BY = system("benefits")
PROCESS = "bridging_payment"
#: As the letters of the bankruptcy name it, in the language of the person.
NAMES = {"fr": "droit passerelle", "nl": "overbruggingsrecht", "de": "Überbrückungsrecht"}


def order_anew(payout: Refund) -> None:
    """Open a case for the month, once for its refused order; a case that still runs orders it by itself."""
    months = BenefitPayment.objects.filter(
        payout=payout, state=MonthState.REFUSED, kind=BenefitKind.BRIDGING_RIGHT
    )
    payment = months.select_related("party", "entitlement__claim").first()
    if payment is None or is_followed(payment.entitlement.claim.case_ref) or not is_published():
        return
    key = uuid5(NAMESPACE_URL, f"refused:{payout.key}")
    open_case(PROCESS, build_data(payment), by=BY, key=key, party=payment.party)


def build_data(payment: BenefitPayment) -> dict[str, Any]:
    """What the process asks: the person as known today, the month, and the last day to pay it."""
    right, today = payment.entitlement, clock.today()
    decision = need_decision(right.claim)
    return {
        **(list_answers(payment.party, today) or {}),
        "benefit_name": NAMES.get(payment.party.language, NAMES["fr"]),
        "requested_on": right.claim.received_on,
        "pay_by": decision.pay_by or today,
        "claim_ref": right.claim.ref,
        "month": payment.month,
        "pay_on": today,
        "months_left": max(right.months_left, 1),
    }


def is_followed(case_ref: str) -> bool:
    """Whether the case of the right still runs: it comes back to the month by itself."""
    return api.case_instances(case_ref).filter(status=InstanceStatus.ACTIVE).exists()


def is_published() -> bool:
    return bool(list_published([PROCESS]))


def register_listener() -> None:
    refusal_listeners.append(order_anew)
