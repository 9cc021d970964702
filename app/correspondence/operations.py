"""What processes may ask of the correspondence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.correspondence import contacts
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
