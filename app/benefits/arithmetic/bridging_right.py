"""The bridging right and the bankruptcy insurance before it (D12): conditions, credit and payment.

Whatever the inputs allow is answered: a payment from days or months, credit and window from the day of the fact, the
decision when its conditions are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, explain_outcome, read_month
from app.benefits.arithmetic.bridging_credit import (
    REFORMED,
    WINDOW,
    Credit,
    Ground,
    find_credit,
    find_request_limit,
    find_window,
    name_era,
)
from app.benefits.arithmetic.bridging_payment import (
    count_days,
    end_first_period,
    find_monthly,
    pay_segments,
    refuse_cumulation,
)
from app.contributions.arithmetic.rounding import round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.rulebook import Decided, decide
from app.registers.traces import Step, make_step

NAME = "bridging_right"
PAID, FLOOR, MAXI, FORCED = (
    "DP.PAID_QUARTERS",
    "CONTRIB.FLOOR",
    "CONTRIB.THRESHOLD.MAXI",
    "DP.FORCED_GROUND",
)


@dataclass(frozen=True, kw_only=True)
class BridgingInputs:
    """`month` is the month paid; `days` (or `start` and `until`) the days in a row without activity in it, for a
    first period from 2023 on; `months` whole months. `monthly_amount` replaces the legal amount of the month.

    For the decision: `fact_date`, `request_date`, `main_in_4_quarters` and `paid_quarters`.
    """

    month: date | str | None = None
    days: int | None = None
    start: date | None = None
    until: date | None = None
    months: int | None = None
    monthly_amount: Decimal | None = None
    family_charge: bool = False
    fact_date: date | None = None
    ground: Ground = Ground.BANKRUPTCY
    career_quarters: int | None = None
    used_months: int = 0
    used_quarters: int = 0
    request_date: date | None = None
    main_in_4_quarters: bool | None = None
    paid_quarters: int | None = None
    wilful: bool = False
    convicted: bool = False
    organised_insolvency: bool = False
    other_income: bool = False
    integration_income: bool = False
    exemption_in_12_months: bool = False
    income: Decimal | None = None
    income_previous_year: Decimal | None = None
    spouse_helper: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "amount": "monthly_amount",
        "monthly": "monthly_amount",
        "on": "month",
        "date": "month",
        "reference_date": "month",
        "from": "start",
        "to": "until",
        "end": "until",
        "family": "family_charge",
        "with_family": "family_charge",
        "dependants": "family_charge",
        "fact": "fact_date",
        "fact_on": "fact_date",
        "judgment_date": "fact_date",
        "date_of_fact": "fact_date",
        "requested_on": "request_date",
        "request": "request_date",
        "career": "career_quarters",
        "pension_quarters": "career_quarters",
        "months_used": "used_months",
        "quarters_used": "used_quarters",
        "paid_quarters_16": "paid_quarters",
        "quarters_paid": "paid_quarters",
        "ris": "integration_income",
        "income_year": "income",
        "interruption_days": "days",
        "consecutive_days": "days",
    }


def calculate_bridging_right(inputs: BridgingInputs) -> Calculation:
    """Raises InputMissing when nothing can be told, ParameterNotValid where a legal value is not loaded."""
    parts = [part(inputs) for part, is_asked in PARTS if is_asked(inputs)]
    if not parts:
        message = (
            "Give fact_date for the right, or days, months or start and until for a payment; days is missing."
        )
        raise InputMissing(message, input="days")
    result: dict[str, Any] = {}
    for found, _, _ in parts:
        result |= found
    steps = [step for _, told, _ in parts for step in told]
    warnings = [step for _, _, told in parts for step in told]
    return answer(NAME, inputs, result, steps, warnings)


Part = tuple[dict[str, Any], list[Step], list[Step]]


def tell_right(inputs: BridgingInputs) -> Part:
    """Era, window, last day to ask, and what is left of the credit."""
    fact = take_fact(inputs)
    figures = Figures(fact)
    limit = find_request_limit(fact, figures)
    result: dict[str, Any] = {"era": name_era(fact), "request_until": limit}
    steps = [
        make_step("bridging_request", limit, "date", parameters=figures.list_uses("DP.REQUEST_QUARTERS"))
    ]
    if result["era"] != "before_2017":
        first, last = find_window(fact, figures)
        uses = figures.list_uses(WINDOW)
        steps.append(make_step("bridging_window", parameters=uses, first=first, last=last))
        result |= {"window_from": first, "window_until": last}
    if result["era"] == "reformed":
        result["first_period_until"] = end_first_period(fact)
    if is_refused_before(inputs, figures):
        return result, steps, collect_warnings(figures)
    credit = take_credit(inputs, figures)
    steps += credit.steps
    result |= describe_credit(credit)
    warnings = [*collect_warnings(figures), *warn_additional(credit)]
    return result, steps, warnings


def is_refused_before(inputs: BridgingInputs, figures: Figures) -> bool:
    """Before 2017 the durations are not loaded: a right that is refused whatever its credit is told all the same."""
    is_old = name_era(take_fact(inputs)) == "before_2017"
    return is_old and asks_decision(inputs) and is_refusal(weigh(inputs, figures, months_left=1))


def describe_credit(credit: Credit) -> dict[str, Any]:
    return {
        "months_left": credit.months,
        "quarters_left": credit.quarters,
        "additional_right": credit.is_additional,
    }


def warn_additional(credit: Credit) -> list[Step]:
    """More than the minimum depends on pension quarters since the fact before, by a scale that is not loaded."""
    return [make_step("bridging_additional_minimum", months=credit.months)] if credit.is_additional else []


def take_fact(inputs: BridgingInputs) -> date:
    if inputs.fact_date is None:
        raise InputMissing("The input fact_date is missing.", input="fact_date")
    return inputs.fact_date


def take_credit(inputs: BridgingInputs, figures: Figures) -> Credit:
    return find_credit(
        take_fact(inputs),
        inputs.ground,
        inputs.career_quarters,
        inputs.used_months,
        inputs.used_quarters,
        figures,
    )


def tell_decision(inputs: BridgingInputs) -> Part:
    """The outcome of D12 with its reason."""
    figures = Figures(take_fact(inputs))
    decided = decide_right(inputs, figures)
    step = explain_outcome("bridging", decided)
    return dict(decided.outputs), [step], collect_warnings(figures)


def decide_right(inputs: BridgingInputs, figures: Figures) -> Decided:
    """Raises InputMissing for a condition that was not told, ParameterNotValid for a credit that is not loaded.

    What is refused whatever the credit needs none.
    """
    first = weigh(inputs, figures, months_left=1)
    if is_refusal(first):
        return first
    return weigh(inputs, figures, months_left=take_credit(inputs, figures).months)


def is_refusal(decided: Decided) -> bool:
    return str(decided.outputs["outcome"]) != "grant"


def weigh(inputs: BridgingInputs, figures: Figures, *, months_left: int) -> Decided:
    """D12 with a credit."""
    fact = take_fact(inputs)
    for name in ("request_date", "main_in_4_quarters", "paid_quarters"):
        if getattr(inputs, name) is None:
            raise InputMissing(f"The input {name} is missing.", input=name)
    return decide(
        NAME,
        {
            "era": name_era(fact),
            "ground": inputs.ground,
            "request_late": inputs.request_date > find_request_limit(fact, figures),  # type: ignore[operator]
            "excluded": inputs.wilful or inputs.convicted or inputs.organised_insolvency,
            "main_in_4_quarters": inputs.main_in_4_quarters,
            "paid_quarters": inputs.paid_quarters,
            "paid_quarters_needed": 0 if name_era(fact) == "before_2017" else figures.take(PAID),
            "forced_accepted": figures.take_any(FORCED),
            "economic_condition": meets_economic(inputs, figures),
            "other_income": inputs.other_income,
            "months_left": months_left,
        },
    )


def meets_economic(inputs: BridgingInputs, figures: Figures) -> bool:
    """Integration income, an exemption of the last twelve months, or two years' incomes up to the minimum."""
    if inputs.ground is not Ground.ECONOMIC_DIFFICULTY:
        return False
    if inputs.integration_income or inputs.exemption_in_12_months:
        return True
    if inputs.income is None or inputs.income_previous_year is None:
        return False
    code = MAXI if inputs.spouse_helper else FLOOR
    before = Figures(date(figures.on.year - 1, 12, 31))
    return inputs.income <= figures.take(code) and inputs.income_previous_year <= before.take(code)


def tell_payment(inputs: BridgingInputs) -> Part:
    """The amount of a month, or of several whole ones."""
    month = find_month(inputs)
    refuse_cumulation(month, inputs.other_income)
    figures = Figures(month or REFORMED)
    monthly = find_monthly(inputs.monthly_amount, month, inputs.family_charge, figures)
    result: dict[str, Any] = {"monthly_amount": monthly.amount}
    days = count_given_days(inputs)
    if days is not None:
        amount, segments, step = pay_segments(monthly, days, figures)
        result |= {"days": days, "segments": segments, "amount": amount}
        return result, [monthly.step, step], collect_warnings(figures)
    months = 1 if inputs.months is None else inputs.months
    amount = round_cents(monthly.amount * months)
    step = make_step("bridging_months", amount, "EUR", months=months, amount=monthly.amount)
    return {**result, "months": months, "amount": amount}, [monthly.step, step], collect_warnings(figures)


def find_month(inputs: BridgingInputs) -> date | None:
    return read_month(inputs.month) or read_month(inputs.start)


def count_given_days(inputs: BridgingInputs) -> int | None:
    if inputs.days is not None:
        return inputs.days
    if inputs.start is None or inputs.until is None:
        return None
    return count_days(inputs.start, inputs.until)


def asks_payment(inputs: BridgingInputs) -> bool:
    given = (inputs.month, inputs.days, inputs.months, inputs.monthly_amount, inputs.start)
    return any(one is not None for one in given)


def asks_decision(inputs: BridgingInputs) -> bool:
    told = (inputs.request_date, inputs.main_in_4_quarters, inputs.paid_quarters)
    return inputs.fact_date is not None and any(one is not None for one in told)


PARTS = (
    (tell_right, lambda inputs: inputs.fact_date is not None),
    (tell_payment, asks_payment),
    (tell_decision, asks_decision),
)
