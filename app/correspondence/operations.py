"""What processes may ask of the correspondence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.correspondence import contacts, packs
from app.correspondence.letters import make_letter
from app.people.queries import find_party
from workflows.models import Queue
from workflows.operations import Call, operation


@dataclass(frozen=True)
class MadeLetter:
    """The id of the kept letter."""

    letter: str


@dataclass(frozen=True)
class LoggedContact:
    """The id of the contact."""

    contact: str


@operation("correspondence.send_letter", queue=Queue.LETTERS, timeout=timedelta(seconds=60))
def send_letter(
    call: Call,
    *,
    letter: str,
    language: str,
    recipient: dict[str, Any],
    content: dict[str, Any],
    party_ref: str | None = None,
    channel: str | None = None,
    payment: dict[str, Any] | None = None,
    decision: str | None = None,
) -> MadeLetter:
    """Make a letter of the process in the person's language and keep it with the case.

    It leaves by itself, or waits in the print queue, or for whoever must read it. `payment` is {reference, amount,
    due_on}. A decision that lacks a mandatory mention is refused, naming what is missing.
    """
    made = make_letter(
        call,
        name=letter,
        language=language,
        recipient=recipient,
        content=content,
        party_ref=party_ref or "",
        channel=channel or "",
        payment=payment,
        decision=decision or "",
    )
    return MadeLetter(letter=str(made.id))


@operation("correspondence.log_contact")
def log_contact(
    call: Call,
    *,
    channel: str,
    outcome: str,
    subject: str,
    party_ref: str | None = None,
    direction: str = "out",
    summary: str | None = None,
    purpose: str = "other",
    at: datetime | None = None,
    by: str | None = None,
) -> LoggedContact:
    """Log a contact on the case and its party: channel, direction, outcome (reached, not_reached …), purpose."""
    logged = contacts.log_contact(
        channel=channel,
        outcome=outcome,
        subject=subject,
        party=find_party(party_ref) if party_ref else None,
        case_ref=call.case_ref,
        direction=direction,
        summary=summary or "",
        purpose=purpose,
        at=at or call.now,
        now=call.now,
        by=by or "system:process",
        key=call.idempotency_key,
    )
    return LoggedContact(contact=str(logged.pk))


@dataclass(frozen=True)
class SentPack:
    """The ids of the kept letters, one a text of the pack."""

    letters: list[str]


@dataclass(frozen=True)
class PackDelivery:
    """`left` when every letter did; `sent_on` the day of the last, null before; `reason` why one came back."""

    left: bool
    returned: bool
    sent_on: date | None
    channels: str
    reason: str


@operation("correspondence.send_pack", queue=Queue.LETTERS, timeout=timedelta(seconds=120))
def send_pack(
    call: Call,
    *,
    pack: str,
    language: str,
    recipient: dict[str, Any],
    content: dict[str, Any],
    party_ref: str | None = None,
) -> SentPack:
    """Hand out an information pack of the library: a letter for each of its texts, in the edition of the day."""
    made = packs.send_pack(
        call, pack=pack, language=language, party_ref=party_ref or "", recipient=recipient, content=content
    )
    return SentPack([str(letter.id) for letter in made])


@operation("correspondence.read_delivery")
def read_delivery(call: Call, *, letters: list[Any]) -> PackDelivery:  # noqa: ARG001 – the shape of an operation
    """Whether the letters of a pack have left, when and how, and whether one came back: the proof of sending."""
    found = packs.read_delivery([str(one) for one in letters])
    return PackDelivery(found.left, found.returned, found.sent_on, found.channels, found.reason)
