"""Importing a decision: the file is looked at, then taken into the draft under a free name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app.accounts.models import User
from app.studio.models import Draft
from tests.app.studio.decisions import PATH, TEXT, open_question


@pytest.fixture
def draft(owner: User) -> Draft:
    return open_question(owner)


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_a_file_is_looked_at_and_then_taken(draft: Draft, client: Client) -> None:
    address = f"/studio/drafts/{draft.pk}/import/"
    page = client.post(
        address, {"file": SimpleUploadedFile("Other table.dmn", TEXT.encode())}
    ).content.decode()
    assert 'value="other_table"' in page
    assert "Everything in it can be used." in page
    draft.refresh_from_db()
    assert draft.rev == 0
    told = {"act": "take", "rev": "0", "text": TEXT, "name": "other_table"}
    assert client.post(address, told).status_code == 302
    draft.refresh_from_db()
    assert draft.files["decisions/other_table.dmn"] == TEXT


def test_a_name_that_is_taken_is_replaced_only_when_said(draft: Draft, client: Client) -> None:
    address = f"/studio/drafts/{draft.pk}/import/"
    told = {"act": "take", "rev": "0", "text": TEXT.replace("D27", "D28"), "name": "classify_question"}
    assert client.post(address, told).status_code == 422
    assert client.post(address, {**told, "replace": "yes"}).status_code == 302
    draft.refresh_from_db()
    assert "D28" in draft.files[PATH]


def test_what_is_no_decision_is_refused_and_nothing_is_written(draft: Draft, client: Client) -> None:
    address = f"/studio/drafts/{draft.pk}/import/"
    for text, name in (("<html/>", "x"), (TEXT, "../x"), ("<!DOCTYPE a>" + TEXT, "x")):
        assert (
            client.post(address, {"act": "take", "rev": "0", "text": text, "name": name}).status_code == 422
        )
    assert client.post(address, {}).status_code == 422
    draft.refresh_from_db()
    assert draft.rev == 0
