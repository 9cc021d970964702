"""Trying again to place what waits: its case, or what it answers, may have been a moment late.

By the outbox, some at a time: each has a transaction of its own, and none waits behind another.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.exchanges.models import Arrival
from app.exchanges.placing import place_by_rule
from app.exchanges.states import UNPLACED, ArrivalState
from workflows import clock, outbox
from workflows.operations import Retry
from workflows.outbox import Posting, topic

TOPIC = "exchanges.place"
BATCH = 50


def ask_again(*, now: datetime, within: timedelta) -> int:
    """Post those that have waited no longer than `within`, the oldest first; how many."""
    waiting = Arrival.objects.filter(state=ArrivalState.WAITING, received_at__gte=now - within)
    keys = list(waiting.order_by("received_at", "id").values_list("pk", flat=True))
    for part in (keys[start : start + BATCH] for start in range(0, len(keys), BATCH)):
        key = f"{TOPIC}:{part[0]}:{within.total_seconds():.0f}:{now:%Y%m%d%H%M}"
        outbox.post(TOPIC, {"arrivals": part}, key=key, now=now)
    return len(keys)


@topic(TOPIC, retry=Retry(attempts=2, backoff=timedelta(seconds=10)), timeout=timedelta(seconds=60))
def place_posted(posting: Posting) -> None:
    place_waiting(posting.payload["arrivals"], now=clock.now())


def place_waiting(arrivals: Iterable[int], *, now: datetime) -> int:
    """Those a person has placed meanwhile stay; how many are placed now."""
    waiting = Arrival.objects.filter(pk__in=list(arrivals), state=ArrivalState.WAITING)
    keys = list(waiting.order_by("id").values_list("pk", flat=True))
    return sum(place_by_rule(key, now=now).state not in UNPLACED for key in keys)
