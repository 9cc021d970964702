"""Which surcharges are due on a debt in the books: the law's arithmetic of the contributions, cut into dated steps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.contributions.arithmetic.company import CompanySurchargeInputs, calculate_company_surcharge
from app.contributions.arithmetic.surcharges import Debt, Payment, explain, list_surcharges
from app.ledger.states import SurchargeKind
from app.registers.traces import Trace
from workflows.parameters import parameter

ZERO = Decimal("0.00")
MONTH_RATE = "SURCHARGE.COMPANY_MONTH"


@dataclass(frozen=True)
class Claim:
    """The principal claimed, what reached it when (by value date), and the days that matter."""

    claimed: Decimal
    payments: tuple[tuple[date, Decimal], ...]
    due_on: date
    first_claimed_on: date
    stops_on: date | None = None
    is_company: bool = False

    @property
    def debt(self) -> Debt:
        payments = tuple(Payment(on, amount) for on, amount in self.payments if amount)
        return Debt(self.claimed, self.due_on, self.first_claimed_on, payments)


@dataclass(frozen=True)
class Step:
    """One surcharge due on a day, with how it came about."""

    kind: SurchargeKind
    on: date
    base: Decimal
    rate: Decimal
    amount: Decimal
    trace: dict[str, Any]


def list_steps(claim: Claim, until: date) -> Iterator[Step]:
    """Surcharges due up to `until`, in order of time."""
    if claim.claimed > 0:
        yield from list_months(claim, until) if claim.is_company else list_quarters(claim, until)


def list_quarters(claim: Claim, until: date) -> Iterator[Step]:
    """3 % at each quarter end, 7 % once on a 1 January (arts 44 and 44bis RGS)."""
    for one in list_surcharges(claim.debt, until, claim.stops_on):
        result = {"surcharge": str(one.amount)}
        trace = Trace("surcharges", {"on": one.on.isoformat()}, (explain(one),), result).to_json()
        yield Step(SurchargeKind(one.kind), one.on, one.base, one.rate, one.amount, trace)


def list_months(claim: Claim, until: date) -> Iterator[Step]:
    """1 % for each calendar month begun: what its first day adds to the sum, which is rounded once."""
    if until <= claim.due_on:
        return
    inputs = CompanySurchargeInputs(
        principal=claim.claimed,
        due_on=claim.due_on,
        payments=claim.debt.payments,
        court_action_on=claim.stops_on,
    )
    before = ZERO
    month = first_of_next_month(claim.due_on)
    while month <= until and (claim.stops_on is None or month <= claim.stops_on):
        calculation = calculate_company_surcharge(replace(inputs, until=month))
        amount = calculation.result["surcharge"] - before
        before = calculation.result["surcharge"]
        base = claim.debt.open_on(month - timedelta(days=1))
        rate = Decimal(parameter(MONTH_RATE, claim.due_on))
        if amount > 0:
            yield Step(SurchargeKind.COMPANY_MONTH, month, base, rate, amount, calculation.trace.to_json())
        month = first_of_next_month(month)


def first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
