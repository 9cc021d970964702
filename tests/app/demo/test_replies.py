"""What people and courts write back reaches the case that waits for it, once."""

from datetime import date, timedelta
from random import Random

import pytest

from app.demo.chance import Chance
from app.demo.replies import REPLIES, Replies
from tests.factories.letters import NOW, make_version
from workflows.models import InboxMessage, Subscription

pytestmark = pytest.mark.django_db
JUDGMENT = "court.appeal_judgment"


@pytest.fixture
def waiting() -> Subscription:
    about = {"kind": "message", "name": JUDGMENT, "correlation": "A-2026-000001"}
    return Subscription.objects.create(version=make_version(), created_at=NOW, **about)


def test_a_court_takes_its_months(waiting: Subscription) -> None:
    Replies(Chance(1)).live(waiting.created_at.date() + timedelta(days=59))
    assert not InboxMessage.objects.exists()


def test_it_judges_once(waiting: Subscription) -> None:
    for days in (150, 151):
        Replies(Chance(1)).live(waiting.created_at.date() + timedelta(days=days))
    assert [one.name for one in InboxMessage.objects.all()] == [JUDGMENT]


@pytest.mark.parametrize("name", REPLIES)
def test_each_reply_says_who_writes_and_what(name: str) -> None:
    sender, payload = REPLIES[name][2](Random(1), date(2026, 3, 2))
    assert sender
    assert payload
