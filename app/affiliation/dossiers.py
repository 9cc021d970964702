"""All that bears on the quarters of some persons, read at once: a few queries for a thousand persons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.affiliation.models import (
    COUNTING,
    AffiliationState,
    Circumstance,
    LiabilityPeriod,
    QuarterStatus,
)
from app.people.models import Person
from app.registers.quarters import Quarter

#: Liable by declaration or in fact: a quarter may be decided before the activity begins.
LIABLE = (*COUNTING, AffiliationState.DECLARED)


@dataclass
class Dossier:
    """One person: days of liability, facts, current statuses."""

    person_id: int
    birth_date: date | None
    periods: list[LiabilityPeriod] = field(default_factory=list)
    circumstances: list[Circumstance] = field(default_factory=list)
    statuses: dict[Quarter, QuarterStatus] = field(default_factory=dict)

    def period_in(self, quarter: Quarter) -> LiabilityPeriod | None:
        """The latest period that has a day in the quarter: a quarter begun is due in full."""
        found = [one for one in self.periods if touches(one.started_on, one.ended_on, quarter)]
        return found[-1] if found else None

    def facts_in(self, quarter: Quarter) -> list[Circumstance]:
        """The circumstances with a day in the quarter, oldest first."""
        return [one for one in self.circumstances if touches(one.started_on, one.ended_on, quarter)]


def touches(started_on: date, ended_on: date | None, quarter: Quarter) -> bool:
    return started_on <= quarter.last_day and (ended_on is None or ended_on >= quarter.first_day)


def read_dossiers(person_ids: Iterable[int], *, since: Quarter) -> list[Dossier]:
    """The dossiers in the order of the ids; statuses from `since` on."""
    wanted = list(dict.fromkeys(person_ids))
    births = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "birth_date"))
    periods, facts = read_periods(wanted), read_circumstances(wanted)
    statuses = read_statuses(wanted, since)
    return [Dossier(one, births.get(one), periods[one], facts[one], statuses[one]) for one in wanted]


def read_periods(person_ids: list[int]) -> Mapping[int, list[LiabilityPeriod]]:
    found: defaultdict[int, list[LiabilityPeriod]] = defaultdict(list)
    rows = LiabilityPeriod.objects.filter(person_id__in=person_ids, state__in=LIABLE)
    for row in rows.order_by("started_on", "id"):
        found[row.person_id].append(row)
    return found


def read_circumstances(person_ids: list[int]) -> Mapping[int, list[Circumstance]]:
    found: defaultdict[int, list[Circumstance]] = defaultdict(list)
    rows = Circumstance.objects.filter(person_id__in=person_ids, withdrawn_at=None)
    for row in rows.order_by("started_on", "id"):
        found[row.person_id].append(row)
    return found


def read_statuses(person_ids: list[int], since: Quarter) -> Mapping[int, dict[Quarter, QuarterStatus]]:
    found: defaultdict[int, dict[Quarter, QuarterStatus]] = defaultdict(dict)
    rows = QuarterStatus.objects.filter(person_id__in=person_ids, superseded_at=None, year__gte=since.year)
    for row in rows:
        found[row.person_id][Quarter(row.year, row.number)] = row
    return found
