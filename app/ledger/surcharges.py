"""Surcharges in the books: accrued when due, taken back when a payment found late shows they were not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Sum

from app.ledger import chart
from app.ledger.credits import release, spread
from app.ledger.entries import Act, Line, check_amount, owe, post, require_reason, reverse
from app.ledger.errors import BalanceTooSmall
from app.ledger.lives import ReceivableLife
from app.ledger.models import Entry, Posting, Receivable, Surcharge
from app.ledger.queries import in_order
from app.ledger.receivables import lock, refresh_state
from app.ledger.states import Component, EntryKind, ReceivableKind, ReceivableState
from app.ledger.surcharge_schedule import Claim, Step, list_steps
from app.ledger.tidings import tell_settled

ZERO = Decimal("0.00")
#: Kinds of receivables on which the law puts surcharges.
BEARING = (ReceivableKind.CONTRIBUTION, ReceivableKind.REGULARISATION, ReceivableKind.COMPANY_CONTRIBUTION)
#: States in which surcharges still follow the payments.
FOLLOWED = (ReceivableState.OPEN, ReceivableState.SETTLED)


@dataclass(frozen=True)
class Accrued:
    """What accruing changed: surcharges booked and taken back, and the receivable as it now is."""

    receivable: Receivable
    booked: tuple[Surcharge, ...]
    withdrawn: tuple[Surcharge, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.booked), ZERO) - sum(
            (one.amount for one in self.withdrawn), ZERO
        )


@transaction.atomic
def accrue(receivable: Receivable, on: date, *, by: str = "system") -> Accrued:
    """Book every surcharge due up to `on` that is not booked yet, and take back what was not due after all.

    Doing it again on the same facts changes nothing: a surcharge is unique by receivable, kind and day.
    """
    held = lock(receivable)
    act = Act(
        key=f"surcharges:{held.pk}:{on}:{count_changes(held)}", booked_on=on, by=by, case_ref=held.case_ref
    )
    return reconcile(held, on, act)


def count_changes(receivable: Receivable) -> int:
    """Grows with every entry of the receivable, so that each accrual has a key of its own."""
    last = Posting.objects.filter(receivable=receivable).aggregate(last=Max("entry_id"))["last"]
    return last or 0


def correct(receivable: Receivable, act: Act) -> Accrued:
    """After a payment: take back surcharges its value date shows were not due; nothing new falls due by it."""
    last = live(receivable).aggregate(last=Max("accrued_on"))["last"]
    if last is None:
        return Accrued(receivable, (), ())
    return reconcile(receivable, last, replace(act, key=act.part(f"correct:{receivable.pk}")))


def restore(receivable: Receivable, act: Act) -> Accrued:
    """After money was taken back: its surcharges are due again up to the last day of which one was ever booked."""
    receivable.refresh_from_db()
    last = Surcharge.objects.filter(receivable=receivable).aggregate(last=Max("accrued_on"))["last"]
    if last is None:
        return Accrued(receivable, (), ())
    return reconcile(receivable, last, replace(act, key=act.part(f"correct:{receivable.pk}")))


def reconcile(receivable: Receivable, until: date, act: Act) -> Accrued:
    """Make the booked surcharges those due up to `until`; money set free pays what is left."""
    if receivable.kind not in BEARING or receivable.state not in FOLLOWED:
        return Accrued(receivable, (), ())
    due = {(step.kind.value, step.on): step for step in list_steps(describe(receivable), until)}
    booked = {(one.kind, one.accrued_on): one for one in live(receivable).filter(accrued_on__lte=until)}
    wrong = [one for key, one in booked.items() if key not in due or due[key].amount != one.amount]
    freed = sum((withdraw(one, receivable, act) for one in wrong), ZERO)
    standing = {(one.kind, one.accrued_on) for one in booked.values() if one not in wrong}
    new = [book(step, receivable, act) for key, step in due.items() if key not in standing]
    refresh_state(receivable, by=act.by, reason="surcharges")
    if freed > 0:
        use_freed(receivable, freed, act)
    return Accrued(receivable, tuple(new), tuple(wrong))


def describe(receivable: Receivable) -> Claim:
    """The debt as its postings tell it: principal claimed, and what brought it down, by value date."""
    return describe_many([receivable])[receivable.pk]


def describe_many(receivables: Sequence[Receivable]) -> dict[int, Claim]:
    """Many debts by the id of their receivable, in one query."""
    claims = Q(entry__kind__in=[EntryKind.BOOKING, EntryKind.ADJUSTMENT])
    rows = (
        Posting.objects.filter(receivable__in=[one.pk for one in receivables], component=Component.PRINCIPAL)
        .values_list("receivable", "entry__value_on")
        .annotate(claimed=Sum("amount", filter=claims), moved=Sum("amount", filter=~claims))
        .order_by("entry__value_on")
    )
    claimed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    payments: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for key, on, claim, moved in rows:
        claimed[key] += claim or ZERO
        if moved is not None:
            payments[key].append((on, -moved))
    return {one.pk: describe_by(one, claimed[one.pk], payments[one.pk]) for one in receivables}


def describe_by(receivable: Receivable, claimed: Decimal, payments: Sequence[tuple[date, Decimal]]) -> Claim:
    return Claim(
        claimed=claimed,
        payments=tuple(payments),
        due_on=receivable.due_on,
        first_claimed_on=receivable.legal_first_claimed_on,
        stops_on=receivable.surcharges_stop_on,
        is_company=receivable.kind == ReceivableKind.COMPANY_CONTRIBUTION,
    )


def is_in_step(claim: Claim, booked: Sequence[Surcharge]) -> bool:
    due = {(step.kind.value, step.on): step.amount for step in list_steps(claim, last_of(booked))}
    return due == {(one.kind, one.accrued_on): one.amount for one in booked}


def last_of(booked: Sequence[Surcharge]) -> date:
    return max(one.accrued_on for one in booked)


def live(receivable: Receivable) -> QuerySet[Surcharge]:
    return Surcharge.objects.filter(receivable=receivable, withdrawn__isnull=True)


def book(step: Step, receivable: Receivable, act: Act) -> Surcharge:
    entry = post(
        act,
        EntryKind.SURCHARGE,
        [
            owe(receivable, Component.SURCHARGE, step.amount),
            Line(chart.find_revenue(Component.SURCHARGE, receivable.kind), -step.amount),
        ],
        key=act.part(f"{step.kind.value}:{step.on}"),
        value_on=step.on,
        text=f"{receivable.ref} {receivable.period}",
    )
    surcharge = make_surcharge(receivable, step, entry)
    surcharge.save(force_insert=True)
    return surcharge


def make_surcharge(receivable: Receivable, step: Step, entry: Entry) -> Surcharge:
    return Surcharge(
        receivable=receivable,
        kind=step.kind,
        accrued_on=step.on,
        base=step.base,
        rate=step.rate,
        amount=step.amount,
        trace=step.trace,
        entry=entry,
    )


def withdraw(surcharge: Surcharge, receivable: Receivable, act: Act) -> Decimal:
    """Take a surcharge back. What had been waived of it is owed for a moment; what had been paid becomes credit.

    Returns what became credit.
    """
    own = replace(act, key=act.part(f"withdraw:{surcharge.pk}"))
    receivable.refresh_from_db()
    lacking: Decimal = max(surcharge.amount - receivable.surcharge, ZERO)
    waived = min(lacking, read_waived(receivable))
    if waived > 0:
        lines = [owe(receivable, Component.SURCHARGE, waived), Line(chart.WAIVED, -waived)]
        post(own, EntryKind.WAIVER, lines, key=own.part("unwaive"), value_on=surcharge.accrued_on)
        lacking -= waived
    if lacking > 0:
        release(receivable, Component.SURCHARGE, lacking, own, value_on=surcharge.accrued_on)
    surcharge.withdrawn = reverse(surcharge.entry, own)
    surcharge.save(update_fields=["withdrawn"])
    return lacking


def read_waived(receivable: Receivable) -> Decimal:
    """What stands waived of a receivable's surcharges."""
    rows = Posting.objects.filter(
        receivable=receivable, component=Component.SURCHARGE, entry__kind=EntryKind.WAIVER
    )
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return -(total or ZERO)


def use_freed(receivable: Receivable, freed: Decimal, act: Act) -> None:
    own = replace(act, key=act.part("freed"))
    others = in_order(Receivable.objects.filter(party=receivable.party_id, state="open"))
    spread([receivable, *others.exclude(pk=receivable.pk)], freed, own, EntryKind.OFFSET)


@transaction.atomic
def waive_surcharges(
    receivable: Receivable, *, on: date, key: str, by: str, reason: str, amount: Decimal | None = None
) -> Receivable:
    """Remit surcharges still unpaid, all of them unless `amount` says how much. Raises BalanceTooSmall, ReasonMissing.

    Whether they may be remitted (D25: the principal paid first) is for the process to decide.
    """
    held = lock(receivable)
    if Entry.objects.filter(idempotency_key=key).exists():
        return held
    wanted = held.surcharge if amount is None else check_amount(amount)
    if wanted > held.surcharge:
        raise BalanceTooSmall(receivable=held.ref, owed=held.surcharge, asked=wanted)
    if wanted > 0:
        act = Act(key=key, booked_on=on, by=by, reason=require_reason(reason), case_ref=held.case_ref)
        lines = [owe(held, Component.SURCHARGE, -wanted), Line(chart.WAIVED, wanted)]
        post(act, EntryKind.WAIVER, lines, text=f"{held.ref} {held.period}")
        close_waived(held, act)
    return held


def close_waived(receivable: Receivable, act: Act) -> None:
    """Waived to the end it is `waived`; otherwise something stays open."""
    receivable.refresh_from_db()
    if receivable.total == 0 and receivable.state == ReceivableState.OPEN:
        ReceivableLife(receivable, by=act.by, reason=act.reason).waive()
        tell_settled(receivable)


def coming(receivable: Receivable, on: date, *, until: date | None = None) -> list[Step]:
    """Surcharges that will fall due after `on` if nothing is paid, up to `until` (a year later)."""
    if receivable.kind not in BEARING or receivable.state != ReceivableState.OPEN:
        return []
    last = until or on + timedelta(days=366)
    return [step for step in list_steps(describe(receivable), last) if step.on > on]


def next_surcharge(receivable: Receivable, on: date) -> Step | None:
    """The next surcharge if nothing is paid."""
    return next(iter(coming(receivable, on)), None)


def list_for_accrual(on: date, *, kinds: Sequence[str] = BEARING) -> Iterable[Receivable]:
    """Open receivables past their due quarter, for whoever catches up after an outage."""
    return Receivable.objects.filter(state="open", kind__in=kinds, principal__gt=0, due_on__lte=on).iterator()
