"""A letter's life: made, approved, sent, returned; locked once it has left."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from viewflow.fsm import TransitionNotAllowed

from app.correspondence.errors import LetterLocked, LetterNotReady, MentionsMissing, RecipientUnreachable
from app.correspondence.letter_life import (
    Step,
    approve_letter,
    reroute_letter,
    return_letter,
    send_letter,
)
from app.correspondence.models import Dispatch, Letter, LetterEvent
from app.correspondence.rewording import reword_letter
from tests.factories.letters import EDITABLE, INCOMPLETE, NOW, REFUSAL, make_letter

pytestmark = pytest.mark.django_db
STEP = Step(by="user:1", now=NOW)
DAY = date(2026, 3, 2)


def send(letter: Letter) -> Letter:
    return send_letter(letter.pk, STEP, channel="post", sent_on=DAY)


def test_a_letter_is_made_with_the_digest_of_its_pdf() -> None:
    letter = make_letter()
    assert (letter.state, letter.sha256) == ("made", sha256(letter.pdf).hexdigest())


def test_a_letter_is_made_once_per_key() -> None:
    assert make_letter().pk == make_letter().pk


def test_sending_records_the_dispatch_and_who_did_it() -> None:
    letter = send(make_letter())
    dispatch = Dispatch.objects.get(letter=letter)
    assert (letter.state, dispatch.sent_on, dispatch.channel) == ("sent", DAY, "post")
    assert dispatch.address == "Rue Haute 1\n1000 Bruxelles"
    assert LetterEvent.objects.get(letter=letter, kind="sent").by == "user:1"


def test_a_letter_is_not_sent_twice() -> None:
    letter = send(make_letter())
    with pytest.raises(TransitionNotAllowed):
        send(letter)


def test_a_letter_without_a_postal_address_does_not_go_by_post() -> None:
    letter = make_letter(recipient={"name": "Anne Lefèvre", "email": "anne@example.org"}, channel="post")
    with pytest.raises(RecipientUnreachable):
        send(letter)


@pytest.mark.parametrize(
    "change", [{"pdf": b"x"}, {"sha256": "0" * 64}, {"recipient": {}}, {"state": "made"}]
)
def test_the_database_locks_a_letter_that_has_left(change: dict[str, object]) -> None:
    letter = send(make_letter())
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_the_database_keeps_a_letter_that_has_left() -> None:
    letter = send(make_letter())
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk)._raw_delete("default")


def test_the_database_refuses_a_wrong_digest() -> None:
    letter = make_letter()
    with pytest.raises(IntegrityError, match="letter_digest_right"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(pdf=b"another")


def test_a_letter_comes_back_with_a_reason() -> None:
    letter = send(make_letter())
    back = return_letter(letter.pk, replace(STEP, reason="moved"), returned_on=date(2026, 3, 9))
    dispatch = Dispatch.objects.get(letter=letter)
    assert (back.state, dispatch.returned_on, dispatch.reason) == ("returned", date(2026, 3, 9), "moved")


def test_a_letter_with_a_block_to_edit_waits_for_approval() -> None:
    letter = make_letter(EDITABLE)
    assert letter.blocks == {"intro": "Voici votre dû."}
    with pytest.raises(LetterNotReady):
        send(letter)
    assert approve_letter(letter.pk, STEP).state == "approved"
    assert send(letter).state == "sent"


def test_a_block_is_reworded_and_the_change_recorded() -> None:
    letter = make_letter(EDITABLE)
    changed = reword_letter(letter.pk, {"intro": "Voici autre chose : *rien*."}, STEP)
    assert changed.sha256 == sha256(changed.pdf).hexdigest() != letter.sha256
    event = LetterEvent.objects.get(letter=letter, kind="edited")
    assert event.details == {"intro": ["Voici votre dû.", "Voici autre chose : *rien*."]}


def test_an_approved_letter_is_no_longer_reworded() -> None:
    letter = make_letter(EDITABLE)
    approve_letter(letter.pk, STEP)
    with pytest.raises(LetterLocked):
        reword_letter(letter.pk, {"intro": "Autre"}, STEP)


def test_a_letter_that_has_left_is_not_rerouted() -> None:
    letter = send(make_letter())
    with pytest.raises(LetterLocked):
        reroute_letter(letter.pk, STEP, channel="registered")


def test_a_complete_refusal_leaves() -> None:
    letter = make_letter(REFUSAL)
    assert (letter.decision, send(letter).state) == ("refusal", "sent")
    assert {"court", "appeal", "judicial_code"} <= set(letter.mentions)


def test_an_incomplete_decision_is_not_made_and_the_missing_mentions_are_named() -> None:
    with pytest.raises(MentionsMissing) as refusal:
        make_letter(INCOMPLETE)
    assert refusal.value.context["missing"] == [
        "legal_provisions",
        "calculation",
        "effective_date_and_amount",
    ]


def test_a_decision_for_an_address_without_a_labour_court_lacks_the_court() -> None:
    recipient = {"name": "Anne Lefèvre", "address": "12 rue de Paris\n59000 Lille\nFR"}
    with pytest.raises(MentionsMissing, match="court"):
        make_letter(REFUSAL, recipient=recipient)


def test_the_life_of_a_letter_refuses_an_incomplete_decision_too() -> None:
    letter = make_letter()
    Letter.objects.filter(pk=letter.pk).update(decision="undue", mentions=["facts"])
    with pytest.raises(MentionsMissing, match="waiver"):
        send(letter)


def test_a_mention_emptied_by_rewording_keeps_the_decision_back() -> None:
    text = REFUSAL.replace('#mention("facts")[Un mot.]', '#mention("facts", editable("facts")[Un fait.])')
    letter = make_letter(text)
    assert "facts" in letter.mentions
    reword_letter(letter.pk, {"facts": " "}, STEP)
    with pytest.raises(MentionsMissing) as refusal:
        approve_letter(letter.pk, STEP)
    assert refusal.value.context["missing"] == ["facts"]
