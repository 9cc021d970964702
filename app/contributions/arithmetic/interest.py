"""Judicial interest from a summons on: the legal rate of each period, by days of a year of 365.

Contributions are a social matter: INTEREST.SOCIAL (law of 5 May 1865, art. 2 §3). Before its first row, and for civil
debts such as costs, the published rates of art. 2 §1 count. Those come with the package `belgica`; a day it does not
know is looked up in INTEREST.JUDICIAL, and refused when that has no row either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from belgica import get_interest_rate

from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.contributions.arithmetic.surcharges import Debt, Payment
from app.registers.calculations import Calculation
from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.traces import ParameterUse, Step, Trace, make_step, write_plain
from workflows.parameters import load_book

DAYS = Decimal(365)
HUNDRED = Decimal(100)
ONE_DAY = timedelta(days=1)
CODE = "INTEREST.JUDICIAL"
SOCIAL = "INTEREST.SOCIAL"
BASIS = "Law of 5 May 1865, art. 2"


class Matter(StrEnum):
    """What the debt is about."""

    SOCIAL = "social"
    CIVIL = "civil"


@dataclass(frozen=True, kw_only=True)
class InterestInputs:
    """`start` is the day of the summons, which is not counted; `until` the last day counted."""

    principal: Decimal
    start: date
    until: date
    payments: tuple[Payment, ...] = ()
    matter: Matter = Matter.SOCIAL


@dataclass(frozen=True)
class Stretch:
    """Days, from `first` to `last`, with one rate and one principal."""

    first: date
    last: date
    principal: Decimal
    use: ParameterUse

    @property
    def rate(self) -> Decimal:
        return Decimal(self.use.value)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def interest(self) -> Decimal:
        return self.principal * self.rate * self.days / DAYS


def calculate_judicial_interest(inputs: InterestInputs) -> Calculation:
    """The interest up to a day, rounded once. Raises InputRefused, ParameterNotValid where no rate is known."""
    if inputs.principal < 0 or inputs.until < inputs.start:
        raise InputRefused("The principal may not be below nothing, nor until before start.", input="until")
    debt = Debt(inputs.principal, inputs.start, inputs.start, inputs.payments)
    stretches = list(list_stretches(debt, inputs.start + ONE_DAY, inputs.until, inputs.matter))
    total = round_cents(sum((one.interest for one in stretches), Decimal(0)))
    steps = [*map(explain, stretches), make_step("interest_total", total, "EUR", until=inputs.until)]
    left = debt.open_on(inputs.until)
    result = {"interest": total, "principal_open": left, "to_pay": left + total}
    given = {name: write_plain(value) for name, value in vars(inputs).items() if name != "payments"}
    given["payments"] = [{"on": str(one.on), "amount": str(one.amount)} for one in inputs.payments]
    uses = {one.use.code: one for one in stretches if one.use.status == "draft"}
    warnings = tuple(
        make_step("draft_value", parameters=[one.use], code=code, start=one.first)
        for code, one in uses.items()
    )
    return Calculation(result, Trace("judicial_interest", given, tuple(steps), write_plain(result), warnings))


def list_stretches(debt: Debt, first: date, until: date, matter: Matter) -> Iterator[Stretch]:
    """The days cut where the rate changes and after each payment."""
    day = first
    while day <= until:
        principal = debt.open_on(day - ONE_DAY)
        use, rate_end = find_rate(day, matter)
        paid = [one.on for one in debt.payments if day <= one.on < until]
        last = min([until, *([rate_end] if rate_end else []), *paid])
        if principal > ZERO:
            yield Stretch(day, last, principal, use)
        day = last + ONE_DAY


def find_rate(day: date, matter: Matter) -> tuple[ParameterUse, date | None]:
    """The rate of a day and the last day of its period (None: open)."""
    if matter is Matter.SOCIAL and day >= min(row.start for row in load_book().rows[SOCIAL]):
        return read_rate(SOCIAL, day)
    found = get_interest_rate(day, "legal")
    if found is None:
        return read_rate(CODE, day)
    last = date.fromisoformat(found.period_to)
    rate = format(Decimal(str(found.rate)) / HUNDRED, "f")
    start = date.fromisoformat(found.period_from)
    return ParameterUse(CODE, start, last, rate, BASIS, "belgica", "high", "verified", "rate"), last


def read_rate(code: str, day: date) -> tuple[ParameterUse, date | None]:
    """A rate of our own legal values. Raises ParameterNotValid."""
    figures = Figures(day)
    figures.take(code)
    use = figures.list_uses(code)[0]
    return use, use.until


def explain(one: Stretch) -> Step:
    return make_step(
        "interest",
        round_cents(one.interest),
        "EUR",
        parameters=[one.use],
        first=one.first,
        last=one.last,
        principal=one.principal,
        rate=one.rate,
        days=one.days,
    )
