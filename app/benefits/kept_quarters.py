"""Quarters whose rights a bridging right keeps: covered as soon as their category is decided, and owed no longer."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from app.affiliation.coverages import set_coverages
from app.affiliation.models import Coverage, QuarterStatus
from app.benefits.entitlements import lock
from app.benefits.models import Entitlement, KeptQuarter
from app.benefits.states import EndReason
from app.ledger.closing import cancel_contributions
from app.registers.quarters import Quarter
from workflows import clock
from workflows.actors import Actor

#: After these nothing more is kept.
LOST = (EndReason.CONVICTED, EndReason.CLAIMED_BACK)
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
    pending = {
        (held.claim.party_id, Quarter(one.year, one.number)): one
        for one in held.kept_quarters.filter(kept_on=None)
    }
    reasons = dict.fromkeys(pending, f"bridging right {held.claim.ref}")
    done = set_coverages(reasons, Coverage.BRIDGING, by=by, now=clock.now()) if reasons else set()
    KeptQuarter.objects.filter(pk__in=[pending[place].pk for place in done]).update(kept_on=on)
    cancel_contributions({place: reasons[place] for place in done}, on=on, by=str(by))
    held.quarters_used = held.kept_quarters.exclude(kept_on=None).count()
    held.save(update_fields=["quarters_used"])
    return held.quarters_used
