"""What registers and people tell of a life: kept once, for the detectors to find."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from app.benefits.detection_models import FactKind, LifeFact
from app.benefits.errors import DetectorRefused
from app.people.models import Party
from workflows import clock

#: Who is told, in the transaction of the act, of a new event; added by apps above benefits.
fact_listeners: list[Callable[[LifeFact], None]] = []


@transaction.atomic
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
    if is_new:
        for told in fact_listeners:
            told(fact)
    return fact
