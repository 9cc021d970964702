"""What an institution answers to a transmission: acknowledged or rejected; the process that waits is told.

The message `exchanges.acknowledgement`, correlated by the transmission's reference, carries {outcome, reasons,
partner_reference}; a process that comes to wait after it came finds it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localtime

from app.exchanges.catalogue import find_type
from app.exchanges.life import Step, TransmissionLife, lock_transmission
from app.exchanges.models import Attempt, Transmission
from app.exchanges.numbers import mask_numbers
from app.exchanges.states import TransmissionState
from workflows import api

MESSAGE = "exchanges.acknowledgement"
SOURCE = "exchanges"
SYSTEM = "system:exchanges"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`accepted` or not; `reasons` are needed to reject."""

    accepted: bool
    reasons: str = ""
    partner_reference: str = ""


@transaction.atomic
def take_answer(ref: str, answer: Answer, *, message_id: str, step: Step) -> Transmission:
    """Record an answer and tell the process; the same answer again changes nothing.

    A partner may answer before our side has recorded that the message left: then that is recorded first. Raises
    TransmissionUnknown, TransmissionLocked (another answer came before, or nothing ever left), ReasonMissing.
    """
    with lock_transmission(ref) as life:
        if not is_repeated(life.transmission, answer):
            record_departure(life)
            apply(life, answer, step)
    tell(life.transmission, message_id)
    return life.transmission


def is_repeated(transmission: Transmission, answer: Answer) -> bool:
    done = TransmissionState.ACKNOWLEDGED if answer.accepted else TransmissionState.REJECTED
    return transmission.state == done


def record_departure(life: TransmissionLife) -> None:
    """Whoever answers has the message: it left by the last try, although that one has not said so (yet)."""
    one = life.transmission
    last = Attempt.objects.filter(transmission=one).last()
    if one.state != TransmissionState.QUEUED or last is None:
        return
    life.send(
        Step(by=SYSTEM, now=last.begun_at),
        channel=last.channel,
        acknowledge_by=find_type(one.message_type).acknowledge_by(localtime(last.begun_at).date()),
    )
    one.save()  # a step of its own: the database lets nothing go from queued to acknowledged


def apply(life: TransmissionLife, answer: Answer, step: Step) -> None:
    if answer.accepted:
        life.acknowledge(step, partner_reference=answer.partner_reference)
    else:
        told = Step(by=step.by, now=step.now, reason=mask_numbers(answer.reasons))
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
