"""S28: looking at a page does nothing: what an image on another site could make a browser ask for changes no row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.app.confidentiality.test_invisible import READERS, list_pages
from tests.app.test_url_matrix import list_foreign
from tests.factories.cases import make_user
from tests.factories.secret import make_known

pytestmark = pytest.mark.django_db
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
#: What is written down about looking: who read which file, how often somebody searched, what they saw, their session.
ABOUT_LOOKING = {
    "people_fileread",
    "people_searchtally",
    "teamwork_seen",
    "confidentiality_alert",
    "confidentiality_alertreading",
    "sign_in_staffsession",
    "exports_download",  # who took a list away, and what for
}


def list_written(browser: Client, page: str) -> set[str]:
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(page)
        b"".join(getattr(response, "streaming_content", None) or ())
    found = (WRITE.match(one["sql"]) for one in asked.captured_queries)
    return {one.group(1) for one in found if one} - ABOUT_LOOKING


def test_no_page_changes_a_row_by_being_looked_at(tmp_path: Path) -> None:
    known = make_known(tmp_path)
    browser = Client(raise_request_exception=False)
    browser.force_login(make_user("everything", *READERS, "data_protection_officer", "process_owner"))
    pages = [*list_pages(), *(page for _name, page in list_foreign(known))]
    assert len(pages) > 100
    assert {page: written for page in pages if (written := list_written(browser, page))} == {}


@pytest.mark.parametrize("page", ["/account/sign-in/", "/account/forgotten/"])
def test_nobody_is_signed_in_from_another_site(page: str) -> None:
    """Login CSRF: without the token of the page no account is entered on behalf of its visitor."""
    person = make_user("anna", "caseworker")
    person.set_password("a long enough secret")
    person.save()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(page, {"login": "anna", "password": "a long enough secret", "email": "a@b.be"})
    assert answer.status_code in (403, 404)
    assert "_auth_user_id" not in browser.session
