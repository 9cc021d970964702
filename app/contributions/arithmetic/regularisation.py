"""Regularisation: the definitive contributions of a year against what was claimed before (D08).

Quarter by quarter, on the income of the year itself without index; the supplement is due on the last day of the
quarter after the settlement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.arithmetic.due_dates import find_supplement_day
from app.contributions.arithmetic.fees import FeeInputs, find_fee
from app.contributions.arithmetic.periods import is_within
from app.contributions.arithmetic.retroactive import find_shortfall, sum_surcharges
from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import Step, Trace, make_step, write_plain

TOLERANCE = "REGULARISATION.MIN_AMOUNT"


@dataclass(frozen=True, slots=True)
class ClaimedQuarter:
    """A quarter of the year: what was claimed for it provisionally, without fee, and what it was.

    `fee` is what was claimed beside it; told, the fee is that of the definitive quarter less it. `legal_provisional`
    is what the law would have claimed without the reduction that was asked for.
    """

    quarter: Quarter
    provisional: Decimal = ZERO
    category: Category | None = None
    coverage: Coverage = Coverage.DUE
    quarter_index: int | None = None
    legal_provisional: Decimal | None = None
    fee: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class RegularisationInputs(FeeInputs):
    """What a regularisation is calculated from.

    `paid` is what was claimed provisionally without fee: one amount for the year, or a list by quarter;
    `paid_per_quarter` is the same amount for each. `claimed` says more of each quarter instead. `settled_on` is the
    day of the settlement. With `reduced_provisional`, `legal_provisional` (as `paid`) is what the law would have
    claimed: surcharges run on what lacked.
    """

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("provisional", "provisional_paid", "paid_provisional"), "paid"),
        "definitive_income": "income",
    }

    year: int
    income: Decimal
    category: Category = Category.MAIN
    paid: Decimal | tuple[Decimal, ...] | None = None
    paid_per_quarter: Decimal | None = None
    legal_provisional: Decimal | tuple[Decimal, ...] | None = None
    claimed: tuple[ClaimedQuarter, ...] = ()
    start: date | None = None
    end: date | None = None
    settled_on: date | None = None
    reduced_provisional: bool = False


@dataclass(frozen=True)
class Settled:
    """One quarter settled."""

    quarter: Quarter
    provisional: Decimal
    definitive: Decimal
    surcharge_base: Decimal | None
    steps: tuple[Step, ...]
    warnings: tuple[Step, ...]
    claimed_fee: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        return self.definitive - self.provisional

    def find_fee(self, rate: Decimal) -> Decimal:
        """The fee of the difference; of the definitive quarter less what was claimed, where that is told."""
        if self.claimed_fee is None:
            return round_cents(self.difference * rate)
        return round_cents(self.definitive * rate) - self.claimed_fee


def calculate_regularisation(inputs: RegularisationInputs) -> Calculation:
    """Definitive minus provisional, by quarter and in all, with what becomes of it.

    Raises InputMissing without provisional amounts, InputRefused where they do not fit the quarters.
    """
    settled = [settle(inputs, one, len(find_subject(inputs))) for one in list_claimed(inputs)]
    difference = sum((one.difference for one in settled), ZERO)
    figures = Figures(date(inputs.year, 12, 31))
    asked = {
        "difference": difference,
        "minimum_amount": figures.take(TOLERANCE),
        "reduced_provisional": inputs.reduced_provisional,
    }
    decided = decide("regularisation_outcome", asked)
    outcome = str(decided.outputs["outcome"])
    due_on = find_supplement_day(inputs.settled_on) if inputs.settled_on and outcome == "supplement" else None
    rate = find_fee(inputs, figures)
    fee = None if rate is None else sum((one.find_fee(rate) for one in settled), ZERO)
    is_retroactive = bool(decided.outputs["retroactive_surcharges"])
    retroactive = sum_retroactive(settled, inputs.settled_on) if is_retroactive else ZERO
    result = {
        "year": inputs.year,
        "provisional": sum((one.provisional for one in settled), ZERO),
        "definitive": sum((one.definitive for one in settled), ZERO),
        "difference": difference,
        "supplement": max(difference, ZERO),
        "refund": max(-difference, ZERO),
        "fee": fee,
        "payable": difference + (fee or ZERO),
        "outcome": outcome,
        "retroactive_surcharges": is_retroactive,
        "retroactive_surcharge": retroactive,
        "due_on": due_on,
        "quarters": [describe(one, rate) for one in settled],
    }
    steps = [*explain(settled), *explain_outcome(inputs, settled, result, figures, decided.rules)]
    warnings = tuple(list_warnings(settled))
    trace = Trace("regularisation", list_given(inputs), tuple(steps), write_plain(result), warnings)
    return Calculation(result, trace)


def explain_outcome(
    inputs: RegularisationInputs,
    settled: list[Settled],
    result: Mapping[str, Any],
    figures: Figures,
    rules: tuple[str, ...],
) -> Iterator[Step]:
    """What follows the differences: surcharges for the past, the fee, what D08 makes of it, the day it is due."""
    retroactive, fee, due_on = result["retroactive_surcharge"], result["fee"], result["due_on"]
    if retroactive:
        yield make_step("retroactive_surcharge", retroactive, "EUR", until=inputs.settled_on)
    if fee:
        exact = any(one.claimed_fee is not None for one in settled)
        key, uses = "fee_of_definitive" if exact else "fee_of_differences", figures.list_uses(inputs.fee_code)
        yield make_step(key, fee, "EUR", parameters=uses, rate=find_fee(inputs, figures))
    yield make_step(f"outcome_{result['outcome']}", abs(result["difference"]), "EUR", rules=rules)
    if due_on is not None:
        yield make_step("due_supplement", due_on, "date", settled_on=inputs.settled_on)


def list_given(inputs: RegularisationInputs) -> dict[str, Any]:
    """What was asked with, as it is kept."""
    told = vars(inputs).items()
    return {
        name: write_plain(value)
        for name, value in told
        if value not in (None, False, ()) and name != "claimed"
    }


def sum_retroactive(settled: list[Settled], until: date | None) -> Decimal | None:
    """The surcharges on what lacked; None where the legal provisional or the day of the settlement is not told."""
    shortfalls = [(one.quarter, one.surcharge_base) for one in settled if one.surcharge_base is not None]
    if until is None or len(shortfalls) < len(settled):
        return None
    return sum_surcharges(shortfalls, until)


def list_warnings(settled: list[Settled]) -> list[Step]:
    """Each warning once, however many quarters have it."""
    found: list[Step] = []
    for one in settled:
        found += [step for step in one.warnings if step not in found]
    return found


def find_subject(inputs: RegularisationInputs) -> list[Quarter]:
    """The quarters of the year for which the person was subject."""
    if inputs.claimed:
        return [one.quarter for one in inputs.claimed]
    return [one for one in Quarter.list_year(inputs.year) if is_within(one, inputs.start, inputs.end)]


def list_claimed(inputs: RegularisationInputs) -> list[ClaimedQuarter]:
    """Each quarter with its provisional amount; one amount for all is spread so that its cents add up."""
    if inputs.claimed:
        if any(one.quarter.year != inputs.year for one in inputs.claimed):
            raise InputRefused(f"The input claimed has a quarter outside {inputs.year}.", input="claimed")
        return sorted(inputs.claimed, key=lambda one: one.quarter)
    quarters = find_subject(inputs)
    amounts = list_amounts("paid", find_paid(inputs, len(quarters)), len(quarters))
    legal: list[Decimal] | list[None] = [None] * len(quarters)
    if inputs.legal_provisional is not None:
        legal = list_amounts("legal_provisional", inputs.legal_provisional, len(quarters))
    return [
        ClaimedQuarter(quarter, amount, legal_provisional=lawful)
        for quarter, amount, lawful in zip(quarters, amounts, legal, strict=True)
    ]


def find_paid(inputs: RegularisationInputs, count: int) -> Decimal | tuple[Decimal, ...]:
    if inputs.paid is not None:
        return inputs.paid
    if inputs.paid_per_quarter is None:
        raise InputMissing("The input paid (or paid_per_quarter, or claimed) is missing.", input="paid")
    return (inputs.paid_per_quarter,) * count


def list_amounts(name: str, given: Decimal | tuple[Decimal, ...], count: int) -> list[Decimal]:
    """One amount a quarter. Raises InputRefused where there are more or fewer."""
    amounts = list(given) if isinstance(given, tuple) else spread(given, count)
    if len(amounts) != count:
        raise InputRefused(f"The input {name} has {len(amounts)} amounts for {count} quarters.", input=name)
    return amounts


def spread(amount: Decimal, count: int) -> list[Decimal]:
    """Equal parts to the cent; the last one takes what rounding leaves."""
    if not count:
        return []
    part = round_cents(amount / count)
    return [part] * (count - 1) + [amount - part * (count - 1)]


def settle(inputs: RegularisationInputs, one: ClaimedQuarter, subject: int) -> Settled:
    found = calculate_contribution(
        ContributionInputs(
            category=one.category or inputs.category,
            quarter=one.quarter,
            income=inputs.income,
            quarters=subject,
            start=inputs.start,
            end=inputs.end,
            coverage=one.coverage,
            quarter_index=one.quarter_index,
        )
    )
    definitive: Decimal = found.result["quarter_amount"]
    steps = tuple(step for step in found.trace.steps if step.key != "payable")
    lacked = None
    if one.legal_provisional is not None:
        lacked = find_shortfall(one.provisional, definitive, one.legal_provisional)
    return Settled(one.quarter, one.provisional, definitive, lacked, steps, found.trace.warnings, one.fee)


def describe(one: Settled, rate: Decimal | None) -> dict[str, Any]:
    return {
        "quarter": str(one.quarter),
        "provisional": one.provisional,
        "definitive": one.definitive,
        "difference": one.difference,
        "surcharge_base": one.surcharge_base,
        "fee": None if rate is None else one.find_fee(rate),
    }


def explain(settled: list[Settled]) -> list[Step]:
    """How the definitive amount came about, told once where quarters are alike, then each difference."""
    steps: list[Step] = []
    told: tuple[Step, ...] | None = None
    for one in settled:
        if one.steps != told:
            steps += one.steps
            told = one.steps
        values: dict[str, Any] = {"definitive": one.definitive, "provisional": one.provisional}
        steps.append(make_step("difference", one.difference, "EUR", quarter=one.quarter, **values))
    return steps
