"""Service vouchers after a birth (D10) and the quarter without contribution that follows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, explain_outcome
from app.contributions.arithmetic.categories import Category
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import Decided, decide
from app.registers.traces import Step, make_step

COUNT, VALUE, VALID, REQUEST = (
    "VOUCHER.COUNT",
    "VOUCHER.VALUE",
    "VOUCHER.VALID_MONTHS",
    "VOUCHER.REQUEST_WEEKS",
)
EXEMPT = "BIRTH.EXEMPT_QUARTERS"
#: The fund takes the initiative for births from this day on.
INITIATIVE = date(2017, 9, 1)
FULL_RIGHTS = {Category.MAIN, Category.PRIMOSTARTER, Category.SPOUSE_MAXI, Category.SPOUSE_MINI}
UNCERTAIN = {Category.SECONDARY, Category.STUDENT, Category.ART37}


@dataclass(frozen=True, kw_only=True)
class VoucherInputs:
    """Without the conditions the number and value are told, not a decision.

    `category` is that of the quarters checked; `pays_main_level` says that at least the minimum of a main occupation
    is paid, `definitive` that the contributions of those quarters are final, `covered` that the bridging right, an
    assimilation, continued insurance or a carer's exemption kept the rights.
    """

    birth_date: date
    request_date: date | None = None
    category: Category | None = None
    insured: bool | None = None
    pays_main_level: bool = False
    definitive: bool = False
    covered: bool = False
    child_at_address: bool | None = None
    resumes_half_time: bool | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "date": "birth_date",
        "requested_on": "request_date",
        "entitled": "insured",
        "maternity_insured": "insured",
        "entitled_to_maternity_insurance": "insured",
        "child_registered": "child_at_address",
        "child_at_her_address": "child_at_address",
        "resumes": "resumes_half_time",
        "resumes_activity": "resumes_half_time",
    }


@dataclass(frozen=True, kw_only=True)
class BirthInputs:
    """The day of a birth."""

    birth_date: date

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "date": "birth_date",
    }


def calculate_vouchers(inputs: VoucherInputs) -> Calculation:
    """Number, value, quarters checked; the decision when its conditions are told.

    Raises ParameterNotValid where number or value are not loaded.
    """
    figures = Figures(inputs.birth_date)
    decided = decide_vouchers(inputs, figures) if is_told(inputs) else None
    granted = decided is None or decided.outputs["outcome"] == "grant"
    checked = list_checked_quarters(inputs.birth_date)
    steps = [make_step("voucher_quarters", first=checked[0], last=checked[1])]
    result: dict[str, Any] = {"quarters_checked": checked}
    if inputs.birth_date < INITIATIVE and granted:
        result["request_until"] = find_request_limit(inputs.birth_date, figures)
    if decided is not None:
        result |= dict(decided.outputs)
        steps.append(explain_outcome("vouchers", decided))
    found, told = count_vouchers(figures) if granted else ({"count": 0}, [])
    warnings = [] if decided else [make_step("voucher_unexamined")]
    return answer(
        "maternity_vouchers",
        inputs,
        {**result, **found},
        [*steps, *told],
        [*collect_warnings(figures), *warnings],
    )


def is_told(inputs: VoucherInputs) -> bool:
    known = inputs.insured is not None or inputs.category is not None or inputs.covered
    before = inputs.birth_date < date(2006, 1, 1)
    return before or (known and inputs.child_at_address is not None and inputs.resumes_half_time is not None)


def count_vouchers(figures: Figures) -> tuple[dict[str, Any], list[Step]]:
    count, value = int(figures.take(COUNT)), figures.take(VALUE)
    months = int(figures.take(VALID))
    step = make_step(
        "voucher_amount",
        value * count,
        "EUR",
        parameters=figures.list_uses(COUNT, VALUE, VALID),
        count=count,
        value=value,
        months=months,
    )
    return {"count": count, "value": value, "amount": value * count, "valid_months": months}, [step]


def decide_vouchers(inputs: VoucherInputs, figures: Figures) -> Decided:
    """D10."""
    limit = None if inputs.birth_date >= INITIATIVE else find_request_limit(inputs.birth_date, figures)
    asked = inputs.request_date is not None and (limit is None or inputs.request_date <= limit)
    return decide(
        "maternity_vouchers",
        {
            "birth_date": inputs.birth_date,
            "insured": judge_insurance(inputs),
            "covered": inputs.covered,
            "requested_in_time": asked,
            "child_at_address": inputs.child_at_address,
            "resumes_half_time": inputs.resumes_half_time,
        },
    )


def judge_insurance(inputs: VoucherInputs) -> str:
    """yes, no, or unknown until the definitive contribution of the quarters checked."""
    if inputs.insured is not None:
        return "yes" if inputs.insured else "no"
    if inputs.category in FULL_RIGHTS or inputs.pays_main_level:
        return "yes"
    return "unknown" if inputs.category in UNCERTAIN and not inputs.definitive else "no"


def find_request_limit(birth: date, figures: Figures) -> date | None:
    """The last day to ask, for births before the fund took the initiative; none before the scheme."""
    if birth < date(2006, 1, 1):
        return None
    return birth + timedelta(weeks=int(figures.take(REQUEST)))


def list_checked_quarters(event: date) -> tuple[Quarter, Quarter]:
    """The third and second quarter before the one of a birth or incapacity."""
    quarter = Quarter.of(event)
    return quarter.shift(-3), quarter.shift(-2)


def calculate_birth_exemption(inputs: BirthInputs) -> Calculation:
    """The quarter without contribution after a birth. Raises ParameterNotValid for births before it existed."""
    figures = Figures(inputs.birth_date)
    figures.take(EXEMPT)
    quarter = Quarter.of(inputs.birth_date).shift(1)
    step = make_step(
        "birth_quarter", quarter, "quarter", parameters=figures.list_uses(EXEMPT), birth=inputs.birth_date
    )
    return answer("birth_exemption", inputs, {"quarter": quarter}, [step], collect_warnings(figures))
