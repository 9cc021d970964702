"""What an institution answers to a transmission: acknowledged or rejected; the process that waits is told.

The message `exchanges.acknowledgement`, correlated by the transmission's reference, carries {outcome, reasons,
partner_reference}; a process that comes to wait after it came finds it.
"""

from dataclasses import dataclass

from django.db import transaction

from app.exchanges.life import Step, TransmissionLife, lock_transmission
from app.exchanges.models import Transmission
from app.exchanges.states import TransmissionState
from workflows import api

MESSAGE = "exchanges.acknowledgement"
SOURCE = "exchanges"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`accepted` or not; `reasons` are needed to reject."""

    accepted: bool
    reasons: str = ""
    partner_reference: str = ""


@transaction.atomic
def take_answer(ref: str, answer: Answer, *, message_id: str, step: Step) -> Transmission:
    """Record an answer and tell the process; the same answer again changes nothing.

    Raises TransmissionUnknown, TransmissionLocked (another answer came before), ReasonMissing.
    """
    with lock_transmission(ref) as life:
        if not is_repeated(life.transmission, answer):
            apply(life, answer, step)
    tell(life.transmission, message_id)
    return life.transmission


def is_repeated(transmission: Transmission, answer: Answer) -> bool:
    done = TransmissionState.ACKNOWLEDGED if answer.accepted else TransmissionState.REJECTED
    return transmission.state == done


def apply(life: TransmissionLife, answer: Answer, step: Step) -> None:
    if answer.accepted:
        life.acknowledge(step, partner_reference=answer.partner_reference)
    else:
        told = Step(by=step.by, now=step.now, reason=answer.reasons)
        life.reject(told, partner_reference=answer.partner_reference)


def tell(transmission: Transmission, message_id: str) -> None:
    """Only for a transmission whose answer a process awaits: nobody would ever come for the others' messages."""
    if not transmission.awaited:
        return
    payload = {
        "outcome": str(transmission.state),
        "reasons": transmission.reasons,
        "partner_reference": transmission.partner_reference,
    }
    api.receive(SOURCE, f"{transmission.ref}:{message_id}", MESSAGE, transmission.ref, payload)
