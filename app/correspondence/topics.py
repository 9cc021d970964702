"""What the outbox hands to the correspondence."""

from datetime import timedelta

from app.correspondence.letter_models import Letter
from app.correspondence.outgoing import TOPIC, deliver
from workflows import outbox


@outbox.topic(TOPIC, timeout=timedelta(seconds=45))
def hand_over(posting: outbox.Posting) -> None:
    """One letter by e-mail."""
    deliver(Letter.objects.select_related("party").get(pk=posting.payload["letter"]))
