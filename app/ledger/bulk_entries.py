"""Many entries of many parties in the making: drafted in memory, where the receivables follow, then written at once.

The accounts of the parties are under lock all the while. The single acts (`entries.post`, `credits.spread`) are the
rule.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.ledger.credits import fill
from app.ledger.entries import Act, Line, hold
from app.ledger.lives import Change, follow_many
from app.ledger.models import Entry, Payment, Posting, Receivable
from app.ledger.receivables import POSTING, Row
from app.ledger.states import Component, EntryKind, ReceivableState
from app.ledger.tidings import SETTLED, Told, tell_many
from app.registers.copying import copy_columns, copy_rows, take_ids
from workflows import clock

Draft = tuple[Entry, list[Line]]


@dataclass
class Drafts:
    """Entries to be, the steps of their receivables, and what is told of them; `write` books all in some statements."""

    now: datetime = field(default_factory=clock.now, kw_only=True)
    drafts: list[Draft] = field(default_factory=list, init=False)
    changes: list[Change] = field(default_factory=list, init=False)
    told: list[Told] = field(default_factory=list, init=False)

    def draft(
        self,
        act: Act,
        kind: EntryKind,
        lines: list[Line],
        payment: Payment | None = None,
        *,
        key: str = "",
        value_on: date | None = None,
        text: str = "",
    ) -> Entry:
        entry = Entry(
            booked_on=act.booked_on,
            value_on=value_on or (payment.value_on if payment else act.booked_on),
            kind=kind.value,
            text=text or (payment.text if payment else ""),
            idempotency_key=key or act.key,
            payment_id=payment.pk if payment else None,
            by=act.by,
            reason=act.reason,
            case_ref=act.case_ref,
            made_at=self.now,
        )
        self.drafts.append((entry, lines))
        return entry

    def pay(
        self,
        receivable: Receivable,
        part: Decimal,
        order: Sequence[Component],
        act: Act,
        kind: EntryKind,
        payment: Payment | None = None,
        *,
        value_on: date | None = None,
    ) -> Entry:
        """Fill a receivable from its party's credit, as `credits.spread` does; `value_on` as there."""
        lines = fill(receivable, part, order)
        move(receivable, lines)
        paid_on = value_on or (payment.value_on if payment else act.booked_on)
        entry = self.draft(
            act,
            kind,
            [*lines, hold(receivable.party_id, -part)],
            payment,
            key=act.part(f"pay:{receivable.pk}"),
            value_on=max(paid_on, receivable.booked_on),
            text=f"{receivable.ref} {receivable.period}",
        )
        if not receivable.total:
            self.settle(receivable, by=act.by, reason="paid")
        return entry

    def settle(self, receivable: Receivable, *, by: str, reason: str) -> None:
        self.change(receivable, ReceivableState.SETTLED, by=by, reason=reason)
        self.told.append(Told.settled(receivable))

    def refresh(self, receivable: Receivable, *, by: str, reason: str) -> None:
        """As `receivables.refresh_state`."""
        if not receivable.total and receivable.state == ReceivableState.OPEN:
            self.settle(receivable, by=by, reason=reason)
        elif receivable.total and receivable.state != ReceivableState.OPEN:
            self.change(receivable, ReceivableState.OPEN, by=by, reason=reason)

    def change(self, receivable: Receivable, target: ReceivableState, *, by: str, reason: str) -> None:
        self.changes.append(Change(receivable, ReceivableState(receivable.state), target, by, reason))
        receivable.state = target.value

    def write(self) -> None:
        """Everything. What is told is told of the end: a debt settled and open again is not settled."""
        unnamed = [entry for entry, _ in self.drafts if entry.pk is None]
        for entry, key in zip(unnamed, take_ids(Entry, len(unnamed)), strict=True):
            entry.pk = key
        copy_rows(Entry, (entry for entry, _ in self.drafts))
        copy_columns(Posting, POSTING, self.list_postings())
        follow_many(self.changes, now=self.now)
        tell_many(list(self.list_told()))

    def list_postings(self) -> Iterator[Row]:
        for entry, lines in self.drafts:
            for line in lines:
                if line.amount:
                    yield entry.pk, line.account, line.party, line.receivable, line.component, line.amount

    def list_told(self) -> Iterator[Told]:
        ended: set[int] = set()
        for one in self.told:
            if one.name == SETTLED:
                if one.receivable.pk in ended or one.receivable.total:
                    continue
                ended.add(one.receivable.pk)
            yield one


def move(receivable: Receivable, lines: Iterable[Line]) -> None:
    """Bring a receivable in memory to what the lines make of it, as the database will."""
    for line in lines:
        if line.receivable == receivable.pk and line.component:
            setattr(receivable, line.component, receivable.amounts[Component(line.component)] + line.amount)
