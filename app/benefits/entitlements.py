"""What a granted claim pays: month by month on a fixed day, through the books, with interest when it is late."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.benefits.arithmetic.lateness import LateInputs, calculate_late_interest
from app.benefits.claims import need_decision
from app.benefits.errors import DecisionRefused, MonthRefused
from app.benefits.lives import EntitlementLife
from app.benefits.models import BenefitPayment, Claim, Entitlement
from app.benefits.states import DecisionOutcome, DecisionState, EndReason, EntitlementState, MonthState
from app.ledger.entries import lock_account
from app.ledger.models import Refund
from app.ledger.payouts import propose_payout
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.traces import Trace
from workflows.calendars import load_calendar
from workflows.deadlines import add_months, find_internal_target

PAY_DAY = "BENEFIT.PAY_DAY"
NOTHING = Decimal("0.00")


@transaction.atomic
def open_entitlement(claim: Claim, *, first_month: date) -> Entitlement:
    """What the told decision grants; the same one when it is open already. Raises DecisionRefused."""
    known = Entitlement.objects.filter(claim=claim).first()
    if known is not None:
        return known
    decision = need_decision(claim)
    if decision.outcome != DecisionOutcome.GRANT or decision.state != DecisionState.NOTIFIED:
        raise DecisionRefused(claim=claim.ref, state=decision.state)
    return Entitlement.objects.create(
        claim=claim,
        first_month=first_month.replace(day=1),
        months=decision.months,
        quarters=decision.quarters,
    )


def find_pay_day(month: date) -> date:
    """A month is paid in the next one, on the fund's day or the last working day before it."""
    following = add_months(month.replace(day=1), 1)
    day = following.replace(day=int(Figures(following).take(PAY_DAY)))
    return find_internal_target(day, load_calendar())


def find_due_day(entitlement: Entitlement, month: date) -> date:
    """The last day to pay a month: its pay day, for arrears the four months after the decision was told."""
    decision = need_decision(entitlement.claim)
    pay_day = find_pay_day(month)
    if decision.notified_on is None or decision.pay_by is None or pay_day > decision.notified_on:
        return pay_day
    return decision.pay_by


@transaction.atomic
def pay_month(
    entitlement: Entitlement,
    month: date,
    found: Calculation,
    *,
    on: date,
    by: str,
    declared: Mapping[str, Any] | None = None,
) -> BenefitPayment:
    """Order one month, `found["amount"]` of it; the same order when the month was ordered already.

    A month with nothing to pay is kept too, and does not use the credit. A month whose order was refused in the books
    can be ordered anew. Raises MonthRefused, also for a month paid under another right of the same kind.
    """
    held = lock(entitlement)
    month = month.replace(day=1)
    earlier = list(BenefitPayment.objects.filter(entitlement=held, month=month))
    known = next((one for one in earlier if one.state == MonthState.ORDERED), None)
    if known is not None:
        return known
    amount: Decimal = found.result["amount"]
    refuse_month(held, month, amount)
    due_on = find_due_day(held, month)
    interest = find_interest(amount, due_on, on)
    claim = held.claim
    payout = None
    if amount > 0:
        key = name_order(claim, month, len(earlier))
        last_day = max(due_on, on)
        payout = propose(
            claim, month, benefit=amount, interest=interest, on=on, key=key, by=by, pay_by=last_day
        )
        held.months_used += 1
        held.save(update_fields=["months_used"])
    return BenefitPayment.objects.create(
        entitlement=held,
        party=claim.party,
        kind=claim.kind,
        month=month,
        amount=amount,
        interest=interest,
        due_on=due_on,
        ordered_on=on,
        payout=payout,
        trace=found.trace.to_json(),
        declared=dict(declared or {}),
    )


@transaction.atomic
def pay_once(claim: Claim, *, on: date, by: str) -> BenefitPayment:
    """Order what a told decision grants once and for all, and end the right. Told twice it is ordered once.

    The last day to pay is the decision's own (Charter art. 12). Raises DecisionRefused, MonthRefused.
    """
    opened = open_entitlement(claim, first_month=claim.reference_date)
    decision = need_decision(claim)
    trace = Trace.from_json(decision.trace)
    payment = pay_month(
        opened,
        opened.first_month,
        Calculation({"amount": decision.monthly_amount}, trace),
        on=on,
        by=by,
    )
    end_entitlement(opened, on=on, reason=EndReason.DONE)
    return payment


@transaction.atomic
def order_refused(entitlement: Entitlement, *, on: date, by: str) -> list[BenefitPayment]:
    """Order each month that finance refused once more, as it was calculated, with the interest of the day.

    A right whose credit that uses up has ended again. Told twice it is done once. Raises MonthRefused.
    """
    held = lock(entitlement)
    standing = held.payments.filter(state=MonthState.ORDERED).values("month")
    refused = held.payments.filter(state=MonthState.REFUSED, amount__gt=0).exclude(month__in=standing)
    ordered = [
        order_again(held, one, on=on, by=by) for one in refused.order_by("month", "-id").distinct("month")
    ]
    held.refresh_from_db()
    if ordered and not held.months_left:
        end_entitlement(held, on=on, reason=EndReason.CREDIT)
    return ordered


def order_again(held: Entitlement, refused: BenefitPayment, *, on: date, by: str) -> BenefitPayment:
    found = Calculation({"amount": refused.amount}, Trace.from_json(refused.trace))
    return pay_month(held, refused.month, found, on=on, by=by, declared=refused.declared)


def propose(claim: Claim, month: date, **order: Any) -> Refund:
    return propose_payout(claim.party, reason=f"{claim.kind} {month:%Y-%m}", case_ref=claim.case_ref, **order)


def name_order(claim: Claim, month: date, earlier: int) -> str:
    """The key of the month's order in the books; another one after each order that was refused there."""
    base = f"benefit:{claim.ref}:{month:%Y-%m}"
    return f"{base}/{earlier + 1}" if earlier else base


def refuse_month(entitlement: Entitlement, month: date, amount: Decimal) -> None:
    claim = entitlement.claim.ref
    if entitlement.state != EntitlementState.RUNNING and month not in list_given_back(entitlement):
        raise MonthRefused("The right has ended.", claim=claim, month=month)
    if entitlement.last_month is not None and month > entitlement.last_month:
        raise MonthRefused("A review has ended the right before.", claim=claim, month=month)
    if month < entitlement.first_month:
        raise MonthRefused("The right begins later.", claim=claim, month=month)
    if amount > 0 and not entitlement.months_left:
        raise MonthRefused("The credit is used up.", claim=claim, month=month)
    if amount > 0 and month in list_months_elsewhere(entitlement):
        raise MonthRefused("This month is paid under another right.", claim=claim, month=month)


def list_given_back(entitlement: Entitlement) -> set[date]:
    """The months whose order the books refused: they are owed still, also once the right has ended."""
    rows = entitlement.payments.filter(state=MonthState.REFUSED, amount__gt=0)
    return set(rows.values_list("month", flat=True))


def list_months_elsewhere(entitlement: Entitlement) -> set[date]:
    """The months paid to this person under other rights of the same kind."""
    claim = entitlement.claim
    rows = BenefitPayment.objects.filter(
        party=claim.party_id, kind=claim.kind, state=MonthState.ORDERED, amount__gt=0
    )
    return set(rows.exclude(entitlement=entitlement).values_list("month", flat=True))


def find_next_month(entitlement: Entitlement) -> date:
    """The first month of the right that is neither ordered under it nor paid under another one."""
    ordered = entitlement.payments.filter(state=MonthState.ORDERED).values_list("month", flat=True)
    done = set(ordered) | list_months_elsewhere(entitlement)
    month = entitlement.first_month
    while month in done:
        month = add_months(month, 1)
    return month


@transaction.atomic
def give_month_back(payout: Refund) -> None:
    """The books refused a month's order: it counts as unpaid, and a right that it had used up runs again."""
    payment = BenefitPayment.objects.filter(payout=payout, state=MonthState.ORDERED).first()
    if payment is None:
        return
    held = lock(payment.entitlement)
    payment.state = MonthState.REFUSED
    payment.save(update_fields=["state"])
    held.months_used -= 1
    if held.state == EntitlementState.ENDED and held.end_reason == EndReason.CREDIT:
        EntitlementLife(held).resume()
    held.save()


def find_interest(amount: Decimal, due_on: date, on: date) -> Decimal:
    """What the fund owes by itself when a month is ordered or paid after its last day (Charter art. 20)."""
    if amount <= 0 or on <= due_on:
        return NOTHING
    found = calculate_late_interest(LateInputs(amount=amount, due_on=due_on, paid_on=on))
    interest: Decimal = found.result["interest"]
    return interest


@transaction.atomic
def end_entitlement(entitlement: Entitlement, *, on: date, reason: EndReason) -> Entitlement:
    """Nothing more is paid; told twice it ends once."""
    held = lock(entitlement)
    if held.state == EntitlementState.ENDED:
        return held
    EntitlementLife(held).end(on=on, reason=EndReason(held.closes_for or reason))
    held.save()
    return held


@transaction.atomic
def close_after(entitlement: Entitlement, last_month: date, *, reason: EndReason, on: date) -> Entitlement:
    """Nothing is due after `last_month`; the right ends at once, or when what is due up to it was ordered.

    Of one that has ended already the last month is kept, and its reason stays.
    """
    held = lock(entitlement)
    held.last_month = last_month.replace(day=1)
    held.save(update_fields=["last_month"])
    if held.state == EntitlementState.RUNNING and is_over(held):
        return end_entitlement(held, on=on, reason=reason)
    held.closes_for = reason
    held.save(update_fields=["closes_for"])
    return held


def is_over(entitlement: Entitlement, month: date | None = None) -> bool:
    """Whether nothing is left to order: the right has ended, or the month lies after its last one.

    A month whose order finance refused is owed still, also once the right has ended.
    """
    if entitlement.state == EntitlementState.ENDED:
        return month is None or month.replace(day=1) not in list_given_back(entitlement)
    following = month or find_next_month(entitlement)
    return entitlement.last_month is not None and following > entitlement.last_month


def lock(entitlement: Entitlement) -> Entitlement:
    """The right under lock, after its party's account, as every act in the books locks them."""
    lock_account(Entitlement.objects.values_list("claim__party", flat=True).get(pk=entitlement.pk))
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("claim__party")
    return rows.get(pk=entitlement.pk)
