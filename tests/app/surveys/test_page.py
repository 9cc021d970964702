"""The public page: a signed link, good for one answer until a day, and nothing of the person's file behind it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.signing import dumps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app.people.models import Consent
from app.surveys.mailing import build_email
from app.surveys.models import Answer, Invitation, InvitationState, Mark, Remark
from tests.factories.surveys import invite_one, make_willing, page_of
from workflows import clock

pytestmark = pytest.mark.django_db
MARKS = {"mark_friendly": "5", "mark_quick": "2"}


@pytest.fixture
def invitation(db: None) -> Invitation:
    return invite_one()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "de façon aimable"),
        ("nl", "vriendelijk en respectvol"),
        ("de", "freundlich und respektvoll"),
        ("en", "friendly and respectful"),
    ],
)
def test_the_page_asks_in_four_languages(
    client: Client, invitation: Invitation, language: str, words: str
) -> None:
    response = client.get(page_of(invitation, language))
    assert response.status_code == 200
    assert words in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_an_answer_is_kept_apart_with_its_marks_and_words(client: Client, invitation: Invitation) -> None:
    client.post(page_of(invitation), {**MARKS, "words": " Merci. "})
    answer = Answer.objects.get()
    assert (answer.life_event, answer.team) == ("questions", "North")
    assert set(Mark.objects.values_list("theme", "value")) == {("friendly", 5), ("quick", 2)}
    remark = Remark.objects.get()
    assert (remark.text, remark.party, remark.language) == ("Merci.", None, "fr")


def test_a_link_serves_once(client: Client, invitation: Invitation) -> None:
    assert client.post(page_of(invitation), MARKS).status_code == 200
    assert client.post(page_of(invitation), MARKS).status_code == 410
    assert client.get(page_of(invitation)).status_code == 410
    assert Answer.objects.count() == 1


def test_opening_the_page_uses_nothing_up(client: Client, invitation: Invitation) -> None:
    client.get(page_of(invitation))
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT


def test_a_link_is_good_until_its_last_day_and_not_longer(client: Client, invitation: Invitation) -> None:
    today = clock.today()
    Invitation.objects.update(expires_on=today)
    assert client.get(page_of(invitation)).status_code == 200
    Invitation.objects.update(expires_on=today - timedelta(days=1))
    assert client.get(page_of(invitation)).status_code == 410
    assert client.post(page_of(invitation), MARKS).status_code == 410
    assert not Answer.objects.exists()


@pytest.mark.parametrize("salt", ["survey-forged", "bulletin"])
def test_a_link_that_we_did_not_sign_for_this_is_refused(
    client: Client, invitation: Invitation, salt: str
) -> None:
    forged = f"/information/fr/survey/{dumps(invitation.pk.hex, salt=salt)}/"
    assert client.get(forged).status_code == 404
    assert client.post(forged, MARKS).status_code == 404
    assert client.post(f"{forged}stop/").status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize("signed", ["x", 7, ["a"], None])
def test_a_signed_text_that_names_no_invitation_is_refused(client: Client, signed: object) -> None:
    assert client.get(f"/information/fr/survey/{dumps(signed, salt='survey')}/").status_code == 404


def test_a_counted_round_takes_no_answer_any_more(client: Client, invitation: Invitation) -> None:
    Invitation.objects.update(state=InvitationState.CLOSED, case_ref="", life_event="", team="")
    assert client.post(page_of(invitation), MARKS).status_code == 410


@pytest.mark.parametrize("sent", [{}, {"words": "  "}, {"mark_friendly": "6"}, {"words": "x" * 2001}])
def test_an_answer_without_marks_or_out_of_bounds_is_asked_again(
    client: Client, invitation: Invitation, sent: dict[str, str]
) -> None:
    response = client.post(page_of(invitation), sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert not Answer.objects.exists()


def test_whoever_wants_to_be_called_back_is_named_on_the_words_alone(client: Client) -> None:
    party = make_willing()
    client.post(page_of(invite_one(party)), {**MARKS, "words": "Rappelez-moi.", "calls_back": "on"})
    assert Remark.objects.get().party == party


def test_nothing_of_the_file_is_read(client: Client, invitation: Invitation) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(invitation))
        client.post(page_of(invitation), {**MARKS, "words": "Merci."})
    told = " ".join(query["sql"] for query in queries)
    assert '"surveys_invitation"' in told
    for table in ("people_", "cases_", "correspondence_", "ledger_", "django_session", "accounts_"):
        assert f'"{table}' not in told


@pytest.mark.usefixtures("_kept_figures")
def test_one_address_cannot_try_links_without_end(client: Client) -> None:
    found = [client.get("/information/en/survey/forged/").status_code for _ in range(21)]
    assert found == [404] * 20 + [429]


def test_the_e_mail_has_the_link_its_last_day_and_a_way_out(client: Client, invitation: Invitation) -> None:
    message = build_email(invitation)
    assert page_of(invitation) in str(message.body)
    assert page_of(invitation, end="stop/") in str(message.body)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert invitation.case_ref not in f"{message.body}{message.subject}"
    assert mail.outbox == []


def test_consent_is_withdrawn_by_the_link_once_the_reader_says_so(
    client: Client, invitation: Invitation
) -> None:
    client.get(page_of(invitation, end="stop/"))
    assert Consent.objects.get().withdrawn_on is None
    assert client.post(page_of(invitation, "en", "stop/")).status_code == 200
    assert client.post(page_of(invitation, "en", "stop/")).status_code == 200
    assert Consent.objects.get().withdrawn_on == clock.today()


def test_consent_can_be_withdrawn_after_the_answer(client: Client, invitation: Invitation) -> None:
    client.post(page_of(invitation), MARKS)
    client.post(page_of(invitation, end="stop/"))
    assert Consent.objects.get().withdrawn_on == clock.today()


def test_a_language_we_do_not_speak_is_no_page(client: Client, invitation: Invitation) -> None:
    assert client.get(page_of(invitation, "es")).status_code == 404
