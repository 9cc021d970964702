"""A party's credit: what it paid too much. It pays what is owed when that is booked, or before it is refunded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from app.ledger.entries import Act, Line, hold, lock_account, owe, post, reverse
from app.ledger.models import Entry, PartyAccount, Payment, Posting, Receivable
from app.ledger.queries import in_order
from app.ledger.receivables import refresh_state
from app.ledger.states import Component, EntryKind
from app.people.models import Party

#: The fund's order within a receivable (D09).
ORDER = (Component.PRINCIPAL, Component.FEE, Component.SURCHARGE, Component.INTEREST, Component.COST)


@dataclass(frozen=True)
class Share:
    """What of a payment or credit reached a receivable."""

    receivable: Receivable
    amount: Decimal
    entry: Entry


def offset_new(receivables: Sequence[Receivable]) -> None:
    """Set the credit of their parties off against receivables just booked."""
    parties = {one.party_id for one in receivables}
    rich = PartyAccount.objects.filter(credit__gt=0, party__in=parties).values_list("party_id", flat=True)
    holders = set(rich)
    for receivable in receivables:
        if receivable.party_id in holders:
            account = lock_account(receivable.party_id)
            act = Act(key=f"offset:{receivable.key}", booked_on=receivable.booked_on, by="system")
            spread([receivable], account.credit, act, EntryKind.OFFSET)


@transaction.atomic
def offset_credit(party: Party, *, on: date, key: str, by: str = "system") -> list[Share]:
    """Pay a party's open debts, the oldest first, from its credit."""
    account = lock_account(party.pk)
    act = Act(key=key, booked_on=on, by=by)
    if Entry.objects.filter(idempotency_key__startswith=f"{key}/pay:").exists():
        return []
    return set_off(in_order(Receivable.objects.filter(party=party, state="open")), act, account.credit)


def set_off(receivables: Iterable[Receivable], act: Act, credit: Decimal | None = None) -> list[Share]:
    """Pay debts of one party, whose account is locked, from its credit; the plans they are in count it."""
    from app.ledger.plans import count_payments

    owed = list(receivables)
    if credit is None:
        credit = lock_account(owed[0].party_id).credit
    shares = spread(owed, credit, act, EntryKind.OFFSET)
    count_payments([share.receivable for share in shares], act)
    return shares


def spread(
    receivables: Iterable[Receivable],
    amount: Decimal,
    act: Act,
    kind: EntryKind,
    *,
    order: Sequence[Component] = ORDER,
    value_on: date | None = None,
    payment: Payment | None = None,
) -> list[Share]:
    """Pay receivables in the order given from the party's credit, up to `amount`; the party's account is locked.

    A payment that was credited before the claim existed counts from the day of the claim.
    """
    shares: list[Share] = []
    for receivable in receivables:
        receivable.refresh_from_db()
        part = min(amount, receivable.total)
        if part <= 0:
            continue
        entry = post(
            act,
            kind,
            [*fill(receivable, part, order), hold(receivable.party_id, -part)],
            key=act.part(f"pay:{receivable.id}"),
            value_on=max(value_on or act.booked_on, receivable.booked_on),
            text=f"{receivable.ref} {receivable.period}",
            payment=payment,
        )
        amount -= part
        refresh_state(receivable, by=act.by, reason="paid")
        shares.append(Share(receivable, part, entry))
    return shares


def fill(receivable: Receivable, amount: Decimal, order: Sequence[Component]) -> list[Line]:
    lines: list[Line] = []
    owed = receivable.amounts
    for component in order:
        part = min(amount, owed[component])
        if part > 0:
            lines.append(owe(receivable, component, -part))
            amount -= part
    return lines


def release(
    receivable: Receivable, component: Component, amount: Decimal, act: Act, *, value_on: date
) -> None:
    """Give back to the party's credit what was paid on a component that is no longer owed."""
    lines = [owe(receivable, component, amount), hold(receivable.party_id, amount)]
    key = act.part(f"release:{receivable.id}:{component.value}")
    post(act, EntryKind.RELEASE, lines, key=key, value_on=value_on, text=receivable.ref)
    receivable.refresh_from_db()


def unpay(entry: Entry, act: Act) -> Receivable:
    """Reverse an imputation or a set-off; the receivable it had paid, open again."""
    reverse(entry, act)
    posting = (
        Posting.objects.filter(entry=entry, receivable__isnull=False).select_related("receivable").first()
    )
    assert posting is not None
    assert posting.receivable is not None
    return refresh_state(posting.receivable, by=act.by, reason=act.reason or "payment taken back")


def standing_shares() -> QuerySet[Entry]:
    """Entries that paid debts from credit and were not taken back."""
    kinds = [EntryKind.IMPUTATION, EntryKind.OFFSET]
    return Entry.objects.filter(kind__in=kinds, reversed_by__isnull=True)


def repeat(
    entry: Entry, receivable: Receivable, act: Act, *, order: Sequence[Component] = ORDER
) -> list[Share]:
    """Spread an entry that was taken back once more, from its own value date: its debt first, then overdue ones."""
    freed = -sum((one.amount for one in entry.postings.filter(receivable=receivable)), Decimal(0))
    owed = in_order(Receivable.objects.filter(party=receivable.party_id, state="open"))
    return spread(
        [receivable, *owed.exclude(pk=receivable.pk).filter(due_on__lt=act.booked_on)],
        freed,
        replace(act, key=act.part(f"again:{entry.pk}")),
        EntryKind(entry.kind),
        order=order,
        value_on=entry.value_on,
        payment=entry.payment,
    )
