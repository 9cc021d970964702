"""The called process `transmit` with each type over both connections: a rejection is corrected, the answer ends it."""

from __future__ import annotations

from typing import Any

import pytest

from app.cases.models import Case
from app.cases.opening import open_case
from app.exchanges.models import Transmission
from tests.app.exchanges.samples import KINDS, SAMPLES, fill, make_party, partner_of
from tests.app.exchanges.wires import Connect
from tests.factories.people import CLERK
from tests.factories.shipped import work_off
from workflows import api, catalogue, clock, outbox
from workflows.models import HumanTask, ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_monday")]


def begin(kind: str) -> Case:
    party, sample = make_party(kind), SAMPLES[kind]
    catalogue.deploy(["transmit"], by=CLERK, now=clock.now())
    data = {
        "message_type": kind,
        "payload": fill(sample.content, party.reference),
        "party_ref": None if sample.subject == "none" else party.reference,
        "recipient": sample.wish or None,
    }
    case = open_case("transmit", data, by=CLERK, party=None if sample.subject == "none" else party)
    work()
    return case


def work() -> None:
    work_off()
    outbox.run_due()
    work_off()


def answer(number: str, made: Transmission, **payload: Any) -> dict[str, Any]:
    head = {"id": number, "type": "acknowledgement", "schema_version": 1, "about": made.ref}
    return {**head, "payload": payload}


@pytest.mark.parametrize("kind", KINDS)
def test_a_rejection_is_a_task_and_the_acknowledgement_ends_the_case(kind: str, connect: Connect) -> None:
    wire = connect(partner_of(kind))
    case = begin(kind)
    first = Transmission.objects.get()
    wire.tell(answer("a1", first, outcome="rejected", reasons=["Unknown quarter"]))
    work()
    task = HumanTask.objects.get(case_ref=case.reference, state="ready")
    assert (task.node_id, first.recipient) == ("correct_rejection", SAMPLES[kind].recipient)
    api.complete(task.pk, {"decision": "again"}, by=CLERK)
    work()
    second = Transmission.objects.get(corrects=first)
    wire.tell(answer("a2", second, outcome="accepted", reference="M-77"))
    work()
    case.refresh_from_db()
    (instance,) = ProcessInstance.objects.filter(case_ref=case.reference)
    assert (case.status, api.read_variables(instance.pk)["transmission_outcome"]) == (
        "completed",
        "acknowledged",
    )
