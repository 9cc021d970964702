"""Quarters whose rights a bridging right keeps: covered as soon as their category is decided, and owed no longer.

Not those in which the person works again as self-employed: a quarter begun is due in full, and gives its own rights.
"""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from app.affiliation.coverages import set_coverages
from app.affiliation.models import COUNTING, Coverage, LiabilityPeriod, QuarterStatus
from app.benefits.entitlements import lock
from app.benefits.models import Entitlement, KeptQuarter
from app.benefits.states import EndReason
from app.ledger.closing import cancel_contributions
from app.registers.quarters import Quarter
from workflows import clock
from workflows.actors import Actor

#: After these nothing more is kept.
LOST = (EndReason.CONVICTED, EndReason.CLAIMED_BACK)
FAR = date(9998, 12, 31)
#: A quarter not decided two years after its end is left to people.
YEARS = 2


@transaction.atomic
def keep_quarters(entitlement: Entitlement, *, on: date, by: Actor) -> int:
    """Note the quarters after the fact, as many as were granted, and cover those decided; how many are covered."""
    held = lock(entitlement)
    first = Quarter.of(held.claim.reference_date).shift(1)
    granted = [first.shift(step) for step in range(held.quarters)]
    KeptQuarter.objects.bulk_create(
        (KeptQuarter(entitlement=held, year=one.year, number=one.number) for one in granted),
        ignore_conflicts=True,
    )
    return cover(held, on=on, by=by)


def cover_pending(on: date, *, by: Actor, most: int) -> int:
    """Cover what was not decided before, right by right, of at most `most` rights; how many were looked at."""
    decided = QuarterStatus.objects.filter(
        person=OuterRef("entitlement__claim__party"),
        year=OuterRef("year"),
        number=OuterRef("number"),
        superseded_at=None,
        coverage__in=[Coverage.DUE, Coverage.BRIDGING],
    )
    pending = KeptQuarter.objects.filter(Exists(decided), kept_on=None, year__gte=on.year - YEARS)
    owners = pending.exclude(entitlement__end_reason__in=LOST).values("entitlement")
    rights = list(Entitlement.objects.filter(pk__in=owners).order_by("pk")[:most])
    for one in rights:
        with transaction.atomic():
            cover(lock(one), on=on, by=by)
    return len(rights)


def cover(held: Entitlement, *, on: date, by: Actor) -> int:
    """Cover the pending quarters that are decided and due, and take back what was called for them."""
    again = list_active_again(held)
    pending = {
        (held.claim.party_id, quarter): one
        for one in held.kept_quarters.filter(kept_on=None)
        if (quarter := Quarter(one.year, one.number)) not in again
    }
    reasons = dict.fromkeys(pending, f"bridging right {held.claim.ref}")
    done = set_coverages(reasons, Coverage.BRIDGING, by=by, now=clock.now()) if reasons else set()
    KeptQuarter.objects.filter(pk__in=[pending[place].pk for place in done]).update(kept_on=on)
    cancel_contributions({place: reasons[place] for place in done}, on=on, by=str(by))
    held.quarters_used = held.kept_quarters.exclude(kept_on=None).count()
    held.save(update_fields=["quarters_used"])
    return held.quarters_used


def list_active_again(held: Entitlement) -> set[Quarter]:
    """The quarters granted in which a liability runs that began after the fact."""
    periods = LiabilityPeriod.objects.filter(
        person=held.claim.party_id, state__in=COUNTING, started_on__gt=held.claim.reference_date
    )
    granted = [Quarter(one.year, one.number) for one in held.kept_quarters.all()]
    runs = [(Quarter.of(one.started_on), Quarter.of(one.ended_on or FAR)) for one in periods]
    return {one for one in granted if any(first <= one <= last for first, last in runs)}
