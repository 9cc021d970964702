"""The delay letter: made from the case's page, once, in the person's language, with the reason and the day."""

import io
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from app.accounts.models import User
from app.cases.models import Case
from app.correspondence.models import Letter
from tests.factories.cases import open_question, publish
from workflows.models import DefinitionVersion

pytestmark = pytest.mark.django_db
TEXT = '#import "layout.typ": data, letter, plain\n#letter("nl", "Vertraging")[#plain(data.reason) #data.answer_by]'
FORM = {"key": str(UUID(int=7)), "reason": "Wij wachten op een attest.", "answer_by": "2099-03-31"}


@pytest.fixture
def slow_case(question: DefinitionVersion, caseworker: User) -> Case:
    texts = {f"letters/delay.{language}.typ": TEXT for language in ("fr", "nl", "de")}
    publish("question", {**question.files, **texts}, question.manifest)
    return open_question(caseworker)


def test_the_delay_letter_tells_the_reason_and_the_day(browser: Client, slow_case: Case) -> None:
    browser.post(f"/letters/delay/{slow_case.reference}/", FORM)
    letter = Letter.objects.get(name="delay")
    text = PdfReader(io.BytesIO(letter.pdf)).pages[0].extract_text()
    assert "Wij wachten op een attest." in text
    assert "31 maart 2099" in text
    assert (letter.language, letter.recipient["name"]) == ("nl", "Joke Vermeulen")


def test_the_form_sent_twice_makes_one_letter(browser: Client, slow_case: Case) -> None:
    for _time in range(2):
        browser.post(f"/letters/delay/{slow_case.reference}/", FORM)
    assert Letter.objects.filter(name="delay").count() == 1


def test_a_day_that_has_passed_is_refused(browser: Client, slow_case: Case) -> None:
    answer = browser.post(f"/letters/delay/{slow_case.reference}/", {**FORM, "answer_by": "2020-01-01"})
    assert answer.status_code == 422


def test_the_case_leads_to_the_letter_where_its_process_has_one(browser: Client, slow_case: Case) -> None:
    assert (
        f"/letters/delay/{slow_case.reference}/"
        in browser.get(f"/cases/{slow_case.reference}/").content.decode()
    )


def test_a_process_without_the_letter_has_no_such_page(browser: Client, case: Case) -> None:
    assert browser.get(f"/letters/delay/{case.reference}/").status_code == 404
