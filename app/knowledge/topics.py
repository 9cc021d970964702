"""What the outbox hands to the bulletin."""

from datetime import timedelta

from app.knowledge.bulletin_models import Sending, Subscription
from app.knowledge.bulletins import TOPIC as BULLETIN
from app.knowledge.mailing import send_confirmation, send_number
from app.knowledge.subscriptions import TOPIC as CONFIRMATION
from workflows import clock, outbox


@outbox.topic(BULLETIN, timeout=timedelta(seconds=45))
def hand_over_bulletin(posting: outbox.Posting) -> None:
    """One number to one subscriber."""
    rows = Sending.objects.select_related("bulletin", "subscription")
    send_number(rows.get(pk=posting.payload["sending"]), now=clock.now())


@outbox.topic(CONFIRMATION, timeout=timedelta(seconds=45))
def hand_over_confirmation(posting: outbox.Posting) -> None:
    """The question whether an address wants the bulletin; it may have been forgotten since."""
    row = Subscription.objects.filter(pk=posting.payload["subscription"]).first()
    if row is not None:
        send_confirmation(row)
