"""A partner may answer before our side has recorded the sending; whoever could not be placed is tried again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.exchanges import arrivals, placing
from app.exchanges.answers import Answer, take_answer
from app.exchanges.errors import TransmissionLocked
from app.exchanges.institutions import find_institution
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Arrival, Transmission
from app.exchanges.partners import find_adapter
from app.exchanges.placing_again import ask_again
from app.exchanges.sending import begin, record_sent, send
from app.people.models import Party
from app.people.parties import read_niss
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make
from workflows import outbox

pytestmark = pytest.mark.django_db
STEP = Step(by="system:tests", now=NOW)


def answer(made: Transmission, **payload: Any) -> Arrival:
    data = {"id": "a1", "type": "acknowledgement", "schema_version": 1, "about": made.ref, "payload": payload}
    return arrivals.take_in("cin", json.dumps(data).encode(), now=NOW)


def test_an_answer_that_overtakes_the_record_of_the_sending_counts(person: Party, drop: Path) -> None:
    made = make(person)
    attempt = begin(made, find_adapter(find_institution(made.recipient)))
    kept = answer(made, outcome="accepted")
    record_sent(attempt, "M-77")
    made.refresh_from_db()
    assert (kept.state, made.state, made.channel) == ("applied", "acknowledged", "file")
    assert (made.partner_reference, made.sent_at) == ("M-77", attempt.begun_at)
    states = list(made.events.order_by("id").values_list("state", flat=True))
    assert states == ["drafted", "queued", "sent", "acknowledged"]


def test_after_an_answer_a_repeated_try_sends_nothing(person: Party, drop: Path) -> None:
    made = make(person)
    begin(made, find_adapter(find_institution(made.recipient)))  # the worker dies
    answer(made, outcome="rejected", reasons=["Wrong day"])
    send(made.ref)
    assert (find_transmission(made.ref).state, made.attempts.count()) == ("rejected", 1)
    assert not (drop / "out").exists()


def test_what_never_left_is_not_acknowledged(person: Party, drop: Path) -> None:
    made = make(person)
    with pytest.raises(TransmissionLocked):
        take_answer(made.ref, Answer(accepted=True), message_id="a", step=STEP)


def test_a_national_number_in_the_reasons_of_a_partner_is_masked(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    niss = read_niss(person.person)
    answer(made, outcome="rejected", reasons=[f"Unknown: {niss[:6]}-{niss[6:]}, bel 02/123.45.67"])
    reasons = find_transmission(made.ref).reasons
    assert reasons == f"Unknown: ••.••.••-•••.{niss[-2:]}, bel 02/123.45.67"


def test_what_waits_is_tried_again_by_a_duty_and_when_it_is_sent_again(person: Party, drop: Path) -> None:
    made = make(person)
    assert answer(made, outcome="accepted").state == "waiting"
    begin(made, find_adapter(find_institution(made.recipient)))
    assert ask_again(now=NOW + timedelta(minutes=5), within=timedelta(hours=1)) == 1
    outbox.run_due()
    assert Arrival.objects.get().state == "applied"
    assert ask_again(now=NOW + timedelta(minutes=10), within=timedelta(hours=1)) == 0


def test_sent_again_after_we_died_before_placing_it_it_is_placed(person: Party, drop: Path) -> None:
    made = make(person)
    answer(made, outcome="accepted")
    begin(made, find_adapter(find_institution(made.recipient)))
    assert answer(made, outcome="accepted").state == "applied"
    assert Arrival.objects.count() == 1


def test_a_failure_nobody_foresaw_leaves_the_message_in_the_work_list(
    person: Party, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise KeyError

    monkeypatch.setattr(placing, "deliver", fail)
    kept = answer(make(person), outcome="accepted")
    assert (kept.state, kept.problem) == ("waiting", "KeyError")


def test_a_reference_of_ours_that_nobody_has_waits(drop: Path) -> None:
    payload = {"decision": "granted", "decided_on": "2026-03-27", "reasons": "Need"}
    data = {"id": "m1", "type": "exemption_decision", "schema_version": 1, "payload": payload}
    body = json.dumps({**data, "subject": {"reference": "P9999999"}}).encode()
    assert arrivals.take_in("inasti", body, now=NOW).state == "waiting"
