"""What the processes of a delay ask: whether the claimant still waits, for what, and to order anew what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.benefits import entitlements, outstanding
from app.benefits.calls import SYSTEM, read_today, refusing
from app.benefits.claims import find_claim
from app.benefits.models import BenefitPayment, Claim
from workflows.operations import BusinessError, Call, operation


@dataclass(frozen=True)
class Awaited:
    """`standing` is waits, quiet or over; `why` what it still takes; `months` the months unpaid, in words."""

    standing: str
    why: str
    limit: date | None
    months: str


@dataclass(frozen=True)
class PaymentState:
    """`state` is paid, refused (finance refused the order, `why`) or awaited; `payment_ref` the first order awaited."""

    state: str
    months: str
    why: str
    payment_ref: str


@dataclass(frozen=True)
class OrderedAnew:
    months: str


@operation("benefits.read_outstanding")
def read_outstanding(call: Call, *, claim_ref: str, about: str) -> Awaited:
    """Whether the claimant still waits on this very day for the decision or the payment, and why."""
    claim = find(claim_ref)
    if about not in ("decision", "payment"):
        raise BusinessError("about_unknown", f"about must be decision or payment, not {about}.", about=about)
    today = read_today(call)
    found = (
        outstanding.read_decision(claim) if about == "decision" else outstanding.read_payment(claim, today)
    )
    return Awaited(str(found.standing), str(found.why or ""), found.limit, ", ".join(found.months))


@operation("benefits.read_payment_state")
def read_payment_state(_call: Call, *, claim_ref: str) -> PaymentState:
    """How the orders of a right stand in the books, once no further month is to be ordered."""
    right = find(claim_ref).entitlement
    refused = outstanding.list_refused(right)
    if refused:
        why = "\n".join(one.payout.decision_reason for one in refused if one.payout is not None)
        return PaymentState("refused", write_months(refused), why, "")
    unpaid = outstanding.list_unpaid(right)
    first = next((one.payout.ref for one in unpaid if one.payout is not None), "")
    return PaymentState("awaited" if unpaid else "paid", write_months(unpaid), "", first)


@operation("benefits.order_anew")
def order_anew(call: Call, *, claim_ref: str) -> OrderedAnew:
    """Order the months that finance refused once more, as they were calculated; told twice it is done once."""
    right = find(claim_ref).entitlement
    months = refusing(lambda: entitlements.order_refused(right, on=read_today(call), by=SYSTEM))
    return OrderedAnew(write_months(months))


def write_months(payments: Sequence[BenefitPayment]) -> str:
    return ", ".join(f"{one.month:%Y-%m}" for one in payments)


def find(claim_ref: str) -> Claim:
    claim: Claim = refusing(lambda: find_claim(claim_ref))
    return claim
