"""What the process of a pension (P14) asks: the file, the legal age, the limits of work and the bonus (D16, D17).

The fund informs; INASTI decides and the Federal Pension Service pays. What is not published yet is said, not guessed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from app.affiliation.models import AffiliationState, LiabilityPeriod
from app.affiliation.queries import status_of
from app.benefits.arithmetic.pension import AgeInputs as BirthInputs
from app.benefits.arithmetic.pension import (
    BonusInputs,
    Pension,
    WorkInputs,
    calculate_bonus,
    calculate_legal_age,
    calculate_work,
)
from app.benefits.calls import read_party, run
from app.benefits.careers import CareerQuarter, Gap, count_years, list_gaps, read_career, write_message
from app.people.models import Party
from app.registers.calculations import Calculation
from app.registers.quarters import Quarter
from app.registers.rendering import render_for_letter
from app.registers.rulebook import decide
from workflows.errors import WorkflowError
from workflows.operations import Call, operation

GAP_TEXTS = {
    Gap.UNDECIDED: lazy("not decided or not called yet"),
    Gap.UNPAID: lazy("not paid"),
    Gap.PARTLY_PAID: lazy("partly paid"),
}
MOST_LINES = 60


@dataclass(frozen=True)
class PensionFile:
    """What the file tells on a day. `gaps` are lines for a person to read; `career` the quarters as T7 takes them.

    Of somebody whose day of birth is not known the ages are null: a person asks for it.
    """

    birth_date: date | None
    legal_age: int | None
    legal_age_on: date | None
    pension_from: date | None
    is_affiliated: bool
    category: str
    quarters: int
    career_years: int
    gaps: str
    has_gaps: bool
    career: list[dict[str, Any]]


@dataclass(frozen=True)
class PensionOutlook:
    """D16 and D17 for a year. `limit` is null when work is unlimited or the limit of the year is not published."""

    unlimited: bool
    limit: Decimal | None
    limit_known: bool
    limit_year: int
    bonus: str
    bonus_per_year: Decimal | None
    bonus_total: Decimal | None
    early_age: int | None
    explanation: list[dict[str, Any]]


@operation("benefits.read_pension_file")
def read_pension_file(_call: Call, *, party_ref: str, on: date) -> PensionFile:
    """Legal pension age, affiliation and career of a person, with the quarters that do not count as they stand."""
    party = read_party(party_ref)
    birth = read_birth(party)
    ages = run(lambda: calculate_legal_age(BirthInputs(birth_date=birth))).result if birth else {}
    career = read_career(party, on)
    gaps = list_gaps(career)
    status = status_of(party, Quarter.of(on))
    return PensionFile(
        birth_date=birth,
        legal_age=ages.get("age"),
        legal_age_on=ages.get("reached_on"),
        pension_from=ages.get("pension_from"),
        is_affiliated=is_affiliated(party),
        category=status.category if status else "",
        quarters=len(career),
        career_years=count_years(career),
        gaps=describe_gaps(gaps, party.language),
        has_gaps=bool(gaps),
        career=write_message(career),
    )


def read_birth(party: Party) -> date | None:
    person = getattr(party, "person", None)
    return None if person is None else person.birth_date


def is_affiliated(party: Party) -> bool:
    running = (AffiliationState.DECLARED, AffiliationState.ACTIVE)
    return LiabilityPeriod.objects.filter(person=party, state__in=running).exists()


def describe_gaps(gaps: list[CareerQuarter], language: str) -> str:
    """A line a quarter, in the language of the party; the oldest are only counted where there are many."""
    with translation.override(language):
        lines = [f"{one.quarter}: {GAP_TEXTS[one.gap]}" for one in gaps if one.gap][-MOST_LINES:]
        left = len(gaps) - len(lines)
        head = [_("%(count)s earlier quarters") % {"count": left}] if left > 0 else []
    return "\n".join([*head, *lines])


@operation("benefits.weigh_pension")
def weigh_pension(
    _call: Call,
    *,
    party_ref: str,
    from_on: date,
    pension: str,
    career_years: int,
    with_child: bool | None = None,
    income: Decimal | None = None,
) -> PensionOutlook:
    """What may be earned beside a pension that begins on a day (D16), and which bonus working on builds up (D17)."""
    party = read_party(party_ref)
    work = weigh_work(
        WorkInputs(
            year=from_on.year,
            pension=Pension.SURVIVOR if pension == "survivor" else Pension.RETIREMENT,
            birth_date=read_birth(party),
            career_years=int(career_years),
            with_child=bool(with_child),
            income=income,
        )
    )
    bonus = run(lambda: calculate_bonus(BonusInputs(worked_from=from_on, career_years=int(career_years))))
    told = [render_for_letter(one.trace, party.language) for one in (work, bonus) if one is not None]
    result = work.result if work else {}
    return PensionOutlook(
        unlimited=bool(result.get("unlimited")),
        limit=result.get("limit"),
        limit_known=work is not None,
        limit_year=from_on.year,
        bonus=str(bonus.result["era"]),
        bonus_per_year=bonus.result.get("per_year"),
        bonus_total=bonus.result.get("total"),
        early_age=find_early_age(int(career_years)),
        explanation=[line for lines in told for line in lines],
    )


def find_early_age(career_years: int) -> int | None:
    """The age from which an early pension is open; None where the career is too short for one."""
    found = decide("early_pension_age", {"career_years": career_years}).outputs["early_pension_age"]
    return None if found is None else int(found)


def weigh_work(inputs: WorkInputs) -> Calculation | None:
    """None where the limit of the year is not published: the letter says so."""
    try:
        return calculate_work(inputs)
    except WorkflowError:
        return None
