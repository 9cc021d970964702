"""How long the bridging right is paid: credit of a career, duration by ground, the quarters that must be paid (D12).

Law of 22 December 2016; before it the bankruptcy insurance (AR of 18 November 1996), whose duration is not loaded.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.benefits.arithmetic.answers import refuse_negative
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.traces import Step, make_step

PILLARS, REFORMED = date(2017, 1, 1), date(2023, 1, 1)
MONTHS, QUARTERS = "DP.MAX_MONTHS", "DP.MAX_QUARTERS"
LONG_MONTHS, LONG_QUARTERS, LONG = "DP.MAX_MONTHS_LONG", "DP.MAX_QUARTERS_LONG", "DP.LONG_CAREER_QUARTERS"
ECONOMIC, ADDITIONAL = "DP.ECONOMIC_DURATION", "DP.ADDITIONAL_MONTHS"
WINDOW, REQUEST = "DP.WINDOW_QUARTERS", "DP.REQUEST_QUARTERS"


class Ground(StrEnum):
    """Why the activity ended or stands still."""

    BANKRUPTCY = "bankruptcy"
    COLLECTIVE_DEBT_SETTLEMENT = "collective_debt_settlement"
    FORCED_INTERRUPTION = "forced_interruption"
    ECONOMIC_DIFFICULTY = "economic_difficulty"


@dataclass(frozen=True)
class Credit:
    """What is left of the right: months of payment, quarters of kept rights.

    `is_additional` says that the base right is used up and the minimum of the additional right counts.
    """

    months: int
    quarters: int
    is_additional: bool
    steps: tuple[Step, ...]


def name_era(fact_date: date) -> str:
    """The law that counts, by the day of the judgment or fact."""
    if fact_date < PILLARS:
        return "before_2017"
    return "pillars" if fact_date < REFORMED else "reformed"


def find_credit(
    fact_date: date,
    ground: Ground,
    career_quarters: int | None,
    used_months: int,
    used_quarters: int,
    figures: Figures,
) -> Credit:
    """What is left on the day of the fact. Raises ParameterNotValid before 2017, InputMissing without a career."""
    refuse_negative(career_quarters=career_quarters, used_months=used_months, used_quarters=used_quarters)
    most_months, most_quarters, codes = find_maximum(fact_date, career_quarters, figures)
    months, quarters = max(most_months - used_months, 0), max(most_quarters - used_quarters, 0)
    shown: dict[str, Any] = {"most": most_months, "used": used_months, "quarters": quarters}
    steps = [make_step("bridging_credit", months, "number", parameters=figures.list_uses(*codes), **shown)]
    if name_era(fact_date) == "pillars" and ground is Ground.ECONOMIC_DIFFICULTY:
        months, quarters, step = limit_by_career(months, quarters, career_quarters, figures)
        steps.append(step)
    if months > 0 or name_era(fact_date) != "reformed":
        return Credit(months, quarters, False, tuple(steps))
    months = int(figures.take(ADDITIONAL))
    steps.append(
        make_step(
            "bridging_additional", months, "number", parameters=figures.list_uses(ADDITIONAL), months=months
        )
    )
    return Credit(months, quarters, True, tuple(steps))


def find_maximum(
    fact_date: date, career_quarters: int | None, figures: Figures
) -> tuple[int, int, tuple[str, str]]:
    """Months and quarters of a whole career, more for a long one before 2023."""
    long = name_era(fact_date) == "pillars" and career_quarters is not None
    if long and career_quarters is not None and career_quarters >= figures.take(LONG):
        return int(figures.take(LONG_MONTHS)), int(figures.take(LONG_QUARTERS)), (LONG_MONTHS, LONG_QUARTERS)
    return int(figures.take(MONTHS)), int(figures.take(QUARTERS)), (MONTHS, QUARTERS)


def limit_by_career(
    months: int, quarters: int, career_quarters: int | None, figures: Figures
) -> tuple[int, int, Step]:
    """Economic difficulty from 2017 to 2022: as long as the career was. Raises InputMissing."""
    if career_quarters is None:
        raise InputMissing("The input career_quarters is missing.", input="career_quarters")
    scale = figures.take_any(ECONOMIC)
    row = next(one for one in scale if one["below"] is None or career_quarters < one["below"])
    months, quarters = min(months, int(row["months"])), min(quarters, int(row["quarters"]))
    use = figures.list_uses(ECONOMIC)
    shown: dict[str, Any] = {"career": career_quarters, "quarters": quarters, "months": months}
    return months, quarters, make_step("bridging_economic", months, "number", parameters=use, **shown)


def find_window(fact_date: date, figures: Figures) -> tuple[Quarter, Quarter]:
    """The quarters among which enough must be paid: those before the quarter after the fact."""
    last = Quarter.of(fact_date)
    return last.shift(1 - int(figures.take(WINDOW))), last


def find_request_limit(fact_date: date, figures: Figures) -> date:
    """The last day of the second quarter after the one of the fact (TC8)."""
    return Quarter.of(fact_date).shift(int(figures.take(REQUEST))).last_day
