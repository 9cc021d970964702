"""What the fund tells about pensions: legal age, work beside a pension (D16), bonus (D17). INASTI and SFP decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings
from app.registers.calculations import Calculation
from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.rulebook import decide
from app.registers.traces import Step, make_step
from workflows.deadlines import add_months
from workflows.parameters import load_book

AGE, CAREER = "PENSION.LEGAL_AGE", "PENSION.WORK.CAREER_YEARS"
BONUS_YEAR, BONUS_TOTAL = "PENSION.BONUS.YEAR", "PENSION.BONUS.TOTAL"
BONUS_RATE, BONUS_CAREER = "PENSION.BONUS.RATE", "PENSION.BONUS.CAREER_YEARS"


class Pension(StrEnum):
    """Which pension is paid; a survivor's only when it is the only one."""

    RETIREMENT = "retirement"
    SURVIVOR = "survivor"


@dataclass(frozen=True, kw_only=True)
class AgeInputs:
    """The day of birth."""

    birth_date: date

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "date": "birth_date",
    }


@dataclass(frozen=True, kw_only=True)
class WorkInputs:
    """`income` earned in the year beside the pension, to hold against the limit."""

    year: int
    pension: Pension = Pension.RETIREMENT
    legal_age_reached: bool | None = None
    birth_date: date | None = None
    career_years: int = 0
    with_child: bool = False
    income: Decimal | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "pension_type": "pension",
        "pension_kind": "pension",
        "career": "career_years",
        "child": "with_child",
        "dependent_child": "with_child",
        "age_legal_reached": "legal_age_reached",
    }


@dataclass(frozen=True, kw_only=True)
class BonusInputs:
    """`worked_from` is a day worked after the pension could have been taken."""

    worked_from: date
    career_years: int | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "on": "worked_from",
        "date": "worked_from",
        "from": "worked_from",
        "start": "worked_from",
        "career": "career_years",
    }


def find_legal_age(birth: date) -> tuple[int, date, Figures]:
    """The age in force on the birthday that reaches it, and that birthday. Raises ParameterNotValid."""
    rows = load_book().rows[AGE]
    for age in sorted({int(row.value) for row in rows}):
        reached = add_months(birth, age * 12)
        figures = Figures(reached)
        if figures.take(AGE) <= age:
            return age, reached, figures
    raise InputRefused(f"No legal pension age is known for a birth on {birth}.", input="birth_date")


def calculate_legal_age(inputs: AgeInputs) -> Calculation:
    """The legal pension age of a person and the month from which the pension can be paid."""
    age, reached, figures = find_legal_age(inputs.birth_date)
    start = add_months(reached.replace(day=1), 1)
    shown: dict[str, Any] = {"age": age, "reached": reached}
    steps = [
        make_step("pension_age", reached, "date", parameters=figures.list_uses(AGE), **shown),
        make_step("pension_start", start, "date"),
    ]
    result = {"age": age, "reached_on": reached, "pension_from": start}
    return answer("legal_pension_age", inputs, result, steps, collect_warnings(figures))


def calculate_work(inputs: WorkInputs) -> Calculation:
    """The limit of income beside a pension, and what earning more costs.

    Raises ParameterNotValid or ParameterUnknown where the limit of the year is not loaded.
    """
    figures = Figures(date(inputs.year, 1, 1))
    decided = decide(
        "work_after_pension",
        {
            "year": inputs.year,
            "legal_age_reached": has_legal_age(inputs),
            "career_years": inputs.career_years,
            "unlimited_career_years": figures.take(CAREER),
            "pension": inputs.pension,
            "with_child": inputs.with_child,
        },
    )
    limit_name = str(decided.outputs["work_after_pension"])
    if limit_name == "unlimited":
        uses = figures.list_uses(CAREER)
        steps = [make_step("work_unlimited", parameters=uses, rules=decided.rules, year=inputs.year)]
        return answer("work_after_pension", inputs, {"unlimited": True, "limit": None}, steps)
    code = f"PENSION.WORK.{limit_name.upper()}"
    limit = figures.take(code)
    steps = [
        make_step(
            "work_limit",
            limit,
            "EUR",
            parameters=figures.list_uses(code),
            rules=decided.rules,
            year=inputs.year,
        )
    ]
    result: dict[str, Any] = {"unlimited": False, "limit": limit}
    if inputs.income is not None:
        reduction, step = find_reduction(inputs.income, limit)
        result |= {"reduction": reduction, "suspended": step.key == "work_suspended"}
        steps.append(step)
    return answer("work_after_pension", inputs, result, steps, collect_warnings(figures))


def has_legal_age(inputs: WorkInputs) -> bool:
    """Counted from 1 January of the year in which the age is reached."""
    if inputs.legal_age_reached is not None:
        return inputs.legal_age_reached
    return inputs.birth_date is not None and find_legal_age(inputs.birth_date)[1].year <= inputs.year


def find_reduction(income: Decimal, limit: Decimal) -> tuple[Decimal, Step]:
    """The part of the pension lost: the part of the limit by which it is exceeded; all of it from 100 %."""
    excess = max(income - limit, Decimal(0)) / limit
    reduction = min(excess, Decimal(1)).quantize(Decimal("0.0001"))
    key = "work_within" if not excess else "work_suspended" if excess > 1 else "work_reduced"
    return reduction, make_step(key, income=income, reduction=reduction)


def calculate_bonus(inputs: BonusInputs) -> Calculation:
    """Which bonus is built up on a day worked, and its limits where they are loaded."""
    decided = decide("pension_bonus", {"worked_from": inputs.worked_from})
    era = str(decided.outputs["pension_bonus"])
    figures = Figures(inputs.worked_from)
    steps = [make_step("bonus_era", rules=decided.rules, era=f"bonus_era_{era}", day=inputs.worked_from)]
    result: dict[str, Any] = {"era": era}
    if era == "bonus_2024":
        result |= {"per_year": figures.take(BONUS_YEAR), "total": figures.take(BONUS_TOTAL)}
        uses = figures.list_uses(BONUS_YEAR, BONUS_TOTAL)
        amounts: dict[str, Any] = {"year": result["per_year"], "total": result["total"]}
        steps.append(make_step("bonus_most", result["total"], "EUR", parameters=uses, **amounts))
    if era == "bonus_malus_2026":
        needed, rate = int(figures.take(BONUS_CAREER)), figures.take(BONUS_RATE)
        known = inputs.career_years is not None
        met = inputs.career_years is not None and inputs.career_years >= needed
        result |= {"rate": rate, "career_years_needed": needed, "entitled": met if known else None}
        uses = figures.list_uses(BONUS_RATE, BONUS_CAREER)
        terms: dict[str, Any] = {"rate": rate, "years": needed}
        steps.append(make_step("bonus_rate", parameters=uses, **terms))
    return answer("pension_bonus", inputs, result, steps, collect_warnings(figures))
