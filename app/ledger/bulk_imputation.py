"""Many receipts imputed in memory, then written at once: what `receive_payment` does, without asking in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.ledger import chart
from app.ledger.bulk_corrections import correct
from app.ledger.bulk_facts import Facts
from app.ledger.credits import fill
from app.ledger.entries import Act, Line, hold
from app.ledger.lives import settle_many
from app.ledger.models import Entry, Interruption, Payment, Posting, Receivable, Surcharge
from app.ledger.payments import ask_imputation
from app.ledger.receipts import Receipt
from app.ledger.receivables import POSTING, Row
from app.ledger.states import Component, EntryKind, InterruptionKind, PaymentState, ReceivableState
from app.ledger.surcharge_schedule import Step
from app.ledger.surcharges import make_surcharge
from app.ledger.tidings import Told, tell_many
from app.registers.copying import copy_columns, copy_rows, take_ids
from app.registers.rulebook import Decided
from workflows import clock

Draft = tuple[Entry, list[Line]]


@dataclass
class Imputation:
    """A batch of payments in the making; `write` books it. Receivables of the facts follow in memory."""

    facts: Facts
    now: datetime = field(default_factory=clock.now)
    payments: list[Payment] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    settled: list[tuple[Receivable, str, str]] = field(default_factory=list)
    withdrawn: list[tuple[Surcharge, Entry]] = field(default_factory=list)
    surcharged: list[tuple[Receivable, Step, Entry]] = field(default_factory=list)
    part_paid: list[tuple[Receivable, Entry, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    decided: dict[tuple[str, bool], Decided] = field(default_factory=dict)

    def receive(self, receipts: Sequence[Receipt]) -> list[Payment]:
        """The payments of plain receipts, in their order, not yet written."""
        for receipt, key in zip(receipts, take_ids(Payment, len(receipts)), strict=True):
            self.payments.append(self.receive_one(receipt, key))
        return self.payments

    def receive_one(self, receipt: Receipt, key: int) -> Payment:
        payment = self.make_payment(receipt, key)
        act = Act(key=f"payment:{receipt.key}", booked_on=receipt.booked_on, by=receipt.by)
        waits = payment.party_id is None or receipt.receivable is not None
        held = Line(chart.SUSPENSE, -payment.amount) if waits else self.hold(payment)
        self.draft(act, EntryKind.PAYMENT, [Line(chart.BANK, payment.amount), held], payment)
        if receipt.receivable is not None:
            act = Act(
                key=f"{receipt.key}/exact",
                booked_on=receipt.booked_on,
                by=receipt.by,
                reason=receipt.reason,
            )
            lines = [Line(chart.SUSPENSE, payment.amount), self.hold(payment)]
            self.draft(act, EntryKind.IDENTIFICATION, lines, payment)
        self.impute(payment, receipt, act)
        return payment

    def make_payment(self, receipt: Receipt, key: int) -> Payment:
        known, debtor = self.facts.reference_of(receipt), self.facts.debtor_of(receipt)
        payment = Payment(
            id=key,
            key=receipt.key,
            party_id=debtor,
            amount=receipt.amount,
            value_on=receipt.value_on,
            booked_on=receipt.booked_on,
            reference=known.number if known else "",
            text=receipt.text or receipt.reference,
            state=PaymentState.SUSPENSE.value if debtor is None else PaymentState.IMPUTED.value,
        )
        payment._state.adding = False
        payment._state.db = "default"
        return payment

    def hold(self, payment: Payment) -> Line:
        assert payment.party_id is not None
        return hold(payment.party_id, payment.amount)

    def ask(self, payment: Payment) -> Decided:
        """D09, once for each combination of inputs; a plan's reference is never in a batch."""
        inputs = ("notice" if payment.reference else "none", payment.party_id is not None)
        if inputs not in self.decided:
            reference, is_known = inputs
            self.decided[inputs] = ask_imputation(reference, plan_active=None, party_known=is_known)
        return self.decided[inputs]

    def impute(self, payment: Payment, receipt: Receipt, act: Act) -> None:
        decided = self.ask(payment)
        payment.rules = list(decided.rules)
        if payment.party_id is None:
            return
        order = [Component(one) for one in decided.outputs["order"]]
        left = payment.amount
        shares = []
        for receivable in self.list_receivables(payment, receipt, decided):
            part = min(left, receivable.total)
            if part > 0:
                left -= part
                entry = self.pay(receivable, part, order, act, EntryKind.IMPUTATION, payment)
                shares.append((receivable, entry))
        for receivable, entry in shares:
            correct(self, receivable, act)
            if receivable.total > 0:
                self.part_paid.append((receivable, entry, act.by))
            self.told.append(Told.booked(payment, receivable))

    def list_receivables(self, payment: Payment, receipt: Receipt, decided: Decided) -> Iterator[Receivable]:
        """Debts in the order of D09: those named first; then all others, or those overdue if some were named."""
        assert payment.party_id is not None
        owed = self.facts.owed.get(payment.party_id, [])
        named: set[int] = set()
        if receipt.receivable is not None:
            named = {receipt.receivable.pk}
        elif decided.outputs["target"] == "notice":
            named = self.facts.targets.get(payment.reference, set())
        yield from (one for one in owed if one.pk in named)
        others = (one for one in owed if one.pk not in named)
        yield from (one for one in others if not named or one.due_on < payment.value_on)

    def pay(
        self,
        receivable: Receivable,
        part: Decimal,
        order: Sequence[Component],
        act: Act,
        kind: EntryKind,
        payment: Payment | None = None,
    ) -> Entry:
        """Fill a receivable from its party's credit, as `credits.spread` does."""
        lines = fill(receivable, part, order)
        for line in lines:
            assert line.component is not None
            setattr(receivable, line.component, receivable.amounts[Component(line.component)] + line.amount)
        entry = self.draft(
            act,
            kind,
            [*lines, hold(receivable.party_id, -part)],
            payment,
            key=act.part(f"pay:{receivable.pk}"),
            value_on=max(payment.value_on if payment else act.booked_on, receivable.booked_on),
            text=f"{receivable.ref} {receivable.period}",
        )
        if receivable.pk in self.facts.borne:
            self.facts.borne[receivable.pk].count(entry.value_on, lines)
        if not receivable.total:
            self.settle(receivable, by=act.by, reason="paid")
        return entry

    def settle(self, receivable: Receivable, *, by: str, reason: str) -> None:
        receivable.state = ReceivableState.SETTLED.value
        self.settled.append((receivable, by, reason))
        self.told.append(Told.settled(receivable))

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
            made_at=self.now,
        )
        self.drafts.append((entry, lines))
        return entry

    def write(self) -> None:
        """Everything, in some dozen statements."""
        for (entry, _), key in zip(self.drafts, take_ids(Entry, len(self.drafts)), strict=True):
            entry.pk = key
        copy_rows(Payment, self.payments)
        copy_rows(Entry, (entry for entry, _ in self.drafts))
        copy_columns(Posting, POSTING, self.list_postings())
        self.write_surcharges()
        settle_many(self.settled, now=self.now)
        Interruption.objects.bulk_create(map(make_interruption, self.part_paid))
        tell_many(self.told)

    def write_surcharges(self) -> None:
        """First what is taken back: of each kind and day one surcharge stands."""
        for surcharge, entry in self.withdrawn:
            surcharge.withdrawn = entry
        Surcharge.objects.bulk_update([one for one, _ in self.withdrawn], ["withdrawn"])
        Surcharge.objects.bulk_create(make_surcharge(*one) for one in self.surcharged)

    def list_postings(self) -> Iterator[Row]:
        for entry, lines in self.drafts:
            for line in lines:
                yield entry.pk, line.account, line.party, line.receivable, line.component, line.amount


def make_interruption(paid: tuple[Receivable, Entry, str]) -> Interruption:
    """A part payment acknowledges the rest."""
    receivable, entry, by = paid
    return Interruption(
        receivable=receivable,
        kind=InterruptionKind.PART_PAYMENT,
        happened_on=entry.value_on,
        key=f"payment:{entry.pk}",
        by=by,
    )
