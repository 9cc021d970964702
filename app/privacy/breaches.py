"""Recording a breach and what was done about it (GDPR arts 33 and 34). Each step is recorded once."""

from datetime import datetime, timedelta

from django.db import transaction

from app.privacy.errors import BreachIncomplete, BreachUnknown
from app.privacy.models import Breach

#: GDPR art. 33 §1.
HOURS = timedelta(hours=72)


@transaction.atomic
def record_breach(
    *, case_ref: str, aware_at: datetime, nature: str, persons_concerned: int, by: str
) -> Breach:
    """The breach of a case; recorded once."""
    known, _made = Breach.objects.get_or_create(
        case_ref=case_ref,
        defaults={
            "aware_at": aware_at,
            "notify_by": aware_at + HOURS,
            "nature": nature,
            "persons_concerned": persons_concerned,
            "recorded_by": by,
        },
    )
    return known


@transaction.atomic
def record_assessment(case_ref: str, *, risk: str, consequences: str, measures: str) -> Breach:
    breach = lock(case_ref)
    breach.risk, breach.consequences, breach.measures = risk, consequences, measures
    breach.save()
    return breach


@transaction.atomic
def record_notification(case_ref: str, *, at: datetime, reference: str, late_reason: str = "") -> Breach:
    """The authority was told. Raises BreachIncomplete for a late one without its reason (art. 33 §1)."""
    breach = lock(case_ref)
    if at > breach.notify_by and not late_reason.strip():
        raise BreachIncomplete("Say why the authority was told after 72 hours.", breach=breach.ref)
    breach.notified_at, breach.authority_reference, breach.late_reason = at, reference, late_reason
    breach.save()
    return breach


@transaction.atomic
def record_informed(case_ref: str, *, count: int, at: datetime) -> Breach:
    breach = lock(case_ref)
    breach.informed, breach.informed_at = count, at
    breach.save()
    return breach


@transaction.atomic
def close_breach(case_ref: str, *, at: datetime, reason: str = "", measures: str = "") -> Breach:
    """Close it: told to the authority, or with the reason why not. Raises BreachIncomplete."""
    breach = lock(case_ref)
    if breach.closed_at is not None:
        return breach
    if breach.notified_at is None and not reason.strip():
        raise BreachIncomplete("Say why the authority is not told.", breach=breach.ref)
    breach.not_notified_reason = "" if breach.notified_at else reason
    breach.measures = measures or breach.measures
    breach.closed_at = at
    breach.save()
    return breach


def lock(case_ref: str) -> Breach:
    found = Breach.objects.select_for_update().filter(case_ref=case_ref).first()
    if found is None:
        raise BreachUnknown(case=case_ref)
    return found
