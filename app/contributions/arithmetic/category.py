"""The category of a person in a quarter (D01), as a calculation that explains itself."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.contributions.arithmetic.categories import ART37
from app.contributions.arithmetic.periods import read_quarter
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import Trace, make_step, write_plain


class Pension(StrEnum):
    """A pension in payment."""

    NONE = "none"
    RETIREMENT = "retirement"
    SURVIVOR = "survivor"


class OtherJob(StrEnum):
    """What else gives a person social rights."""

    NONE = "none"
    EMPLOYEE = "employee"
    CIVIL_SERVANT = "civil_servant"
    TEACHER_TENURED = "teacher_tenured"
    TEACHER_UNTENURED = "teacher_untenured"
    REPLACEMENT_INCOME = "replacement_income"
    OTHER_FULL_STATUS = "other_full_status"


class Ground(StrEnum):
    """On what art. 37 is claimed."""

    NONE = "none"
    MARRIED = "married"
    WIDOWED = "widowed"
    TEACHER = "teacher"
    MANDATE = "mandate"
    DISABLED = "disabled"


@dataclass(frozen=True, kw_only=True)
class CategoryInputs:
    """What D01 asks; whatever is left out does not apply.

    With `income` (annualised) the limit of art. 37 is looked up when it is claimed.
    """

    year: int | None = None
    quarter: Quarter | int | None = None
    has_company_only: bool = False
    is_helper: bool = False
    is_spouse_helper: bool = False
    pension_status: Pension = Pension.NONE
    age_legal_reached: bool = False
    pension_age_opt_out: bool = False
    birth_year: int | None = None
    maxi_option: bool = False
    student_ok: bool = False
    other_job: OtherJob = OtherJob.NONE
    other_job_fraction: Decimal = Decimal(0)
    other_job_months: Decimal = Decimal(0)
    other_job_days: Decimal = Decimal(0)
    replacement_income_sufficient: bool = False
    art37_claim: Ground = Ground.NONE
    income: Decimal | None = None
    below_art37_limit: bool | None = None
    main_quarter_index: int = 5
    free_quarters_before: int = 0


OWN = {"year", "quarter", "income", "below_art37_limit"}


def calculate_category(inputs: CategoryInputs) -> Calculation:
    """The category and the rule that gave it. Raises InputMissing without a quarter."""
    quarter = read_quarter(inputs.year, inputs.quarter)
    if quarter is None:
        raise InputMissing("The input quarter is missing.", input="quarter")
    figures = Figures(quarter.first_day)
    asked = {name: value for name, value in vars(inputs).items() if name not in OWN}
    below = is_below_limit(inputs, figures)
    decided = decide("contribution_category", {**asked, "quarter": str(quarter), "below_art37_limit": below})
    category = str(decided.outputs.get("category") or decided.outputs["contribution_category"])
    uses = figures.list_uses(ART37)
    step = make_step("category", parameters=uses, rules=decided.rules, category=category)
    result = {"quarter": str(quarter), "category": category, "rules": list(decided.rules)}
    given = {
        name: write_plain(value) for name, value in vars(inputs).items() if value not in (None, False, "none")
    }
    return Calculation(result, Trace("contribution_category", given, (step,), write_plain(result)))


def is_below_limit(inputs: CategoryInputs, figures: Figures) -> bool:
    if inputs.below_art37_limit is not None:
        return inputs.below_art37_limit
    if inputs.art37_claim == "none" or inputs.income is None:
        return True
    return inputs.income < figures.take(ART37)
