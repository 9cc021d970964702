"""A decision begins as the smallest table that decides, under a free name."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio.decision_starting import make_decision
from app.studio.models import Draft
from tests.app.studio.test_starting import start
from workflows.dmn import read

PATH = "decisions/next_step.dmn"


@pytest.fixture
def draft(owner: User) -> Draft:
    return start(owner)


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_the_smallest_table_has_no_fault_and_decides() -> None:
    text = make_decision("visit", "next_step", {})
    found = read(text.encode())
    assert "next_step" in found.decisions


def test_it_is_added_and_its_editor_opens(draft: Draft, client: Client) -> None:
    answer = client.post(f"/studio/drafts/{draft.pk}/decisions/add/", {"name": "next_step", "rev": "0"})
    assert answer.headers["Location"] == f"/studio/drafts/{draft.pk}/decision/next_step/"
    draft.refresh_from_db()
    assert PATH in draft.files
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["", "Big", "../x", "next step"])
def test_a_name_that_is_none_is_refused(draft: Draft, client: Client, name: str) -> None:
    client.post(f"/studio/drafts/{draft.pk}/decisions/add/", {"name": name, "rev": "0"})
    draft.refresh_from_db()
    assert draft.rev == 0


def test_a_name_that_is_taken_is_refused(draft: Draft, client: Client) -> None:
    for rev in ("0", "1"):
        client.post(f"/studio/drafts/{draft.pk}/decisions/add/", {"name": "next_step", "rev": rev})
    draft.refresh_from_db()
    assert draft.rev == 1
