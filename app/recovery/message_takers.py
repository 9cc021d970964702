"""Judgments of bankruptcy that the register of insolvency tells by a message: recoveries stop at once."""

import json

from app.documents.errors import DocumentRefused
from app.documents.filing import keep_document
from app.documents.models import Document, DocumentKind
from app.exchanges.numbers import mask_numbers
from app.exchanges.takers import Taken, TakingRefused, taker
from app.recovery.debtor_events import record_event
from app.recovery.errors import RecoveryError
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.states import DebtorEventKind


@taker("recovery.bankruptcy")
def take_bankruptcy(taken: Taken) -> None:
    """A judgment of that day changes nothing when it is known. Raises TakingRefused: another one still stands."""
    judged_on, kind = taken.values["judged_on"], DebtorEventKind.BANKRUPTCY
    if DebtorEvent.objects.filter(party=taken.party, kind=kind, from_on=judged_on).exists():
        return
    try:
        record_event(taken.party, kind=kind, from_on=judged_on, evidence=keep_evidence(taken), by=taken.by)
    except RecoveryError as refusal:
        raise TakingRefused(refusal.message) from refusal
    except DocumentRefused as refusal:
        raise TakingRefused(str(refusal)) from refusal


def keep_evidence(taken: Taken) -> Document:
    """What the message said, without the number of whom it is about: the message itself stays kept, sealed."""
    told = {
        "message_type": taken.message_type,
        "source": taken.source,
        "reference": taken.reference,
        "party": taken.party.reference,
        "received_at": taken.received_at.isoformat(),
        "content": taken.values,
    }
    return keep_document(
        name=f"{taken.message_type} {taken.reference}.txt".replace(":", " "),
        content=mask_numbers(json.dumps(told, ensure_ascii=False, indent=2, default=str)).encode(),
        received_at=taken.received_at,
        by=taken.by,
        party=taken.party,
        kind=DocumentKind.DECISION,
    )
