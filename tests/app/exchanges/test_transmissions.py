"""Making, sending, answering, correcting and giving up transmissions."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from app.exchanges import transmissions
from app.exchanges.answers import Answer, take_answer
from app.exchanges.errors import RecipientMissing, TransmissionLocked
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Attempt, Transmission
from app.exchanges.partners import open_partner
from app.exchanges.posting import post_waiting
from app.exchanges.sending import make_envelope, send
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import CERTIFICATE, make
from tests.factories.people import make_person
from workflows import outbox
from workflows.errors import ReasonMissing
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
STEP = Step(by="user:1", now=NOW, reason="Called them")


def test_it_goes_to_the_mutuality_of_the_person_once_for_each_key(person: Party, drop: Path) -> None:
    first, again = make(person), make(person)
    assert (first.pk, first.recipient, first.state) == (again.pk, "mut_300", "queued")
    assert OutboxMessage.objects.filter(topic="exchanges.send").count() == 1


def test_nobody_knows_the_mutuality_of_a_person_who_has_told_none(drop: Path) -> None:
    with pytest.raises(RecipientMissing):
        make(make_person())


def test_the_outbox_puts_the_file_where_the_partner_fetches_it(person: Party, drop: Path) -> None:
    made = make(person)
    outbox.run_due()
    message = json.loads((drop / "out" / f"{made.ref}.json").read_text())
    assert (message["id"], message["type"], message["recipient"]) == (made.ref, "T04", "mut_300")
    assert message["subject"]["reference"] == person.reference
    assert len(message["subject"]["niss"]) == 11
    made.refresh_from_db()
    assert (made.state, made.channel, made.acknowledge_by) == ("sent", "file", made.acknowledge_by)


def test_sent_again_after_a_crash_it_is_the_same_file(person: Party, drop: Path) -> None:
    made = make(person)
    open_partner("cin").send(make_envelope(made))  # the worker dies before it is recorded
    before = (drop / "out" / f"{made.ref}.json").read_bytes()
    send(made.ref)
    assert (drop / "out" / f"{made.ref}.json").read_bytes() == before
    assert find_transmission(made.ref).state == "sent"


def test_without_a_partner_it_stays_queued_until_there_is_one(person: Party, request: Any) -> None:
    made = make(person)
    assert (made.state, made.posted_at, OutboxMessage.objects.count()) == ("queued", None, 0)
    request.getfixturevalue("drop")
    assert post_waiting(now=NOW) == 1
    assert post_waiting(now=NOW) == 0
    outbox.run_due()
    assert find_transmission(made.ref).state == "sent"


def test_a_partner_that_fails_is_tried_again_and_each_try_is_kept(person: Party, drop: Path) -> None:
    made = make(person)
    drop.write_text("in the way of the folder")
    outbox.run_due()
    attempt = Attempt.objects.get(transmission=made)
    assert (attempt.outcome, find_transmission(made.ref).state) == ("failed", "queued")
    assert "cannot be written" in attempt.detail
    assert OutboxMessage.objects.get().parked_at is None


def test_an_acknowledgement_ends_it_and_the_same_one_again_changes_nothing(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    answer = Answer(accepted=True, partner_reference="M-77")
    for _ in range(2):
        take_answer(made.ref, answer, message_id="a", step=STEP)
    made.refresh_from_db()
    assert (made.state, made.partner_reference, made.events.count()) == ("acknowledged", "M-77", 4)


def test_a_rejection_needs_reasons(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    with pytest.raises(ReasonMissing):
        take_answer(made.ref, Answer(accepted=False), message_id="a", step=STEP)


def test_a_rejected_one_is_corrected_by_another_with_the_content_a_person_has_corrected(
    person: Party, drop: Path
) -> None:
    made = make(person)
    send(made.ref)
    take_answer(made.ref, Answer(accepted=False, reasons="Wrong day"), message_id="a", step=STEP)
    transmissions.keep_correction(made.ref, {**CERTIFICATE, "event_on": date(2026, 2, 21)})
    other = transmissions.correct(made.ref, key="two", step=STEP)
    assert (other.payload["event_on"], other.corrects, other.state) == ("2026-02-21", made, "queued")
    assert find_transmission(made.ref).state == "corrected"
    assert transmissions.correct(made.ref, key="two", step=STEP) == other


def test_one_that_is_acknowledged_can_neither_be_corrected_nor_given_up(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    take_answer(made.ref, Answer(accepted=True), message_id="a", step=STEP)
    with pytest.raises(TransmissionLocked):
        transmissions.correct(made.ref, key="two", step=STEP)
    with pytest.raises(TransmissionLocked):
        transmissions.close(made.ref, STEP)


def test_giving_it_up_needs_a_reason_and_keeps_it(person: Party, drop: Path) -> None:
    made = make(person)
    with pytest.raises(ReasonMissing):
        transmissions.close(made.ref, Step(by="user:1", now=NOW))
    assert transmissions.close(made.ref, STEP).reasons == "Called them"
    outbox.run_due()
    assert Attempt.objects.count() == 0


def test_sent_by_hand_it_is_awaited_as_any_other(person: Party) -> None:
    made = transmissions.record_manual(make(person).ref, STEP, sent_on=date(2026, 3, 2))
    assert (made.state, made.channel, made.acknowledge_by) == ("sent", "manual", date(2026, 3, 9))


@pytest.mark.parametrize(
    "change", [{"payload": {}}, {"recipient": "mut_500"}, {"state": "acknowledged"}, {"key": "other"}]
)
def test_the_database_refuses_to_change_what_is_out(person: Party, change: dict[str, Any]) -> None:
    made = make(person)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        Transmission.objects.filter(pk=made.pk).update(**change)


def test_the_database_keeps_every_transmission_and_its_history(person: Party) -> None:
    made = make(person)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.events.all().update(reason="never")
    with pytest.raises(DatabaseError), transaction.atomic():
        Transmission.objects.filter(pk=made.pk)._raw_delete("default")  # type: ignore[attr-defined]
