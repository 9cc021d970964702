"""What people wrote: read, marked as a sign of a complaint, handed to the process that answers; and forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.cases.models import Case
from app.exports.models import Download
from app.people.models import Party
from app.surveys import remarks
from app.surveys.errors import RemarkRefused
from app.surveys.forgetting import Forgotten, forget
from app.surveys.models import Answer, Cell, Invitation, InvitationState, Remark, Round
from tests.factories.cases import make_user
from tests.factories.people import CLERK
from tests.factories.surveys import NOW, answer, invite_one, make_round, make_willing
from workflows import catalogue

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 24)


def write(party: Party | None = None, text: str = "Trois appels sans réponse.", day: date = DAY) -> Remark:
    row = Round.objects.first() or make_round()
    return Remark.objects.create(round=row, text=text, language="fr", received_on=day, party=party)


def test_a_remark_is_read_and_can_still_turn_out_to_be_a_complaint() -> None:
    key = write().pk
    assert remarks.read(key, by=CLERK, now=NOW).state == "read"
    assert remarks.mark_signal(key, by=CLERK, now=NOW).state == "signal"
    assert remarks.mark_signal(key, by=CLERK, now=NOW).state == "signal"


@pytest.mark.parametrize(("process", "told"), [("complaint", "facts"), ("question", "question")])
def test_a_remark_with_a_name_opens_the_case_that_answers_it_once(process: str, told: str) -> None:
    catalogue.deploy([process], by=CLERK, now=NOW)
    party = make_willing(language="fr")
    row = write(party)
    case = remarks.hand_over(row.pk, process, by=CLERK, now=NOW)
    row.refresh_from_db()
    assert (case.party, case.subject, row.state, row.opened) == (
        party,
        "Votre réponse à notre enquête",
        "handed",
        case.reference,
    )
    with pytest.raises(RemarkRefused):
        remarks.hand_over(row.pk, process, by=CLERK, now=NOW)
    assert Case.objects.count() == 1


def test_nobody_is_answered_who_did_not_ask_for_it() -> None:
    with pytest.raises(RemarkRefused):
        remarks.hand_over(write().pk, "complaint", by=CLERK, now=NOW)


def test_the_database_hands_over_no_remark_without_a_person() -> None:
    row = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.filter(pk=row.pk).update(state="handed", opened="C-2026-000001", judged_at=NOW)


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(make_user("carla", "complaints_officer"))
    return client


def test_the_officer_reads_the_words_without_the_name(browser: Client) -> None:
    write(make_willing("Emma Claes"))
    page = browser.get("/satisfaction/remarks/").text
    assert "Trois appels sans réponse." in page
    assert "Wants to be called back" in page
    assert "Claes" not in page


def test_the_officer_marks_a_sign_on_the_page(browser: Client) -> None:
    row = write()
    browser.post(f"/satisfaction/remarks/{row.pk}/signal/")
    row.refresh_from_db()
    assert (row.state, row.judged_by.startswith("user:")) == ("signal", True)
    assert "Trois appels" in browser.get("/satisfaction/remarks/?show=signals").text


def test_the_officer_hands_over_on_the_page(browser: Client) -> None:
    catalogue.deploy(["complaint"], by=CLERK, now=NOW)
    row = write(make_willing())
    page = browser.post(f"/satisfaction/remarks/{row.pk}/complaint/", follow=True).text
    assert Case.objects.get().reference in page


def test_an_unpublished_process_is_told_and_changes_nothing(browser: Client) -> None:
    row = write(make_willing())
    assert "not published" in browser.post(f"/satisfaction/remarks/{row.pk}/complaint/", follow=True).text
    row.refresh_from_db()
    assert row.state == "unread"


def test_what_was_written_leaves_only_with_its_purpose(browser: Client) -> None:
    write()
    assert "Trois appels" not in browser.get("/satisfaction/remarks/export/").text
    file = browser.get("/satisfaction/remarks/export/?taken_for=report")
    assert "Trois appels" in b"".join(file).decode()
    assert Download.objects.get().lines == 1


@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=364), 1), (timedelta(days=365), 0)])
def test_words_go_after_twelve_months(age: timedelta, kept: int) -> None:
    write()
    forget(DAY + age)
    assert Remark.objects.count() == kept


def test_invitations_go_when_the_quiet_months_are_over_and_their_round_is_counted() -> None:
    forgotten: dict[str, Any] = dict.fromkeys(("case_ref", "life_event", "team"), "")
    invite_one(state=InvitationState.CLOSED, queued_on=DAY, **forgotten)
    invite_one(queued_on=DAY)
    assert forget(date(2026, 9, 23)).invitations == 0
    assert forget(date(2026, 9, 24)) == Forgotten(invitations=1, remarks=0, answers=0)
    assert Invitation.objects.count() == 1


def test_marks_go_after_five_years_a_whole_quarter_at_once() -> None:
    answer(make_round(closed_at=NOW), [5] * 6)
    assert forget(date(2031, 3, 30)).answers == 0
    assert forget(date(2031, 3, 31)).answers == 6
    assert (Answer.objects.count(), Cell.objects.count(), Round.objects.count()) == (0, 0, 1)
