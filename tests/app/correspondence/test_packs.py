"""A pack is a letter for each of its texts, made once, and its proof is the day on which all of them left."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from app.correspondence.letter_life import Step, return_letter, send_letter
from app.correspondence.models import Letter
from app.correspondence.packs import read_delivery
from app.correspondence.packs import send_pack as hand_out
from tests.factories.letters import NOW, RECIPIENT
from workflows.operations import Call

pytestmark = pytest.mark.django_db
STEP = Step(by="user:1", now=NOW)


def send_pack(pack: str = "start_of_activity") -> list[Letter]:
    call = Call(idempotency_key="job-1", instance_id=uuid4(), case_ref="SA-2026-000001", now=NOW, attempt=1)
    return hand_out(call, pack=pack, language="de", party_ref="", recipient=RECIPIENT, content={})


def leave(letter: Letter) -> None:
    send_letter(letter.pk, STEP, channel="post", sent_on=date(2026, 3, 3))


def test_who_starts_gets_the_information_and_the_charter_in_their_language() -> None:
    letters = send_pack()
    assert [(one.name, one.language, one.title) for one in letters] == [
        ("start_of_activity", "de", "Beginn der Tätigkeit"),
        ("service_charter", "de", "Unsere Dienstleistungsverpflichtung"),
    ]


def test_a_call_repeated_makes_no_second_pack() -> None:
    assert [one.pk for one in send_pack()] == [one.pk for one in send_pack()]
    assert Letter.objects.count() == 2


def test_a_pack_has_left_when_its_last_letter_has() -> None:
    first, last = send_pack()
    leave(first)
    assert not read_delivery([str(first.pk), str(last.pk)]).left
    leave(last)
    found = read_delivery([str(first.pk), str(last.pk)])
    assert (found.left, found.sent_on, found.channels) == (True, date(2026, 3, 3), "post")


def test_a_pack_that_came_back_says_why() -> None:
    (letter,) = send_pack("pension")
    leave(letter)
    return_letter(letter.pk, replace(STEP, reason="moved"), returned_on=date(2026, 3, 3))
    found = read_delivery([str(letter.pk)])
    assert (found.returned, found.reason) == (True, "moved")
