"""Taking an answer: it is kept apart from the invitation, which only learns that its link was used.

Nothing of the person's file is read here; what is written down of them is the withdrawal of their consent, and their
name on a remark when they asked to be called back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from app.people.contacts import withdraw_consent
from app.people.models import Consent, Purpose
from app.surveys.errors import AnswerEmpty
from app.surveys.invitation_life import InvitationLife
from app.surveys.links import find_invitation, find_open
from app.surveys.models import Answer, Invitation, Mark, Remark
from workflows import api
from workflows.clock import BRUSSELS

BY = api.system("surveys")


@dataclass(frozen=True)
class Given:
    """What was sent: marks from 1 to 5 by theme, free words, and whether the person wants to be called back on them."""

    marks: Mapping[str, int] = field(default_factory=dict)
    words: str = ""
    calls_back: bool = False
    language: str = "fr"


@transaction.atomic
def take(token: str, given: Given, *, now: datetime) -> None:
    """Keep an answer, once a link. Raises LinkForged, LinkUsed, LinkExpired or AnswerEmpty; then nothing is kept."""
    today = now.astimezone(BRUSSELS).date()
    row = find_open(token, today, lock=True)
    if not given.marks and not given.words.strip():
        raise AnswerEmpty
    answer = Answer.objects.create(round_id=row.round_id, life_event=row.life_event, team=row.team)
    Mark.objects.bulk_create(
        Mark(answer=answer, theme=theme, value=value) for theme, value in given.marks.items()
    )
    if given.words.strip():
        keep_remark(row, given, today)
    InvitationLife(row).answer()
    row.save(update_fields=["state"])


def keep_remark(row: Invitation, given: Given, today: date) -> Remark:
    return Remark.objects.create(
        round_id=row.round_id,
        text=given.words.strip(),
        language=given.language,
        received_on=today,
        party_id=row.party_id if given.calls_back else None,
    )


@transaction.atomic
def stop(token: str, *, now: datetime) -> None:
    """Withdraw the consent to surveys, as easily as it was given (GDPR art. 7(3)); a second time changes nothing.

    Raises LinkForged.
    """
    row = find_invitation(token, lock=True)
    today = now.astimezone(BRUSSELS).date()
    standing = Consent.objects.filter(party=row.party_id, purpose=Purpose.SURVEYS, withdrawn_on=None)
    for consent in standing.select_for_update():
        withdraw_consent(consent, by=BY, day=today)
