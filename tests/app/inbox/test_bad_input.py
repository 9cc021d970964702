"""What nobody typed on purpose is answered in words, and keeps nothing half."""

import base64

import pytest
from django.test import Client

from app.cases.models import Case
from tests.factories.cases import task_of


def draft_url(case: Case) -> str:
    return f"/inbox/{task_of(case).pk}/draft/"


@pytest.mark.parametrize("field", ["answer", "next"])
def test_a_draft_loses_characters_the_database_cannot_keep(browser: Client, case: Case, field: str) -> None:
    response = browser.post(draft_url(case), {field: "a\x00b", "draft_rev": "0"})
    assert response.status_code == 302
    assert (task_of(case).draft or {})[field] == "ab"


@pytest.mark.parametrize("revision", ["9" * 5000, "9" * 20, "-1", "x", ""])
def test_a_draft_with_a_revision_of_nothing_is_a_conflict(browser: Client, case: Case, revision: str) -> None:
    answer = browser.post(
        draft_url(case), {"answer": "a", "draft_rev": revision}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 409
    assert task_of(case).draft_rev == 0


@pytest.mark.parametrize("page", ["/inbox/", "/inbox/export/", "/inbox/next/"])
def test_a_cursor_nobody_wrote_counts_as_none(browser: Client, page: str) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 2900).decode()
    assert browser.get(page, {"after": deep}).status_code in {200, 302}
