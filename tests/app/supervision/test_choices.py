"""An operator chooses on the page: who gets a message, which way a case goes on."""

from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, event, flows, node, started, user
from workflows import api
from workflows.models import InboxMessage, Incident, ProcessInstance, Subscription


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def two(db: None) -> list[ProcessInstance]:
    """Two cases that wait for the same answer, which has come."""
    catch = node(
        "intermediateCatchEvent", "answered", event("message", "answer"),
        extension='<vigie:correlation value="number"/>',
    )  # fmt: skip
    deploy(started(), catch, user("check"), ended(), flows("started > answered > check > ended"))
    cases = [launch(data={"number": "7"}, case_ref=f"SAM-{number}") for number in (1, 2)]
    api.receive("register", "m1", "answer", "7", {})
    return cases


def repair(desk: Client, action: str, **data: str) -> Any:
    incident = Incident.objects.get()
    return desk.post(f"/incidents/{incident.pk}/", {"action": action, "reason": "seen on paper", **data})


def page(desk: Client) -> str:
    return desk.get(f"/incidents/{Incident.objects.get().pk}/").content.decode()


def test_the_receivers_of_an_ambiguous_message_are_listed(desk: Client, two: list[ProcessInstance]) -> None:
    shown = page(desk)
    assert "SAM-1 · " in shown
    assert "SAM-2 · " in shown
    assert "Deliver to the receiver chosen" in shown
    assert "Skip this step" not in shown


def test_the_one_chosen_gets_the_message_and_nobody_else(desk: Client, two: list[ProcessInstance]) -> None:
    second = Subscription.objects.get(instance=two[1])
    assert repair(desk, "deliver", receiver=str(second.pk))["Location"] == "/incidents/"
    assert task_at(two[1], "check")
    assert Subscription.objects.get().instance == two[0]
    assert (InboxMessage.objects.get().outcome, Incident.objects.get().state) == ("delivered", "resolved")


@pytest.mark.parametrize("receiver", ["", "999999", "x"])
def test_without_one_of_them_nothing_is_delivered(
    desk: Client, two: list[ProcessInstance], receiver: str
) -> None:
    assert repair(desk, "deliver", receiver=receiver).status_code == 422
    assert Incident.objects.get().state == "open"
    assert InboxMessage.objects.get().outcome == "ambiguous"


def test_a_paused_receiver_is_refused_and_the_incident_stays_open(
    desk: Client, two: list[ProcessInstance]
) -> None:
    api.pause(two[1].pk, "moved", by=person())
    chosen = Subscription.objects.get(instance=two[1])
    response = repair(desk, "deliver", receiver=str(chosen.pk))
    assert "This receiver cannot take the message now." in response.content.decode()
    assert (InboxMessage.objects.get().outcome, Incident.objects.get().state) == ("ambiguous", "open")


def test_an_ambiguous_message_may_be_closed_undelivered(desk: Client, two: list[ProcessInstance]) -> None:
    assert repair(desk, "close")["Location"] == "/incidents/"
    assert Subscription.objects.count() == 2


@pytest.fixture
def undecided(db: None) -> ProcessInstance:
    arrows = flows(
        "started > chosen", "chosen > big if amount > 10", "chosen > small if amount <= 10", "big > ended"
    )
    labels = {"chosen_big": {"en": "More than ten", "fr": "Plus de dix"}, "big": {"en": "Look at it"}}
    gateway = node("exclusiveGateway", "chosen")
    deploy(started(), gateway, user("big"), ended(), ended("small"), arrows, manifest={"nodes": labels})
    return launch()


def test_the_ways_out_of_a_gateway_are_listed_by_their_labels(
    desk: Client, undecided: ProcessInstance
) -> None:
    shown = page(desk)
    assert "More than ten → Look at it" in shown
    assert "→ Small" in shown


def test_skipping_takes_the_way_chosen(desk: Client, undecided: ProcessInstance) -> None:
    repair(desk, "skip", flow="chosen_big")
    assert task_at(undecided, "big")


def test_skipping_without_a_choice_asks_for_one(desk: Client, undecided: ProcessInstance) -> None:
    response = repair(desk, "skip")
    assert response.status_code == 422
    assert "Choose the way out." in response.content.decode()


def test_a_refusal_of_json_is_in_the_readers_language(
    desk: Client, undecided: ProcessInstance, operator: User
) -> None:
    User.objects.filter(pk=operator.pk).update(language="nl")
    response = repair(desk, "retry", variables='{"a": 1, "a": 2}')
    assert "De sleutel &#x27;a&#x27; staat er twee keer." in response.content.decode()
