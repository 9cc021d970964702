"""The inputs of D01 for one quarter of one person, from the facts in force.

A fact counts for a quarter when it is in force on at least half of its days (RGS art. 35); a pension, an opt-out,
a student's request and a spouse's help count from their first day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.affiliation.dossiers import Dossier, touches
from app.affiliation.models import Capacity, Category, Circumstance, CircumstanceKind, LiabilityPeriod
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from workflows.deadlines import add_months
from workflows.parameters import parameter

#: Counting from the first day, not from the half of the quarter.
FROM_FIRST_DAY = frozenset(
    {
        CircumstanceKind.PENSION,
        CircumstanceKind.PENSION_AGE_OPT_OUT,
        CircumstanceKind.STUDENT,
        CircumstanceKind.SPOUSE_HELP,
        CircumstanceKind.ART37_REQUEST,  # made by the end of the quarter; what it rests on must hold half of it
        CircumstanceKind.EARLIER_CAREER,
    }
)
STUDENT_AGES = (18, 25)
STUDENT_CREDITS, STUDENT_HOURS = Decimal(27), Decimal(17)
#: The lowest legal age in force in the quarters the fund decides on.
LOWEST_PENSION_AGE, HIGHEST_PENSION_AGE = 65, 70
DISABLED_FROM = Decimal(66)
PRIMO_QUARTERS, FREE_QUARTERS = 4, 20
#: What goes on as main occupation from one quarter to the next.
AS_MAIN = frozenset({Category.MAIN, Category.PRIMOSTARTER})
#: What keeps the twenty quarters before from being free.
NOT_FREE = frozenset({Category.MAIN, Category.PRIMOSTARTER, Category.ART37, Category.SPOUSE_MAXI})

Inputs = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What D01 is asked: `alternatives` are the other occupations held at once, of which the best counts."""

    inputs: Inputs
    alternatives: tuple[Inputs, ...]
    spouse_helper: Mapping[str, Any] | None


def build_question(
    dossier: Dossier, period: LiabilityPeriod, quarter: Quarter, history: Mapping[Quarter, str]
) -> Question:
    """`history` has the categories of earlier quarters, decided or from elsewhere."""
    facts = {}
    jobs = []
    for one in dossier.facts_in(quarter):
        if counts(one, quarter):
            facts[one.kind] = one.facts
            jobs += [one.facts] if one.kind == CircumstanceKind.OTHER_JOB else []
    spouse = decide_spouse(facts)
    inputs: Inputs = {
        "quarter": str(quarter),
        "has_company_only": period.capacity in {Capacity.OFFICER, Capacity.ACTIVE_PARTNER},
        "is_helper": period.capacity == Capacity.HELPER,
        "pension_status": facts.get(CircumstanceKind.PENSION, {}).get("pension", "none"),
        "age_legal_reached": has_pension_age(dossier.birth_date, quarter.last_day),
        "pension_age_opt_out": CircumstanceKind.PENSION_AGE_OPT_OUT in facts,
        "is_spouse_helper": is_spouse_helper(period, spouse),
        "birth_year": dossier.birth_date.year if dossier.birth_date else None,
        "maxi_option": bool(facts.get(CircumstanceKind.SPOUSE_HELP, {}).get("maxi_option")),
        "student_ok": is_student(dossier.birth_date, facts.get(CircumstanceKind.STUDENT), quarter),
        **claim_article_37(facts, jobs, quarter),
        **count_career(history, quarter),
    }
    return Question(inputs, list_other_occupations(facts, jobs, spouse), spouse)


def counts(fact: Circumstance, quarter: Quarter) -> bool:
    if fact.kind in FROM_FIRST_DAY:
        return True
    begun = max(fact.started_on, quarter.first_day)
    ended = min(fact.ended_on or quarter.last_day, quarter.last_day)
    whole = (quarter.last_day - quarter.first_day).days + 1
    return 2 * ((ended - begun).days + 1) >= whole


def decide_spouse(facts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """D02, when something is known of a spouse's help: its inputs, outputs and rules."""
    told = facts.get(CircumstanceKind.SPOUSE_HELP)
    if told is None:
        return None
    asked = {name: value for name, value in told.items() if name != "maxi_option"}
    for name in ("own_self_employed_income", "help_days"):
        asked[name] = Decimal(asked.get(name, "0"))
    decided = decide("spouse_helper", asked)
    return {
        "inputs": {
            name: str(value) if isinstance(value, Decimal) else value for name, value in asked.items()
        },
        "outputs": dict(decided.outputs),
        "rules": list(decided.rules),
        "table": decided.table_sha256,
    }


def is_spouse_helper(period: LiabilityPeriod, spouse: Mapping[str, Any] | None) -> bool:
    """By D02; one affiliated as a spouse-helper of whom nothing more is known is one."""
    if spouse is None:
        return period.capacity == Capacity.SPOUSE_HELPER
    return bool(spouse["outputs"]["status"] == "subject")


def has_pension_age(birth_date: date | None, on: date) -> bool:
    """Whether the legal age is reached by `on`; the age is the one in force on the birthday that reaches it."""
    if birth_date is None:
        return False
    for age in range(LOWEST_PENSION_AGE, HIGHEST_PENSION_AGE + 1):
        birthday = add_months(birth_date, 12 * age)
        if birthday > on:
            return False
        if parameter("PENSION.LEGAL_AGE", birthday) <= age:
            return True
    return True


def is_student(birth_date: date | None, told: Mapping[str, Any] | None, quarter: Quarter) -> bool:
    """18 to 25 years old in the quarter, enrolled for 27 credits or 17 hours, requested by its end (art. 12bis)."""
    if told is None or birth_date is None or date.fromisoformat(told["requested_on"]) > quarter.last_day:
        return False
    youngest, oldest = STUDENT_AGES
    of_age = add_months(birth_date, 12 * youngest) <= quarter.last_day
    too_old = add_months(birth_date, 12 * (oldest + 1)) <= quarter.first_day
    credits, hours = Decimal(told.get("credits", "0")), Decimal(told.get("hours", "0"))
    return of_age and not too_old and (credits >= STUDENT_CREDITS or hours >= STUDENT_HOURS)


def claim_article_37(
    facts: Mapping[str, Mapping[str, Any]], jobs: list[dict[str, Any]], quarter: Quarter
) -> Inputs:
    """The ground requested, if its condition is shown; the limit is that of the quarter."""
    request = facts.get(CircumstanceKind.ART37_REQUEST)
    if request is None or date.fromisoformat(request["requested_on"]) > quarter.last_day:
        return {"art37_claim": "none", "below_art37_limit": False}
    shown = {
        "married": bool(facts.get(CircumstanceKind.MARRIAGE, {}).get("partner_full_cover")),
        "widowed": CircumstanceKind.SURVIVOR_BENEFIT in facts,
        "teacher": any(
            job["job"] == "teacher_tenured" and Decimal("0.5") <= Decimal(job["fraction"]) < Decimal("0.6")
            for job in jobs
        ),
        "mandate": CircumstanceKind.PUBLIC_MANDATE in facts,
        "disabled": Decimal(facts.get(CircumstanceKind.DISABILITY, {}).get("percent", "0")) >= DISABLED_FROM,
    }
    income = Decimal(request.get("expected_income", "0"))
    limit = parameter("CONTRIB.THRESHOLD.ART37", quarter.first_day)
    ground = request["ground"]
    return {"art37_claim": ground if shown[ground] else "none", "below_art37_limit": income < limit}


def count_career(history: Mapping[Quarter, str], quarter: Quarter) -> Inputs:
    """How many quarters of main occupation in a row this one would make (up to five), and the free ones before."""
    first = quarter
    while quarter.count_since(first) <= PRIMO_QUARTERS and history.get(first.shift(-1)) in AS_MAIN:
        first = first.shift(-1)
    free = 0
    while free < FREE_QUARTERS and history.get(first.shift(-free - 1)) not in NOT_FREE:
        free += 1
    return {"main_quarter_index": quarter.count_since(first) + 1, "free_quarters_before": free}


def list_other_occupations(
    facts: Mapping[str, Mapping[str, Any]], jobs: list[dict[str, Any]], spouse: Mapping[str, Any] | None
) -> tuple[Inputs, ...]:
    """What is held beside the activity, each as D01 asks for it; shares of the same kind of job add up."""
    found = []
    if spouse is not None and spouse["outputs"]["status"] == "secondary":
        found.append(occupation("other_full_status"))
    for kind in dict.fromkeys(job["job"] for job in jobs):
        same = [job for job in jobs if job["job"] == kind]
        found.append(
            occupation(
                kind,
                fraction=min(sum((Decimal(job["fraction"]) for job in same), Decimal(0)), Decimal(1)),
                months=max(Decimal(job.get("months", "0")) for job in same),
                days=max(Decimal(job.get("days", "0")) for job in same),
            )
        )
    replaced = facts.get(CircumstanceKind.REPLACEMENT_INCOME)
    if replaced is not None:
        found.append(occupation("replacement_income", sufficient=bool(replaced.get("sufficient"))))
    return tuple(found) or (occupation("none"),)


def occupation(
    job: str,
    *,
    fraction: Decimal = Decimal(0),
    months: Decimal = Decimal(0),
    days: Decimal = Decimal(0),
    sufficient: bool = False,
) -> Inputs:
    return {
        "other_job": job,
        "other_job_fraction": fraction,
        "other_job_months": months,
        "other_job_days": days,
        "replacement_income_sufficient": sufficient,
    }


def read_earlier_career(dossier: Dossier, first: Quarter, last: Quarter) -> dict[Quarter, str]:
    """Categories of quarters with another fund."""
    return {
        quarter: one.facts["category"]
        for one in dossier.circumstances
        if one.kind == CircumstanceKind.EARLIER_CAREER
        for quarter in first.until(last)
        if touches(one.started_on, one.ended_on, quarter)
    }
