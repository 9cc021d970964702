"""The outbox hands over until it succeeds, with the same key each time."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.workflows.jobs.conftest import pass_time
from workflows import actors, clock, incidents, outbox
from workflows.models import Incident, OutboxMessage
from workflows.operations import Retry
from workflows.outbox import Posting, TopicTaken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
RETRY = Retry(attempts=3, backoff=timedelta(seconds=10), jitter=0)


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outbox, "_register", {})
    return None


def receive(failing: int = 0) -> list[str]:
    """A handler that fails as often as asked, then notes the keys."""
    got: list[str] = []
    left = [failing]

    def take(posting: Posting) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise ConnectionError("no mail server")
        got.append(posting.key)

    outbox.topic("letter", retry=RETRY)(take)
    return got


def put(key: str = "k1") -> None:
    outbox.post("letter", {"to": "Marie"}, key=key, now=clock.now())


def run_days(days: int) -> None:
    for _ in range(days):
        outbox.run_due()
        pass_time(days=1)


def test_a_message_is_handed_over_once() -> None:
    got = receive()
    put()
    run_days(2)
    assert got == ["k1"]
    assert OutboxMessage.objects.get().sent_at is not None


def test_a_key_is_posted_once() -> None:
    put()
    put()
    assert OutboxMessage.objects.count() == 1


def test_a_failing_handler_is_called_again_with_the_same_key() -> None:
    got = receive(failing=1)
    put()
    outbox.run_due()
    pass_time(seconds=10)
    outbox.run_due()
    assert got == ["k1"]


def test_after_the_last_attempt_an_incident_opens() -> None:
    receive(failing=99)
    put()
    run_days(5)
    assert OutboxMessage.objects.get().attempts == 3
    assert Incident.objects.get(kind="message_failed").engine_token == "k1"


def test_an_operator_has_a_parked_message_handed_over_again() -> None:
    got = receive(failing=3)
    put()
    run_days(4)
    incidents.retry(Incident.objects.get(kind="message_failed").id, "server is back", by=actors.operator(1))
    outbox.run_due()
    assert got == ["k1"]


def test_one_failing_message_does_not_keep_others() -> None:
    got = receive(failing=1)
    put("k1")
    put("k2")
    outbox.run_due()
    assert got == ["k2"]


def test_a_message_nobody_handles_stays() -> None:
    receive()
    outbox.post("fax", {}, key="f1", now=clock.now())
    outbox.run_due()
    assert OutboxMessage.objects.get().attempts == 0


@pytest.mark.parametrize("handler", [lambda posting: None])
def test_a_topic_has_one_handler(handler: Callable[[Posting], None]) -> None:
    receive()
    with pytest.raises(TopicTaken):
        outbox.topic("letter")(handler)
