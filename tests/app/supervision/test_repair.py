"""Repairing a case that really stopped."""

from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, flows, node, started, user
from workflows import api
from workflows.models import HistoryEvent, Incident, ProcessInstance


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def stuck(db: None) -> ProcessInstance:
    """check → chosen (gateway: amount > 10) → big (a person): check sent no amount, so nothing can be chosen."""
    arrows = flows(
        "started > check > chosen",
        "chosen > big if amount > 10",
        "chosen > small if amount <= 10",
        "big > ended",
    )
    deploy(
        started(),
        user("check"),
        node("exclusiveGateway", "chosen"),
        user("big"),
        ended(),
        ended("small"),
        arrows,
    )
    instance = launch()
    api.complete(task_at(instance, "check").id, {}, by=person())
    return instance


def repair(desk: Client, action: str, **data: str) -> Any:
    incident = Incident.objects.get()
    return desk.post(f"/incidents/{incident.pk}/", {"action": action, "reason": "seen on paper", **data})


def test_the_data_of_the_case_stands_beside_what_could_not_be_decided(
    desk: Client, stuck: ProcessInstance
) -> None:
    incident = Incident.objects.get()
    repair(desk, "retry", variables='{"year": 2026, "party_name": "Lucas Maes"}')
    page = desk.get(f"/incidents/{incident.pk}/").content.decode()
    assert "Data of the case" in page
    assert "<td>2026</td>" in page
    assert "Lucas Maes" not in page


def test_trying_again_with_the_missing_variable_goes_on(desk: Client, stuck: ProcessInstance) -> None:
    assert repair(desk, "retry", variables='{"amount": 12}')["Location"] == "/incidents/"
    assert task_at(stuck, "big")


def test_failing_again_says_so_and_stays_open(desk: Client, stuck: ProcessInstance) -> None:
    response = repair(desk, "retry")
    assert response.status_code == 422
    assert "failed again" in response.content.decode()
    assert Incident.objects.get().state == "open"


def test_skipping_takes_the_way_out_given(desk: Client, stuck: ProcessInstance) -> None:
    repair(desk, "skip", flow="chosen_big")
    assert task_at(stuck, "big")


def test_skipping_without_a_way_out_names_them(desk: Client, stuck: ProcessInstance) -> None:
    page = repair(desk, "skip").content.decode()
    assert "chosen_big" in page
    assert "chosen_small" in page


def test_cancelling_ends_the_case(desk: Client, stuck: ProcessInstance) -> None:
    repair(desk, "cancel")
    stuck.refresh_from_db()
    assert (stuck.status, Incident.objects.get().state) == ("cancelled", "resolved")


def test_the_operator_and_the_reason_stay_in_the_history(
    desk: Client, stuck: ProcessInstance, operator: User
) -> None:
    repair(desk, "skip", flow="chosen_big")
    event = HistoryEvent.objects.get(kind="operator_skip")
    assert (event.actor, event.data["reason"]) == (f"operator:{operator.pk}", "seen on paper")


def test_an_incident_is_repaired_once(desk: Client, stuck: ProcessInstance) -> None:
    address = f"/incidents/{Incident.objects.get().pk}/"
    repair(desk, "skip", flow="chosen_big")
    response = desk.post(address, {"action": "skip", "reason": "again", "flow": "chosen_big"})
    assert (
        "already been resolved" in response.content.decode()
        or "Resolved by Otto Maes" in response.content.decode()
    )
    assert "Resolved by Otto Maes" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    "data", ['{"a": NaN}', "9" * 5000, "[" * 5000, r'{"a": "\u0000"}', r'{"a": "\ud800"}']
)
def test_data_that_cannot_be_kept_are_refused_in_place(
    desk: Client, stuck: ProcessInstance, data: str
) -> None:
    address = f"/incidents/{Incident.objects.get().pk}/"
    response = desk.post(address, {"action": "retry", "reason": "try it", "variables": data})
    assert response.status_code == 422
    assert Incident.objects.get().state == "open"
