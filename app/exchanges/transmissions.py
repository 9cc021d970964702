"""Making a transmission, correcting it, and giving it up. Sending is in `sending`, answers in `answers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from app.exchanges import payloads
from app.exchanges.answers import tell
from app.exchanges.catalogue import MessageType, find_type
from app.exchanges.errors import IdentifierMissing, TransmissionLocked
from app.exchanges.institutions import choose_recipient
from app.exchanges.life import Step, TransmissionLife, find_transmission, lock_transmission
from app.exchanges.models import Transmission, TransmissionEvent
from app.exchanges.posting import post
from app.exchanges.states import OPEN, Channel, TransmissionState
from app.people.models import Kind, Party
from workflows import clock

KINDS = {"person": Kind.PERSON, "company": Kind.COMPANY}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is asked: the content of a type about a party, perhaps for a named institution."""

    key: str
    message_type: str
    payload: Mapping[str, Any]
    party: Party | None = None
    case_ref: str = ""
    recipient: str = ""
    awaited: bool = False


@transaction.atomic
def transmit(draft: Draft, *, on: date, by: str, now: datetime) -> Transmission:
    """Make the transmission of a key, once, and let it go out after this transaction.

    Raises MessageTypeUnknown, RecipientMissing, InstitutionUnknown, IdentifierMissing, PayloadRefused.
    """
    known = Transmission.objects.filter(key=draft.key).first()
    if known is not None:
        return known
    made = create(draft, find_type(draft.message_type), on=on, now=now)
    release(made.ref, Step(by=by, now=now))
    return find_transmission(made.ref)


def create(
    draft: Draft, kind: MessageType, *, on: date, now: datetime, corrects: Transmission | None = None
) -> Transmission:
    """A draft that nobody has released yet; of two at once with one key, both get the first."""
    institution = choose_recipient(kind.institution, draft.party, on, draft.recipient)
    check_subject(draft.party, kind)
    payload = payloads.write_payload(draft.payload, kind.payload)
    payloads.complete(payload, kind.payload)
    made, is_new = Transmission.objects.get_or_create(
        key=draft.key,
        defaults={
            "message_type": kind.name,
            "schema_version": kind.schema_version,
            "recipient": institution.code,
            "party": draft.party,
            "case_ref": draft.case_ref,
            "awaited": draft.awaited,
            "payload": payload,
            "payload_sha256": payloads.digest(payload),
            "corrects": corrects,
            "drafted_at": now,
        },
    )
    if is_new:
        TransmissionEvent.objects.create(transmission=made, state=made.state, at=now, by="system:exchanges")
    return made


def check_subject(party: Party | None, kind: MessageType) -> None:
    """The type is about a person, a company, either or nobody. Raises IdentifierMissing."""
    if kind.subject == "none":
        return
    if party is None or KINDS.get(kind.subject, party.kind) != party.kind:
        told = f"A message of the type {kind.name} must be about a {kind.subject}."
        raise IdentifierMissing(told, message_type=kind.name)
    payloads.identify(party)


def release(ref: str, step: Step) -> None:
    """Let a draft go out; one that is out already stays."""
    with lock_transmission(ref) as life:
        if life.transmission.state == TransmissionState.DRAFTED:
            life.queue(step)
            post(life.transmission, now=step.now)


def keep_correction(ref: str, values: Mapping[str, Any]) -> None:
    """Keep the content that is to replace that of a rejected one. Raises PayloadRefused, TransmissionLocked."""
    with lock_transmission(ref) as life:
        one = life.transmission
        if one.state != TransmissionState.REJECTED:
            raise TransmissionLocked(transmission_ref=ref, state=one.state)
        kind = find_type(one.message_type)
        one.correction = payloads.write_payload(values, kind.payload)


@transaction.atomic
def correct(ref: str, *, key: str, step: Step, recipient: str = "") -> Transmission:
    """A new transmission in the place of a rejected one, with the content a person has corrected, else the same.

    Raises TransmissionLocked, PayloadRefused (the type may have a new schema version), InstitutionUnknown.
    """
    known = Transmission.objects.filter(key=key).first()
    if known is not None:
        return known
    with lock_transmission(ref) as life:
        made = replace(life, key=key, step=step, recipient=recipient)
    release(made.ref, step)
    return find_transmission(made.ref)


def replace(life: TransmissionLife, *, key: str, step: Step, recipient: str) -> Transmission:
    rejected = life.transmission
    life.correct(step)
    draft = Draft(
        key=key,
        message_type=rejected.message_type,
        payload=rejected.payload if rejected.correction is None else rejected.correction,
        party=rejected.party,
        case_ref=rejected.case_ref,
        recipient=recipient or rejected.recipient,
        awaited=rejected.awaited,
    )
    kind = find_type(rejected.message_type)
    on = step.now.astimezone(clock.BRUSSELS).date()
    return create(draft, kind, on=on, now=step.now, corrects=rejected)


def close(ref: str, step: Step) -> Transmission:
    """Give it up, with a reason. Raises TransmissionLocked, ReasonMissing."""
    with lock_transmission(ref) as life:
        life.close(step)
    return life.transmission


def record_manual(ref: str, step: Step, *, sent_on: date, partner_reference: str = "") -> Transmission:
    """It left by another way than a connection: post, the institution's own site.

    One that has left by its connection meanwhile stays as it is, and its history tells that it left twice; told
    again it changes nothing. Raises TransmissionLocked for a draft.
    """
    with lock_transmission(ref) as life:
        if life.transmission.state not in (TransmissionState.DRAFTED, TransmissionState.QUEUED):
            note_second_way(life.transmission, step)
            return life.transmission
        kind = find_type(life.transmission.message_type)
        life.send(
            step,
            channel=Channel.MANUAL,
            acknowledge_by=kind.acknowledge_by(sent_on),
            partner_reference=partner_reference,
        )
    return life.transmission


def note_second_way(transmission: Transmission, step: Step) -> None:
    if transmission.channel == Channel.MANUAL:
        return
    told = _("It also left by another way; it was out, or over, by then.")
    reason = f"{told} {step.reason}".strip()
    TransmissionEvent.objects.create(
        transmission=transmission, state=transmission.state, at=step.now, by=step.by, reason=reason
    )


def give_up(ref: str, step: Step, *, message_id: str) -> Transmission:
    """Close it and tell whoever waits; one that is over stays as it is, and they hear how it ended."""
    with lock_transmission(ref) as life:
        if life.transmission.state in OPEN:
            life.close(step)
        tell(life.transmission, message_id)
    return life.transmission


def post_now(ref: str, *, now: datetime) -> bool:
    """Let a queued one out at once when its partner is configured by now; else the periodic duty will."""
    with lock_transmission(ref) as life:
        one = life.transmission
        if one.state != TransmissionState.QUEUED or one.posted_at is not None:
            return False
        return post(one, now=now)


def wait_until(ref: str, day: date) -> None:
    """The institution is given until a day; nothing for one that is not with it."""
    with lock_transmission(ref) as life:
        if life.transmission.state == TransmissionState.SENT:
            life.transmission.acknowledge_by = day
