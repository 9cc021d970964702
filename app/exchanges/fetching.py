"""Asking partners for messages: by the outbox, so that no transaction is open while a partner is asked."""

from datetime import datetime, timedelta

from app.exchanges.arrivals import take_in
from app.exchanges.partners import open_partner, read_partners
from workflows import clock, outbox
from workflows.operations import Retry
from workflows.outbox import Posting, topic

TOPIC = "exchanges.fetch"


def ask_partners(*, now: datetime) -> int:
    """One message a partner for the outbox; how many partners there are."""
    known = list(read_partners())
    for code in known:
        key = f"{TOPIC}:{code}:{now:%Y%m%d%H%M}"
        outbox.post(TOPIC, {"partner": code}, key=key, now=now)
    return len(known)


@topic(TOPIC, retry=Retry(attempts=2, backoff=timedelta(seconds=10)), timeout=timedelta(seconds=60))
def fetch(posting: Posting) -> None:
    fetch_messages(posting.payload["partner"])


def fetch_messages(code: str) -> int:
    """Keep what waits at a partner, each in its own transaction, before telling it so; how many."""
    adapter = open_partner(code)
    count = 0
    for fetched in adapter.fetch():
        take_in(code, fetched.body, now=clock.now())
        adapter.taken(fetched)
        count += 1
    return count
