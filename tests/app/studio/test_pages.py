"""The studio's pages: read by who answers for processes, written by process owners, approved by a second person."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from app.accounts.models import User
from app.studio.models import Draft
from tests.factories.cases import make_user
from workflows import definitions

LADDER = "ladders/amicable.yaml"
Open = Callable[[User], Client]


@pytest.fixture
def open_client(db: None) -> Open:
    def open_one(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return open_one


def read_table(page: str) -> dict[str, str]:
    """The fields of the ladder's table as the page shows them."""
    found = dict(re.findall(r'<input type="(?:text|number|hidden)" name="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_caseworkers_stay_out(recovery: str, open_client: Open) -> None:
    client = open_client(make_user("anna", "caseworker"))
    assert client.get("/studio/").status_code == 403
    assert client.get("/studio/recovery/").status_code == 403


def test_a_team_lead_reads_and_does_not_write(draft: Draft, open_client: Open) -> None:
    client = open_client(make_user("lea", "team_lead"))
    page = client.get(f"/studio/drafts/{draft.pk}/ladder/amicable/").content.decode()
    assert "Add a reminder" not in page
    assert client.post(f"/studio/drafts/{draft.pk}/ladder/amicable/", {}).status_code == 403
    assert client.post("/studio/recovery/open/").status_code == 403
    source = f"/studio/drafts/{draft.pk}/source/{LADDER}"
    assert client.post(source, {"rev": "0", "text": "x"}).status_code == 403


def test_a_reminder_is_added_by_the_table(draft: Draft, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    address = f"/studio/drafts/{draft.pk}/ladder/amicable/"
    table = read_table(client.get(address).content.decode())
    assert client.post(address, {**table, "act": "add"}).status_code == 302
    draft.refresh_from_db()
    assert "id: R2" in draft.files[LADDER]
    assert draft.files[LADDER].replace("\n", "").startswith("# The amicable ladder")


def test_typing_saves_and_tells_the_days(draft: Draft, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    address = f"/studio/drafts/{draft.pk}/ladder/amicable/"
    table = read_table(client.get(address).content.decode())
    table |= {"step-R3-delay": "20", "due": "2026-06-30", "claimed": "2026-04-01"}
    page = client.post(address, table, headers={"HX-Request": "true"}).content.decode()
    # R1 ten days after 30 June: 10 July; R3 twenty days later: 30 July.
    assert 'datetime="2026-07-30"' in page
    draft.refresh_from_db()
    assert "delay: 20" in draft.files[LADDER]


def test_a_page_that_is_too_old_saves_nothing(draft: Draft, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    address = f"/studio/drafts/{draft.pk}/ladder/amicable/"
    table = read_table(client.get(address).content.decode())
    client.post(address, {**table, "step-R3-delay": "20"})
    assert client.post(address, {**table, "step-R3-delay": "40"}).status_code == 409
    draft.refresh_from_db()
    assert "delay: 20" in draft.files[LADDER]


def test_a_delay_that_is_no_number_is_named(draft: Draft, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    address = f"/studio/drafts/{draft.pk}/ladder/amicable/"
    table = read_table(client.get(address).content.decode())
    answer = client.post(address, {**table, "step-R3-delay": "soon"})
    assert answer.status_code == 422
    assert "R3: Enter a whole number." in answer.content.decode()


def test_a_letter_is_changed_handed_over_and_approved(
    draft: Draft, owner: User, colleague: User, open_client: Open
) -> None:
    mine, theirs = open_client(owner), open_client(colleague)
    source = f"/studio/drafts/{draft.pk}/source/letters/reminder.fr.typ"
    text = draft.files["letters/reminder.fr.typ"]
    assert mine.post(source, {"rev": "0", "text": f"{text}// kinder\n"}).status_code == 302
    mine.post(f"/studio/drafts/{draft.pk}/submit/", {"rev": "1", "note": "Kinder"})
    assert mine.post(f"/studio/drafts/{draft.pk}/approve/", {"rev": "1"}).status_code == 403
    theirs.post(f"/studio/drafts/{draft.pk}/approve/", {"rev": "1"})
    assert definitions.find("recovery").number == 2
    assert "Kinder" in theirs.get("/studio/recovery/").content.decode()
    assert "// kinder" in theirs.get("/studio/recovery/compare/").content.decode()


def test_a_version_is_exported_as_its_folder(recovery: str, owner: User, open_client: Open) -> None:
    client = open_client(owner)
    first = client.get("/studio/recovery/export/1/").content
    assert first == client.get("/studio/recovery/export/1/").content
    assert b"processes/recovery/ladders/amicable.yaml" in first


def test_the_check_is_a_page_of_its_own_without_a_script(
    draft: Draft, owner: User, open_client: Open
) -> None:
    client, address = open_client(owner), f"/studio/drafts/{draft.pk}/check/"
    assert "<html" in client.get(address).content.decode()
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_how_far_the_batches_are_stands_on_the_page_of_the_process(
    recovery: str, owner: User, open_client: Open
) -> None:
    assert open_client(owner).get("/studio/recovery/migrations/")["Location"] == "/studio/recovery/"


def test_a_process_is_made_confidential_in_its_settings(draft: Draft, owner: User, open_client: Open) -> None:
    client, address = open_client(owner), f"/studio/drafts/{draft.pk}/settings/?at=head"
    whole: Any = html.fromstring(client.get(address).content)
    page = whole.get_element_by_id("settings-editor")
    fields = [(name, value) for name, value in page.form_values() if name != "csrfmiddlewaretoken"]
    sent = {name: [value for other, value in fields if other == name] for name, _value in fields}
    assert page.fields["confidential"] == ""
    assert client.post(address, {**sent, "confidential": "health"}).status_code == 302
    draft.refresh_from_db()
    assert "\nconfidential: health\n" in draft.files["process.yaml"]
