"""What becomes of a quarter's contribution by an act: exempted, assimilated, bridged, exempt after a birth, or due."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.affiliation.categories import lock_persons
from app.affiliation.errors import AffiliationError, QuarterNotDecided
from app.affiliation.models import Coverage, QuarterStatus
from app.people.models import Party
from app.registers.copying import copy_rows, take_ids, update_rows
from app.registers.quarters import Quarter
from workflows.actors import Actor


@transaction.atomic
def set_coverage(
    party: Party, quarter: Quarter, coverage: Coverage, *, reason: str, by: Actor, now: datetime
) -> QuarterStatus:
    """The current status with this coverage; the earlier one stays, superseded. Told twice, it changes nothing.

    Raises QuarterNotDecided when the quarter has no category, AffiliationError without a reason.
    """
    if not reason.strip():
        raise AffiliationError(_("Say why."), "reason")
    lock_persons([party.pk])
    current = QuarterStatus.objects.filter(
        person=party, year=quarter.year, number=quarter.number, superseded_at=None
    ).first()
    if current is None:
        message = _("No category is decided for %(quarter)s.")
        raise QuarterNotDecided(message % {"quarter": quarter}, "quarter")
    if (current.coverage, current.coverage_reason) == (coverage, reason.strip()):
        return current
    return supersede(current, coverage, reason.strip(), by=by, now=now)


def supersede(
    current: QuarterStatus, coverage: Coverage, reason: str, *, by: Actor, now: datetime
) -> QuarterStatus:
    current.superseded_at = now
    current.save(update_fields=["superseded_at"])
    new = QuarterStatus.objects.create(
        person_id=current.person_id,
        year=current.year,
        number=current.number,
        category=current.category,
        coverage=coverage,
        coverage_reason=reason,
        decision=current.decision,
        decided_at=now,
        decided_by=str(by),
    )
    current.superseded_by = new
    current.save(update_fields=["superseded_by"])
    return new


@transaction.atomic
def set_coverages(
    reasons: Mapping[tuple[int, Quarter], str], coverage: Coverage, *, by: Actor, now: datetime
) -> set[tuple[int, Quarter]]:
    """Give a coverage to many quarters that are due, each with its reason; those that have it now.

    A handful of statements whatever their number. A quarter without a category, or with another coverage, is left as
    it is and is not among those given back.
    """
    people = sorted({person for person, _quarter in reasons})
    lock_persons(people)
    rows = QuarterStatus.objects.filter(
        person__in=people,
        year__in={quarter.year for _person, quarter in reasons},
        number__in={quarter.number for _person, quarter in reasons},
        superseded_at=None,
    )
    current = {(row.person_id, Quarter(row.year, row.number)): row for row in rows}
    asked = {place: current[place] for place in reasons if place in current}
    changed = {place: row for place, row in asked.items() if row.coverage == Coverage.DUE}
    old = list(changed.values())
    new = [
        QuarterStatus(
            id=key,
            person_id=row.person_id,
            year=row.year,
            number=row.number,
            category=row.category,
            coverage=coverage,
            coverage_reason=reasons[place],
            decision=row.decision,
            decided_at=now,
            decided_by=str(by),
        )
        for (place, row), key in zip(changed.items(), take_ids(QuarterStatus, len(changed)), strict=True)
    ]
    superseded = ((before.pk, now, after.pk) for before, after in zip(old, new, strict=True))
    update_rows(QuarterStatus, ["superseded_at", "superseded_by_id"], superseded)
    copy_rows(QuarterStatus, new)
    return set(changed) | {place for place, row in asked.items() if row.coverage == coverage}
