"""Importing a drawing: the file is looked at, then taken with its settings as changes that can be taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app.accounts.models import User
from app.studio.models import Draft
from tests.app.studio.test_drawing_importing import SAMPLES
from tests.app.studio.test_starting import start
from workflows.process_folders import MODEL

TEXT = (SAMPLES / "two_pools.bpmn").read_text()


@pytest.fixture
def draft(owner: User) -> Draft:
    return start(owner)


@pytest.fixture
def client(owner: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner)
    return client


def address(draft: Draft) -> str:
    return f"/studio/drafts/{draft.pk}/import-drawing/"


def test_a_file_is_only_looked_at_first(draft: Draft, client: Client) -> None:
    sent = SimpleUploadedFile("two.bpmn", TEXT.encode())
    page = client.post(address(draft), {"file": sent}).content.decode()
    assert "A task without a type waits for a person whom nobody tells" in page
    assert "Who works in the lane “Lager”" in page
    draft.refresh_from_db()
    assert draft.rev == 0


def test_it_is_taken_with_the_roles_of_its_lanes(draft: Draft, client: Client) -> None:
    told = {
        "act": "take",
        "rev": "0",
        "text": TEXT,
        "process": "_s0",
        "language": "de",
        "role_lager": "caseworker",
    }
    answer = client.post(address(draft), told)
    assert answer.headers["Location"] == f"/studio/drafts/{draft.pk}/drawing/"
    draft.refresh_from_db()
    assert 'id="pruefen_2"' in draft.files[MODEL]
    assert "lager: caseworker" in draft.files["process.yaml"]
    assert 'geliefert: {de: "Geliefert"}' in draft.files["process.yaml"]


def test_a_draft_that_moved_on_is_not_written_over(draft: Draft, client: Client) -> None:
    told = {"act": "take", "rev": "7", "text": TEXT, "language": "de"}
    assert client.post(address(draft), told).status_code == 422
    draft.refresh_from_db()
    assert (draft.rev, "pruefen" in draft.files[MODEL]) == (0, False)


@pytest.mark.parametrize(
    "told", [{}, {"text": "<html/>"}, {"text": TEXT, "act": "take", "rev": "0", "language": "xx"}]
)
def test_what_cannot_be_taken_is_refused_on_the_page(
    draft: Draft, client: Client, told: dict[str, str]
) -> None:
    answer = client.post(address(draft), told)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


def test_hostile_names_are_only_text(draft: Draft, client: Client) -> None:
    text = TEXT.replace("Geliefert", "&lt;img src=x onerror=alert(1)&gt;").replace(
        "_mf1", "&quot;&gt;&lt;b&gt;"
    )
    page = client.post(address(draft), {"text": text}).content.decode()
    assert "<img src=x" not in page
    assert "<b>" not in page


def test_readers_do_not_import(draft: Draft, colleague: User) -> None:
    client = Client()
    client.force_login(colleague)
    assert client.get(address(draft)).status_code == 403
