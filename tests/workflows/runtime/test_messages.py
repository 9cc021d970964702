"""A message is taken once, finds the one who waits, waits for them otherwise, and never guesses."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, event, flows, node, started, user
from workflows import api, clock, incidents, messages
from workflows.errors import DataRefused
from workflows.models import (
    DefinitionVersion,
    InboxMessage,
    Incident,
    ProcessInstance,
    Subscription,
)

pytestmark = pytest.mark.django_db
CORRELATION = '<vigie:correlation value="file"/>'


def waits_for_answer(key: str = "sample") -> DefinitionVersion:
    """started → answered (message catch, correlated by `file`) → read (user task) → ended."""
    return deploy(
        started(),
        node("intermediateCatchEvent", "answered", event("message", "answer"), extension=CORRELATION),
        user("read"),
        ended(),
        flows("started > answered > read > ended"),
        key=key,
    )


def test_a_message_reaches_the_one_who_waits() -> None:
    waits_for_answer()
    instance, other = launch(data={"file": "A"}), launch(data={"file": "B"})
    row = api.receive("bank", "1", "answer", "A", {})
    assert (row.outcome, row.instance_id) == ("delivered", instance.id)
    assert task_at(instance, "read")
    assert Subscription.objects.get().instance_id == other.id


def test_the_same_message_twice_is_delivered_once() -> None:
    waits_for_answer()
    launch(data={"file": "A"})
    first = api.receive("bank", "1", "answer", "A", {})
    launch(data={"file": "A"})
    again = api.receive("bank", "1", "answer", "A", {})
    assert (again.id, again.outcome, Subscription.objects.count()) == (first.id, "delivered", 1)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_too_early_waits_for_its_receiver() -> None:
    waits_for_answer()
    assert api.receive("bank", "1", "answer", "A", {}).outcome == "buffered"
    instance = launch(data={"file": "A"})
    assert task_at(instance, "read")
    assert InboxMessage.objects.get().outcome == "delivered"


@pytest.mark.django_db(transaction=True)
def test_a_message_to_a_paused_instance_waits_until_it_goes_on() -> None:
    waits_for_answer()
    instance = launch(data={"file": "A"})
    api.pause(instance.id, "audit", by=person())
    assert api.receive("bank", "1", "answer", "A", {}).outcome == "buffered"
    api.resume(instance.id, by=person())
    assert task_at(instance, "read")


def test_what_a_crash_left_behind_is_delivered_by_the_worker() -> None:
    waits_for_answer()
    api.receive("bank", "1", "answer", "A", {})
    launch(data={"file": "A"})  # inside the test's transaction nothing happens after the commit
    assert messages.deliver_waiting() == 1
    assert InboxMessage.objects.get().outcome == "delivered"


def test_two_who_wait_make_an_incident_not_a_guess() -> None:
    waits_for_answer()
    first, second = launch(data={"file": "A"}), launch(data={"file": "A"})
    assert api.receive("bank", "1", "answer", "A", {}).outcome == "ambiguous"
    incident = Incident.objects.get()
    assert incident.kind == "ambiguous_message"
    assert str(first.id) in incident.detail
    assert str(second.id) in incident.detail


def test_an_operator_chooses_the_receiver_of_an_ambiguous_message() -> None:
    waits_for_answer()
    launch(data={"file": "A"})
    second = launch(data={"file": "A"})
    api.receive("bank", "1", "answer", "A", {})
    chosen = Subscription.objects.get(instance=second)
    incidents.choose_receiver(Incident.objects.get().id, chosen.id, "their reference", by=person())
    assert task_at(second, "read")
    assert (InboxMessage.objects.get().outcome, Incident.objects.get().state) == ("delivered", "resolved")


def test_a_message_starts_the_process_that_begins_with_it() -> None:
    version = deploy(
        started("asked", event("message", "letter")), user("read"), ended(), flows("asked > read > ended")
    )
    Subscription.objects.create(
        version=version,
        engine_subscription="asked",
        node_id="asked",
        kind="message",
        name="letter",
        created_at=clock.now(),
    )
    row = api.receive("post", "7", "letter", "", {"text": "hello"})
    assert row.outcome == "started"
    assert api.read_variables(str(row.instance_id))["text"] == "hello"
    api.receive("post", "7", "letter", "", {"text": "hello"})
    assert ProcessInstance.objects.count() == 1


def test_a_message_nobody_came_for_expires_with_an_incident() -> None:
    api.receive("bank", "1", "answer", "A", {})
    InboxMessage.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert messages.expire() == 1
    assert (InboxMessage.objects.get().outcome, Incident.objects.get().kind) == (
        "expired",
        "unclaimed_message",
    )


def waits_for_alarm() -> DefinitionVersion:
    return deploy(
        started(),
        node("intermediateCatchEvent", "rung", event("signal", "alarm")),
        user("leave"),
        ended(),
        flows("started > rung > leave > ended"),
    )


def test_a_signal_reaches_all_who_wait() -> None:
    waits_for_alarm()
    first, second = launch(), launch()
    assert api.signal("alarm", {}) == 2
    assert task_at(first, "leave")
    assert task_at(second, "leave")


def test_a_signal_nobody_waits_for_leaves_nothing() -> None:
    assert api.signal("alarm", {}) == 0
    assert not InboxMessage.objects.exists()


def throws_answer() -> DefinitionVersion:
    """started → tell (throws "answer" correlated by `file`) → ended."""
    throw = node("intermediateThrowEvent", "tell", event("message", "answer"), extension=CORRELATION)
    return deploy(started(), throw, ended(), flows("started > tell > ended"), key="teller")


@pytest.mark.django_db(transaction=True)
def test_a_thrown_message_reaches_another_instance() -> None:
    waits_for_answer()
    throws_answer()
    instance = launch(data={"file": "A"})
    launch("teller", {"file": "A"})
    assert task_at(instance, "read")


def test_a_thrown_message_goes_when_its_step_is_rolled_back() -> None:
    throws_answer()
    with transaction.atomic():
        launch("teller", {"file": "A"})
        transaction.set_rollback(True)
    assert not InboxMessage.objects.exists()


def wants_number() -> None:
    """A message start event of a process whose `amount` is a number."""
    version = deploy(
        started("asked", event("message", "letter")),
        user("read"),
        ended(),
        flows("asked > read > ended"),
        manifest={"variables": {"amount": {"type": "number"}}},
    )
    Subscription.objects.create(
        version=version,
        engine_subscription="asked",
        node_id="asked",
        kind="message",
        name="letter",
        created_at=clock.now(),
    )


def test_a_message_its_receiver_cannot_take_becomes_an_incident() -> None:
    wants_number()
    assert api.receive("post", "7", "letter", "", {"amount": "twelve"}).outcome == "failed"
    incident = Incident.objects.get()
    assert incident.kind == "undeliverable_message"
    assert "'amount' must be a number" in incident.message
    assert not ProcessInstance.objects.exists()


def test_one_bad_message_does_not_stop_those_behind_it() -> None:
    for number, amount in enumerate(["twelve", 12]):
        messages._store("post", str(number), "letter", "", {"amount": amount}, timedelta(days=1))
    wants_number()
    assert messages.deliver_waiting() == 2
    assert list(InboxMessage.objects.order_by("id").values_list("outcome", flat=True)) == [
        "failed",
        "started",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_failed_message_is_tried_again_by_an_operator() -> None:
    wants_number()
    api.receive("post", "7", "letter", "", {"amount": "twelve"})
    InboxMessage.objects.update(payload={"amount": {"$decimal": "12"}})
    incidents.retry(Incident.objects.get().id, "corrected", by=person())
    assert InboxMessage.objects.get().outcome == "started"


@pytest.mark.parametrize("place", range(4))
def test_a_message_the_database_cannot_keep_is_refused(place: int) -> None:
    texts = ["bank", "1", "answer", "A"]
    texts[place] += "\x00"
    with pytest.raises(DataRefused, match=r"of the message contains the character U\+0000"):
        api.receive(*texts, {})
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize("name", ["a\x00", "\ud800"])
def test_a_payload_with_an_unkeepable_name_is_refused(name: str) -> None:
    with pytest.raises(DataRefused, match="name contains the character"):
        api.receive("bank", "1", "answer", "A", {name: 1})


def test_words_about_a_character_are_not_the_character() -> None:
    row = api.receive("bank", "1", "answer", "A", {"text": r"type \u0000 here"})
    assert row.payload == {"text": r"type \u0000 here"}


@pytest.mark.django_db(transaction=True)
def test_signals_for_paused_instances_do_not_hold_up_others() -> None:
    waits_for_answer()
    paused, other = launch(data={"file": "A"}), launch(data={"file": "B"})
    api.pause(paused.id, "audit", by=person())
    InboxMessage.objects.bulk_create(
        InboxMessage(
            source="instance:x", message_id=str(number), kind="signal", name="alarm", payload={},
            received_at=clock.now(), outcome="buffered", instance=paused,
        )
        for number in range(3)
    )  # fmt: skip
    InboxMessage.objects.create(
        source="bank", message_id="1", name="answer", correlation="B", payload={},
        received_at=clock.now(), expires_at=clock.now() + timedelta(days=1), outcome="buffered",
    )  # fmt: skip
    messages.deliver_waiting(limit=2)
    assert task_at(other, "read")
