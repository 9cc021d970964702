"""Bringing an arrived message where it belongs: to the transmission it answers, a waiting case, or a new case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from app.exchanges.answers import Answer, take_answer
from app.exchanges.arrivals import SYSTEM, Incoming, read_kept
from app.exchanges.cases_door import cases
from app.exchanges.catalogue import MessageType, find_type
from app.exchanges.errors import ArrivalRefused, ExchangeError
from app.exchanges.institutions import ANY, find_institution, list_institutions
from app.exchanges.life import Step, find_transmission, require
from app.exchanges.models import Arrival, Transmission
from app.exchanges.numbers import mask_numbers
from app.exchanges.payloads import Schema, check_payload
from app.exchanges.sources import PAPER
from app.exchanges.states import UNPLACED, ArrivalState
from app.exchanges.subjects import NotPlaced, check_kind, find_subject, refuse_other_subject
from app.exchanges.takers import Taken, find_taker
from app.people.models import Party
from app.people.queries import recipient_of
from workflows import api
from workflows.alarms import TimeLimitReached
from workflows.clock import BRUSSELS
from workflows.errors import WorkflowError
from workflows.models import InboxOutcome, Subscription


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of it, as the row keeps it."""

    state: ArrivalState
    case_ref: str = ""
    transmission: Transmission | None = None


log = structlog.get_logger(__name__)


def place_by_rule(arrival_id: int, *, now: datetime) -> Arrival:
    """One transaction; what fails, whatever it is, changes nothing but the reason for which it waits."""
    try:
        return place(arrival_id, by=SYSTEM, now=now)
    except TimeLimitReached:
        raise
    except ArrivalRefused as refusal:
        return note(arrival_id, ArrivalState.INVALID, refusal.message)
    except WorkflowError as refusal:
        return note(arrival_id, ArrivalState.WAITING, refusal.message)
    except Exception as error:  # one message must not keep those behind it from being fetched
        log.exception("arrival_not_placed", arrival=arrival_id)
        return note(arrival_id, ArrivalState.WAITING, type(error).__name__)


@transaction.atomic
def note(arrival_id: int, state: ArrivalState, problem: str) -> Arrival:
    Arrival.objects.filter(pk=arrival_id, state__in=UNPLACED).update(
        state=state, problem=mask_numbers(problem)[:2000]
    )
    return Arrival.objects.get(pk=arrival_id)


@transaction.atomic
def place(
    arrival_id: int,
    *,
    by: str,
    now: datetime,
    party: Party | None = None,
    subscription: int = 0,
    reason: str = "",
) -> Arrival:
    """Bring it where it belongs; a person may name the party, or which of the waiting cases is meant.

    A party other than the one whose number the message names needs a reason, which is kept. Raises ArrivalRefused
    (nobody can use it), SubjectDiffers, NotPlaced and what the case refuses.
    """
    held = lock_unplaced(arrival_id)
    message = read_kept(held)
    kind = check_message(held.source, message)
    if party is not None and not kind.answers and kind.subject != "none" and not reason.strip():
        refuse_other_subject(message, party)
    held.party = party or held.party or (None if kind.answers else find_subject(message, kind))
    check_kind(held.party, kind)
    held.note = reason.strip() or held.note
    outcome = deliver(held, message, kind, subscription=subscription, step=Step(by=by, now=now))
    held.state, held.case_ref, held.transmission = outcome.state, outcome.case_ref, outcome.transmission
    held.problem, held.handled_at, held.handled_by = "", now, by
    held.save()
    return held


def lock_unplaced(arrival_id: int) -> Arrival:
    held = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival_id)
    if held.state not in UNPLACED:
        raise NotPlaced(_("The message no longer waits."), arrival=arrival_id)
    return held


def check_message(source: str, message: Incoming) -> MessageType:
    """The type of a message that may come from there and fits its schema; on paper any may. Raises ArrivalRefused."""
    try:
        kind = find_type(message.type, "in")
    except ExchangeError:
        raise ArrivalRefused(_("The type “%s” is not known.") % message.type) from None
    senders = {one.kind for one in list_institutions() if one.partner == source}
    if source != PAPER and kind.institution != ANY and kind.institution not in senders:
        told = _("A message of the type “%(type)s” does not come from “%(source)s”.")
        raise ArrivalRefused(told % {"type": message.type, "source": source})
    if message.schema_version != kind.schema_version:
        told = _("Version %(given)s of the type is not the one in use, %(wanted)s.")
        raise ArrivalRefused(told % {"given": message.schema_version, "wanted": kind.schema_version})
    try:
        check_payload(message.payload, kind.payload)
    except ExchangeError as error:
        raise ArrivalRefused(error.message) from error
    return kind


def deliver(held: Arrival, message: Incoming, kind: MessageType, *, subscription: int, step: Step) -> Outcome:
    if kind.answers:
        return answer(held, message, step)
    if kind.taken_by:
        return hand_to_takers(held, message, kind, step)
    waiting = list_waiting(held, message, kind)
    chosen = [one for one in waiting if one.pk == subscription] if subscription else waiting
    if len(chosen) > 1:
        raise NotPlaced(_("Several cases wait for this: say which one."))
    if chosen:
        return tell_case(held, message, kind, chosen[0])
    if kind.starts and not subscription:
        return start_case(held, message, kind, step)
    raise NotPlaced(_("No case waits for this."))


def hand_to_takers(held: Arrival, message: Incoming, kind: MessageType, step: Step) -> Outcome:
    """Each app that the type names takes it into its records, all or none. Raises TakingRefused, TakerUnknown."""
    if held.party is None:
        raise NotPlaced(_("The message does not say whom it is about."))
    taken = Taken(
        party=held.party,
        message_type=kind.name,
        values=read_values(message.payload, kind.payload),
        source=held.source,
        reference=f"{held.source}:{held.message_id}",
        received_at=held.received_at,
        received_on=held.received_at.astimezone(BRUSSELS).date(),
        by=step.by,
        now=step.now,
    )
    for name in kind.taken_by:
        find_taker(name)(taken)
    return Outcome(state=ArrivalState.RECORDED)


def answer(held: Arrival, message: Incoming, step: Step) -> Outcome:
    """Only the partner a transmission went by may answer it. Raises ArrivalRefused."""
    try:
        transmission = find_transmission(message.about)
    except ExchangeError:
        raise ArrivalRefused(_("It answers no transmission of ours.")) from None
    if find_institution(transmission.recipient).partner != held.source:
        raise ArrivalRefused(_("It answers a transmission that went to somebody else."))
    given = Answer(
        accepted=message.payload["outcome"] == "accepted",
        reasons="\n".join(message.payload.get("reasons", [])) or _("No reason was given."),
        partner_reference=message.payload.get("reference", ""),
    )
    told = take_answer(transmission.ref, given, message_id=f"{held.source}:{held.message_id}", step=step)
    return Outcome(state=ArrivalState.APPLIED, transmission=told, case_ref=told.case_ref)


def list_waiting(held: Arrival, message: Incoming, kind: MessageType) -> list[Subscription]:
    """Cases that wait for it: that of the transmission it is about, else those of the party."""
    if not kind.message:
        return []
    waiting = Subscription.objects.filter(kind="message", name=kind.message, instance__isnull=False)
    references = find_references(held, message)
    return list(waiting.filter(instance__case_ref__in=references).select_related("instance").order_by("id"))


def find_references(held: Arrival, message: Incoming) -> list[str]:
    if message.about:
        about = find_transmission(message.about)
        if find_institution(about.recipient).partner != held.source:
            raise ArrivalRefused(_("It answers a transmission that went to somebody else."))
        if about.case_ref:
            return [about.case_ref]
    return cases().list_references(held.party) if held.party else []


def tell_case(held: Arrival, message: Incoming, kind: MessageType, waiting: Subscription) -> Outcome:
    values = read_values(message.payload, kind.payload)
    source = f"exchanges:{held.source}"
    taken = api.receive(source, held.message_id, kind.message, waiting.correlation, values)
    if taken.outcome != InboxOutcome.DELIVERED:
        raise NotPlaced(_("The case could not take the message now; try again."), outcome=taken.outcome)
    return Outcome(
        state=ArrivalState.DELIVERED, case_ref=waiting.instance.case_ref if waiting.instance else ""
    )


def start_case(held: Arrival, message: Incoming, kind: MessageType, step: Step) -> Outcome:
    if held.party is None and kind.subject != "none":
        raise NotPlaced(_("Nobody with this number is known to the fund."))
    key = uuid5(NAMESPACE_URL, f"arrival:{held.source}:{held.message_id}")
    values = read_values(message.payload, kind.payload)
    data = {target: values[name] for target, name in kind.start_data.items() if name in values}
    data |= describe_party(held.party, step.now.astimezone(BRUSSELS).date())
    reference = cases().open_case(kind.starts, data, party=held.party, key=key)
    return Outcome(state=ArrivalState.STARTED, case_ref=reference)


def describe_party(party: Party | None, on: date) -> dict[str, str]:
    """What processes call the facts of the person, for letters."""
    if party is None:
        return {}
    known = recipient_of(party, on)
    return {
        "party_name": known["name"],
        "party_email": known["email"],
        "party_address": known["address"],
        "language": known["language"],
    }


def read_values(value: Any, schema: Schema) -> Any:
    """A checked content as a process reads it: days as dates, amounts as exact numbers."""
    if isinstance(value, Mapping):
        parts = schema.get("properties", {})
        return {name: read_values(one, parts.get(name, {})) for name, one in value.items()}
    if isinstance(value, list):
        return [read_values(one, schema.get("items", {})) for one in value]
    if isinstance(value, str) and schema.get("format") == "date":
        return date.fromisoformat(value)
    if isinstance(value, str) and schema.get("format") == "amount":
        return Decimal(value)
    return Decimal(str(value)) if isinstance(value, float) else value


@transaction.atomic
def set_aside(arrival_id: int, *, by: str, now: datetime, note: str) -> Arrival:
    """Nothing is to be done with it; a person says why. It stays kept. Raises NotPlaced, ReasonMissing."""
    held = lock_unplaced(arrival_id)
    held.note = require(Step(by=by, now=now, reason=note))
    held.state, held.handled_at, held.handled_by = ArrivalState.SET_ASIDE, now, by
    held.save()
    return held
