"""Payment plans: their instalments, filled by whatever reaches the plan's debts, and missed when it does not.

Surcharges keep running under a plan and new quarters stay due. The first missed instalment is reminded, the second
miss ends the plan (D23 decides about making one; this keeps it).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from app.ledger.entries import CENT, Act, check_amount, lock_account
from app.ledger.errors import (
    InstalmentUnknown,
    PlanAlreadyActive,
    PlanNotActive,
    PlanRefused,
    PlanUnknown,
)
from app.ledger.limitations import interrupt
from app.ledger.lives import InstalmentLife, PlanLife
from app.ledger.models import (
    Entry,
    Instalment,
    PaymentPlan,
    PlanDebt,
    Posting,
    Receivable,
    StructuredReference,
)
from app.ledger.references import reference_for_plan
from app.ledger.states import EntryKind, InstalmentState, InterruptionKind, PlanState, ReceivableState
from app.ledger.tidings import tell_instalment_paid, tell_plan_broken, tell_plan_kept
from workflows.calendars import load_calendar
from workflows.deadlines import Term, Unit, add_months, compute

ZERO = Decimal("0.00")
#: Working days a reminded debtor has before the same instalment counts as missed a second time.
REMINDER_DAYS = 5
PAYING = (EntryKind.IMPUTATION, EntryKind.OFFSET)


@dataclass(frozen=True)
class Due:
    """One instalment to be."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Checked:
    """What was found of an instalment: `paid`, `not_due`, `reminded` or `broken`, and what it still lacks."""

    outcome: str
    missing: Decimal
    reminder_until: date | None = None


def spread_evenly(total: Decimal, *, count: int, first_on: date, down_payment: Decimal = ZERO) -> list[Due]:
    """A down payment (if any) on `first_on` and `count` monthly instalments; the last takes the rest of the cents.

    Without a down payment the first instalment falls on `first_on`, else a month later. Raises PlanRefused.
    """
    if count < 1 or not 0 <= down_payment < total:
        raise PlanRefused(total=total, count=count, down_payment=down_payment)
    rest = total - down_payment
    each = (rest / count).quantize(CENT, ROUND_DOWN)
    if each <= 0:
        raise PlanRefused(total=total, count=count)
    start = 1 if down_payment else 0
    terms = [Due(first_on, down_payment)] if down_payment else []
    amounts = [each] * (count - 1) + [rest - each * (count - 1)]
    return terms + [Due(add_months(first_on, start + index), amount) for index, amount in enumerate(amounts)]


@transaction.atomic
def propose_plan(
    receivables: Sequence[Receivable],
    terms: Sequence[Due],
    *,
    on: date,
    key: str,
    by: str,
    case_ref: str = "",
) -> PaymentPlan:
    """A plan over all that is owed of these receivables of one party; its instalments sum to that, to the cent.

    Asking for it acknowledges the debt. Raises PlanRefused.
    """
    known = PaymentPlan.objects.filter(key=key).first()
    if known is not None:
        return known
    if len({one.party_id for one in receivables}) != 1:
        raise PlanRefused()
    lock_account(receivables[0].party_id)
    held = list(Receivable.objects.filter(pk__in=[one.pk for one in receivables]).order_by("id"))
    total = sum((one.total for one in held), ZERO)
    check_terms(held, terms, total)
    plan = PaymentPlan.objects.create(
        key=key, party_id=held[0].party_id, total=total, proposed_on=on, case_ref=case_ref, by=by
    )
    PlanDebt.objects.bulk_create(PlanDebt(plan=plan, receivable=one, amount=one.total) for one in held)
    Instalment.objects.bulk_create(
        Instalment(plan=plan, number=number, due_on=term.due_on, amount=term.amount)
        for number, term in enumerate(terms, 1)
    )
    for receivable in held:
        kind = InterruptionKind.DEBT_ACKNOWLEDGMENT
        interrupt(receivable, kind, on=on, key=f"plan:{plan.pk}:{receivable.pk}", by=by)
    return plan


def check_terms(receivables: Sequence[Receivable], terms: Sequence[Due], total: Decimal) -> None:
    for term in terms:
        check_amount(term.amount)
    days = [term.due_on for term in terms]
    if any(one.state != ReceivableState.OPEN for one in receivables) or not terms:
        raise PlanRefused()
    if sum((term.amount for term in terms), ZERO) != total or days != sorted(set(days)):
        raise PlanRefused(total=total)


@transaction.atomic
def open_plan(plan: PaymentPlan, *, on: date) -> PaymentPlan:
    """Make a proposed plan active under its own reference. Opened again it is left as it is.

    Raises PlanRefused when its debts changed since it was proposed, PlanAlreadyActive when one is in another plan.
    """
    held = lock_plan(plan)
    if held.state == PlanState.ACTIVE:
        return held
    owed = sum((debt.receivable.total for debt in held.debts.select_related("receivable")), ZERO)
    if owed != held.total:
        raise PlanRefused(total=held.total, owed=owed)
    PlanLife(held).open(on)
    held.after_entry = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    held.save(update_fields=["state", "opened_on", "after_entry"])
    activate_debts(held)
    reference_for_plan(held)
    return held


def activate_debts(plan: PaymentPlan) -> None:
    try:
        with transaction.atomic():
            plan.debts.update(is_active=True)
    except IntegrityError as error:
        raise PlanAlreadyActive(plan=plan.ref) from error


def lock_plan(plan: PaymentPlan) -> PaymentPlan:
    lock_account(plan.party_id)
    return PaymentPlan.objects.select_for_update().get(pk=plan.pk)


def find_plan(ref: str) -> PaymentPlan:
    """The plan named `PL000001`. Raises PlanUnknown."""
    digits = ref.removeprefix("PL")
    if not (ref.startswith("PL") and digits.isascii() and digits.isdigit() and len(digits) < 18):
        raise PlanUnknown(ref=ref)
    try:
        return PaymentPlan.objects.select_related("party").get(id=int(digits))
    except PaymentPlan.DoesNotExist as error:
        raise PlanUnknown(ref=ref) from error


def find_by_reference(reference: StructuredReference | None) -> PaymentPlan | None:
    return PaymentPlan.objects.filter(reference=reference).first() if reference is not None else None


def count_payments(receivables: Iterable[Receivable], act: Act) -> None:
    """Fill the instalments of the plans these receivables are in, or empty them after a bounce."""
    keys = [one.pk for one in receivables]
    plans = PaymentPlan.objects.filter(
        debts__receivable__in=keys, state__in=[PlanState.ACTIVE, PlanState.KEPT], opened_on__isnull=False
    )
    for plan in plans.distinct().order_by("id"):
        count_payments_of(lock_plan(plan), act)


def count_payments_of(plan: PaymentPlan, act: Act) -> None:
    left = min(read_paid(plan), plan.total)
    after = Entry.objects.filter(postings__party=plan.party_id).aggregate(last=Max("id"))["last"] or 0
    for instalment in plan.instalments.order_by("number"):
        part = min(left, instalment.amount)
        left -= part
        fill(plan, instalment, part, after)
    owed = Receivable.objects.filter(plan_debts__plan=plan, state=ReceivableState.OPEN).exists()
    unfilled = plan.instalments.exclude(state=InstalmentState.PAID).exists()
    if plan.state == PlanState.ACTIVE and not (unfilled and owed):
        keep_plan(plan, act.booked_on, after)
    elif plan.state == PlanState.KEPT and unfilled and owed:
        resume_plan(plan)


def fill(plan: PaymentPlan, instalment: Instalment, part: Decimal, after: int) -> None:
    life = InstalmentLife(instalment)
    was_paid = instalment.state == InstalmentState.PAID
    instalment.paid = part
    if part == instalment.amount and not was_paid:
        life.pay()
        tell_instalment_paid(plan, instalment, after=after)
    elif part < instalment.amount and was_paid:
        life.unpay()
    instalment.save(update_fields=["paid", "state"])


def keep_plan(plan: PaymentPlan, on: date, after: int) -> None:
    PlanLife(plan).keep(on)
    plan.save(update_fields=["state", "ended_on"])
    plan.debts.update(is_active=False)
    tell_plan_kept(plan, after=after)


def resume_plan(plan: PaymentPlan) -> None:
    """A bounce emptied an instalment of a kept plan; unless its debts are in a new plan by now, it goes on."""
    taken = PlanDebt.objects.filter(receivable__plan_debts__plan=plan, is_active=True).exclude(plan=plan)
    if taken.exists():
        return
    PlanLife(plan).resume()
    plan.save(update_fields=["state", "ended_on"])
    plan.debts.update(is_active=True)


def read_paid(plan: PaymentPlan) -> Decimal:
    """What payments and credit brought to the plan's debts since it was opened."""
    since = Posting.objects.filter(receivable__plan_debts__plan=plan, entry__id__gt=plan.after_entry)
    brought = since.filter(entry__kind__in=PAYING).aggregate(total=Sum("amount"))["total"] or ZERO
    undone = since.filter(
        entry__kind=EntryKind.REVERSAL,
        entry__reverses__kind__in=PAYING,
        entry__reverses__id__gt=plan.after_entry,
    ).aggregate(total=Sum("amount"))["total"]
    return -brought - (undone or ZERO)


@transaction.atomic
def check_instalment(plan: PaymentPlan, number: int, *, on: date) -> Checked:
    """Look whether an instalment was paid in time: the first miss is reminded, the second ends the plan.

    A reminded debtor has five working days; then the same instalment counts a second time. Looking twice on one
    day changes nothing. Raises InstalmentUnknown, PlanNotActive.
    """
    held = lock_plan(plan)
    instalment = held.instalments.filter(number=number).first()
    if instalment is None:
        raise InstalmentUnknown(plan=held.ref, number=number)
    missing = instalment.amount - instalment.paid
    if instalment.state == InstalmentState.PAID:
        return Checked("paid", ZERO)
    if instalment.state == InstalmentState.MISSED:
        return Checked("broken", missing)
    if held.state == PlanState.KEPT:
        return Checked("paid", ZERO)
    if held.state != PlanState.ACTIVE:
        raise PlanNotActive(plan=held.ref, state=held.state)
    if on <= instalment.due_on:
        return Checked("not_due", missing)
    return miss(held, instalment, on)


def miss(plan: PaymentPlan, instalment: Instalment, on: date) -> Checked:
    missing = instalment.amount - instalment.paid
    if instalment.state == InstalmentState.REMINDED:
        assert instalment.reminder_until is not None
        if on <= instalment.reminder_until:
            return Checked("reminded", missing, instalment.reminder_until)
    elif not plan.instalments.filter(reminded_on__isnull=False).exists():
        return remind(instalment, on, missing)
    InstalmentLife(instalment).miss()
    instalment.save(update_fields=["state"])
    break_plan(plan, on, reason="second missed instalment")
    return Checked("broken", missing)


def remind(instalment: Instalment, on: date, missing: Decimal) -> Checked:
    until = compute(on, Term(REMINDER_DAYS, Unit.WORKING_DAYS), calendar=load_calendar()).day
    InstalmentLife(instalment).remind(on, until)
    instalment.save(update_fields=["state", "reminded_on", "reminder_until"])
    return Checked("reminded", missing, until)


def break_plan(plan: PaymentPlan, on: date, reason: str) -> None:
    PlanLife(plan).break_(on, reason)
    end(plan)


@transaction.atomic
def void_plan(plan: PaymentPlan, *, on: date, reason: str) -> PaymentPlan:
    """Give a plan up; one that a second miss already ended stays broken. Its debts go their own way again."""
    held = lock_plan(plan)
    if held.state in (PlanState.VOID, PlanState.BROKEN):
        return held
    if held.state not in (PlanState.PROPOSED, PlanState.ACTIVE):
        raise PlanNotActive(plan=held.ref, state=held.state)
    PlanLife(held).void(on, reason)
    end(held)
    return held


def end(plan: PaymentPlan) -> None:
    plan.save(update_fields=["state", "ended_on", "end_reason"])
    plan.debts.update(is_active=False)
    for instalment in plan.instalments.filter(state__in=[InstalmentState.DUE, InstalmentState.REMINDED]):
        InstalmentLife(instalment).void()
        instalment.save(update_fields=["state"])
    tell_plan_broken(plan)


def find_late(plan: PaymentPlan, on: date) -> list[Instalment]:
    """Instalments not filled although their day has passed."""
    late = plan.instalments.filter(due_on__lt=on).exclude(state=InstalmentState.PAID)
    return list(late.order_by("number"))


def find_next(plan: PaymentPlan, on: date) -> Instalment | None:
    """The next instalment to pay that is not late."""
    return plan.instalments.filter(due_on__gte=on, state=InstalmentState.DUE).order_by("number").first()


def active_plan(receivable: Receivable) -> PaymentPlan | None:
    """The active plan a receivable is in."""
    return PaymentPlan.objects.filter(debts__receivable=receivable, debts__is_active=True).first()
