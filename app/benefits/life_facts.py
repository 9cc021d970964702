"""What registers and people tell of a life: kept once, for the detectors to find."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.benefits.detection_models import FactKind, LifeFact
from app.benefits.errors import DetectorRefused
from app.people.models import Party
from workflows import clock


def record_fact(
    party: Party,
    kind: FactKind,
    *,
    happened_on: date,
    source: str,
    reference: str,
    facts: Mapping[str, Any] | None = None,
    until_on: date | None = None,
) -> LifeFact:
    """Keep one event; the same one for the same reference. Raises DetectorRefused for another one under it."""
    fact, is_new = LifeFact.objects.get_or_create(
        reference=reference,
        defaults={
            "party": party,
            "kind": kind,
            "happened_on": happened_on,
            "until_on": until_on,
            "facts": dict(facts or {}),
            "source": source,
            "recorded_at": clock.now(),
        },
    )
    if not is_new and (fact.party_id, fact.kind, fact.happened_on) != (party.pk, kind, happened_on):
        raise DetectorRefused("Another event has this reference.", reference=reference)
    return fact
