"""Many receipts imputed in memory, then written at once: what `receive_payment` does, without asking in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.ledger import chart
from app.ledger.bulk_corrections import Borne, Corrections
from app.ledger.bulk_facts import Facts
from app.ledger.entries import Act, Line, hold
from app.ledger.models import Entry, Interruption, Payment, Receivable
from app.ledger.payments import ask_imputation
from app.ledger.receipts import Receipt
from app.ledger.states import Component, EntryKind, InterruptionKind, PaymentState
from app.ledger.tidings import Told
from app.registers.copying import copy_rows, take_ids
from app.registers.rulebook import Decided


@dataclass
class Imputation(Corrections):
    """A batch of payments in the making; `write` books it. Receivables of the facts follow in memory."""

    facts: Facts
    payments: list[Payment] = field(default_factory=list)
    part_paid: list[tuple[Receivable, Entry, str]] = field(default_factory=list)
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
            self.correct(receivable, act)
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
        *,
        value_on: date | None = None,
    ) -> Entry:
        """What reaches the principal of a debt that bears surcharges belongs to its claim."""
        entry = super().pay(receivable, part, order, act, kind, payment, value_on=value_on)
        borne = self.find_borne(receivable)
        if borne is not None:
            borne.count(entry.value_on, self.drafts[-1][1])
        return entry

    def find_borne(self, receivable: Receivable) -> Borne | None:
        return self.facts.borne.get(receivable.pk)

    def list_others(self, receivable: Receivable) -> list[Receivable]:
        return [one for one in self.facts.owed[receivable.party_id] if one.pk != receivable.pk]

    def write(self) -> None:
        """Everything, in some dozen statements."""
        copy_rows(Payment, self.payments)
        super().write()
        Interruption.objects.bulk_create(map(make_interruption, self.part_paid))


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
