"""What the books tell processes: messages in the transaction of the act, correlated by `R0000001` or `PL000001`.

Nobody listening is the normal case, so a message is sent only where somebody waits for it: an unclaimed one would
become an incident. A process that starts to wait reads the balance, or checks the plan, first.
"""

from collections.abc import Mapping
from typing import Any

from app.ledger.models import Instalment, Payment, PaymentPlan, Receivable
from workflows import api
from workflows.models import Subscription

SOURCE = "ledger"


def tell_settled(receivable: Receivable) -> None:
    """`ledger.receivable_settled`: nothing is owed any more."""
    count = receivable.changes.count()
    payload = {"receivable_ref": receivable.ref, "party_ref": receivable.party.reference}
    tell("receivable_settled", receivable.ref, f"settled:{count}", payload)


def tell_booked(payment: Payment, receivable: Receivable) -> None:
    """`ledger.payment_booked`: a payment reached the receivable, which may still be open."""
    payload = {
        "receivable_ref": receivable.ref,
        "payment_ref": payment.ref,
        "amount": payment.amount,
        "value_on": payment.value_on,
        "open_amount": receivable.total,
    }
    tell("payment_booked", receivable.ref, f"payment:{payment.id}", payload)


def tell_instalment_paid(plan: PaymentPlan, instalment: Instalment, *, after: int) -> None:
    """`ledger.instalment_paid`: an instalment is filled."""
    payload = {"plan_ref": plan.ref, "number": instalment.number, "amount": instalment.amount}
    tell("instalment_paid", plan.ref, f"instalment:{instalment.number}:{after}", payload)


def tell_plan_kept(plan: PaymentPlan, *, after: int) -> None:
    """`ledger.plan_kept`: the last instalment is filled."""
    tell("plan_kept", plan.ref, f"kept:{after}", {"plan_ref": plan.ref})


def tell_plan_broken(plan: PaymentPlan) -> None:
    """`ledger.plan_broken`: by a second miss, or ended by an officer (`state`); also to each debt's own process."""
    payload = {"plan_ref": plan.ref, "state": str(plan.state), "reason": plan.end_reason}
    tell("plan_broken", plan.ref, str(plan.state), payload)
    for debt in plan.debts.select_related("receivable"):
        own = {**payload, "receivable_ref": debt.receivable.ref}
        tell("plan_broken", debt.receivable.ref, f"{plan.ref}:{plan.state}", own)


def tell(name: str, correlation: str, what: str, payload: Mapping[str, Any]) -> None:
    full = f"ledger.{name}"
    if is_awaited(full, correlation):
        api.receive(SOURCE, f"{correlation}:{what}", full, correlation, payload)


def is_awaited(name: str, correlation: str) -> bool:
    return Subscription.objects.filter(kind="message", name=name, correlation=correlation).exists()
