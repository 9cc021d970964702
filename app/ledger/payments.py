"""Payments: received, imputed by D09, identified when their payer was unknown, taken back when they bounce.

Every payment goes through the party's credit: credited on the bank's value date, then spread over what is owed.
What is left stays with the party as credit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import chart, plans, surcharges
from app.ledger.credits import Share, repeat, spread, standing_shares, unpay
from app.ledger.entries import Act, Line, check_amount, hold, lock_account, post, require_reason, reverse
from app.ledger.errors import KeyAlreadyUsed, PaymentNotThere, PaymentUnknown, ReferenceUnknown
from app.ledger.limitations import interrupt_by_payment
from app.ledger.models import Entry, PartyAccount, Payment, Receivable, StructuredReference, Surcharge
from app.ledger.queries import in_order
from app.ledger.receivables import Claim, book_many
from app.ledger.references import find_reference
from app.ledger.refunds import list_pending, withdraw_refund
from app.ledger.states import Component, EntryKind, PaymentState, ReceivableKind, ReferenceKind
from app.ledger.tidings import tell_booked
from app.people.models import Party
from app.registers.rulebook import Decided, decide


@dataclass(frozen=True)
class Course:
    """Where D09 sends a payment: the receivables in order, how each is filled, and the rules that said so."""

    party: Party | None
    receivables: Sequence[Receivable]
    order: Sequence[Component]
    rules: tuple[str, ...]


@transaction.atomic
def receive_payment(
    *,
    amount: Decimal,
    value_on: date,
    booked_on: date,
    key: str,
    reference: str = "",
    party: Party | None = None,
    text: str = "",
    by: str = "bank",
) -> Payment:
    """Book a credit of the bank account and impute it (D09); the same payment for the same key.

    `reference` is what the payer wrote; one the fund never gave counts as none. `party` is who pays, when the
    account or mandate tells. `value_on` decides about surcharges. Raises AmountRefused, KeyAlreadyUsed.
    """
    check_amount(amount)
    known = find_reference_or_none(reference)
    debtor = known.party if known else party
    if debtor is not None:
        lock_account(debtor.pk)
    payment, is_new = Payment.objects.get_or_create(
        key=key,
        defaults={
            "party": debtor,
            "amount": amount,
            "value_on": value_on,
            "booked_on": booked_on,
            "reference": known.number if known else "",
            "text": text or reference,
            "state": PaymentState.IMPUTED if debtor else PaymentState.SUSPENSE,
        },
    )
    if not is_new:
        return check_same_payment(payment, amount, value_on)
    act = Act(key=f"payment:{key}", booked_on=booked_on, by=by)
    held = Line(chart.SUSPENSE, -amount) if debtor is None else hold(debtor.pk, amount)
    lines = [Line(chart.BANK, amount), held]
    post(act, EntryKind.PAYMENT, lines, value_on=value_on, text=payment.text, payment=payment)
    impute(payment, choose_course(debtor, known), act)
    return payment


def check_same_payment(payment: Payment, amount: Decimal, value_on: date) -> Payment:
    if (payment.amount, payment.value_on) != (amount, value_on):
        raise KeyAlreadyUsed(key=payment.key)
    return payment


def find_reference_or_none(text: str) -> StructuredReference | None:
    try:
        return find_reference(text) if text else None
    except ReferenceUnknown:
        return None


def choose_course(party: Party | None, reference: StructuredReference | None) -> Course:
    """Ask D09. A notice's or plan's debts come first; what is left of the payment goes to overdue debts."""
    plan = plans.find_by_reference(reference)
    kind = "none" if reference is None else ("plan" if reference.kind == ReferenceKind.PLAN else "notice")
    active = None if plan is None else plan.state == "active"
    decided = ask_imputation(kind, plan_active=active, party_known=party is not None)
    order = [Component(one) for one in decided.outputs["order"]]
    named: Iterable[Receivable] = []
    if decided.outputs["target"] == "plan" and plan is not None:
        named = in_order(Receivable.objects.filter(plan_debts__plan=plan))
    elif decided.outputs["target"] == "notice":
        named = in_order(Receivable.objects.filter(reference_targets__reference=reference))
    return Course(party, list(named), order, decided.rules)


def ask_imputation(reference: str, *, plan_active: bool | None, party_known: bool) -> Decided:
    """The rule table D09. `reference` is "none", "notice" or "plan"."""
    inputs = {"reference": reference, "plan_active": plan_active, "party_known": party_known}
    return decide("payment_imputation", inputs)


def impute(payment: Payment, course: Course, act: Act) -> list[Share]:
    """Spread a payment of the party's credit; its surcharges are seen again from the payment's value date."""
    payment.rules = list(course.rules)
    payment.save(update_fields=["rules"])
    if course.party is None:
        return []
    later = [(entry, unpay(entry, act)) for entry in list_later(course.party.pk, payment)]
    receivables = [*course.receivables, *list_others(course, payment)]
    shares = spread(
        receivables,
        payment.amount,
        act,
        EntryKind.IMPUTATION,
        order=course.order,
        value_on=payment.value_on,
        payment=payment,
    )
    for entry, receivable in reversed(later):
        shares += repeat(entry, receivable, act, order=course.order)
    for share in shares:
        share.receivable.refresh_from_db()
        surcharges.correct(share.receivable, act)
        interrupt_by_payment(share, on=share.entry.value_on, by=act.by)
        tell_booked(share.entry.payment or payment, share.receivable)
    plans.count_payments([share.receivable for share in shares], act)
    return shares


def list_later(party_id: int, payment: Payment) -> list[Entry]:
    """What paid, after this payment's day, debts that bore surcharges since: the earlier payment goes first."""
    bearing = Surcharge.objects.filter(
        receivable__party=party_id, withdrawn__isnull=True, accrued_on__gte=payment.value_on
    )
    return list(
        standing_shares()
        .filter(postings__receivable__in=bearing.values("receivable"), value_on__gt=payment.value_on)
        .distinct()
        .order_by("-value_on", "-id")
    )


def list_others(course: Course, payment: Payment) -> list[Receivable]:
    """Debts that were not named: all of them without a reference, else those overdue on the payment's day."""
    named = {one.pk for one in course.receivables}
    owed = in_order(Receivable.objects.filter(party=course.party, state="open").exclude(pk__in=named))
    if named:
        owed = owed.filter(due_on__lt=payment.value_on)
    return list(owed)


@transaction.atomic
def identify_payment(
    payment: Payment,
    *,
    party: Party,
    on: date,
    key: str,
    by: str,
    reason: str = "",
    receivables: Sequence[Receivable] = (),
) -> Payment:
    """Give a payment in suspense to its party, and impute it to the receivables chosen or by D09.

    It counts from the day the bank credited it: surcharges since then are taken back. Raises PaymentNotThere.
    """
    lock_account(party.pk)
    held = lock_payment(payment)
    if Entry.objects.filter(idempotency_key=key).exists():
        return held
    require_state(held, PaymentState.SUSPENSE)
    act = Act(key=key, booked_on=on, by=by, reason=reason)
    lines = [Line(chart.SUSPENSE, held.amount), hold(party.pk, held.amount)]
    post(act, EntryKind.IDENTIFICATION, lines, value_on=held.value_on, text=held.text, payment=held)
    held.party, held.state = party, PaymentState.IMPUTED
    held.save(update_fields=["party", "state"])
    course = choose_course(party, None)
    impute(held, Course(party, list(receivables), course.order, course.rules), act)
    return held


@transaction.atomic
def return_payment(payment: Payment, *, on: date, key: str, by: str, reason: str) -> Payment:
    """Send a payment in suspense back to its payer: the bank account gives it up again."""
    held = lock_payment(payment)
    if Entry.objects.filter(idempotency_key=key).exists():
        return held
    require_state(held, PaymentState.SUSPENSE)
    act = Act(key=key, booked_on=on, by=by, reason=require_reason(reason))
    lines = [Line(chart.SUSPENSE, held.amount), Line(chart.BANK, -held.amount)]
    post(act, EntryKind.REFUND, lines, text=held.text, payment=held)
    held.state = PaymentState.RETURNED
    held.save(update_fields=["state"])
    return held


@transaction.atomic
def bounce_payment(payment: Payment, *, on: date, key: str, by: str = "bank", reason: str = "") -> Payment:
    """The bank took a payment back: what it paid is owed again, from the day it had been paid.

    Money of it that was set off elsewhere is called back too, and a refund that has not gone to the bank is withdrawn;
    what was already refunded becomes a debt.
    Raises PaymentNotThere unless it was imputed or in suspense.
    """
    held = lock_with_account(payment)
    act = Act(key=key, booked_on=on, by=by, reason=reason or "bounced")
    if Entry.objects.filter(idempotency_key__startswith=act.part("reverse:")).exists():
        return held
    require_state(held, PaymentState.IMPUTED, PaymentState.SUSPENSE)
    take_out(held, PaymentState.BOUNCED, act)
    return held


def take_out(payment: Payment, state: PaymentState, act: Act) -> None:
    """Take a locked payment out of the books: what it paid is owed again, with the surcharges it had kept away."""
    freed = take_back(payment, act) if payment.party_id else Freed()
    for entry in list_receipts(payment):
        reverse(entry, act)
    payment.state = state
    payment.save(update_fields=["state"])
    if payment.party_id:
        pay_again(payment.party_id, freed, act)
    for receivable in freed.reopened:
        surcharges.restore(receivable, act)
    plans.count_payments(freed.reopened, act)


@dataclass(frozen=True)
class Freed:
    """Debts that are owed again, and which entries of other money had paid some of them."""

    reopened: list[Receivable] = field(default_factory=list)
    others: list[tuple[Entry, Receivable]] = field(default_factory=list)


def list_receipts(payment: Payment) -> list[Entry]:
    """How the payment came in, the newest first."""
    kinds = [EntryKind.PAYMENT, EntryKind.IDENTIFICATION]
    standing = payment.entries.filter(kind__in=kinds, reversed_by__isnull=True)
    return list(standing.order_by("-id"))


def take_back(payment: Payment, act: Act) -> Freed:
    """Free the payment's amount in the party's credit: its own shares first, then refunds that have not gone to the
    bank, then the newest shares of other payments."""
    assert payment.party_id is not None
    party_id = payment.party_id
    freed = Freed([unpay(entry, act) for entry in list_shares(party_id, payment)])
    for refund in list_pending(party_id):
        if read_credit(party_id) >= payment.amount:
            break
        withdraw_refund(refund, act)
    for entry in list_shares(party_id, None):
        if read_credit(party_id) >= payment.amount:
            break
        freed.others.append((entry, unpay(entry, act)))
    freed.reopened.extend(receivable for _, receivable in freed.others)
    missing = payment.amount - read_credit(party_id)
    if missing > 0:
        reclaim(payment, missing, act)
    return freed


def pay_again(party_id: int, freed: Freed, act: Act) -> None:
    """What is left of the party's credit pays the reopened debts: other money from the day it had paid them."""
    for entry, receivable in freed.others:
        spread(
            [receivable],
            read_credit(party_id),
            replace(act, key=act.part(f"again:{entry.pk}")),
            EntryKind(entry.kind),
            value_on=entry.value_on,
            payment=entry.payment,
        )
    spread(freed.reopened, read_credit(party_id), replace(act, key=act.part("left")), EntryKind.OFFSET)


def list_shares(party_id: int, payment: Payment | None) -> list[Entry]:
    """Entries that paid debts from credit and still stand, the newest first; a payment's own, or all."""
    standing = standing_shares().order_by("-id")
    if payment is not None:
        return list(standing.filter(payment=payment))
    return list(standing.filter(postings__party=party_id).distinct())


def reclaim(payment: Payment, amount: Decimal, act: Act) -> Receivable:
    """What was already refunded of a payment that then bounced is owed back to the fund."""
    assert payment.party is not None
    claim = Claim(
        party=payment.party,
        kind=ReceivableKind.RECOVERY,
        year=act.booked_on.year,
        due_on=act.booked_on,
        principal=amount,
        key=act.part("reclaim"),
        booked_on=act.booked_on,
        by=act.by,
    )
    return book_many([claim], offset=False)[0]


def read_credit(party_id: int) -> Decimal:
    credit: Decimal = PartyAccount.objects.get(party_id=party_id).credit
    return credit


def lock_with_account(payment: Payment) -> Payment:
    """The payment under lock, its party's account before it; somebody may have found the party since it was read."""
    while True:
        party_id = Payment.objects.values_list("party_id", flat=True).get(pk=payment.pk)
        before = transaction.savepoint()
        if party_id is not None:
            lock_account(party_id)
        held = lock_payment(payment)
        if held.party_id == party_id:
            transaction.savepoint_commit(before)
            return held
        transaction.savepoint_rollback(
            before
        )  # gives the locks up: an account is never locked after a payment


def lock_payment(payment: Payment) -> Payment:
    return Payment.objects.select_for_update(of=("self",)).select_related("party").get(pk=payment.pk)


def require_state(payment: Payment, *states: PaymentState) -> None:
    if payment.state not in states:
        raise PaymentNotThere(payment=payment.ref, state=payment.state)


def find_payment(ref: str) -> Payment:
    """The payment named `B0000001`. Raises PaymentUnknown."""
    digits = ref.removeprefix("B")
    if not (ref.startswith("B") and digits.isascii() and digits.isdigit() and len(digits) < 18):
        raise PaymentUnknown(ref=ref)
    try:
        return Payment.objects.get(id=int(digits))
    except Payment.DoesNotExist as error:
        raise PaymentUnknown(ref=ref) from error
