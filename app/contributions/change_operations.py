"""What the change of a provisional contribution (P12) asks of contributions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.contributions.arithmetic.categories import FLOOR, MAXI, PRIMO, THRESHOLDS, Category
from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.rulebook import decide
from workflows.operations import BusinessError, Call, operation

ZERO = Decimal(0)
#: What the request calls a change → what D06 calls it.
CHANGES = {"up": "increase", "down": "decrease", "exoneration": "exoneration"}

#: The minimum income of the categories that have one.
FLOORS = {
    Category.MAIN: FLOOR,
    Category.PENSION_AGE_NO_PENSION: FLOOR,
    Category.PRIMOSTARTER: PRIMO,
    Category.SPOUSE_MAXI: MAXI,
}


@dataclass(frozen=True)
class ChangeDecision:
    """D06: `reason` names its rule; `new_base` is the income to calculate on, null when refused."""

    accepted: bool
    decision_reason: str
    new_base: Decimal | None
    warn_shortfall: bool
    rules: list[str]


@operation("contributions.decide_provisional_change")
def decide_provisional_change(
    _call: Call,
    *,
    category: str,
    direction: str,
    estimate: Decimal,
    current_base: Decimal,
    arrears: bool,
    objective_evidence: bool,
    regularised: bool,
    year: int,
) -> ChangeDecision:
    """Decide by D06 whether provisional contributions may be raised, lowered or dropped."""
    if direction not in CHANGES:
        raise BusinessError("CHANGE_UNKNOWN", "A change is up, down or exoneration.", direction=direction)
    decided = decide(
        "provisional_change",
        {
            "change": CHANGES[direction],
            "category": category,
            "year": year,
            "year_regularised": regularised,
            "has_arrears": arrears,
            "has_evidence": objective_evidence,
            "estimate": estimate,
            "current": current_base,
            "category_floor": find_floor(category, year),
            "exempt_below": find_exemption_limit(category, year),
        },
    )
    outcome = str(decided.outputs["outcome"])
    accepted = outcome.startswith("accept")
    return ChangeDecision(
        accepted=accepted,
        decision_reason=str(decided.outputs["reason"]),
        new_base=estimate if accepted else None,
        warn_shortfall=outcome == "accept_with_warning" or (accepted and direction == "exoneration"),
        rules=list(decided.rules),
    )


def find_floor(category: str, year: int) -> Decimal:
    """The minimum income of a category in a year; 0 where it has none."""
    code = FLOORS.get(read_category(category))
    return Figures(date(year, 1, 1)).take(code) if code else ZERO


def find_exemption_limit(category: str, year: int) -> Decimal | None:
    """The income below which a category owes nothing; None for those that always owe."""
    known = read_category(category)
    if known not in (Category.SECONDARY, Category.STUDENT, Category.ART37):
        return None
    return Figures(date(year, 1, 1)).take(THRESHOLDS[known][0])


def read_category(category: str) -> Category:
    try:
        return Category(category)
    except ValueError as error:
        raise InputRefused("The input category is none of D01.", input="category") from error
