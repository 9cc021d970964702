"""Logging an attempt at a personal contact: a contact of the correspondence, counted by the gate."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from app.correspondence.contact_models import ContactPurpose, Direction
from app.correspondence.contacts import log_contact
from app.people.models import Party
from app.recovery.errors import DateRefused
from app.recovery.models import ContactAttempt
from workflows import clock

SUBJECT = {
    "fr": "Contact avant recouvrement judiciaire",
    "nl": "Contact vóór gerechtelijke invordering",
    "de": "Kontakt vor gerichtlicher Beitreibung",
}


@transaction.atomic
def log_attempt(
    party: Party,
    *,
    case_ref: str,
    channel: str,
    outcome: str,
    made_on: date,
    by: str,
    key: str,
    summary: str = "",
    proposed: str = "",
    receivable_ref: str = "",
) -> ContactAttempt:
    """One attempt, once for its key. Raises DateRefused for a day that is still to come, ContactRefused."""
    known = ContactAttempt.objects.filter(key=key).first()
    if known is not None:
        return known
    today, now = clock.today(), clock.now()
    if made_on > today:
        raise DateRefused("A contact cannot be logged before it was made.", made_on=made_on)
    at = now if made_on == today else datetime.combine(made_on, time(12), ZoneInfo(settings.TIME_ZONE))
    contact = log_contact(
        channel=channel,
        outcome=outcome,
        subject=SUBJECT[party.language],
        at=at,
        now=now,
        by=by,
        party=party,
        case_ref=case_ref,
        direction=Direction.OUT,
        summary=summary,
        purpose=ContactPurpose.RECOVERY,
        key=f"attempt:{key}",
    )
    return ContactAttempt.objects.create(
        party=party,
        contact=contact,
        case_ref=case_ref,
        receivable_ref=receivable_ref,
        channel=channel,
        outcome=outcome,
        made_on=made_on,
        proposed=proposed,
        by=by,
        logged_at=now,
        key=key,
    )
