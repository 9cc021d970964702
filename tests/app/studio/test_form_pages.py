"""The form editor's pages: a question is added, told in four languages, seen as people see it, refused when late."""

import re

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio.models import Draft
from tests.app.studio.conftest import NOW
from tests.factories.cases import make_user
from workflows import clock
from workflows.shelves import open_shelf

PATH = "forms/question/answer.yaml"
TOLD = {
    "name": "urgent", "type": "boolean", "show_if": "", "required_if": "", "prefill": "",
    "label_fr": "Urgent", "label_nl": "Dringend", "label_de": "Dringend", "label_en": "Urgent",
    "option-0-value": "",
}  # fmt: skip


@pytest.fixture
def question(owner: User) -> Draft:
    """A draft of the folder as it is shipped; nothing needs to be published for that."""
    clock.begin(NOW)
    files = open_shelf().read_own("question")
    own = {path: text for path, text in files.items() if not path.startswith("forms/blocks/")}
    return Draft.objects.create(process="question", files=own, opened_by=owner, opened_at=NOW)


@pytest.fixture
def page(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def address(draft: Draft, *more: str) -> str:
    return f"/studio/drafts/{draft.pk}/form/answer/{''.join(more)}"


def add_question(page: Client, draft: Draft) -> str:
    """Where the new question stands."""
    told = {"rev": str(draft.rev), "at": "0", "act": "add:0"}
    return re.sub(r".*at=", "", page.post(address(draft), told)["Location"])


def test_a_question_is_added_and_seen(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    answer = page.post(address(question), {**TOLD, "rev": "1", "at": at}, headers={"HX-Request": "true"})
    assert "Saved." in answer.content.decode()
    question.refresh_from_db()
    assert 'label: {fr: "Urgent", nl: "Dringend", de: "Dringend", en: "Urgent"}' in question.files[PATH]
    shown = page.get(address(question, "preview/?language=nl")).content.decode()
    assert 'name="urgent"' in shown
    assert '<html lang="nl"' in shown


def test_a_missing_translation_is_said_at_its_field(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    told = {**TOLD, "rev": "1", "at": at, "label_de": ""}
    answer = page.post(address(question), told, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r'id="err-label_de" hx-swap-oob="true">There are no words', answer)
    assert "cannot be shown yet" in page.get(address(question, "preview/")).content.decode()


def test_a_second_writer_hears_who_was_first(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    late = page.post(address(question), {**TOLD, "rev": "0", "at": at}, headers={"HX-Request": "true"})
    assert "Olga Jacobs has changed this draft" in late.content.decode()


def test_the_last_change_is_taken_back_on_the_page(page: Client, question: Draft) -> None:
    before = question.files[PATH]
    at = add_question(page, question)
    page.post(address(question), {"rev": "1", "at": at, "act": "undo"})
    question.refresh_from_db()
    assert question.files[PATH] == before


def test_the_preview_is_framed_by_our_own_pages_only(page: Client, question: Draft) -> None:
    response = page.get(address(question, "preview/"))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_the_preview_checks_what_is_typed_and_keeps_nothing(page: Client, question: Draft) -> None:
    response = page.post(address(question, "preview/"), {})
    assert "This field is required." in response.content.decode()
    question.refresh_from_db()
    assert question.rev == 0


def test_who_reads_does_not_write(question: Draft) -> None:
    client = Client()
    client.force_login(make_user("lea", "team_lead"))
    assert 'value="add:0"' not in client.get(address(question)).content.decode()
    assert client.post(address(question), {"rev": "0", "at": "0", "act": "add:0"}).status_code == 403
    assert client.post(f"/studio/drafts/{question.pk}/forms/add/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize("at", ["9.9", "0.0.0", "-1", "a", "99999"])
def test_a_place_that_is_none_is_not_found(page: Client, question: Draft, at: str) -> None:
    assert page.get(address(question), {"at": at}).status_code == 404


def test_a_form_is_added_from_nothing(page: Client, question: Draft) -> None:
    response = page.post(f"/studio/drafts/{question.pk}/forms/add/", {"rev": "0", "name": "second_look"})
    assert response["Location"] == f"/studio/drafts/{question.pk}/form/second_look/"
    question.refresh_from_db()
    assert question.files["forms/question/second_look.yaml"].startswith("form: question/second_look")


@pytest.mark.parametrize("name", ["", "../x", "Answer", "answer", "x" * 80])
def test_a_name_that_no_form_can_have_adds_none(page: Client, question: Draft, name: str) -> None:
    page.post(f"/studio/drafts/{question.pk}/forms/add/", {"rev": "0", "name": name})
    question.refresh_from_db()
    assert question.rev == 0


def test_hostile_words_are_words(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    hostile = {
        **TOLD,
        "rev": "1",
        "at": at,
        "label_fr": "<script>x</script>{{ 7 }}",
        "label_nl": "a: [b]\u2028#",
    }
    page.post(address(question), hostile)
    shown = page.get(address(question, "preview/?language=fr")).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;{{ 7 }}" in shown
    assert "<script>x" not in shown


def test_a_question_names_the_fact_that_fills_it_in_and_the_preview_shows_one(
    page: Client, question: Draft
) -> None:
    at = add_question(page, question)
    told = {**TOLD, "rev": "1", "at": at, "type": "iban", "name": "account", "known": "iban"}
    page.post(address(question), told)
    question.refresh_from_db()
    assert "known: iban" in question.files[PATH]
    assert 'value="BE68539007547034"' in page.get(address(question, "preview/?language=nl")).content.decode()


def test_a_fact_is_taken_out_again(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    page.post(address(question), {**TOLD, "rev": "1", "at": at, "type": "iban", "known": "iban"})
    page.post(address(question), {**TOLD, "rev": "2", "at": at, "type": "iban", "known": ""})
    question.refresh_from_db()
    assert "known:" not in question.files[PATH].split("name: urgent")[1].split("- name:")[0]


def test_the_facts_are_named_in_the_readers_language(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    User.objects.update(language="nl")
    shown = page.get(address(question), {"at": at}).content.decode()
    assert '<option value="mutuality">Ziekenfonds</option>' in shown


def test_a_fact_the_fund_does_not_hold_is_told_at_its_entry(page: Client, question: Draft) -> None:
    at = add_question(page, question)
    question.refresh_from_db()
    text = question.files[PATH].replace("name: question", "known: shoe_size\n        name: question")
    Draft.objects.filter(pk=question.pk).update(files={**question.files, PATH: text})
    shown = page.get(address(question), {"at": at}).content.decode()
    assert "The fund holds no fact “shoe_size”." in shown
