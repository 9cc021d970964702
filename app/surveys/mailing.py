"""The e-mail that invites, in the words of `processes/survey.yaml`."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from app.correspondence.dates import write_date
from app.people.models import ChannelKind, Party
from app.people.queries import channel_value, list_channels
from app.surveys.invitation_life import InvitationLife
from app.surveys.links import make_link
from app.surveys.models import Invitation, InvitationState
from app.surveys.questionnaire import questionnaire
from app.surveys.sparing import Reason, find_spared
from workflows.clock import BRUSSELS


@transaction.atomic
def send_invitation(key: UUID, *, now: datetime) -> None:
    """Hand one invitation to the mail server, once; not to whoever is spared by now, nor when its days are over."""
    row = Invitation.objects.select_for_update(of=["self"]).select_related("party").filter(pk=key).first()
    if row is None or row.state != InvitationState.QUEUED:
        return
    today = now.astimezone(BRUSSELS).date()
    obstacle = find_obstacle(row, today)
    if obstacle is not None:
        InvitationLife(row).skip(obstacle)
    else:
        InvitationLife(row).send(today)
        build_email(row).send()
    row.save(update_fields=["state", "sent_on", "skipped"])


def find_obstacle(row: Invitation, today: date) -> Reason | None:
    """What was told since the draw."""
    return Reason.TOO_LATE if today > row.expires_on else find_spared([row.party_id], today).get(row.party_id)


def build_email(row: Invitation) -> EmailMessage:
    words = questionnaire().invitation[row.language]
    stop = make_link(row, "stop/")
    told = {
        "link": make_link(row),
        "stop": stop,
        "until": write_date(row.expires_on, row.language),
        "fund": settings.FUND_NAME,
    }
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return EmailMessage(
        subject=words["subject"],
        body=words["body"].format(**told),
        to=[find_address(row.party)],
        headers={
            "Message-ID": f"<survey.{row.pk}@{host}>",
            "Content-Language": row.language,
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def find_address(party: Party) -> str:
    return channel_value(list_channels(party), ChannelKind.EMAIL)
