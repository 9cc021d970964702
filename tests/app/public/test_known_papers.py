"""The paper forms of a known party: what the fund holds is written in, in their language, and the read is kept."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from app.cases.known_facts import fill_in
from app.people.contacts import open_bank_account
from app.people.links import link
from app.people.models import LinkKind, Party
from app.people.read_models import FileRead
from app.public.form_catalogue import catalogue
from app.public.form_questions import Question, list_questions
from app.public.known_papers import list_forms, make
from tests.factories.people import CLERK, make_company, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def person() -> Party:
    found = make_person("Joke Vermeulen", email="joke@example.org")
    open_bank_account(found, "BE68539007547034", by=CLERK, started_on=date(2020, 1, 1))
    return found


def ask(number: str, party: Party, language: str = "nl") -> dict[str, Question]:
    form = catalogue()[number].definition
    held = fill_in(form, party, TODAY)
    return {
        question.label: question
        for part in list_questions(form, language, held)
        for question in part.questions
    }


def test_the_answers_stand_in_their_boxes(person: Party) -> None:
    asked = ask("F03", person)
    assert asked["Naam en voornamen"].answer == "Joke Vermeulen"
    assert asked["Geboortedatum"].answer == "17051980"
    assert asked["Taal van onze brieven"].chosen == ("Nederlands",)
    assert asked["E-mailadres"].answer == "joke@example.org"


def test_what_is_not_known_has_its_room(person: Party) -> None:
    empty = [
        question for question in ask("F06", person).values() if not question.answer and not question.chosen
    ]
    assert "Geboortedatum" in {question.label for question in empty}


def test_a_person_has_the_forms_of_persons_and_a_company_its_own(person: Party) -> None:
    persons = [form.number for form in list_forms(person)]
    companies = [form.number for form in list_forms(make_company())]
    assert (len(persons), companies) == (19, ["F04", "F05"])
    assert "F22" not in persons


def test_the_paper_is_a_pdf_that_is_kept_by_no_cache_and_read_on_record(
    browser: Client, person: Party
) -> None:
    response = browser.get(f"/papers/{person.reference}/F17/")
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert FileRead.objects.filter(party=person).count() == 1


def test_the_page_of_the_person_offers_them(browser: Client, person: Party) -> None:
    page = browser.get(f"/people/{person.reference}/").content.decode()
    assert f"/papers/{person.reference}/F17/" in page


@pytest.mark.parametrize(
    "path", ["/papers/P9999999/F17/", "/papers/{}/F22/", "/papers/{}/F99/", "/papers/{}/F04/"]
)
def test_there_is_no_paper_for_nobody_or_of_another_kind(browser: Client, person: Party, path: str) -> None:
    assert browser.get(path.format(person.reference)).status_code == 404


def read_paper(number: str, party: Party) -> str:
    """The words of the paper without their spaces, for its boxes hold a character each."""
    pages = PdfReader(io.BytesIO(make(catalogue()[number], party))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_an_account_longer_than_a_belgian_one_is_not_cut_off() -> None:
    party = make_person("Jean Maltais")
    open_bank_account(party, "MT84MALT011000012345MTLCAST001S", by=CLERK, started_on=date(2020, 1, 1))
    assert "MT84MALT011000012345MTLCAST001S" in read_paper("F17", party)


def test_a_mandate_is_told_in_the_language_of_whom_the_paper_is_for() -> None:
    party, company = make_person("Anne Braun", language="de"), make_company()
    link(party, company, LinkKind.OFFICER, by=CLERK, started_on=date(2019, 3, 1))
    told = "Gesellschaftsmandatar"
    with override("fr"):
        assert f"{company.name},{told},01.03.2019".replace(" ", "") in read_paper("F01", party)
