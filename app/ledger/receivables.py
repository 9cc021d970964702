"""What parties owe: booked, added to, stopped. Each act is one transaction under a key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.ledger import chart
from app.ledger.entries import Act, Line, check_amount, lock_account, lock_accounts, owe, post
from app.ledger.errors import KeyAlreadyUsed, ReceivableUnknown
from app.ledger.lives import ReceivableLife
from app.ledger.models import Entry, Posting, Receivable
from app.ledger.states import Component, EntryKind, ReceivableState
from app.people.models import Party
from app.registers.copying import copy_columns, copy_rows, take_ids
from workflows import clock

ZERO = Decimal("0.00")
POSTING = ("entry_id", "account_id", "party_id", "receivable_id", "component", "amount")
Row = tuple[int, str, int | None, int | None, str | None, Decimal]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A receivable to book. `trace` is `Trace.to_json()`; `first_claimed_on` (else the due day) decides the year
    of the 7 % surcharge; `key` names it for ever."""

    party: Party
    kind: str
    year: int
    due_on: date
    principal: Decimal
    key: str
    booked_on: date
    quarter: int | None = None
    fee: Decimal = ZERO
    cost: Decimal = ZERO
    trace: Mapping[str, Any] | None = None
    legal_basis: str = ""
    first_claimed_on: date | None = None
    started_year: int | None = None
    case_ref: str = ""
    by: str = "system"

    @property
    def components(self) -> dict[Component, Decimal]:
        return {Component.PRINCIPAL: self.principal, Component.FEE: self.fee, Component.COST: self.cost}


def book_receivable(*, by: str = "system", **claim: Any) -> Receivable:
    """Book one claim (fields of `Claim`) and set the party's credit off against it; the same one for the same key.

    Raises AmountRefused, and KeyAlreadyUsed when the key stands for another claim.
    """
    return book_many([Claim(by=by, **claim)])[0]


@transaction.atomic
def book_many(claims: Sequence[Claim], *, offset: bool = True) -> list[Receivable]:
    """Book claims in one transaction, in their order; those already booked under their key are left as they are.

    Made for batches of some thousands: a handful of statements whatever their number.
    """
    from app.ledger.credits import offset_new

    for claim in claims:
        for amount in claim.components.values():
            check_amount(amount, may_be_nought=True)
    lock_accounts(
        claim.party.pk for claim in claims
    )  # a payment of the same moment is either credit here or sees them
    known = {one.key: one for one in Receivable.objects.filter(key__in=[one.key for one in claims])}
    for claim in claims:
        if claim.key in known:
            check_same_claim(known[claim.key], claim)
    new = list({one.key: one for one in claims if one.key not in known}.values())
    if new:
        known |= {one.key: one for one in insert(new)}
        if offset:
            offset_new([known[one.key] for one in new])
    return [known[one.key] for one in claims]


def insert(claims: Sequence[Claim]) -> list[Receivable]:
    now = clock.now()
    keys = take_ids(Receivable, len(claims))
    made = [make_receivable(claim, key) for claim, key in zip(claims, keys, strict=True)]
    owed = [(claim, one) for claim, one in zip(claims, made, strict=True) if any(claim.components.values())]
    entry_keys = take_ids(Entry, len(owed))
    entries = [make_entry(claim, one, key, now) for (claim, one), key in zip(owed, entry_keys, strict=True)]
    postings = [
        posting
        for (claim, receivable), entry in zip(owed, entries, strict=True)
        for posting in make_booking(claim, receivable, entry)
    ]
    copy_rows(Receivable, made)
    copy_rows(Entry, entries)
    copy_columns(Posting, POSTING, postings)
    for claim, receivable in zip(claims, made, strict=True):
        receivable.principal, receivable.fee, receivable.cost = claim.principal, claim.fee, claim.cost
    for receivable in made:
        if not receivable.total:
            refresh_state(receivable, by="system", reason="nothing to pay", read=False)
    return made


def make_entry(claim: Claim, receivable: Receivable, key: int, now: datetime) -> Entry:
    return Entry(
        id=key,
        booked_on=claim.booked_on,
        value_on=claim.booked_on,
        kind=EntryKind.BOOKING.value,
        text=f"{receivable.ref} {receivable.period}",
        idempotency_key=f"book:{claim.key}",
        by=claim.by,
        case_ref=claim.case_ref,
        made_at=now,
    )


def make_receivable(claim: Claim, key: int) -> Receivable:
    receivable = Receivable(
        id=key,
        state=ReceivableState.OPEN.value,
        party_id=claim.party.pk,
        kind=str(claim.kind),
        year=claim.year,
        quarter=claim.quarter,
        due_on=claim.due_on,
        legal_basis=claim.legal_basis,
        trace=claim.trace,
        legal_first_claimed_on=claim.first_claimed_on or claim.due_on,
        started_year=claim.started_year,
        case_ref=claim.case_ref,
        booked_on=claim.booked_on,
        key=claim.key,
    )
    receivable.party = claim.party
    receivable._state.adding = False
    receivable._state.db = "default"
    return receivable


def make_booking(claim: Claim, receivable: Receivable, entry: Entry) -> Iterator[Row]:
    """Both sides of each component, as rows of POSTING."""
    for component, amount in claim.components.items():
        if amount:
            account = chart.RECEIVABLE[component]
            yield entry.pk, account, receivable.party_id, receivable.pk, component.value, amount
            revenue = chart.find_revenue(component, claim.kind)
            party = receivable.party_id if revenue == chart.CREDIT else None
            yield entry.pk, revenue, party, None, None, -amount


def check_same_claim(receivable: Receivable, claim: Claim) -> None:
    """The same key may come again with the same claim only."""
    booked = Posting.objects.filter(
        entry__idempotency_key=f"book:{claim.key}", receivable=receivable
    ).values_list("component", "amount")
    there = dict(booked)
    wanted = {component.value: amount for component, amount in claim.components.items() if amount}
    same = (receivable.party_id, receivable.kind, receivable.year, receivable.quarter, there)
    if same != (claim.party.pk, claim.kind, claim.year, claim.quarter, wanted):
        raise KeyAlreadyUsed(key=claim.key)


def find_receivable(ref: str) -> Receivable:
    """The receivable named `R0000001`. Raises ReceivableUnknown."""
    digits = ref.removeprefix("R")
    if not (digits.isascii() and digits.isdigit() and ref.startswith("R") and len(digits) < 18):
        raise ReceivableUnknown(ref=ref)
    try:
        return Receivable.objects.select_related("party").get(id=int(digits))
    except Receivable.DoesNotExist as error:
        raise ReceivableUnknown(ref=ref) from error


def lock(receivable: Receivable) -> Receivable:
    """The receivable as it now is, its party's account under lock."""
    lock_account(receivable.party_id)
    return Receivable.objects.select_for_update().get(id=receivable.id)


@transaction.atomic
def add_component(
    receivable: Receivable,
    component: Component,
    amount: Decimal,
    *,
    key: str,
    on: date,
    by: str,
    reason: str = "",
) -> Receivable:
    """Claim costs or interest on a receivable, opening it again if it was settled; the party's credit pays them."""
    from app.ledger.credits import set_off

    check_amount(amount)
    held = lock(receivable)
    is_new = not Entry.objects.filter(idempotency_key=key).exists()
    act = Act(key=key, booked_on=on, by=by, reason=reason, case_ref=held.case_ref)
    revenue = Line(chart.find_revenue(component, held.kind), -amount)
    post(act, EntryKind.COST, [owe(held, component, amount), revenue], text=f"{held.ref} {held.period}")
    refresh_state(held, by=by, reason=reason or component.value)
    if is_new:
        set_off([held], act)
    return held


def refresh_state(receivable: Receivable, *, by: str, reason: str, read: bool = True) -> Receivable:
    """Settle what is paid, open again what is owed once more; the message to its process goes with it."""
    from app.ledger.tidings import tell_settled

    if read:
        receivable.refresh_from_db()
    life = ReceivableLife(receivable, by=by, reason=reason)
    if receivable.total == 0 and receivable.state == ReceivableState.OPEN:
        life.settle()
        tell_settled(receivable)
    elif receivable.total > 0 and receivable.state != ReceivableState.OPEN:
        life.reopen()
    return receivable


@transaction.atomic
def stop_surcharges(receivable: Receivable, *, on: date) -> Receivable:
    """Summons or service of the enforcement order: the last 3 % is that of the quarter before (art. 44 RGS)."""
    held = lock(receivable)
    if held.surcharges_stop_on is None or on < held.surcharges_stop_on:
        held.surcharges_stop_on = on
        held.save(update_fields=["surcharges_stop_on"])
    return held
