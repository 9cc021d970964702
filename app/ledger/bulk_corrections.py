"""Surcharges that value dates or a lowered claim undo, in memory: what `surcharges.correct` does, without asking in
between."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from app.ledger import chart
from app.ledger.bulk_entries import Drafts
from app.ledger.credits import ORDER
from app.ledger.entries import Act, Line, hold, owe
from app.ledger.models import Entry, Receivable, Surcharge
from app.ledger.states import Component, EntryKind
from app.ledger.surcharge_schedule import Claim, Step, list_steps
from app.ledger.surcharges import ZERO, last_of, make_surcharge
from app.registers.copying import Keys


@dataclass
class Borne:
    """The surcharges that a receivable bears, with the entries that booked them, and the claim they follow from.

    `drafted` are the lines of those booked in memory, by surcharge.
    """

    claim: Claim
    booked: list[Surcharge]
    drafted: dict[int, list[Line]] = field(default_factory=dict)

    def count(self, on: date, lines: Iterable[Line]) -> None:
        """What of an entry reached the principal belongs to the claim; taken back, it no longer does."""
        paid = -sum((one.amount for one in lines if one.component == Component.PRINCIPAL.value), ZERO)
        if paid:
            days = dict(self.claim.payments)
            days[on] = days.get(on, ZERO) + paid
            self.claim = replace(self.claim, payments=tuple(sorted(days.items())))

    def lower(self, less: Decimal) -> None:
        self.claim = replace(self.claim, claimed=self.claim.claimed - less)

    def turn_round(self, surcharge: Surcharge) -> Iterator[Line]:
        """The lines that take back what booked it."""
        for one in self.drafted.get(surcharge.pk) or list_lines(surcharge.entry):
            yield replace(one, amount=-one.amount)


def list_lines(entry: Entry) -> list[Line]:
    return [
        Line(one.account_id, one.amount, one.party_id, one.receivable_id, one.component)
        for one in entry.postings.all()
    ]


@dataclass
class Corrections(Drafts, ABC):
    """Drafts that move debts which bear surcharges. What of them was waived is not known here."""

    withdrawn: list[tuple[Surcharge, Entry]] = field(default_factory=list, init=False)
    surcharged: list[Surcharge] = field(default_factory=list, init=False)
    surcharge_keys: Keys = field(default_factory=lambda: Keys(Surcharge), init=False)

    @abstractmethod
    def find_borne(self, receivable: Receivable) -> Borne | None:
        """What is known of its surcharges; None where it bears none."""

    @abstractmethod
    def list_others(self, receivable: Receivable) -> list[Receivable]:
        """The other open debts of its party, in order."""

    def correct(self, receivable: Receivable, act: Act) -> None:
        """Take back what was not due after all, book what is due instead; what was paid of it pays what is left."""
        borne = self.find_borne(receivable)
        if borne is None or not borne.booked:
            return
        own = replace(act, key=act.part(f"correct:{receivable.pk}"))
        due = {(one.kind.value, one.on): one for one in list_steps(borne.claim, last_of(borne.booked))}
        wrong = [one for one in borne.booked if not is_due(one, due)]
        freed = sum((self.withdraw(one, borne, receivable, own) for one in wrong), ZERO)
        standing = {(one.kind, one.accrued_on) for one in borne.booked}
        for key, step in due.items():
            if key not in standing:
                self.surcharge(step, borne, receivable, own)
        self.refresh(receivable, by=act.by, reason="surcharges")
        if freed > 0:
            self.use_freed(receivable, freed, own)

    def withdraw(self, surcharge: Surcharge, borne: Borne, receivable: Receivable, act: Act) -> Decimal:
        """Reverse a surcharge, nothing of which was waived; what had been paid of it, which becomes credit."""
        own = replace(act, key=act.part(f"withdraw:{surcharge.pk}"))
        paid: Decimal = max(surcharge.amount - receivable.surcharge, ZERO)
        if paid > 0:
            self.release(receivable, paid, own, surcharge.accrued_on)
        entry = self.draft(
            own,
            EntryKind.REVERSAL,
            list(borne.turn_round(surcharge)),
            key=own.part(f"reverse:{surcharge.entry_id}"),
            value_on=surcharge.entry.value_on,
            text=surcharge.entry.text,
        )
        entry.reverses = surcharge.entry
        receivable.surcharge += paid - surcharge.amount
        borne.booked.remove(surcharge)
        self.withdrawn.append((surcharge, entry))
        return paid

    def release(self, receivable: Receivable, paid: Decimal, act: Act, on: date) -> None:
        self.draft(
            act,
            EntryKind.RELEASE,
            [owe(receivable, Component.SURCHARGE, paid), hold(receivable.party_id, paid)],
            key=act.part(f"release:{receivable.pk}:{Component.SURCHARGE.value}"),
            value_on=on,
            text=receivable.ref,
        )

    def surcharge(self, step: Step, borne: Borne, receivable: Receivable, act: Act) -> None:
        """A surcharge of another amount than was booked for the day."""
        revenue = Line(chart.find_revenue(Component.SURCHARGE, receivable.kind), -step.amount)
        lines = [owe(receivable, Component.SURCHARGE, step.amount), revenue]
        entry = self.draft(
            act,
            EntryKind.SURCHARGE,
            lines,
            key=act.part(f"{step.kind.value}:{step.on}"),
            value_on=step.on,
            text=f"{receivable.ref} {receivable.period}",
        )
        receivable.surcharge += step.amount
        made = make_surcharge(receivable, step, entry)
        made.pk = self.surcharge_keys.take()
        borne.booked.append(made)
        borne.drafted[made.pk] = lines
        self.surcharged.append(made)

    def use_freed(self, receivable: Receivable, freed: Decimal, act: Act) -> None:
        """Set what became credit off against what is left of the receivable, then of the party's others."""
        own = replace(act, key=act.part("freed"))
        for one in [receivable, *self.list_others(receivable)]:
            part = min(freed, one.total)
            if part > 0:
                freed -= part
                self.pay(one, part, ORDER, own, EntryKind.OFFSET)

    def write(self) -> None:
        """Of surcharges first what is taken back: of each kind and day one stands."""
        super().write()
        for surcharge, entry in self.withdrawn:
            surcharge.withdrawn = entry
        Surcharge.objects.bulk_update(
            [one for one, _ in self.withdrawn if not one._state.adding], ["withdrawn"]
        )
        Surcharge.objects.bulk_create(self.surcharged)


def is_due(surcharge: Surcharge, due: dict[tuple[str, date], Step]) -> bool:
    step = due.get((surcharge.kind, surcharge.accrued_on))
    return step is not None and step.amount == surcharge.amount
