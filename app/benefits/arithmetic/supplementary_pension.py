"""The highest premium of a supplementary pension, PLCI or VAPZ (D19; programme law of 24 December 2002)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, refuse_negative
from app.contributions.arithmetic.categories import Category
from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.rulebook import decide
from app.registers.traces import Step, make_step

SOLIDARITY = "PLCI.SOLIDARITY_PCT"


class Kind(StrEnum):
    """The ordinary contract, or the social one with its solidarity part."""

    ORDINARY = "ordinary"
    SOCIAL = "social"


@dataclass(frozen=True, kw_only=True)
class SupplementaryInputs:
    """`income` is the re-indexed income of three years before; a starter's is the one charged."""

    year: int
    income: Decimal
    kind: Kind = Kind.ORDINARY
    category: Category = Category.MAIN
    pays_main_level: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "base": "income",
        "reference_income": "income",
        "annual_income": "income",
        "income_base": "income",
        "type": "kind",
        "contract": "kind",
        "plan": "kind",
        "plci_type": "kind",
        "at_main_level": "pays_main_level",
    }


def calculate_supplementary_pension(inputs: SupplementaryInputs) -> Calculation:
    """The maximum of the kind asked for, and of the other beside it. Raises ParameterNotValid."""
    refuse_negative(income=inputs.income)
    figures = Figures(date(inputs.year, 1, 1))
    maximum, rule, steps = find_maximum(inputs, inputs.kind, figures)
    other = Kind.SOCIAL if inputs.kind is Kind.ORDINARY else Kind.ORDINARY
    other_maximum, _, told = find_maximum(inputs, other, figures)
    result: dict[str, Any] = {"maximum": maximum, "rule": rule}
    result |= {str(inputs.kind): maximum, str(other): other_maximum}
    result["minimum"] = figures.take(f"PLCI.MIN.{inputs.kind.upper()}")
    if inputs.kind is Kind.SOCIAL:
        solidarity = round_cents(maximum * figures.take(SOLIDARITY))
        result["solidarity_part"] = solidarity
        uses = figures.list_uses(SOLIDARITY)
        steps.insert(len(steps) - 1, make_step("plci_solidarity", solidarity, "EUR", parameters=uses))
    return answer("supplementary_pension_maximum", inputs, result, [*told, *steps], collect_warnings(figures))


def find_maximum(
    inputs: SupplementaryInputs, kind: Kind, figures: Figures
) -> tuple[Decimal, str, list[Step]]:
    """By D19: nothing, the cap, the percentage, or the minimum where the percentage is less."""
    rate, cap, least = f"PLCI.PCT.{kind.upper()}", f"PLCI.CAP.{kind.upper()}", f"PLCI.MIN.{kind.upper()}"
    calculated = round_cents(inputs.income * figures.take(rate))
    highest, lowest = figures.take(cap), figures.take(least)
    asked = {
        "category": inputs.category,
        "pays_main_level": inputs.pays_main_level,
        "kind": kind,
        "calculated": calculated,
        "cap": highest,
        "minimum": lowest,
    }
    decided = decide("supplementary_pension_maximum", asked)
    rule = str(decided.outputs.get("rule") or decided.outputs["supplementary_pension_maximum"])
    amounts = {"cap": highest, "calculated": calculated, "minimum": lowest, "none": ZERO}
    shown: dict[str, Any] = {"income": inputs.income, "rate": figures.take(rate), "kind": f"plci_{kind}"}
    steps = [make_step("plci_share", calculated, "EUR", parameters=figures.list_uses(rate), **shown)]
    uses = figures.list_uses(cap, least)
    maximum = amounts[rule]
    steps.append(make_step(f"plci_{rule}", maximum, "EUR", parameters=uses, rules=decided.rules))
    return maximum, rule, steps
