"""What processes may ask of the exchanges with other institutions. The called process `transmit` asks them in order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.exchanges import transmissions
from app.exchanges.catalogue import find_type
from app.exchanges.errors import (
    ExchangeError,
    IdentifierMissing,
    InstitutionUnknown,
    PayloadRefused,
    RecipientMissing,
)
from app.exchanges.institutions import find_institution
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Transmission
from app.exchanges.partners import is_configured
from app.exchanges.states import OPEN
from app.people.errors import PartyUnknown
from app.people.queries import find_party
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation

BY = "system:process"
#: What a person can put right: error → the code an error boundary sees.
CODES: dict[type[Exception], str] = {
    PayloadRefused: "PAYLOAD_REFUSED",
    RecipientMissing: "RECIPIENT_MISSING",
    InstitutionUnknown: "RECIPIENT_UNKNOWN",
    IdentifierMissing: "IDENTIFIER_MISSING",
    PartyUnknown: "PARTY_UNKNOWN",
}


@dataclass(frozen=True)
class MadeTransmission:
    """`partner_configured`: this site reaches the institution by itself. `acknowledge_by`: last day to answer."""

    transmission_ref: str
    recipient: str
    partner_configured: bool
    acknowledge_by: date


@dataclass(frozen=True)
class ClosedTransmission:
    """The state it is in now; empty when there was none."""

    state: str


@dataclass(frozen=True)
class Settled:
    """The last day the institution has to answer."""

    acknowledge_by: date


@operation("exchanges.transmit")
def transmit(
    call: Call,
    *,
    message_type: str,
    payload: dict[str, Any],
    party_ref: str | None = None,
    case_ref: str | None = None,
    recipient: str | None = None,
    corrects: str | None = None,
    await_answer: bool = True,
) -> MadeTransmission:
    """Send a typed message to an institution, once for each call: the one named, the only one, or the party's own.

    `corrects` is a rejected one: its content, as a person has corrected it, goes again. `await_answer`: a process
    waits for `exchanges.acknowledgement`. Refuses with PAYLOAD_REFUSED, RECIPIENT_MISSING, RECIPIENT_UNKNOWN,
    IDENTIFIER_MISSING or PARTY_UNKNOWN.
    """
    try:
        if corrects:
            step = Step(by=BY, now=call.now)
            made = transmissions.correct(
                corrects, key=call.idempotency_key, step=step, recipient=recipient or ""
            )
            return tell(made, call)
        draft = transmissions.Draft(
            key=call.idempotency_key,
            message_type=message_type,
            payload=payload,
            party=find_party(party_ref) if party_ref else None,
            case_ref=case_ref or call.case_ref,
            recipient=recipient or "",
            awaited=await_answer,
        )
        return tell(transmissions.transmit(draft, on=day_of(call), by=BY, now=call.now), call)
    except tuple(CODES) as refusal:
        raise as_business(refusal) from refusal


@operation("exchanges.settle")
def settle(
    call: Call,
    *,
    transmission_ref: str,
    way: str,
    sent_on: date | None = None,
    how: str | None = None,
    partner_reference: str | None = None,
    wait_until: date | None = None,
    reason: str | None = None,
) -> Settled:
    """Record what a person did: `manual` (it left by another way on a day), `connection` (the partner is configured
    now), `wait` (until a day) or `give_up` (with a reason: whoever waits hears of it)."""
    step = Step(by=BY, now=call.now, reason=reason or how or "")
    known = find_transmission(transmission_ref)
    match way:
        case "manual":
            known = transmissions.record_manual(
                transmission_ref,
                step,
                sent_on=sent_on or day_of(call),
                partner_reference=partner_reference or "",
            )
        case "connection":
            transmissions.post_now(transmission_ref, now=call.now)
        case "give_up":
            transmissions.give_up(transmission_ref, step, message_id=call.idempotency_key)
        case "wait":
            transmissions.wait_until(transmission_ref, wait_until or day_of(call))
        case _:
            raise BusinessError("WAY_UNKNOWN", f"There is no way {way!r}.")
    return Settled(acknowledge_by=find_last_day(known, call, wait_until))


@operation("exchanges.close")
def close(
    call: Call, *, transmission_ref: str | None = None, reason: str | None = None
) -> ClosedTransmission:
    """End a transmission that came to nothing, with a reason; none was made, or it is over: nothing to do."""
    if not transmission_ref:
        return ClosedTransmission(state="")
    known = find_transmission(transmission_ref)
    if known.state in OPEN:
        known = transmissions.close(transmission_ref, Step(by=BY, now=call.now, reason=reason or ""))
    return ClosedTransmission(state=known.state)


def day_of(call: Call) -> date:
    return call.now.astimezone(BRUSSELS).date()


def find_last_day(transmission: Transmission, call: Call, wish: date | None = None) -> date:
    """A wish counts; else what was promised, or what the type gives the institution from today; never a past day."""
    known = transmission.acknowledge_by or find_type(transmission.message_type).acknowledge_by(day_of(call))
    return max(wish or known, day_of(call))


def tell(transmission: Transmission, call: Call) -> MadeTransmission:
    return MadeTransmission(
        transmission_ref=transmission.ref,
        recipient=transmission.recipient,
        partner_configured=is_configured(find_institution(transmission.recipient)),
        acknowledge_by=find_last_day(transmission, call),
    )


def as_business(refusal: Exception) -> BusinessError:
    message = getattr(refusal, "message", str(refusal))
    code = CODES[type(refusal)]
    return BusinessError(
        code, str(message), **(refusal.context if isinstance(refusal, ExchangeError) else {})
    )
