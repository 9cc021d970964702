"""Messages from institutions: kept sealed first, once by (source, id), then brought where they belong.

What no rule can place waits in a work list with the reason; what nobody can use is kept, with the reason, as invalid.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from app.exchanges.errors import ArrivalRefused
from app.exchanges.models import Arrival
from app.exchanges.payloads import explain
from app.exchanges.states import ArrivalState
from app.registers import sealing

ENVELOPE = {
    "type": "object",
    "required": ["id", "type", "schema_version", "payload"],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 200},
        "type": {"type": "string", "minLength": 1, "maxLength": 100},
        "schema_version": {"type": "integer", "minimum": 1, "maximum": 9999},
        "about": {"type": ["string", "null"], "maxLength": 40},
        "subject": {
            "type": ["object", "null"],
            "properties": {
                "niss": {"type": "string", "maxLength": 20},
                "enterprise_number": {"type": "string", "maxLength": 20},
                "reference": {"type": "string", "maxLength": 20},
            },
        },
        "payload": {"type": "object"},
    },
}
SYSTEM = "system:exchanges"


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A message that can be read: `about` is the transmission it answers, `subject` numbers of whom it is about."""

    id: str
    type: str
    schema_version: int
    payload: Mapping[str, Any]
    about: str = ""
    subject: Mapping[str, str] = field(default_factory=dict)


def take_in(source: str, body: bytes, *, now: datetime) -> Arrival:
    """Keep a message once and bring it where it belongs; a repeated one answers with the first.

    A failure while placing it leaves it in the work list with the reason; one that still waits there when it is sent
    again (we may have died in between) is tried again.
    """
    from app.exchanges.placing import place_by_rule

    arrival, _is_new = keep(source, body, now=now)
    if arrival.state == ArrivalState.WAITING:
        place_by_rule(arrival.pk, now=now)
        arrival.refresh_from_db()
    return arrival


@transaction.atomic
def keep(source: str, body: bytes, *, now: datetime) -> tuple[Arrival, bool]:
    """The kept row and whether it is new. The same id with another content is kept beside the first, as invalid."""
    digest = sha256(body).hexdigest()
    problem, message_id = "", digest
    values: dict[str, Any] = {}
    try:
        read = read_message(body)
    except ArrivalRefused as refusal:
        problem = refusal.message
    else:
        message_id = read.id
        values = {"message_type": read.type, "schema_version": read.schema_version}
    first = Arrival.objects.filter(source=source, message_id=message_id).first()
    if first is not None and first.body_sha256 == digest:
        return first, False
    if first is not None:
        message_id = f"{message_id}#{digest[:16]}"
        problem = _("Another message with the same number came before, with another content.")
    return create(source, message_id, body, digest, problem, values, now=now)


def create(
    source: str,
    message_id: str,
    body: bytes,
    digest: str,
    problem: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
) -> tuple[Arrival, bool]:
    draft = Arrival(source=source, message_id=message_id)
    text = body[: settings.EXCHANGE_MOST_BYTES].decode("utf-8", "backslashreplace")
    return Arrival.objects.get_or_create(
        source=source,
        message_id=message_id,
        defaults={
            **values,
            "body_sealed": sealing.seal(text, draft.place),
            "body_sha256": digest,
            "state": ArrivalState.INVALID if problem else ArrivalState.WAITING,
            "problem": problem or _("Not placed yet."),
            "received_at": now,
        },
    )


def read_message(body: bytes) -> Incoming:
    """Raises ArrivalRefused saying what is wrong."""
    if len(body) > settings.EXCHANGE_MOST_BYTES:
        raise ArrivalRefused(_("The message is larger than %d bytes.") % settings.EXCHANGE_MOST_BYTES)
    try:
        data = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ArrivalRefused(_("The message is not JSON in UTF-8.")) from None
    errors = sorted(Draft202012Validator(ENVELOPE).iter_errors(data), key=lambda one: str(one.json_path))
    if errors:
        raise ArrivalRefused(explain(errors[0]))
    if "\\u0000" in json.dumps(data):
        raise ArrivalRefused(_("The message contains the character U+0000."))
    return Incoming(
        id=data["id"],
        type=data["type"],
        schema_version=data["schema_version"],
        payload=data["payload"],
        about=data.get("about") or "",
        subject=data.get("subject") or {},
    )


def open_body(arrival: Arrival) -> str:
    """The message as it came. Raises SealBroken."""
    return sealing.unseal(arrival.body_sealed, arrival.place)


def read_kept(arrival: Arrival) -> Incoming:
    """Raises ArrivalRefused, SealBroken."""
    return read_message(open_body(arrival).encode())
