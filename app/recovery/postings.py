"""The formal notice leaves by registered post: the process that waits for it is told, in the same transaction."""

from typing import Any

from app.correspondence.models import Dispatch, DispatchChannel
from app.ledger.tidings import is_awaited
from app.recovery.letters import FORMAL_NOTICE
from workflows import api

POSTED = "recovery.notice_posted"


def tell_posting(instance: Dispatch, *, created: bool, **_signal: Any) -> None:
    """After a dispatch is saved: tell the recovery that waits for this notice. One that does not looks by itself."""
    letter = str(instance.letter_id)
    registered = instance.channel == DispatchChannel.REGISTERED
    if created and registered and instance.letter.name == FORMAL_NOTICE and is_awaited(POSTED, letter):
        payload = {"sent_on": instance.sent_on}
        api.receive("recovery", f"{POSTED}:{instance.pk}", POSTED, letter, payload)
