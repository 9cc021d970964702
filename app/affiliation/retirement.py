"""The quarter in which somebody retires: nothing is due for it when the activity ends in it.

Royal decree no. 38, art. 15: the quarter in which the legal age is reached, or an early pension begins; since 2019 also
that of a pension that begins later. Whoever works on pays for it as a pensioner.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from app.affiliation.category_inputs import has_pension_age
from app.affiliation.dossiers import Dossier, touches
from app.affiliation.models import (
    AffiliationState,
    CircumstanceKind,
    Coverage,
    LiabilityPeriod,
    QuarterStatus,
)
from app.registers.quarters import Quarter
from workflows.actors import Actor
from workflows.parameters import parameter

RULE = "CONTRIB.RETIREMENT_QUARTER"
#: Why the quarter is not due, as it is kept; screens word the coverage beside it.
REASON = "the activity ends in the quarter of the retirement"
Reasons = Mapping[tuple[int, Quarter], str]
#: Who is told, in the transaction of the decision, of quarters no longer due; added by apps above affiliation.
not_due_listeners: list[Callable[[Reasons, Actor, datetime], None]] = []


def is_retirement(dossier: Dossier, quarter: Quarter) -> bool:
    """Whether all activity ends in the quarter in which the person retires. Raises ParameterNotValid."""
    return has_ended(dossier, quarter) and is_retiring(dossier, quarter)


def has_ended(dossier: Dossier, quarter: Quarter) -> bool:
    """A transfer is no end: the activity goes on with another fund."""
    held = [one for one in dossier.periods if touches(one.started_on, one.ended_on, quarter)]
    return bool(held) and all(ends_in(one, quarter) for one in held)


def ends_in(period: LiabilityPeriod, quarter: Quarter) -> bool:
    ended = period.ended_on
    return period.state == AffiliationState.ENDED and ended is not None and ended <= quarter.last_day


def is_retiring(dossier: Dossier, quarter: Quarter) -> bool:
    before = quarter.first_day - timedelta(days=1)
    was_of_age = has_pension_age(dossier.birth_date, before)
    if not was_of_age and has_pension_age(dossier.birth_date, quarter.last_day):
        return True
    counts_later = parameter(RULE, quarter.first_day) == "age_or_any_pension"
    return begins_pension(dossier, quarter) and (counts_later or not was_of_age)


def begins_pension(dossier: Dossier, quarter: Quarter) -> bool:
    return any(
        one.kind == CircumstanceKind.PENSION
        and one.facts.get("pension") == "retirement"
        and Quarter.of(one.started_on) == quarter
        for one in dossier.circumstances
    )


def choose_coverage(current: QuarterStatus | None, *, retires: bool) -> tuple[Coverage, str]:
    """Coverage and reason of a quarter decided again: what an act said of it stays."""
    known = Coverage(current.coverage) if current else Coverage.DUE
    if retires and known == Coverage.DUE:
        return Coverage.RETIRED, REASON
    if known == Coverage.RETIRED and not retires:
        return Coverage.DUE, ""
    return known, current.coverage_reason if current else ""


def tell_not_due(changed: list[tuple[QuarterStatus, QuarterStatus | None]], by: Actor, now: datetime) -> None:
    """What was called for quarters that have become those of a retirement is taken back by who hears of it."""
    reasons = {
        (new.person_id, Quarter(new.year, new.number)): REASON
        for new, old in changed
        if new.coverage == Coverage.RETIRED and (old is None or old.coverage != Coverage.RETIRED)
    }
    if reasons:
        for told in not_due_listeners:
            told(reasons, by, now)
