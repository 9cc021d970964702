"""What processes may ask of the books. Debts are named `R0000001`, plans `PL000001`; each act has the call's key."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from app.ledger import closing, plans, surcharges
from app.ledger.errors import LedgerError, PlanAlreadyActive, PlanRefused, ReceivableUnknown
from app.ledger.models import Instalment, PaymentPlan, Receivable
from app.ledger.mutuality_status import Run, Told, transmit_month
from app.ledger.queries import balance
from app.ledger.receivables import add_component, find_receivable, stop_surcharges
from app.ledger.states import Component, InstalmentState, PlanState
from workflows.clock import BRUSSELS
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Standing:
    """What is owed of a receivable, in euro, and in which state it is."""

    receivable_ref: str
    state: str
    due_on: date
    principal: Decimal
    fee: Decimal
    surcharge: Decimal
    cost: Decimal
    interest: Decimal
    total: Decimal


@dataclass(frozen=True)
class Accrual:
    """Surcharges booked (taken back ones subtracted), what is owed now, and when the next one falls."""

    booked: Decimal
    surcharge: Decimal
    total: Decimal
    next_on: date | None
    next_amount: Decimal


@dataclass(frozen=True)
class OpenedPlan:
    """The plan, its own structured reference, and its instalments as `{number, due_on, amount}`."""

    plan_ref: str
    reference: str
    total: Decimal
    instalments: list[dict[str, Any]]
    next_due_on: date
    next_amount: Decimal


@dataclass(frozen=True)
class PlanStanding:
    """A plan as it stands: `state`, what `check` found, what is overdue since when, and what comes next."""

    plan_ref: str
    state: str
    outcome: str
    overdue: bool
    overdue_amount: Decimal
    overdue_since: date | None
    reminder_until: date | None
    next_due_on: date | None
    next_amount: Decimal


@operation("ledger.read_balance")
def read_balance(_call: Call, *, receivable_ref: str, on: date | None = None) -> Standing:
    """What is owed of a receivable, now or on a day (by value date)."""
    return describe(find(receivable_ref), on)


@operation("ledger.accrue_surcharge")
def accrue_surcharge(call: Call, *, receivable_ref: str, on: date | None = None) -> Accrual:
    """Book the surcharges due up to a day (today), once each."""
    day = on or today(call)
    accrued = surcharges.accrue(find(receivable_ref), day, by=whoever(call))
    following = surcharges.next_surcharge(accrued.receivable, day)
    return Accrual(
        booked=accrued.total,
        surcharge=accrued.receivable.surcharge,
        total=accrued.receivable.total,
        next_on=following.on if following else None,
        next_amount=following.amount if following else ZERO,
    )


@operation("ledger.stop_surcharges")
def stop_surcharges_of(_call: Call, *, receivable_ref: str, on: date) -> Standing:
    """Summons or service on a day: the last surcharge is that of the quarter before (art. 44 RGS)."""
    return describe(stop_surcharges(find(receivable_ref), on=on))


@operation("ledger.waive_surcharges")
def waive_surcharges(
    call: Call, *, receivable_ref: str, reason: str, amount: Decimal | None = None
) -> Standing:
    """Remit surcharges still unpaid: all, or so much."""
    try:
        waived = surcharges.waive_surcharges(
            find(receivable_ref),
            on=today(call),
            key=call.idempotency_key,
            by=whoever(call),
            reason=reason,
            amount=amount,
        )
    except LedgerError as error:
        refuse("WAIVER_REFUSED", error)
    return describe(waived)


@operation("ledger.write_off")
def write_off(call: Call, *, receivable_ref: str, reason: str) -> Standing:
    """Remove what is owed as irrecoverable; the process has had two persons look at it."""
    try:
        written = closing.write_off(
            find(receivable_ref), on=today(call), key=call.idempotency_key, by=whoever(call), reason=reason
        )
    except LedgerError as error:
        refuse("WRITE_OFF_REFUSED", error)
    return describe(written)


@operation("ledger.cancel_receivable")
def cancel_receivable(call: Call, *, receivable_ref: str, reason: str) -> Standing:
    """Take a claim back that was not due (an exemption granted); what was paid on it becomes credit."""
    cancelled = closing.cancel_receivable(
        find(receivable_ref), on=today(call), key=call.idempotency_key, by=whoever(call), reason=reason
    )
    return describe(cancelled)


@operation("ledger.book_cost")
def book_cost(
    call: Call, *, receivable_ref: str, amount: Decimal, reason: str, interest: bool = False
) -> Standing:
    """Claim recovery costs (or judicial interest) on a receivable."""
    component = Component.INTEREST if interest else Component.COST
    booked = add_component(
        find(receivable_ref),
        component,
        amount,
        key=call.idempotency_key,
        on=today(call),
        by=whoever(call),
        reason=reason,
    )
    return describe(booked)


@operation("ledger.open_plan")
def open_plan(
    call: Call,
    *,
    receivables: list[Any],
    months: int,
    first_due_on: date,
    down_payment: Decimal = ZERO,
    party_ref: str = "",
) -> OpenedPlan:
    """Spread all that is owed of these receivables (`R0000001` …) over monthly instalments, under one reference."""
    debts = [find(str(one)) for one in receivables]
    if party_ref and any(one.party.reference != party_ref for one in debts):
        raise BusinessError("PLAN_REFUSED", "These debts are not all of this party.", party=party_ref)
    try:
        return describe_opened(make_plan(call, debts, months, first_due_on, down_payment))
    except PlanAlreadyActive as error:
        refuse("PLAN_ALREADY_ACTIVE", error)
    except PlanRefused as error:
        refuse("PLAN_REFUSED", error)


def make_plan(
    call: Call, debts: list[Receivable], months: int, first_due_on: date, down_payment: Decimal
) -> PaymentPlan:
    known = PaymentPlan.objects.filter(key=call.idempotency_key).first()
    if known is None:
        total = sum((one.total for one in debts), ZERO)
        terms = plans.spread_evenly(total, count=months, first_on=first_due_on, down_payment=down_payment)
        known = plans.propose_plan(
            debts,
            terms,
            on=today(call),
            key=call.idempotency_key,
            by=whoever(call),
            case_ref=call.case_ref,
        )
    return plans.open_plan(known, on=today(call)) if known.state == "proposed" else known


@operation("ledger.check_instalment")
def check_instalment(
    call: Call, *, plan_ref: str, number: int | None = None, on: date | None = None
) -> PlanStanding:
    """Look whether the oldest instalment past its day (or this one) was paid: reminded once, then the plan breaks."""
    day = on or today(call)
    plan = plans.find_plan(plan_ref)
    late = plans.find_late(plan, day)
    chosen = number or (late[0].number if late else None)
    outcome = "not_due" if plan.state == PlanState.ACTIVE else str(plan.state)
    if chosen and plan.state == PlanState.ACTIVE:
        outcome = plans.check_instalment(plan, chosen, on=day).outcome
        plan.refresh_from_db()
    return describe_plan(plan, day, outcome)


@operation("ledger.void_plan")
def void_plan(call: Call, *, plan_ref: str | None = None, reason: str) -> PlanStanding | None:
    """End a plan; ended already, it stays as it is. Where none runs (`plan_ref` null) there is nothing to end."""
    if plan_ref is None:
        return None
    plan = plans.void_plan(plans.find_plan(plan_ref), on=today(call), reason=reason)
    return describe_plan(plan, today(call), "void")


def describe(receivable: Receivable, on: date | None = None) -> Standing:
    owed = balance(receivable, on)
    return Standing(
        receivable_ref=receivable.ref,
        state=str(receivable.state),
        due_on=receivable.due_on,
        principal=owed.principal,
        fee=owed.fee,
        surcharge=owed.surcharge,
        cost=owed.cost,
        interest=owed.interest,
        total=owed.total,
    )


def describe_opened(plan: PaymentPlan) -> OpenedPlan:
    terms = list(plan.instalments.order_by("number"))
    reference = plan.reference
    assert reference is not None
    return OpenedPlan(
        plan_ref=plan.ref,
        reference=reference.number,
        total=plan.total,
        instalments=[{"number": one.number, "due_on": one.due_on, "amount": one.amount} for one in terms],
        next_due_on=terms[0].due_on,
        next_amount=terms[0].amount,
    )


def describe_plan(plan: PaymentPlan, on: date, outcome: str) -> PlanStanding:
    late = [one for one in plans.find_late(plan, on) if one.state != InstalmentState.VOID]
    following = plans.find_next(plan, on)
    return PlanStanding(
        plan_ref=plan.ref,
        state=str(plan.state),
        outcome=outcome,
        overdue=bool(late),
        overdue_amount=sum((lacking(one) for one in late), ZERO),
        overdue_since=late[0].due_on if late else None,
        reminder_until=late[0].reminder_until if late else None,
        next_due_on=following.due_on if following else None,
        next_amount=lacking(following) if following else ZERO,
    )


def lacking(instalment: Instalment) -> Decimal:
    missing: Decimal = instalment.amount - instalment.paid
    return missing


def find(receivable_ref: str) -> Receivable:
    try:
        return find_receivable(receivable_ref)
    except ReceivableUnknown as error:
        refuse("RECEIVABLE_UNKNOWN", error)


def refuse(code: str, error: LedgerError) -> NoReturn:
    raise BusinessError(code, error.message, **error.context) from error


def today(call: Call) -> date:
    return call.now.astimezone(BRUSSELS).date()


def whoever(call: Call) -> str:
    """Processes act for their case."""
    return f"case:{call.case_ref}" if call.case_ref else "process"


@operation("ledger.transmit_payment_status", queue=Queue.BULK, timeout=timedelta(minutes=15))
def transmit_payment_status(call: Call, *, month: str) -> Told:
    """T3: tell every mutuality the payment status of its members' quarters, in parts of 1,000; `month` is 2026-03.

    Done again it goes on where it stopped. Refuses with MONTH_UNKNOWN.
    """
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", month):
        raise BusinessError("MONTH_UNKNOWN", f"{month!r} is no month such as 2026-03.")
    on = call.now.astimezone(BRUSSELS).date()
    return transmit_month(Run(month=month, on=on, by="system:process", now=call.now))
