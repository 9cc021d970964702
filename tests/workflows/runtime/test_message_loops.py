"""Instances that answer one another for ever are followed a few steps at a time, never into the ground."""

import pytest

from tests.factories.workflows import deploy, launch
from tests.workflows.engine.drawing import event, flows, node, started
from workflows import api, messages
from workflows.models import InboxMessage, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)


def echo() -> None:
    """heard (message "answer") → told (throws "answer" to itself) → heard, for ever."""
    extension = '<vigie:correlation value="file"/>'
    deploy(
        started(),
        node("exclusiveGateway", "again"),
        node("intermediateCatchEvent", "heard", event("message", "answer"), extension=extension),
        node("intermediateThrowEvent", "told", event("message", "answer"), extension=extension),
        flows("started > again > heard > told > again"),
    )


def test_an_endless_conversation_leaves_its_next_message_to_the_workers() -> None:
    echo()
    instance = launch(data={"file": "A"})
    api.receive("bank", "1", "answer", "A", {})
    instance.refresh_from_db()
    before = instance.rev
    assert 2 <= before <= 12
    assert InboxMessage.objects.filter(outcome="buffered").count() == 1
    messages.deliver_waiting()
    assert ProcessInstance.objects.get().rev > before
