"""Transmissions leave by the kernel's outbox, at least once each."""

from datetime import timedelta

from app.exchanges.posting import TOPIC
from app.exchanges.sending import send
from workflows.operations import Retry
from workflows.outbox import Posting, topic

#: Three more times, after one, eight and sixty minutes; then an incident says so.
PATIENT = Retry(attempts=4, backoff=timedelta(minutes=1), factor=8.0, ceiling=timedelta(hours=1))


@topic(TOPIC, retry=PATIENT, timeout=timedelta(seconds=60))
def hand_over(posting: Posting) -> None:
    send(posting.payload["transmission"])
