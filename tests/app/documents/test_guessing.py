"""A document is reached by its address and a right alone; a drawing that carries a script is text like any other."""

from __future__ import annotations

import pytest
from django.test import Client

from app.documents.models import Document
from tests.app.documents.test_documents import keep
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script>'
    b'<foreignObject><iframe src="https://evil.example"/></foreignObject>'
    b'<image href="https://evil.example/x.png"/></svg>'
)


@pytest.fixture
def browser() -> Client:
    browser = Client()
    browser.force_login(make_user("anna", "caseworker"))
    return browser


@pytest.fixture
def document() -> Document:
    return keep(content=DRAWING, name="drawing.svg")


def list_guesses(document: Document) -> list[str]:
    return [
        f"/letters/documents/{document.sha256}/",
        f"/letters/documents/{document.name}/",
        f"/documents/{document.pk}/",
        f"/media/{document.sha256}",
        f"/media/{document.name}",
        f"/static/{document.sha256}",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/..%2f..%2fmanage.py",
        "/letters/documents/..%2f..%2fmanage.py/",
    ]


def test_no_place_where_files_could_lie_is_an_address(browser: Client, document: Document) -> None:
    found = {guess: browser.get(guess).status_code for guess in list_guesses(document)}
    assert {guess: status for guess, status in found.items() if status != 404} == {}


def test_without_a_session_the_address_gives_nothing(document: Document) -> None:
    response = Client().get(f"/letters/documents/{document.pk}/")
    assert response.status_code == 302
    assert DRAWING not in response.content


def test_who_reads_no_files_does_not_get_it_by_its_address(document: Document) -> None:
    browser = Client()
    browser.force_login(make_user("otto", "operator"))
    assert browser.get(f"/letters/documents/{document.pk}/").status_code in (403, 404)


def test_a_drawing_with_a_script_is_handed_out_as_text_in_a_sandbox(
    browser: Client, document: Document
) -> None:
    response = browser.get(f"/letters/documents/{document.pk}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy


def test_a_drawing_does_not_pass_for_a_picture(document: Document) -> None:
    for start in (b"", b"\xef\xbb\xbf", b"\n  <?xml version='1.0'?>"):
        assert keep(content=start + DRAWING, name="x.png").media_type in ("text/plain", "")
