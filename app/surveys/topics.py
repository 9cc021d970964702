"""What the outbox hands to the survey."""

from datetime import timedelta
from uuid import UUID

from app.surveys.mailing import send_invitation
from app.surveys.rounds import TOPIC
from workflows import clock, outbox


@outbox.topic(TOPIC, timeout=timedelta(seconds=45))
def hand_over_invitation(posting: outbox.Posting) -> None:
    """One invitation by e-mail."""
    send_invitation(UUID(posting.payload["invitation"]), now=clock.now())
