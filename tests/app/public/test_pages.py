"""The public pages: read by everybody, in the language of the address, kept by caches, bounded for each visitor."""

import pytest
from django.core.cache import cache
from django.test import Client

from app.knowledge.sources import shelf
from app.public.form_catalogue import catalogue

LANGUAGES = ("fr", "nl", "de")
PAGES = ("", "forms/", "bulletin/", "charter/", "search/?q=pension")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_reads_it(client: Client, language: str, page: str) -> None:
    response = client.get(f"/information/{language}/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", list(shelf().articles))
def test_every_article_reads_with_its_figures(client: Client, language: str, key: str) -> None:
    text = client.get(f"/information/{language}/{key}/").text
    assert "{{" not in text
    assert shelf().articles[key].titles[language].replace("’", "’") in text


@pytest.mark.parametrize("number", list(catalogue()))
def test_every_form_is_a_page_and_a_paper(client: Client, number: str) -> None:
    page = client.get(f"/information/fr/forms/{number}/")
    assert page.status_code == 200
    paper = client.get(f"/information/fr/forms/{number}.pdf")
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charter_is_a_paper_with_all_its_sentences(client: Client, language: str) -> None:
    assert client.get(f"/information/{language}/charter/").text.count("<li>") == 99
    assert client.get(f"/information/{language}/charter.pdf").content.startswith(b"%PDF")


def test_a_language_we_do_not_write_is_not_found(client: Client) -> None:
    assert client.get("/information/en/").status_code == 404


def test_everybody_begins_in_the_language_of_their_browser(client: Client) -> None:
    response = client.get("/information/", headers={"Accept-Language": "nl-BE,nl;q=0.9"})
    assert response["Location"] == "/information/nl/"


def test_an_unknown_language_begins_in_french(client: Client) -> None:
    assert client.get("/information/", headers={"Accept-Language": "en"})["Location"] == "/information/fr/"


def test_who_is_not_signed_in_reads_the_public_charter(client: Client) -> None:
    response = client.get("/charter/", headers={"Accept-Language": "de"})
    assert response["Location"] == "/information/de/charter/"


def test_caches_may_keep_a_page_for_everybody(client: Client) -> None:
    response = client.get("/information/fr/pension/")
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in response["Vary"]
    assert response.cookies == {}


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    tag = client.get("/information/fr/pension/")["ETag"]
    assert client.get("/information/fr/pension/", headers={"If-None-Match": tag}).status_code == 304


def test_what_was_searched_for_is_text(client: Client) -> None:
    text = client.get("/information/fr/search/", {"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in text


@pytest.mark.usefixtures("_kept_figures")
def test_a_visitor_who_asks_too_often_is_asked_to_wait(client: Client) -> None:
    cache.clear()
    codes = [client.get("/information/fr/search/?q=pension").status_code for _ in range(41)]
    assert codes == [200] * 40 + [429]
    assert client.get("/information/fr/search/?q=pension")["Retry-After"] == "60"


def test_a_brochure_is_made_once(client: Client) -> None:
    first = client.get("/information/fr/pension.pdf").content
    assert first.startswith(b"%PDF")
    assert client.get("/information/fr/pension.pdf").content == first
