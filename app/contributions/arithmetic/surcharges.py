"""Surcharges on contributions paid late (RGS arts 44 and 44bis).

3 % of the principal unpaid at the end of each quarter, the one of the due date included; once 7 % on 1 January of
what was first claimed in a calendar year before. Never on surcharges. Each step is rounded to the cent.

What the sources leave open is decided here for the debtor: the 7 % falls on the first 1 January on which the sum is
both overdue and claimed in an earlier year. The 3 % end with the quarter before the one of the summons or of the
service of an enforcement order; the 7 % of a 1 January after that day is not asked either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.contributions.arithmetic.due_dates import find_due_day, find_supplement_day
from app.contributions.arithmetic.periods import read_quarter
from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.traces import ParameterUse, Step, Trace, make_step, write_plain

QUARTER_RATE = "SURCHARGE.QUARTER"
YEAR_RATE = "SURCHARGE.YEAR"


@dataclass(frozen=True, slots=True)
class Payment:
    """An amount of principal, on the day it stood on the fund's account."""

    on: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class SurchargeInputs:
    """What surcharges are calculated from.

    The due date is given, or found from the quarter (and, for a starter, the start), or from the day a supplement was
    settled. `payments` reach the principal first, then the surcharges; `paid_on` is the payment of all the principal.
    `until` is the last day looked at; without it the last payment's. `stopped_on` is the day of the summons or of the
    service.
    """

    principal: Decimal
    due_on: date | None = None
    year: int | None = None
    quarter: Quarter | int | None = None
    start: date | None = None
    affiliated_on_time: bool = True
    settled_on: date | None = None
    first_claimed_on: date | None = None
    payments: tuple[Payment, ...] = ()
    paid_on: date | None = None
    until: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Surcharge:
    """One step: `kind` is quarter or year, `base` the principal unpaid on that day."""

    on: date
    kind: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    use: ParameterUse


@dataclass(frozen=True, slots=True)
class Debt:
    """A principal with what was paid of it."""

    principal: Decimal
    due_on: date
    first_claimed_on: date
    payments: tuple[Payment, ...]

    def open_on(self, day: date) -> Decimal:
        """What of the principal is not on the account by the end of the day."""
        paid = sum((payment.amount for payment in self.payments if payment.on <= day), ZERO)
        return max(self.principal - paid, ZERO)

    def left_of(self, surcharge: Decimal, day: date) -> Decimal:
        """What of the surcharges is left: payments reach them once the principal is paid (D09)."""
        paid = sum((payment.amount for payment in self.payments if payment.on <= day), ZERO)
        return max(surcharge - max(paid - self.principal, ZERO), ZERO)

    @property
    def year_day(self) -> date:
        """The one 1 January that brings the 7 %."""
        return date(max(self.first_claimed_on.year, self.due_on.year) + 1, 1, 1)


def calculate_surcharges(inputs: SurchargeInputs) -> Calculation:
    """All surcharges up to a day, step by step, with what is then open."""
    debt = read_debt(inputs)
    until = find_last_day(inputs, debt)
    found = list(list_surcharges(debt, until, inputs.stopped_on))
    total = sum((one.amount for one in found), ZERO)
    left, surcharge_left = debt.open_on(until), debt.left_of(total, until)
    result = {
        "due_on": debt.due_on,
        "until": until,
        "surcharge": total,
        "principal_open": left,
        "surcharge_open": surcharge_left,
        "to_pay": left + surcharge_left,
        "total": debt.principal + total,
        "steps": list(write_steps(found)),
    }
    steps = (*explain_debt(debt, until, inputs.stopped_on), *map(explain, found))
    last = make_step("surcharge_total", total, "EUR", until=until)
    given = {name: write_plain(value) for name, value in vars(inputs).items() if value is not None}
    given["payments"] = [{"on": str(one.on), "amount": str(one.amount)} for one in debt.payments]
    return Calculation(result, Trace("surcharges", given, (*steps, last), write_plain(result)))


def list_surcharges(debt: Debt, until: date, stopped_on: date | None = None) -> Iterator[Surcharge]:
    """Every surcharge from the due date to `until`, in order of time."""
    for day, kind in list_days(debt, until):
        if stopped_on is not None and not runs(day, kind, stopped_on):
            continue
        base = debt.open_on(day)
        code = QUARTER_RATE if kind == "quarter" else YEAR_RATE
        figures = Figures(day)
        amount = round_cents(base * (rate := figures.take(code)))
        if amount:
            yield Surcharge(day, kind, rate, base, amount, figures.list_uses(code)[0])


def list_days(debt: Debt, until: date) -> Iterator[tuple[date, str]]:
    for quarter in Quarter.of(debt.due_on).until(Quarter.of(until)):
        if quarter.first_day == debt.year_day:
            yield debt.year_day, "year"
        if quarter.last_day <= until:
            yield quarter.last_day, "quarter"


def runs(day: date, kind: str, stopped_on: date) -> bool:
    if kind == "year":
        return day <= stopped_on
    return day <= Quarter.of(stopped_on).shift(-1).last_day


def read_debt(inputs: SurchargeInputs) -> Debt:
    """Raises InputMissing without a due date or a quarter, InputRefused for amounts below nothing."""
    if inputs.principal < 0 or any(payment.amount < 0 for payment in inputs.payments):
        raise InputRefused("The inputs principal and payments may not be below nothing.", input="principal")
    quarter = read_quarter(inputs.year, inputs.quarter)
    due_on = find_due_on(inputs, quarter)
    claimed = inputs.first_claimed_on or inputs.settled_on or (quarter.first_day if quarter else due_on)
    payments = list_payments(inputs.payments, inputs.paid_on, inputs.principal)
    return Debt(inputs.principal, due_on, claimed, payments)


def find_due_on(inputs: SurchargeInputs, quarter: Quarter | None) -> date:
    """The day given, that of a settlement's supplement, or the quarter's."""
    if inputs.due_on is not None:
        return inputs.due_on
    if inputs.settled_on is not None:
        return find_supplement_day(inputs.settled_on)
    if quarter is None:
        raise InputMissing("The input due_on (or quarter, or settled_on) is missing.", input="due_on")
    return find_due_day(quarter, inputs.start, affiliated_on_time=inputs.affiliated_on_time)


def list_payments(
    payments: tuple[Payment, ...], paid_on: date | None, principal: Decimal
) -> tuple[Payment, ...]:
    """The payments in order of time. Raises InputRefused when they are told in both ways."""
    if paid_on is None:
        return tuple(sorted(payments, key=lambda one: one.on))
    if payments:
        raise InputRefused("Give the input paid_on or the input payments, not both.", input="paid_on")
    return (Payment(paid_on, principal),)


def find_last_day(inputs: SurchargeInputs, debt: Debt) -> date:
    if inputs.until is not None:
        return inputs.until
    if debt.payments and debt.open_on(debt.payments[-1].on) == 0:
        return debt.payments[-1].on
    if not debt.principal:
        return debt.due_on
    raise InputMissing("The input until is missing: part of the principal is still open.", input="until")


def write_steps(found: Iterable[Surcharge]) -> Iterator[dict[str, Any]]:
    total = ZERO
    for one in found:
        total += one.amount
        yield {
            "on": one.on,
            "kind": one.kind,
            "rate": one.rate,
            "base": one.base,
            "amount": one.amount,
            "cumulative": total,
        }


def explain_debt(debt: Debt, until: date, stopped_on: date | None) -> Iterator[Step]:
    yield make_step("debt", debt.principal, "EUR", due_on=debt.due_on)
    for payment in debt.payments:
        if payment.on <= until:
            key = "paid_in_time" if payment.on <= debt.due_on else "paid_late"
            yield make_step(key, payment.amount, "EUR", on=payment.on)
    if stopped_on is not None:
        yield make_step("surcharges_stopped", stopped_on, "date")


def explain(one: Surcharge) -> Step:
    key, year = f"surcharge_{one.kind}", one.on.year - 1
    uses = [one.use]
    return make_step(
        key, one.amount, "EUR", parameters=uses, rate=one.rate, base=one.base, on=one.on, year=year
    )
