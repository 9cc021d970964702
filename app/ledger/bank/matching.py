"""Whose money is this? Each movement is asked the same questions in the same order; the answer names its rule.

The lookups of a whole statement are made at once; a line then costs no query of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_noop

from app.ledger.bank.sepa_files import list_part
from app.ledger.bank.statements import LineRead
from app.ledger.bank_models import (
    BankTransaction,
    BatchKind,
    BatchState,
    DirectDebitMandate,
    OrderState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.models import Receivable, StructuredReference
from app.ledger.queries import open_of_many
from app.people.models import BankAccount, Party
from app.registers.structured_reference import is_reference

#: Of the name of a part of our file, after the batch's own.
PART = re.compile(r"-P[0-9]+$")
#: Twelve digits in a row, or in the groups 3-4-5 that people write, not inside a longer number.
IN_TEXT = re.compile(r"(?<![0-9])([0-9]{3})[ ./-]?([0-9]{4})[ ./-]?([0-9]{5})(?![0-9])")


class Rule(StrEnum):
    """Why a movement went where it went, as kept with it; told in the reader's language."""

    ORDER = gettext_noop("our own order")
    BATCH = gettext_noop("our own batch")
    REFERENCE = gettext_noop("structured reference")
    REFERENCE_IN_TEXT = gettext_noop("structured reference in the text")
    MANDATE = gettext_noop("mandate")
    PAYER_AND_AMOUNT = gettext_noop("account of the payer and the exact amount")
    UNDOES = gettext_noop("undoes an earlier movement")
    PERSON = gettext_noop("decided by a person")
    UNKNOWN = gettext_noop("nothing known")
    SEVERAL = gettext_noop("several parties are possible")


@dataclass(frozen=True)
class Match:
    """What the rules found. At most one of `order`, `batch`, `undoes` is set; without a party it is suspense."""

    rule: Rule
    party: Party | None = None
    reference: str = ""
    receivable: Receivable | None = None
    order: PaymentOrder | None = None
    batch: PaymentBatch | None = None
    undoes: BankTransaction | None = None
    #: What of the batch the sum is made of.
    orders: tuple[PaymentOrder, ...] = ()


NOBODY = Match(Rule.UNKNOWN)


@dataclass
class Matcher:
    """The questions, with what is known of a statement's references, accounts, orders and mandates."""

    references: dict[str, StructuredReference] = field(default_factory=dict)
    payers: dict[str, set[int]] = field(default_factory=dict)
    parties: dict[int, Party] = field(default_factory=dict)
    orders: dict[str, PaymentOrder] = field(default_factory=dict)
    batches: dict[str, PaymentBatch] = field(default_factory=dict)
    mandates: dict[str, Party] = field(default_factory=dict)
    owed: dict[int, list[Receivable]] = field(default_factory=dict)

    @classmethod
    def for_lines(cls, lines: Sequence[LineRead], on: date) -> "Matcher":
        """Everything that the lines name, read with a handful of queries."""
        named = {one for line in lines for one in (line.reference, *find_in_text(line.message)) if one}
        ibans = {line.counterparty_iban for line in lines if line.counterparty_iban and line.amount > 0}
        payers = find_payers(ibans, on)
        ids = {line.end_to_end_id for line in lines if line.end_to_end_id}
        mandates = {line.mandate_reference for line in lines if line.mandate_reference}
        orders = PaymentOrder.objects.filter(end_to_end_id__in=ids).select_related(
            "batch", "party", "refund", "receivable"
        )
        given = DirectDebitMandate.objects.filter(reference__in=mandates).select_related("party")
        known = StructuredReference.objects.filter(number__in=named).select_related("party")
        sent = PaymentBatch.objects.filter(state=BatchState.EXPORTED)
        references = {one.number: one for one in known}
        asked = {
            party
            for line in lines
            if line.amount > 0 and line.reference not in references
            for party in payers.get(line.counterparty_iban, ())
        }
        return cls(
            references=references,
            payers=payers,
            owed=open_of_many(asked),
            parties=Party.objects.in_bulk({one for found in payers.values() for one in found}),
            orders={one.end_to_end_id: one for one in orders},
            batches={one.reference: one for one in sent},
            mandates={one.reference: one.party for one in given},
        )

    def match(self, line: LineRead) -> Match:
        """The first rule that knows."""
        if line.is_return:
            return self.match_return(line)
        own = self.match_own(line)
        if own is not None:
            return own
        return self.match_credit(line) if line.amount > 0 else NOBODY

    def match_own(self, line: LineRead) -> Match | None:
        """What we ordered ourselves: one order by its end-to-end id, or a batch booked as one sum."""
        order = self.orders.get(line.end_to_end_id)
        if order is not None and signed(order) == line.amount:
            return Match(Rule.ORDER, party=order.party, order=order)
        told = (line.end_to_end_id, *line.message.split())
        for word in told:
            batch = self.batches.get(PART.sub("", word))
            orders = find_orders(batch, word, line.amount) if batch else ()
            if orders:
                return Match(Rule.BATCH, batch=batch, orders=orders)
        return None

    def match_credit(self, line: LineRead) -> Match:
        known = self.references.get(line.reference)
        if known is not None:
            return Match(Rule.REFERENCE, party=known.party, reference=known.number)
        written = [self.references[one] for one in find_in_text(line.message) if one in self.references]
        if len({one.number for one in written}) == 1:
            return Match(Rule.REFERENCE_IN_TEXT, party=written[0].party, reference=written[0].number)
        if len({one.party_id for one in written}) == 1:
            return Match(Rule.REFERENCE_IN_TEXT, party=written[0].party)
        if written:
            return Match(Rule.SEVERAL)
        if line.mandate_reference in self.mandates:
            return Match(Rule.MANDATE, party=self.mandates[line.mandate_reference])
        return self.match_payer(line)

    def match_payer(self, line: LineRead) -> Match:
        """A payer whose account we know and who pays to the cent what one debt, or all debts, leave open."""
        found = self.payers.get(line.counterparty_iban, set())
        if len(found) != 1:
            return Match(Rule.SEVERAL) if found else NOBODY
        party = self.parties[next(iter(found))]
        if party.pk not in self.owed:
            self.owed |= open_of_many([party.pk])
        owed = self.owed[party.pk]
        exact = [one for one in owed if one.total == line.amount]
        if len(exact) == 1:
            return Match(Rule.PAYER_AND_AMOUNT, party=party, receivable=exact[0])
        if owed and sum((one.total for one in owed), Decimal()) == line.amount:
            return Match(Rule.PAYER_AND_AMOUNT, party=party)
        return NOBODY

    def list_parties(self) -> set[int]:
        """Everybody whom the lines may concern."""
        ordered = (one.party_id for one in self.orders.values())
        return {
            *(one.party_id for one in self.references.values()),
            *(party for party in ordered if party is not None),
            *(one.pk for one in (*self.parties.values(), *self.mandates.values())),
        }

    def depends_on(self, line: LineRead) -> set[int]:
        """Parties whose debts decide where the line goes: what they paid before it must be in the books."""
        if line.amount < 0 or line.reference in self.references:
            return set()
        return self.payers.get(line.counterparty_iban, set())

    def forget(self, parties: Iterable[int]) -> None:
        """Read anew what these owe."""
        for party in parties:
            self.owed.pop(party, None)

    def find_undone(self, line: LineRead) -> BankTransaction | None:
        return find_earlier(line, self.orders.get(line.end_to_end_id))

    def match_return(self, line: LineRead) -> Match:
        """The movement that the bank takes back: the same sum the other way, with our order, mandate or reference."""
        order = self.orders.get(line.end_to_end_id)
        earlier = self.find_undone(line)
        if earlier is not None:
            return Match(Rule.UNDOES, party=earlier.party, undoes=earlier, order=order)
        if order is not None and line.amount == -signed(order):
            return Match(Rule.ORDER, party=order.party, order=order)
        return NOBODY


def find_earlier(line: LineRead, order: PaymentOrder | None) -> BankTransaction | None:
    """Reads the database at each return: they are few, and what they undo may stand in the same file.

    An order of ours that is named is that one and no other of the same mandate or reference; else the payer's account,
    where the bank tells it both times, must be the same: many payers write the same words.
    """
    same = BankTransaction.objects.filter(amount=-line.amount, undone_by__isnull=True).select_related("party")
    same = same.exclude(state="bounced").order_by("-booked_on", "-id")
    keys = (
        ("end_to_end_id", line.end_to_end_id),
        ("mandate_reference", line.mandate_reference),
        ("reference", line.reference),
    )
    if order is None and line.counterparty_iban:
        same = same.filter(counterparty_iban__in=["", line.counterparty_iban])
    for name, value in keys[:1] if order else keys:
        found = same.filter(**{name: value}).first() if value else None
        if found is not None:
            return found
    return None


def find_in_text(text: str) -> list[str]:
    """Structured references with right check digits in free text, as twelve digits, each once."""
    found = ("".join(groups) for groups in IN_TEXT.findall(text))
    return list(dict.fromkeys(one for one in found if is_reference(one)))


def find_payers(ibans: Iterable[str], on: date) -> dict[str, set[int]]:
    """The parties of accounts: those they gave us, else those whom a person or a reference found behind them."""
    found: dict[str, set[int]] = defaultdict(set)
    wanted = list(ibans)
    given = BankAccount.objects.filter(iban__in=wanted, started_on__lte=on).exclude(ended_on__lt=on)
    for iban, party, merged in given.values_list("iban", "party_id", "party__merged_into_id"):
        found[iban].add(merged or party)
    missing = [one for one in wanted if one not in found]
    earlier = BankTransaction.objects.filter(
        counterparty_iban__in=missing, party__isnull=False, state="matched", amount__gt=0
    )
    rows = earlier.values_list("counterparty_iban", "party_id", "party__merged_into_id").distinct()
    for iban, seen, merged in rows:
        found[iban].add(merged or seen)
    return dict(found)


def signed(order: PaymentOrder) -> Decimal:
    """What the account's movement of an order will be."""
    amount: Decimal = order.amount
    return amount if order.batch.kind == BatchKind.COLLECTION else -amount


def find_orders(batch: PaymentBatch, name: str, amount: Decimal) -> tuple[PaymentOrder, ...]:
    """The orders that the bank has booked as one sum: those not seen alone, of the batch or of a part of its file."""
    links = ("batch", "party", "refund", "receivable")
    waiting = list(batch.orders.filter(state=OrderState.WAITING).select_related(*links))
    if waiting and sum(map(signed, waiting)) == amount:
        return tuple(waiting)
    within = set(list_part(bytes(batch.file), name)) if batch.file else set()
    part = [one for one in waiting if one.end_to_end_id in within]
    return tuple(part) if part and sum(map(signed, part)) == amount else ()
