"""The contribution of a quarter: category and income in, amount, fee and trace out (D07, D04).

Rounding: the year unrounded, a fourth of it rounded to the cent, the fee on that rounded to the cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.contributions.arithmetic.brackets import Slice, cut
from app.contributions.arithmetic.categories import (
    C1,
    C2,
    FLOOR,
    MINIMUMS,
    PENSION_AGE,
    PRIMO,
    RATE1,
    RATE2,
    STARTER_BASES,
    STUDENT,
    THRESHOLDS,
    Category,
    Coverage,
)
from app.contributions.arithmetic.fees import FeeInputs, find_fee
from app.contributions.arithmetic.periods import Period, read_period
from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import Decided, decide
from app.registers.traces import Step, Trace, make_step, write_plain

FOUR = Decimal(4)
FORMULA_RATES = {
    "brackets": (RATE1, RATE2),
    "above_half": (RATE1,),
    "pensioner": ("CONTRIB.RATE.PENSIONER", RATE2),
    "mini": ("CONTRIB.RATE.MINI", "CONTRIB.RATE.MINI2"),
}


@dataclass(frozen=True, kw_only=True)
class ContributionInputs(FeeInputs):
    """What a contribution is calculated from.

    `income` is that of the quarters subject, a year's or less; without it the minimum of the category counts, as for
    a starter. `quarters` says for how many quarters of the year the person is subject, else `start` and `end` do.
    A `starter` pays at least on the minimum of the category, whatever lower income is expected. For a primostarter
    `quarter_index` (1 to 4) or `start` says which of the first quarters it is. A mini status
    pays on the partner's income. `starter_year` (1 to 3) matters until 2017 only.
    """

    category: Category = Category.MAIN
    year: int | None = None
    quarter: Quarter | int | None = None
    income: Decimal | None = None
    quarters: int | None = None
    start: date | None = None
    end: date | None = None
    coverage: Coverage = Coverage.DUE
    starter: bool = False
    starter_year: int | None = None
    quarter_index: int | None = None


@dataclass
class Work:
    """What a calculation has found so far."""

    inputs: ContributionInputs
    period: Period
    figures: Figures
    steps: list[Step] = field(default_factory=list)
    warnings: list[Step] = field(default_factory=list)
    is_flat: bool = False

    def add(self, key: str, result: Any = None, unit: str = "EUR", *codes: str, **values: Any) -> None:
        rules = values.pop("rules", ())
        uses = self.figures.list_uses(*codes)
        self.steps.append(make_step(key, result, unit, parameters=uses, rules=rules, **values))


def calculate_contribution(inputs: ContributionInputs) -> Calculation:
    """The contribution of one quarter, with fee when one is asked for.

    Raises ParameterNotValid where the law of the year is not loaded, InputMissing, InputRefused, TableRefused.
    """
    period = read_period(inputs.year, inputs.quarter, inputs.quarters, inputs.start, inputs.end)
    work = Work(inputs, period, Figures(period.reference_day))
    result = compute(work)
    warnings = (*work.warnings, *work.figures.list_warnings())
    given = {name: write_plain(value) for name, value in vars(inputs).items() if value not in (None, False)}
    return Calculation(result, Trace("contribution", given, tuple(work.steps), write_plain(result), warnings))


def compute(work: Work) -> dict[str, Any]:
    """Fill the steps and give the result by name."""
    if not work.period.is_liable:
        explain_not_liable(work)
        return build_result(work, Decimal(0), Decimal(0), ZERO)
    base = find_base(work)
    decided = decide_formula(work, base)
    if decided.outputs["formula"] == "none":
        explain_nothing(work, base, decided)
        return build_result(work, base, Decimal(0), ZERO)
    charged, reduction = apply_minimum(work, base, decided)
    annual = charge(work, charged, str(decided.outputs["formula"]))
    quarter = round_cents(annual / FOUR)
    work.add("quarter", quarter, annual=round_cents(annual))
    return build_result(work, charged, annual, reduce_first_quarter(work, quarter, reduction))


def explain_not_liable(work: Work) -> None:
    if work.period.quarter is None:
        work.add("not_liable_year", ZERO, year=work.period.year)
    else:
        work.add("not_liable", ZERO, quarter=work.period.quarter)


def find_base(work: Work) -> Decimal:
    """The annualised income, or the minimum of the category for who has none yet."""
    income, subject = work.inputs.income, work.period.subject
    category = work.inputs.category
    code = STARTER_BASES[category]
    if income is None:
        work.is_flat, flat = True, work.figures.take(code)
        work.add("starter_base", flat, "EUR", code, category=category.value)
        return flat
    base = income * FOUR / subject
    if work.inputs.starter and base < (flat := work.figures.take(code)):
        work.is_flat = True
        work.add("base_starter", flat, "EUR", code, year=work.period.year)
        return flat
    if subject == 4:
        key = "income_partner" if category is Category.SPOUSE_MINI else "income"
        work.add(key, income, year=work.period.year)
    else:
        values: Mapping[str, Any] = {"income": income, "quarters": subject, "year": work.period.year}
        work.add("income_annualised", round_cents(base), **values)
    return base


def decide_formula(work: Work, base: Decimal) -> Decided:
    """D07: which formula and which minimum."""
    category = work.inputs.category
    due = work.inputs.coverage is Coverage.DUE
    if due and category is Category.PENSION_AGE_NO_PENSION:
        work.figures.take_any(PENSION_AGE)
    limits = [work.figures.take(code) for code in THRESHOLDS.get(category, ())] if due else []
    return decide(
        "quarter_contribution",
        {
            "coverage": work.inputs.coverage.value,
            "category": category.value,
            "base": base,
            "lower_threshold": limits[0] if limits else None,
            "upper_threshold": limits[1] if len(limits) > 1 else None,
            "starter_flat": work.is_flat,
        },
    )


def explain_nothing(work: Work, base: Decimal, decided: Decided) -> None:
    if work.inputs.coverage is not Coverage.DUE:
        work.add("covered", ZERO, coverage=work.inputs.coverage.value, rules=decided.rules)
        return
    code = THRESHOLDS[work.inputs.category][0]
    limit = work.figures.take(code)
    category = work.inputs.category.value
    work.add("below", ZERO, "EUR", code, category=category, base=base, limit=limit, rules=decided.rules)


def apply_minimum(work: Work, base: Decimal, decided: Decided) -> tuple[Decimal, bool]:
    """The income charged, and whether the first quarter of a primostarter is reduced."""
    minimum, reduction, rules = str(decided.outputs["minimum"]), False, decided.rules
    if minimum == "primo":
        found = decide_primostarter(work, base)
        minimum, reduction = str(found.outputs["minimum"]), bool(found.outputs["fixed_reduction"])
        rules = (*rules, *found.rules)
    category = work.inputs.category.value
    if minimum in MINIMUMS:
        code = MINIMUMS[minimum]
        least = work.figures.take(code)
        if base < least:
            work.add("minimum", least, "EUR", code, category=category, base=round_cents(base), rules=rules)
            return least, reduction
    work.add("category", None, "", category=category, rules=rules)
    return base, reduction


def decide_primostarter(work: Work, base: Decimal) -> Decided:
    """D04: the reduced minimum and the fixed reduction of the first quarter."""
    index, started_on = place_primostarter(work)
    return decide(
        "primostarter_reduction",
        {
            "quarter_index": index,
            "started_on": started_on,
            "income": None if work.is_flat else base,
            "primo_threshold": work.figures.take(PRIMO),
        },
    )


def place_primostarter(work: Work) -> tuple[int, date]:
    """Which quarter of the activity it is. Without a start or an index, the start is taken as 1 January."""
    inputs, quarter = work.inputs, work.period.quarter
    if inputs.quarter_index is not None:
        if inputs.quarter_index < 1:
            raise InputRefused("The input quarter_index counts from 1.", input="quarter_index")
        index = inputs.quarter_index
    elif quarter is None:
        index = 2
    elif inputs.start is not None:
        index = quarter.count_since(Quarter.of(inputs.start)) + 1
    else:
        index = quarter.number
        work.warnings.append(make_step("primo_start_assumed", day=date(quarter.year, 1, 1)))
    first = (quarter or Quarter(work.period.year, 4)).shift(1 - index)
    return index, inputs.start or first.first_day


def charge(work: Work, base: Decimal, formula: str) -> Decimal:
    """The contribution for a year, unrounded, one step a bracket."""
    if formula == "above_half":
        return charge_above_half(work, base)
    codes = list_rates(work, formula)
    ends = (C1, C2)
    first = cut(base, [(work.figures.take(C1), work.figures.take(codes[0]))])
    slices = first if base <= work.figures.take(C1) else cut_both(work, base, codes)
    for number, piece in enumerate(slices):
        add_slice(work, piece, number, (ends[number], codes[number]))
    ceiling = work.figures.take(C2)
    if base > ceiling:
        work.add("above_ceiling", ZERO, "EUR", C2, part=base - ceiling, ceiling=ceiling)
    return sum((piece.amount for piece in slices), Decimal(0))


def list_rates(work: Work, formula: str) -> tuple[str, ...]:
    """The codes of the rates; until 2017 a starter has rates of his own."""
    codes = FORMULA_RATES[formula]
    year = work.inputs.starter_year
    if year is None or work.period.year >= 2018 or formula != "brackets":
        return codes
    if not 1 <= year <= 3:
        raise InputRefused(f"The input starter_year must be 1 to 3; it is {year}.", input="starter_year")
    return (f"CONTRIB.STARTER_RATE.Y{year}", *codes[1:])


def cut_both(work: Work, base: Decimal, codes: tuple[str, ...]) -> list[Slice]:
    take = work.figures.take
    return cut(base, [(take(C1), take(codes[0])), (take(C2), take(codes[1]))])


def add_slice(work: Work, piece: Slice, number: int, codes: tuple[str, str]) -> None:
    values: Mapping[str, Any] = {
        "rate": piece.rate,
        "part": piece.part,
        "start": piece.start,
        "end": piece.end,
    }
    key = "bracket" if number == 0 else "next_bracket"
    work.add(key, round_cents(piece.amount), "EUR", codes[1], codes[0], **values)


def charge_above_half(work: Work, base: Decimal) -> Decimal:
    """A student pays on what exceeds half of the floor (AR no 38 art. 12bis)."""
    half, rate = work.figures.take(STUDENT), work.figures.take(RATE1)
    annual = (base - half) * rate
    values = {"rate": rate, "part": base - half, "half": half}
    work.add("above_half", round_cents(annual), "EUR", RATE1, STUDENT, **values)
    return annual


def reduce_first_quarter(work: Work, quarter: Decimal, reduction: bool) -> Decimal:
    """The fixed reduction of a primostarter's first quarter; never below nothing."""
    if not reduction:
        return quarter
    amount = work.figures.take("CONTRIB.PRIMO_Q1_REDUCTION")
    left = max(quarter - amount, ZERO)
    work.add("primo_reduction", left, "EUR", "CONTRIB.PRIMO_Q1_REDUCTION", amount=amount)
    return left


def build_result(work: Work, base: Decimal, annual: Decimal, quarter: Decimal) -> dict[str, Any]:
    """The amounts by name; the fee is None when none was asked for."""
    rate = find_fee(work.inputs, work.figures)
    fee = None if rate is None else round_cents(quarter * rate)
    if rate is not None and fee:
        work.add("fee", fee, "EUR", *list_fee_codes(work.inputs), rate=rate, quarter=quarter)
    payable = quarter + (fee or ZERO)
    work.add("payable_with_fee" if rate is not None else "payable", payable)
    return {
        "category": work.inputs.category.value,
        "year": work.period.year,
        "quarter": str(work.period.quarter) if work.period.quarter else None,
        "base": round_cents(base),
        "annual": round_cents(annual),
        "quarter_amount": quarter,
        "fee_rate": rate,
        "fee": fee,
        "payable": payable,
    }


def list_fee_codes(inputs: FeeInputs) -> tuple[str, ...]:
    return () if inputs.fee_rate is not None else (inputs.fee_code,)


__all__ = ["FLOOR", "ContributionInputs", "calculate_contribution"]
