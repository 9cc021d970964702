"""A decision that came on paper, entered by a person: kept as a message as if it had been sent, and placed as one.

It has its own source, which no partner can have: what an institution may send is told by its connection, what a person
types by who typed it and from which letter.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from app.exchanges.arrivals import keep
from app.exchanges.catalogue import find_type
from app.exchanges.models import Arrival
from app.exchanges.payloads import check_payload
from app.exchanges.placing import note, place
from app.exchanges.sources import PAPER
from app.exchanges.states import UNPLACED, ArrivalState
from app.exchanges.subjects import NotPlaced
from app.people.models import Party

PENSION = "pension_decision"


def record_decision(
    party: Party, payload: Mapping[str, Any], *, evidence: str, by: str, now: datetime, kind: str = PENSION
) -> Arrival:
    """The message made of it: delivered to the case that waits, else waiting in the work list with the reason.

    `payload` is what a message of the type says, days as dates; `evidence` which letter, from whom. The same decision
    entered twice is one. Raises PayloadRefused.
    """
    found = find_type(kind, "in")
    told = {name: write(value) for name, value in payload.items() if value not in (None, "")}
    check_payload(told, found.payload)
    said = json.dumps([party.reference, kind, told], sort_keys=True, ensure_ascii=False)
    body = {
        "id": f"paper:{sha256(said.encode()).hexdigest()[:32]}",
        "type": kind,
        "schema_version": found.schema_version,
        "subject": {"reference": party.reference},
        "payload": told,
    }
    arrival, _is_new = keep(PAPER, json.dumps(body, sort_keys=True, ensure_ascii=False).encode(), now=now)
    return bring(arrival, party, evidence=evidence, by=by, now=now) if arrival.state in UNPLACED else arrival


def bring(arrival: Arrival, party: Party, *, evidence: str, by: str, now: datetime) -> Arrival:
    """Where it belongs. What no case takes waits with its letter, for a person to place."""
    try:
        return place(arrival.pk, by=by, now=now, party=party, reason=evidence)
    except NotPlaced as refusal:
        Arrival.objects.filter(pk=arrival.pk).update(note=evidence, party=party)
        return note(arrival.pk, ArrivalState.WAITING, refusal.message)


def write(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
