"""What the books tell processes: messages in the transaction of the act, correlated by `R0000001` or `PL000001`.

Nobody listening is the normal case, so a message is sent only where somebody waits for it: an unclaimed one would
become an incident. A process that starts to wait reads the balance, or checks the plan, first.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from app.ledger.models import Instalment, Payment, PaymentPlan, Receivable, ReceivableChange, Refund
from workflows import api
from workflows.models import Subscription

SOURCE = "ledger"
SETTLED = "ledger.receivable_settled"


@dataclass(frozen=True, slots=True)
class Told:
    """A message about a receivable, `payload` but for the receivable's own name."""

    name: str
    receivable: Receivable
    what: str
    payload: Mapping[str, Any]

    @classmethod
    def settled(cls, receivable: Receivable) -> "Told":
        """`ledger.receivable_settled`: nothing is owed any more."""
        return cls(SETTLED, receivable, "settled", {})

    @classmethod
    def booked(cls, payment: Payment, receivable: Receivable) -> "Told":
        """`ledger.payment_booked`: a payment reached the receivable, which may still be open."""
        payload = {
            "payment_ref": payment.ref,
            "amount": payment.amount,
            "value_on": payment.value_on,
            "open_amount": receivable.total,
        }
        return cls("ledger.payment_booked", receivable, f"payment:{payment.id}", payload)

    def to_message(self, changes: int) -> api.Incoming:
        """As a process gets it. A receivable that is settled again after a bounce says so once more: `changes` is how
        often its state changed."""
        what, payload = self.what, {"receivable_ref": self.receivable.ref, **self.payload}
        if self.name == SETTLED:
            what = f"settled:{changes}"
            payload["party_ref"] = self.receivable.party.reference
        return api.Incoming(f"{self.receivable.ref}:{what}", self.name, self.receivable.ref, payload)


def tell_settled(receivable: Receivable) -> None:
    tell_now(Told.settled(receivable))


def tell_booked(payment: Payment, receivable: Receivable) -> None:
    tell_now(Told.booked(payment, receivable))


def tell_now(told: Told) -> None:
    """In the transaction of the act, which the process's next step joins."""
    if is_awaited(told.name, told.receivable.ref):
        message = told.to_message(told.receivable.changes.count())
        api.receive(SOURCE, message.message_id, message.name, message.correlation, message.payload)


def tell_many(told: Sequence[Told]) -> None:
    """In one statement, for the workers to deliver. Who waits for the end of a debt hears of that, and of no payment
    beside it: it could not be told any more."""
    waiting: dict[tuple[str, str], set[object]] = defaultdict(set)
    rows = Subscription.objects.filter(
        kind="message",
        name__in={one.name for one in told},
        correlation__in={one.receivable.ref for one in told},
    )
    for name, correlation, instance in rows.values_list("name", "correlation", "instance"):
        waiting[name, correlation].add(instance)
    ends = {one.receivable.ref for one in told if one.name == SETTLED}
    for (name, correlation), instances in waiting.items():
        if name != SETTLED and correlation in ends:
            instances.difference_update(waiting.get((SETTLED, correlation), ()))
    heard = [one for one in told if waiting.get((one.name, one.receivable.ref))]
    if heard:
        changes = count_changes([one.receivable.pk for one in heard if one.name == SETTLED])
        api.receive_many(SOURCE, [one.to_message(changes[one.receivable.pk]) for one in heard])


def count_changes(receivables: Sequence[int]) -> Counter[int]:
    """How often the state of each has changed."""
    rows = ReceivableChange.objects.filter(receivable__in=receivables).order_by().values_list("receivable")
    return Counter(dict(rows.annotate(Count("id"))))


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


def tell_refund(refund: Refund) -> None:
    """`ledger.refund_settled`: the bank has paid it, a second person has refused it, or it was withdrawn (`state`)."""
    payload = {"refund_ref": refund.ref, "state": str(refund.state), "paid_on": refund.paid_on}
    tell("refund_settled", refund.ref, f"{refund.state}:{refund.paid_on}", payload)


def tell(name: str, correlation: str, what: str, payload: Mapping[str, Any]) -> None:
    full = f"ledger.{name}"
    if is_awaited(full, correlation):
        api.receive(SOURCE, f"{correlation}:{what}", full, correlation, payload)


def is_awaited(name: str, correlation: str) -> bool:
    return Subscription.objects.filter(kind="message", name=name, correlation=correlation).exists()
