"""One event of a life is followed by one case, whoever told of it first: a register, the person, a colleague.

The detection of the event carries the case; the database keeps one for each detector, person, day and kind. Whoever
comes later, by whatever way, is told which case follows it already.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from app.benefits.claims import lock_party
from app.benefits.detection_models import Detection, DetectionOutcome, FactKind, LifeFact
from app.benefits.life_facts import record_fact
from app.people.models import Party
from workflows import api
from workflows.models import InstanceStatus

#: Written where the text of the detector says nothing: a person told of the event.
BY_PERSON = "by person"


@transaction.atomic
def take_up(
    party: Party, detector: str, event_on: date, *, case_ref: str, on: date, event_key: str = ""
) -> str:
    """The case that follows the event: this one, unless another does already. One that was cancelled gives way."""
    lock_party(party)
    rows = Detection.objects.select_for_update().filter(detector=detector, party=party, event_on=event_on)
    known = [one for one in rows.order_by("id") if is_alike(one.event_key, event_key)]
    standing = next((one for one in known if one.case_ref and not is_abandoned(one.case_ref)), None)
    if standing is not None:
        return standing.case_ref
    if known:
        first = known[0]
        first.case_ref, first.outcome, first.reason = case_ref, DetectionOutcome.CONTACTED, "entitled"
        first.save(update_fields=["case_ref", "outcome", "reason"])
    else:
        Detection.objects.create(
            detector=detector,
            version=BY_PERSON,
            party=party,
            event_on=event_on,
            event_key=event_key,
            outcome=DetectionOutcome.CONTACTED,
            reason="entitled",
            detected_on=on,
            case_ref=case_ref,
        )
    return case_ref


def is_alike(known: str, wanted: str) -> bool:
    """A reference of a register tells apart two tellings of one event, not two events; `adoption` is another kind."""
    return (known == ADOPTION) == (wanted == ADOPTION)


ADOPTION = "adoption"


def is_abandoned(case_ref: str) -> bool:
    runs = list(api.case_instances(case_ref).values_list("status", flat=True))
    return bool(runs) and all(one == InstanceStatus.CANCELLED for one in runs)


def keep_fact(
    party: Party,
    kind: FactKind,
    happened_on: date,
    *,
    case_ref: str,
    facts: Mapping[str, Any] | None = None,
    until_on: date | None = None,
) -> LifeFact:
    """The event as a register told it, else as this case knows it: the detectors find it either way."""
    known = LifeFact.objects.filter(party=party, kind=kind, happened_on=happened_on).order_by("id").first()
    if known is not None:
        return known
    reference = f"{case_ref}:{kind}:{happened_on}"
    told: dict[str, Any] = {"source": "case", "reference": reference, "facts": facts, "until_on": until_on}
    return record_fact(party, kind, happened_on=happened_on, **told)
