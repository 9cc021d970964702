"""Surcharges that late value dates undo, in memory: what `surcharges.correct` does, without asking in between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.ledger import chart
from app.ledger.credits import ORDER
from app.ledger.entries import Act, Line, hold, owe
from app.ledger.models import Receivable, Surcharge
from app.ledger.states import Component, EntryKind, ReceivableState
from app.ledger.surcharge_schedule import Claim, Step, list_steps
from app.ledger.surcharges import ZERO, last_of

if TYPE_CHECKING:
    from app.ledger.bulk_imputation import Imputation


@dataclass
class Borne:
    """The surcharges that a receivable bears, with the entries that booked them, and the claim they follow from."""

    claim: Claim
    booked: list[Surcharge]

    def count(self, on: date, lines: list[Line]) -> None:
        """What of an entry reached the principal belongs to the claim."""
        paid = -sum((one.amount for one in lines if one.component == Component.PRINCIPAL.value), ZERO)
        if paid:
            days = dict(self.claim.payments)
            days[on] = days.get(on, ZERO) + paid
            self.claim = replace(self.claim, payments=tuple(sorted(days.items())))


def correct(work: "Imputation", receivable: Receivable, act: Act) -> None:
    """After a payment: take back what its value date shows was not due; what was paid of it pays what is left."""
    borne = work.facts.borne.get(receivable.pk)
    if borne is None:
        return
    own = replace(act, key=act.part(f"correct:{receivable.pk}"))
    steps = list_steps(borne.claim, last_of(borne.booked))
    due = {(step.kind.value, step.on): step for step in steps}
    wrong = [one for one in borne.booked if not is_due(one, due)]
    freed = sum((withdraw(work, one, receivable, own) for one in wrong), ZERO)
    standing = {(one.kind, one.accrued_on) for one in borne.booked if one not in wrong}
    for key, step in due.items():
        if key not in standing:
            book(work, step, receivable, own)
    if not receivable.total and receivable.state == ReceivableState.OPEN:
        work.settle(receivable, by=act.by, reason="surcharges")
    if freed > 0:
        use_freed(work, receivable, freed, own)


def is_due(surcharge: Surcharge, due: dict[tuple[str, date], Step]) -> bool:
    step = due.get((surcharge.kind, surcharge.accrued_on))
    return step is not None and step.amount == surcharge.amount


def withdraw(work: "Imputation", surcharge: Surcharge, receivable: Receivable, act: Act) -> Decimal:
    """Reverse a surcharge, nothing of which was waived; what had been paid of it, which becomes credit."""
    own = replace(act, key=act.part(f"withdraw:{surcharge.pk}"))
    paid: Decimal = max(surcharge.amount - receivable.surcharge, ZERO)
    if paid > 0:
        work.draft(
            own,
            EntryKind.RELEASE,
            [owe(receivable, Component.SURCHARGE, paid), hold(receivable.party_id, paid)],
            key=own.part(f"release:{receivable.pk}:{Component.SURCHARGE.value}"),
            value_on=surcharge.accrued_on,
            text=receivable.ref,
        )
    entry = work.draft(
        own,
        EntryKind.REVERSAL,
        list(turn_round(surcharge)),
        key=own.part(f"reverse:{surcharge.entry_id}"),
        value_on=surcharge.entry.value_on,
        text=surcharge.entry.text,
    )
    entry.reverses = surcharge.entry
    receivable.surcharge += paid - surcharge.amount
    work.withdrawn.append((surcharge, entry))
    return paid


def turn_round(surcharge: Surcharge) -> Iterator[Line]:
    for one in surcharge.entry.postings.all():
        yield Line(one.account_id, -one.amount, one.party_id, one.receivable_id, one.component)


def book(work: "Imputation", step: Step, receivable: Receivable, act: Act) -> None:
    """A surcharge of another amount than was booked for the day."""
    revenue = Line(chart.find_revenue(Component.SURCHARGE, receivable.kind), -step.amount)
    entry = work.draft(
        act,
        EntryKind.SURCHARGE,
        [owe(receivable, Component.SURCHARGE, step.amount), revenue],
        key=act.part(f"{step.kind.value}:{step.on}"),
        value_on=step.on,
        text=f"{receivable.ref} {receivable.period}",
    )
    receivable.surcharge += step.amount
    work.surcharged.append((receivable, step, entry))


def use_freed(work: "Imputation", receivable: Receivable, freed: Decimal, act: Act) -> None:
    """Set what became credit off against what is left of the receivable, then of the party's others."""
    own = replace(act, key=act.part("freed"))
    others = (one for one in work.facts.owed[receivable.party_id] if one.pk != receivable.pk)
    for one in (receivable, *others):
        part = min(freed, one.total)
        if part > 0:
            freed -= part
            work.pay(one, part, ORDER, own, EntryKind.OFFSET)
