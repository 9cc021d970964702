"""What becomes of a quarter's contribution by an act: exempted, assimilated, bridged, exempt after a birth, or due."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.affiliation.categories import lock_persons
from app.affiliation.errors import AffiliationError, QuarterNotDecided
from app.affiliation.models import Coverage, QuarterStatus
from app.people.models import Party
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
