"""Writing in the books. An entry is posted once under its key, whole, and never changed: it can be reversed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import chart
from app.ledger.errors import (
    AmountRefused,
    EntryAlreadyReversed,
    EntryUnbalanced,
    KeyAlreadyUsed,
    ReasonMissing,
)
from app.ledger.models import Entry, PartyAccount, Payment, Posting, Receivable
from app.ledger.states import Component, EntryKind
from workflows import clock

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """A posting to be: debit above nought, credit below."""

    account: str
    amount: Decimal
    party: int | None = None
    receivable: int | None = None
    component: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who does what, when and why. `key` makes doing it twice the same as once; each entry of it derives its own."""

    key: str
    booked_on: date
    by: str
    reason: str = ""
    case_ref: str = ""

    def part(self, name: object) -> str:
        return f"{self.key}/{name}"


@transaction.atomic
def post(
    act: Act,
    kind: EntryKind,
    lines: Sequence[Line],
    *,
    key: str = "",
    value_on: date | None = None,
    text: str = "",
    payment: Payment | None = None,
    reverses: Entry | None = None,
) -> Entry:
    """Post one entry under `key` (the act's own unless said); the one already there when it was posted before.

    Raises EntryUnbalanced; KeyAlreadyUsed when the key stands for other postings.
    """
    lines = [line for line in lines if line.amount]
    if not lines or sum((line.amount for line in lines), Decimal(0)) != 0:
        raise EntryUnbalanced(key=key or act.key)
    known = Entry.objects.filter(idempotency_key=key or act.key).first()
    if known is not None:
        return check_same(known, kind, lines)
    entry = Entry.objects.create(
        booked_on=act.booked_on,
        value_on=value_on or act.booked_on,
        kind=kind,
        text=text,
        idempotency_key=key or act.key,
        reverses=reverses,
        payment=payment,
        by=act.by,
        reason=act.reason,
        case_ref=act.case_ref,
        made_at=clock.now(),
    )
    Posting.objects.bulk_create(make_postings(entry, lines))
    return entry


def make_postings(entry: Entry, lines: Iterable[Line]) -> list[Posting]:
    return [
        Posting(
            entry=entry,
            account_id=line.account,
            party_id=line.party,
            receivable_id=line.receivable,
            component=line.component,
            amount=line.amount,
        )
        for line in lines
    ]


def check_same(entry: Entry, kind: EntryKind, lines: Sequence[Line]) -> Entry:
    there = sorted((one.account_id, one.amount, one.receivable_id or 0) for one in entry.postings.all())
    if entry.kind != kind or there != sorted((one.account, one.amount, one.receivable or 0) for one in lines):
        raise KeyAlreadyUsed(key=entry.idempotency_key)
    return entry


def reverse(entry: Entry, act: Act, *, key: str = "") -> Entry:
    """The same postings with the other sign and the same value date. Raises EntryAlreadyReversed."""
    key = key or act.part(f"reverse:{entry.id}")
    done = Entry.objects.filter(reverses=entry).first()
    if done is not None:
        if done.idempotency_key == key:
            return done
        raise EntryAlreadyReversed(entry=entry.id)
    lines = [
        Line(one.account_id, -one.amount, one.party_id, one.receivable_id, one.component)
        for one in entry.postings.all()
    ]
    return post(
        act,
        EntryKind.REVERSAL,
        lines,
        key=key,
        value_on=entry.value_on,
        text=entry.text,
        payment=entry.payment,
        reverses=entry,
    )


def owe(receivable: Receivable, component: Component, amount: Decimal) -> Line:
    """A line that adds to what is owed (or takes from it, below nought)."""
    return Line(chart.RECEIVABLE[component], amount, receivable.party_id, receivable.id, component.value)


def hold(party_id: int, amount: Decimal) -> Line:
    """A line that adds to the credit of a party (or takes from it, below nought)."""
    return Line(chart.CREDIT, -amount, party_id)


def lock_account(party_id: int) -> PartyAccount:
    """The party's account under lock until the transaction ends: acts on a party's debts come one after another."""
    return lock_accounts([party_id])[0]


def lock_accounts(party_ids: Iterable[int]) -> list[PartyAccount]:
    """The accounts of parties under lock, always in the order of their keys, so that no two acts block each other."""
    wanted = sorted(set(party_ids))
    PartyAccount.objects.bulk_create([PartyAccount(party_id=one) for one in wanted], ignore_conflicts=True)
    return list(PartyAccount.objects.select_for_update().filter(party_id__in=wanted).order_by("party_id"))


def check_amount(amount: Decimal, *, may_be_nought: bool = False) -> Decimal:
    """Raises AmountRefused for what is no sum of money."""
    if amount < 0 or (amount == 0 and not may_be_nought) or amount != amount.quantize(CENT):
        raise AmountRefused(amount=amount)
    return amount


def require_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason
