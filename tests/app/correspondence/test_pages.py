"""The pages of letters: the queue, a letter, rewording, batches, tracking numbers and e-mail to file."""

import io
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from app.correspondence.incoming import take_in
from app.correspondence.models import Dispatch, IncomingMail, Letter, PrintBatch
from tests.app.correspondence.test_incoming import write_mail
from tests.factories.letters import EDITABLE, NOW, make_letter, make_party

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_waits_by_channel(browser: Client) -> None:
    make_letter(key="a")
    make_letter(key="b", channel="registered")
    make_letter(EDITABLE, key="c")
    make_letter(key="d", recipient={"name": "Bert Sans-Adresse"})
    page = browser.get("/letters/").content.decode()
    assert page.count("/letters/letter/") == 4
    assert "Without a postal address" in page


def test_a_batch_sends_the_waiting_letters_and_prints_them_as_one_file(browser: Client) -> None:
    letters = [make_letter(key=key) for key in "ab"]
    browser.post("/letters/batches/post/")
    batch = PrintBatch.objects.get()
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    printed = browser.get(f"/letters/printed/{batch.pk}/")
    assert printed["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == len(letters)
    again = browser.get(f"/letters/printed/{batch.pk}/")
    assert len(PdfReader(io.BytesIO(again.content)).pages) == 2


def test_a_batch_leaves_what_must_be_approved_and_other_channels(browser: Client) -> None:
    make_letter(EDITABLE, key="a")
    make_letter(key="b", channel="registered")
    answer = browser.post("/letters/batches/post/", follow=True)
    assert not PrintBatch.objects.exists()
    assert answer.status_code == 200


def test_the_list_of_a_batch_names_each_letter(browser: Client) -> None:
    letter = make_letter()
    browser.post("/letters/batches/post/")
    answer = browser.get(f"/letters/printed/{PrintBatch.objects.get().pk}/list/?taken_for=work")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert str(letter.pk) in text
    assert "Rue Haute 1, 1000 Bruxelles" in text


def test_tracking_numbers_are_taken_in_once_and_wrong_lines_told(browser: Client) -> None:
    letter = make_letter(channel="registered")
    browser.post("/letters/batches/registered/")
    lines = f"{letter.pk};RB123456789BE\nnonsense\n"
    page = browser.post("/letters/tracking/", {"lines": lines}).content.decode()
    assert Dispatch.objects.get().tracking == "RB123456789BE"
    assert "nonsense" in page
    other = browser.post("/letters/tracking/", {"lines": f"{letter.pk};RB999999999BE"}).content.decode()
    assert "RB123456789BE" in other


def test_a_letter_is_previewed_reworded_approved_and_sent(browser: Client) -> None:
    letter = make_letter(EDITABLE)
    address = f"/letters/letter/{letter.pk}/"
    preview = browser.post(f"{address}preview/", {"block_intro": "Autres mots"})
    assert "Autres mots" in PdfReader(io.BytesIO(preview.content)).pages[0].extract_text()
    assert Letter.objects.get().edits == {}
    browser.post(f"{address}reword/", {"block_intro": "Autres mots"})
    assert Letter.objects.get().edits == {"intro": "Autres mots"}
    browser.post(f"{address}approve/")
    browser.post(f"{address}send/", {"channel": "registered", "sent_on": "2026-03-02"})
    assert (Letter.objects.get().state, Dispatch.objects.get().channel) == ("sent", "registered")
    assert browser.get(address).status_code == 200


def test_a_letter_comes_back_not_before_it_was_sent(browser: Client) -> None:
    letter = make_letter()
    address = f"/letters/letter/{letter.pk}/"
    browser.post(f"{address}send/", {"channel": "post", "sent_on": "2026-03-02"})
    early = browser.post(f"{address}return/", {"returned_on": "2026-03-01", "reason": "moved"})
    assert early.status_code == 422
    browser.post(f"{address}return/", {"returned_on": "2026-03-09", "reason": "moved"})
    assert Dispatch.objects.get().returned_on == date(2026, 3, 9)


def test_a_letter_sent_twice_is_told(browser: Client) -> None:
    address = f"/letters/letter/{make_letter().pk}/"
    browser.post(f"{address}send/", {"channel": "post", "sent_on": "2026-03-02"})
    assert browser.post(f"{address}send/", {"channel": "post", "sent_on": "2026-03-02"}).status_code == 422


def test_email_is_filed_by_hand_on_a_party(browser: Client) -> None:
    party = make_party()
    mail = take_in(write_mail(), now=NOW)
    assert "Question" in browser.get("/letters/mail/").content.decode()
    browser.post(f"/letters/mail/{mail.pk}/", {"party_ref": party.reference})
    mail.refresh_from_db()
    assert mail.contact is not None
    assert mail.contact.party == party


def test_email_is_set_aside(browser: Client) -> None:
    mail = take_in(write_mail(), now=NOW)
    browser.post(f"/letters/mail/{mail.pk}/aside/")
    assert IncomingMail.objects.get().state == "set_aside"


def test_a_message_is_shown_as_text_only(browser: Client) -> None:
    mail = take_in(write_mail("<b>x</b>", html=True), now=NOW)
    page = browser.get(f"/letters/mail/{mail.pk}/").content.decode()
    assert "alert(1)" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
