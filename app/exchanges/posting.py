"""Giving transmissions to the outbox; those without a configured partner stay queued until there is one."""

from datetime import datetime

from app.exchanges import breaker
from app.exchanges.institutions import find_institution, list_institutions
from app.exchanges.models import Transmission
from app.exchanges.partners import is_configured, read_partners
from app.exchanges.states import TransmissionState
from workflows import outbox

TOPIC = "exchanges.send"
BATCH = 500


def post(transmission: Transmission, *, now: datetime) -> bool:
    """Put a queued one into the outbox in the present transaction; false when no partner is configured."""
    if not is_configured(find_institution(transmission.recipient)):
        return False
    transmission.posted_at, transmission.rounds = now, transmission.rounds + 1
    key = f"{TOPIC}:{transmission.pk}:{transmission.rounds}"
    outbox.post(TOPIC, {"transmission": transmission.ref}, key=key, now=now)
    return True


def post_waiting(*, now: datetime) -> int:
    """Those that waited for a partner that is configured, and not left alone, by now; oldest first; how many."""
    resting = {one.partner for one in breaker.list_open(now)}
    known = read_partners().keys() - resting
    reachable = [one.code for one in list_institutions() if one.partner in known]
    waiting = Transmission.objects.filter(
        state=TransmissionState.QUEUED, posted_at=None, recipient__in=reachable
    )
    found = list(waiting.select_for_update(skip_locked=True).order_by("id")[:BATCH])
    for one in found:
        post(one, now=now)
        one.save(update_fields=["posted_at", "rounds"])
    return len(found)


def put_back(transmission: Transmission) -> None:
    """Its partner is left alone for a while: it is given to the outbox again afterwards, and no try is used up."""
    waiting = Transmission.objects.filter(pk=transmission.pk, state=TransmissionState.QUEUED)
    waiting.update(posted_at=None)
