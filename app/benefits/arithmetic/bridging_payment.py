"""What the bridging right pays: whole months, and from 2023 in the first period by segments of seven days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.benefits.arithmetic.answers import refuse_negative
from app.benefits.arithmetic.bridging_credit import REFORMED
from app.contributions.arithmetic.rounding import round_cents
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.traces import Step, make_step
from workflows.deadlines import add_months

SINGLE, FAMILY = "DP.MONTHLY.SINGLE", "DP.MONTHLY.FAMILY"
SHARE, DAYS = "DP.SEGMENT_PCT", "DP.SEGMENT_DAYS"
CUMULATION = "DP.CUMULATION_LIMIT"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Monthly:
    """The amount of a month, with the step that says where it is from."""

    amount: Decimal
    step: Step


def find_monthly(given: Decimal | None, month: date | None, family_charge: bool, figures: Figures) -> Monthly:
    """The amount of the month, unless it is given. Raises InputMissing, ParameterNotValid."""
    if given is not None:
        refuse_negative(monthly_amount=given)
        return Monthly(given, make_step("bridging_month", given, "EUR", family=name_family(family_charge)))
    if month is None:
        raise InputMissing("The input month (or monthly_amount) is missing.", input="month")
    code = FAMILY if family_charge else SINGLE
    amount = figures.take(code)
    uses = figures.list_uses(code)
    return Monthly(
        amount,
        make_step("bridging_month", amount, "EUR", parameters=uses, family=name_family(family_charge)),
    )


def name_family(family_charge: bool) -> str:
    return "with_family" if family_charge else "without_family"


def refuse_cumulation(month: date | None, other_income: bool) -> None:
    """From 2023 an income beside it lowers the payment by limits that are not loaded: refused, never paid in full."""
    if other_income and (month is None or month >= REFORMED):
        Figures(month or REFORMED).take(CUMULATION)


def pay_segments(monthly: Monthly, days: int, figures: Figures) -> tuple[Decimal, int, Step]:
    """A quarter of the month for each seven days in a row, four at most; rounded once.

    Raises InputRefused for days below nothing, ParameterNotValid before 2023.
    """
    refuse_negative(days=days)
    size, share = int(figures.take(DAYS)), figures.take(SHARE)
    most = int(Decimal(1) / share)
    segments = min(days // size, most)
    amount = round_cents(monthly.amount * share * segments)
    uses = figures.list_uses(SHARE, DAYS)
    step = make_step(
        "bridging_segments", amount, "EUR", parameters=uses, days=days, segments=segments, share=share
    )
    return amount, segments, step


def count_days(first: date, last: date) -> int:
    """Both days counted. Raises InputRefused when they are not in order."""
    if last < first:
        raise InputRefused(f"The input until ({last}) lies before from ({first}).", input="until")
    return (last - first).days + 1


def end_first_period(fact_date: date) -> date:
    """From 2023 the first period ends with the month after the fact."""
    return add_months(fact_date.replace(day=1), 2) - ONE_DAY
