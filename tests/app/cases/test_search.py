"""Finding cases by words."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.searching import build_search_text, search_cases
from tests.factories.cases import open_question


@pytest.mark.parametrize(
    "text",
    ["verm", "Joke vermeulen", "regularisation", "RÉGUL 2023", "joke 000", "q-2026-0", "vermeulen, joke"],
)
def test_each_word_must_begin_a_word_of_the_case(text: str, case: Case) -> None:
    Case.objects.update(search_text=build_search_text("Q-2026-000012", case.subject, case.party_name))
    assert list(search_cases(Case.objects.all(), text)) == [case]


@pytest.mark.parametrize("text", ["Łukasz", "lukasz", "Strom", "strøm"])
def test_a_name_is_found_by_the_plain_letters_too(text: str, case: Case) -> None:
    Case.objects.update(search_text=build_search_text("Q-2026-000012", "Łukasz Strøm"))
    assert list(search_cases(Case.objects.all(), text)) == [case]


def test_a_case_kept_before_is_found_by_the_plain_letters_after_the_migration(case: Case) -> None:
    Case.objects.update(party_name="Łukasz Strøm", search_text="q 2026 ukasz str m")
    migration = import_module("app.cases.migrations.0010_fold_every_letter")
    migration.add_folded_words(apps, None)
    case.refresh_from_db()
    assert case.search_text == "q 2026 ukasz str m lukasz strom"


@pytest.mark.parametrize("text", ["meulen", "joke peeters", "2024"])
def test_a_word_that_begins_none_finds_nothing(text: str, case: Case) -> None:
    assert not search_cases(Case.objects.all(), text).exists()


@pytest.mark.parametrize("text", ["", "  ", "&|!():*", "'", "<>", "\\", "a & !b"])
def test_no_input_breaks_the_search(text: str, case: Case) -> None:
    list(search_cases(Case.objects.all(), text))


def test_the_list_is_narrowed_by_words(browser: Client, caseworker: User, case: Case) -> None:
    other = open_question(caseworker, party_name="Karim Dubois")
    page = browser.get("/cases/?q=dubois").content.decode()
    assert other.reference in page
    assert case.reference not in page


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=2026-01-01~1", "?status=zz", "?q=%00", "?process=nope"]
)
def test_a_wrong_address_shows_a_list_all_the_same(query: str, browser: Client, case: Case) -> None:
    assert browser.get(f"/cases/{query}").status_code == 200
