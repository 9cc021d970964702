"""Handing a transmission to its partner: no transaction is open while it does, and each try is a row."""

from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from app.exchanges import breaker, payloads
from app.exchanges.adapters import Adapter, Envelope
from app.exchanges.answers import tell
from app.exchanges.catalogue import find_type
from app.exchanges.errors import ExchangeError, PartnerFailed, PartnerRejected
from app.exchanges.institutions import find_institution
from app.exchanges.life import Step, find_transmission, lock_transmission
from app.exchanges.models import Attempt, Transmission
from app.exchanges.numbers import mask_numbers
from app.exchanges.partners import find_adapter
from app.exchanges.posting import put_back
from app.exchanges.states import AttemptOutcome, TransmissionState
from workflows import clock

SYSTEM = "system:exchanges"


def send(ref: str) -> None:
    """Try once; nothing for one that no longer waits. Raises PartnerFailed and PartnerMissing: it is tried again."""
    transmission = find_transmission(ref)
    if transmission.state != TransmissionState.QUEUED:
        return
    institution = find_institution(transmission.recipient)
    adapter = find_adapter(institution)
    if breaker.is_open(institution.partner):
        put_back(transmission)
        return
    attempt = begin(transmission, adapter)
    try:
        envelope = make_envelope(transmission)
        attempt.body_sha256 = sha256(envelope.body).hexdigest()
        reference = adapter.send(envelope)
    except PartnerFailed as failure:
        end(attempt, AttemptOutcome.FAILED, failure.message)
        breaker.record_failure(institution.partner)
        raise
    except (PartnerRejected, ExchangeError) as refusal:
        reject(attempt, refusal)
        return
    record_sent(attempt, reference)
    breaker.record_success(institution.partner)


def make_envelope(transmission: Transmission) -> Envelope:
    """The bytes for the wire: the same at each try. Raises IdentifierMissing, PayloadRefused."""
    kind = find_type(transmission.message_type)
    subject = payloads.identify(transmission.party) if transmission.party else None
    message = {
        "id": transmission.ref,
        "type": transmission.message_type,
        "schema_version": transmission.schema_version,
        "sender": settings.FUND["number"],
        "recipient": transmission.recipient,
        "made_at": localtime(transmission.drafted_at).isoformat(),
        "corrects": transmission.corrects.ref if transmission.corrects else None,
        "subject": subject if kind.subject != "none" else None,
        "payload": payloads.complete(transmission.payload, kind.payload),
        "payload_sha256": transmission.payload_sha256,
    }
    return Envelope(
        reference=transmission.ref,
        message_type=transmission.message_type,
        body=payloads.canonical(message),
    )


def begin(transmission: Transmission, adapter: Adapter) -> Attempt:
    """Counted before it is made: a try that kills its worker is one, too."""
    with transaction.atomic():
        Transmission.objects.select_for_update().get(pk=transmission.pk)
        number = Attempt.objects.filter(transmission=transmission).count() + 1
        return Attempt.objects.create(
            transmission=transmission,
            number=number,
            partner=find_institution(transmission.recipient).partner,
            channel=adapter.channel,
            begun_at=clock.now(),
        )


def end(attempt: Attempt, outcome: AttemptOutcome, detail: str = "") -> None:
    attempt.outcome, attempt.ended_at, attempt.detail = outcome, clock.now(), mask_numbers(detail)[:2000]
    attempt.save(update_fields=["outcome", "ended_at", "detail", "body_sha256"])


@transaction.atomic
def record_sent(attempt: Attempt, partner_reference: str) -> None:
    """It left; one that was answered or given up meanwhile stays so, and the try tells that it left all the same."""
    end(attempt, AttemptOutcome.SENT)
    now = clock.now()
    with lock_transmission(attempt.transmission.ref) as life:
        if life.transmission.state != TransmissionState.QUEUED:
            keep_reference(life.transmission, partner_reference)
            return
        kind = find_type(life.transmission.message_type)
        life.send(
            Step(by=SYSTEM, now=now),
            channel=attempt.channel,
            acknowledge_by=kind.acknowledge_by(localtime(now).date()),
            partner_reference=partner_reference,
        )


def keep_reference(transmission: Transmission, partner_reference: str) -> None:
    """The answer came first, without the reference that the partner gave when it took the message."""
    transmission.partner_reference = transmission.partner_reference or partner_reference


@transaction.atomic
def reject(attempt: Attempt, refusal: ExchangeError) -> None:
    """The partner's gate, or a number that went missing, refuses it for good: a person corrects it."""
    end(attempt, AttemptOutcome.REJECTED, refusal.message)
    now = clock.now()
    with lock_transmission(attempt.transmission.ref) as life:
        if life.transmission.state != TransmissionState.QUEUED:
            return
        life.reject(Step(by=SYSTEM, now=now, reason=mask_numbers(refusal.message)))
    tell(life.transmission, f"attempt:{attempt.pk}")
