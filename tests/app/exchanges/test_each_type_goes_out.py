"""T1 to T12, each by both connections: it leaves whole, is answered, refused, corrected, tried again and given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.exchanges import transmissions
from app.exchanges.catalogue import list_types
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Arrival, Attempt, Transmission
from app.exchanges.payloads import identify
from tests.app.exchanges.samples import KINDS, SAMPLES, make_party, partner_of, transmit, write_wire
from tests.app.exchanges.wires import Connect
from workflows import actors, clock, incidents, outbox
from workflows.models import Incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_monday")]
each_type = pytest.mark.parametrize("kind", KINDS)


def step(reason: str = "") -> Step:
    return Step(by="user:1", now=clock.now(), reason=reason)


def answer(made: Transmission, number: str, **payload: Any) -> dict[str, Any]:
    """A message of the partner about one of ours."""
    head = {"id": number, "type": "acknowledgement", "schema_version": 1, "about": made.ref}
    return {**head, "payload": payload}


def send_all() -> None:
    outbox.run_due()


def states(made: Transmission) -> list[str]:
    return list(made.events.order_by("id").values_list("state", flat=True))


def test_no_type_is_forgotten() -> None:
    assert [one.name for one in list_types("out")] == KINDS


@each_type
def test_it_leaves_once_with_its_content_and_waits_for_its_answer(kind: str, connect: Connect) -> None:
    wire, party = connect(partner_of(kind)), make_party(kind)
    made = [transmit(kind, party) for _ in range(2)][-1]
    send_all()
    (read,) = wire.list_received()
    assert read["payload"] == write_wire(kind, identify(party))
    assert (read["id"], read["type"], read["recipient"]) == (made.ref, kind, SAMPLES[kind].recipient)
    assert read["subject"] == (None if SAMPLES[kind].subject == "none" else identify(party))
    made.refresh_from_db()
    assert (made.state, made.channel) == ("sent", wire.channel)
    assert made.acknowledge_by == SAMPLES[kind].acknowledge_by


@each_type
def test_its_acknowledgement_comes_back_by_the_same_connection(kind: str, connect: Connect) -> None:
    wire, made = connect(partner_of(kind)), transmit(kind, make_party(kind))
    send_all()
    for _ in range(2):  # the partner says it twice
        wire.tell(answer(made, "a1", outcome="accepted", reference="M-77"))
    made.refresh_from_db()
    assert (made.partner_reference, Arrival.objects.get().state) == ("M-77", "applied")
    assert states(made) == ["drafted", "queued", "sent", "acknowledged"]


@each_type
def test_a_rejection_is_corrected_by_another_that_names_it(kind: str, connect: Connect) -> None:
    wire, made = connect(partner_of(kind)), transmit(kind, make_party(kind))
    send_all()
    wire.tell(answer(made, "a1", outcome="rejected", reasons=["Wrong day", "Unknown quarter"]))
    rejected = find_transmission(made.ref)
    assert (rejected.state, rejected.reasons) == ("rejected", "Wrong day\nUnknown quarter")
    transmissions.keep_correction(made.ref, {**made.payload, **SAMPLES[kind].change})
    other = transmissions.correct(made.ref, key="two", step=step())
    send_all()
    wire.tell(answer(other, "a2", outcome="accepted"))
    assert wire.list_received()[1]["corrects"] == made.ref
    assert states(made)[-1] == "corrected"
    assert states(other) == ["drafted", "queued", "sent", "acknowledged"]
    assert find_transmission(other.ref).payload != made.payload


@each_type
def test_after_four_failures_an_incident_tells_and_an_operator_sends_it(kind: str, connect: Connect) -> None:
    wire, made = connect(partner_of(kind)), transmit(kind, make_party(kind))
    wire.fail()
    for minutes in (0, 2, 10, 80):  # after one, eight and sixty minutes, each up to a fifth more
        clock.move_to(clock.now() + timedelta(minutes=minutes))
        send_all()
    incident = Incident.objects.get(kind="message_failed")
    assert (Attempt.objects.filter(outcome="failed").count(), states(made)) == (4, ["drafted", "queued"])
    wire.mend()
    incidents.retry(incident.pk, "The partner is back", by=actors.operator(1))
    send_all()
    assert (states(made)[-1], len(wire.list_received())) == ("sent", 1)


@each_type
def test_the_gate_of_the_partner_refuses_it_for_good(kind: str, connect: Connect) -> None:
    wire, made = connect(partner_of(kind)), transmit(kind, make_party(kind))
    wire.refuse(made.ref)
    send_all()
    assert states(made) == ["drafted", "queued", "rejected"]
    assert (Attempt.objects.get().outcome, Incident.objects.count()) == ("rejected", 0)
    assert find_transmission(made.ref).reasons


@each_type
def test_it_may_be_given_up_for_a_reason_wherever_it_is(kind: str, connect: Connect) -> None:
    wire, party = connect(partner_of(kind)), make_party(kind)
    queued, sent, rejected = (transmit(kind, party, key) for key in ("one", "two", "three"))
    transmissions.close(queued.ref, step("Twice"))
    send_all()
    wire.tell(answer(rejected, "a1", outcome="rejected", reasons=["No"]))
    for made in (sent, rejected):
        transmissions.close(made.ref, step("Settled by telephone"))
    assert states(queued) == ["drafted", "queued", "closed"]
    assert states(sent) == ["drafted", "queued", "sent", "closed"]
    assert states(rejected) == ["drafted", "queued", "sent", "rejected", "closed"]
    assert queued.ref not in {one["id"] for one in wire.list_received()}


@each_type
def test_an_answer_after_it_was_given_up_changes_nothing_and_a_person_reads_it(
    kind: str, connect: Connect
) -> None:
    wire, made = connect(partner_of(kind)), transmit(kind, make_party(kind))
    send_all()
    transmissions.close(made.ref, step("Settled by telephone"))
    wire.tell(answer(made, "a1", outcome="accepted"))
    assert (states(made)[-1], Arrival.objects.get().state) == ("closed", "waiting")


@each_type
def test_without_a_connection_it_leaves_by_hand_and_is_awaited_alike(kind: str, db: None) -> None:
    made = transmit(kind, make_party(kind))
    send_all()
    assert states(made) == ["drafted", "queued"]
    sent = transmissions.record_manual(made.ref, step("Registered letter"), sent_on=clock.today())
    assert (sent.state, sent.channel) == ("sent", "manual")
    assert sent.acknowledge_by == SAMPLES[kind].acknowledge_by
