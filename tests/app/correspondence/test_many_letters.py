"""Many letters made at once are the letters that making them one by one makes."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from app.correspondence.errors import LetterRefused
from app.correspondence.letters import Order, find_text, typeset_letter, write_letter
from app.correspondence.many_letters import Made, keep_many, write_letters
from app.correspondence.models import DispatchChannel, Letter
from app.people.contacts import add_channel, give_consent
from app.people.models import ChannelKind, Party, Purpose
from tests.factories.letters import HEAD, NOW, PLAIN, make_party, make_version
from workflows import actors
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def order(key: str, party: Party | None = None, name: str = "essay", **more: Any) -> Order:
    told = {"key": key, "reference": "Q-1", "name": name, "language": "fr", "now": NOW, "party": party}
    return Order(**{**told, **more})


def describe(letter: Letter) -> tuple[object, ...]:
    return letter.recipient, letter.channel, letter.title, letter.sha256, letter.party_id, letter.language


def agree(party: Party) -> Party:
    by = actors.system("test")
    add_channel(party, ChannelKind.EMAIL, "anne@example.org", by=by)
    give_consent(party, Purpose.ELECTRONIC_LETTERS, by=by, given_on=DAY)
    return party


def test_each_letter_is_what_it_is_when_it_is_made_alone() -> None:
    version, parties = make_version(essay=PLAIN), [make_party(), agree(make_party("Bo Claes"))]
    alone = [describe(write_letter(order(f"a{one.pk}", one), version)) for one in parties]
    made = write_letters([order(f"b{one.pk}", one) for one in parties], version, day=DAY)
    together = [Letter.objects.get(idempotency_key=key) for key in made]
    assert list(map(describe, together)) == alone
    assert [one.channel for one in together] == [DispatchChannel.POST, DispatchChannel.EMAIL]
    assert OutboxMessage.objects.filter(key__endswith=str(together[1].pk)).count() == 1


def test_one_that_does_not_typeset_hinders_no_other() -> None:
    version = make_version(essay=PLAIN, broken=HEAD + '#letter("fr", "Essai")[#nothing()]')
    made = write_letters([order("k1", name="broken"), order("k2")], version, day=DAY)
    assert isinstance(made["k1"], LetterRefused)
    assert list(Letter.objects.values_list("idempotency_key", flat=True)) == ["k2"]


def test_asked_again_they_are_the_same() -> None:
    version = make_version(essay=PLAIN)
    first = write_letters([order("k1")], version, day=DAY)["k1"]
    assert write_letters([order("k1")], version, day=DAY)["k1"] == first
    assert Letter.objects.count() == 1


def test_one_that_somebody_else_made_meanwhile_counts() -> None:
    version = make_version(essay=PLAIN)
    earlier = write_letter(order("k1"), version)
    drafts = [
        typeset_letter(order(key), find_text(order(key), version), {"name": "Anne"}, DispatchChannel.POST)
        for key in ("k1", "k2")
    ]
    made: Made = {}
    keep_many(drafts, made)
    assert made == {"k1": earlier, "k2": Letter.objects.get(idempotency_key="k2")}


def test_their_number_does_not_change_the_number_of_statements() -> None:
    version, counts = make_version(essay=PLAIN), []
    for size in (1, 4):
        orders = [order(f"{size}/{number}", make_party()) for number in range(size)]
        with CaptureQueriesContext(connection) as asked:
            write_letters(orders, version, day=DAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
