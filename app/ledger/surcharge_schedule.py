"""Which surcharges are due on a debt, from how much of its principal was unpaid on which day (art. 44 RGS)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.ledger.entries import CENT
from app.ledger.states import SurchargeKind
from app.registers.quarters import Quarter
from workflows.parameters import parameter

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Step:
    """One surcharge due on a day."""

    kind: SurchargeKind
    on: date
    base: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """The principal claimed, what reached it when, and the days that matter."""

    claimed: Decimal
    payments: tuple[tuple[date, Decimal], ...]
    due_on: date
    first_claimed_on: date
    stops_on: date | None = None
    is_company: bool = False

    def unpaid(self, day: date) -> Decimal:
        return self.claimed - sum((amount for on, amount in self.payments if on <= day), ZERO)


def list_steps(debt: Debt, until: date) -> Iterator[Step]:
    """Surcharges due up to `until`, in order."""
    if debt.claimed > 0:
        found = list_months(debt, until) if debt.is_company else list_quarters(debt, until)
        yield from (step for step in found if step.amount > 0)


def list_quarters(debt: Debt, until: date) -> Iterator[Step]:
    """3 % at each quarter end from the due quarter's; 7 % once on 1 January after the year of the first claim."""
    claimed_in = max(debt.first_claimed_on.year, debt.due_on.year)
    last = Quarter.of(debt.stops_on).shift(-1) if debt.stops_on else Quarter.of(until)
    for quarter in Quarter.of(debt.due_on).until(last):
        end = quarter.last_day
        if end > until:
            return
        yield make_step(debt, SurchargeKind.QUARTER, end, end, "SURCHARGE.QUARTER")
        january = end + timedelta(days=1)
        in_time = january <= until and (debt.stops_on is None or january < debt.stops_on)
        if quarter.number == 4 and quarter.year == claimed_in and in_time:
            yield make_step(debt, SurchargeKind.YEAR, january, end, "SURCHARGE.YEAR")


def list_months(debt: Debt, until: date) -> Iterator[Step]:
    """1 % for each calendar month of delay, the month of payment or of the summons included."""
    month = first_of_next_month(debt.due_on)
    while month <= until and (debt.stops_on is None or month <= debt.stops_on):
        before = month - timedelta(days=1)
        yield make_step(debt, SurchargeKind.COMPANY_MONTH, month, before, "SURCHARGE.COMPANY_MONTH")
        month = first_of_next_month(month)


def make_step(debt: Debt, kind: SurchargeKind, on: date, unpaid_on: date, code: str) -> Step:
    rate = Decimal(parameter(code, on))
    base = debt.unpaid(unpaid_on)
    return Step(kind, on, base, rate, (base * rate).quantize(CENT, ROUND_HALF_UP))


def first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
