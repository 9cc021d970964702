"""A new process begins as the smallest folder that holds, and is published by two people."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio import drafts, publishing, starting
from app.studio.checking import check_draft
from app.studio.errors import FileRefused
from app.studio.models import Draft, DraftState
from tests.app.studio.conftest import NOW
from workflows import definitions

TITLES = {"fr": "Visite", "nl": "Bezoek", "de": "Besuch", "en": "Visit"}


def start(owner: User, key: str = "visit") -> Draft:
    return starting.start_process(key, TITLES, owner="caseworker", role="caseworker", by=owner, now=NOW)


def test_the_smallest_folder_has_no_error(owner: User) -> None:
    draft = start(owner)
    check = check_draft(draft.process, draft.files, scenarios=True)
    assert ([*check.errors], [*check.problems], check.may_publish) == ([], [], True)


@pytest.mark.parametrize("key", ["recovery", "new", "drafts", "Big", "1st", "a b", ""])
def test_a_name_that_is_taken_or_none_is_refused(owner: User, key: str) -> None:
    with pytest.raises(FileRefused):
        start(owner, key)


def test_it_is_published_by_a_second_person(owner: User, colleague: User) -> None:
    draft = start(owner)
    draft = drafts.submit(draft.pk, rev=draft.rev, note="new", effective_on=None, by=owner, now=NOW)
    done = publishing.approve(draft.pk, rev=draft.rev, by=colleague, today=NOW.date(), now=NOW)
    assert done.state == DraftState.PUBLISHED
    assert definitions.find("visit").number == 1


def test_the_page_begins_it_and_opens_its_drawing(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    titles = {f"title_{language}": text for language, text in TITLES.items()}
    answer = client.post(
        "/studio/new/", {"key": "visit", "owner": "caseworker", "role": "caseworker", **titles}
    )
    draft = Draft.objects.get()
    assert answer.headers["Location"] == f"/studio/drafts/{draft.pk}/drawing/"
    assert "Not published yet" in client.get("/studio/").content.decode()
    assert client.get("/studio/visit/").headers["Location"] == f"/studio/drafts/{draft.pk}/"
