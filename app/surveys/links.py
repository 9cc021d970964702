"""The links of an invitation: signed, for one person and one answer, good until a day.

A link names the invitation by its random key, and nothing of the person or the case.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.core import signing

from app.surveys.errors import LinkExpired, LinkForged, LinkUsed
from app.surveys.models import Invitation, InvitationState

SALT = "survey"
OVER = (InvitationState.CLOSED, InvitationState.SKIPPED, InvitationState.QUEUED)


def make_token(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk.hex, salt=SALT)


def make_link(invitation: Invitation, end: str = "") -> str:
    """Of the page that asks; with `end` of the one that asks whether no survey is to come any more."""
    token = make_token(invitation)
    return f"{settings.PUBLIC_URL}/information/{invitation.language}/survey/{token}/{end}"


def read_token(token: str) -> UUID:
    """Raises LinkForged."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, AttributeError, TypeError) as error:
        raise LinkForged from error


def find_invitation(token: str, *, lock: bool = False) -> Invitation:
    """Raises LinkForged, also for an invitation that was removed."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.all()
    row = rows.filter(pk=read_token(token)).first()
    if row is None:
        raise LinkForged
    return row


def find_open(token: str, today: date, *, lock: bool = False) -> Invitation:
    """One that can be answered today. Raises LinkForged, LinkUsed or LinkExpired."""
    row = find_invitation(token, lock=lock)
    if row.state == InvitationState.ANSWERED:
        raise LinkUsed
    if row.state in OVER or today > row.expires_on:
        raise LinkExpired
    return row
