"""Sent by hand while the connection sends: what a person says is recorded, and never an incident."""

from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from app.exchanges import transmissions
from app.exchanges.life import Step, find_transmission
from app.exchanges.operations import settle
from app.exchanges.sending import send
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make
from workflows.operations import Call

pytestmark = pytest.mark.django_db
CALL = Call(idempotency_key="job-1", instance_id=None, case_ref="Q-1", now=NOW)
STEP = Step(by="user:1", now=NOW, reason="Registered letter")


def test_what_has_left_by_its_connection_meanwhile_is_settled(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    with override("en"):
        settled = settle(
            CALL, transmission_ref=made.ref, way="manual", sent_on=date(2026, 3, 2), how="Letter"
        )
    found = find_transmission(made.ref)
    assert (found.state, found.channel) == ("sent", "file")
    last = found.events.order_by("id").last()
    assert last is not None
    assert (last.state, "Letter" in last.reason, "another way" in last.reason) == ("sent", True, True)
    assert settled.acknowledge_by == found.acknowledge_by


def test_told_twice_it_changes_nothing(person: Party) -> None:
    made = make(person)
    for _ in range(2):
        transmissions.record_manual(made.ref, STEP, sent_on=date(2026, 3, 2))
    found = find_transmission(made.ref)
    assert (found.state, found.channel, found.events.count()) == ("sent", "manual", 3)


def test_one_that_was_given_up_meanwhile_stays_so(person: Party) -> None:
    made = make(person)
    transmissions.close(made.ref, STEP)
    assert transmissions.record_manual(made.ref, STEP, sent_on=date(2026, 3, 2)).state == "closed"
