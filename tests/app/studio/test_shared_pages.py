"""The pages of calendars and shared decisions."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from app.accounts.models import User
from app.studio import drafts, shared_editions
from app.studio.models import Draft
from app.studio.shared_places import Place, Shared
from tests.app.studio.conftest import NOW
from tests.app.studio.test_shared_publishing import _offered  # noqa: F401

pytestmark = pytest.mark.django_db
BELGIUM = Place(Shared.CALENDAR, "belgium")


@pytest.fixture
def draft(owner: User) -> Draft:
    return drafts.open_draft(BELGIUM.key, by=owner, now=NOW)


@pytest.fixture
def page(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def read_fields(html: str) -> dict[str, str]:
    """What a browser would send of the editor's form."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("name") and told.get("type") != "checkbox":
            found[told["name"]] = told.get("value", "")
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def press(page: Client, draft: Draft, act: str, **more: str) -> Any:
    url = f"/studio/drafts/{draft.pk}/calendar/"
    told = read_fields(page.get(url).content.decode())
    done = page.post(url, {**told, "act": act, **more})
    draft.refresh_from_db()
    return done


def test_the_lists_name_what_there_is(page: Client):
    assert "belgium" in page.get("/studio/calendars/").content.decode()
    assert "bridging_right" in page.get("/studio/decisions/").content.decode()


def test_a_page_of_a_calendar_shows_its_year(page: Client):
    assert 'class="cal-month"' in page.get("/studio/calendar-belgium/").content.decode()


def test_saving_without_a_change_changes_no_byte(page: Client, draft: Draft):
    before = draft.files
    assert press(page, draft, "").status_code == 302
    assert (draft.files, draft.rev) == (before, 0)


def test_each_kind_of_row_can_be_added_and_taken_out(page: Client, draft: Draft):
    for what in ("closure", "opening", "on", "easter", "nth"):
        assert press(page, draft, f"add:{what}").status_code == 302
    assert draft.rev == 5
    for part, number in (("closures", 0), ("openings", 0), ("yearly", 2), ("yearly", 1), ("yearly", 0)):
        assert press(page, draft, f"remove:{part}:{number}").status_code == 302
    assert "reason:" not in draft.files[BELGIUM.path].split("closures:")[1].replace(
        "{from, until, reason}", ""
    )


def test_hours_that_cannot_be_read_save_nothing(page: Client, draft: Draft):
    assert press(page, draft, "", friday="half past eight").status_code == 422
    assert draft.rev == 0


def test_the_count_tells_both_calendars(page: Client, draft: Draft):
    press(page, draft, "add:closure")
    press(page, draft, "", **{"closures-0-first": "2026-05-05"})
    html = page.get(
        f"/studio/drafts/{draft.pk}/calendar/?start=2026-05-04&after=1&year=2026"
    ).content.decode()
    # Tuesday 5 is closed: Wednesday 6; in force it is still Tuesday 5
    assert 'datetime="2026-05-05"' in html
    assert "cal-closed" in html
    assert "notice warn" in html


def test_an_ical_file_is_looked_at_and_then_taken(page: Client, draft: Draft):
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART;VALUE=DATE:20261224",
    ]
    ical = "\r\n".join([*lines, "SUMMARY:Eve", "END:VEVENT", "END:VCALENDAR", ""]).encode()
    url = f"/studio/drafts/{draft.pk}/calendar/import/"
    shown = page.post(url, {"file": SimpleUploadedFile("x.ics", ical)})
    assert "Eve" in shown.content.decode()
    page.post(url, {"act": "take", "rev": draft.rev, "text": ical.decode()})
    draft.refresh_from_db()
    assert 'from: 2026-12-24, reason: "Eve"' in draft.files[BELGIUM.path]


def test_a_further_calendar_begins_as_a_copy(page: Client):
    page.post("/studio/calendars/add/", {"name": "eupen", "title": "Eupen", "like": "belgium"})
    draft = Draft.objects.get(process="calendar-eupen")
    assert "calendar: eupen" in draft.files["calendars/eupen.yaml"]


def test_the_name_of_a_calendar_is_given_once(page: Client):
    told = page.post("/studio/calendars/add/", {"name": "belgium", "title": "x", "like": "belgium"})
    assert told.status_code == 422


def test_the_check_tells_what_publishing_would_do(page: Client, draft: Draft):
    assert page.get(reverse("studio:check", args=[draft.pk])).status_code == 200


def test_who_may_not_write_reads_alone(client: Client, colleague: User, draft: Draft):
    client.force_login(colleague)
    assert client.get(f"/studio/drafts/{draft.pk}/calendar/").status_code == 200
    assert client.post(f"/studio/drafts/{draft.pk}/calendar/", {"act": "add:closure"}).status_code == 403
    assert client.get(f"/studio/drafts/{draft.pk}/").status_code == 200


def test_a_calendar_that_is_no_yaml_is_shown_as_its_source(page: Client, draft: Draft, owner: User):
    drafts.save_file(draft.pk, BELGIUM.path, "- x\n", rev=0, by=owner, now=NOW)
    assert page.get(f"/studio/drafts/{draft.pk}/calendar/").status_code == 302
    assert page.get(f"/studio/drafts/{draft.pk}/source/{BELGIUM.path}").status_code == 200


def test_an_edition_is_exported_byte_for_byte(page: Client, owner: User, draft: Draft):
    shared_editions.publish(BELGIUM, draft.files, starts_on=date(2026, 6, 1), note="", now=NOW)
    archive = ZipFile(BytesIO(page.get("/studio/calendar-belgium/export/1/").content))
    assert archive.read("processes/calendars/belgium.yaml").decode() == BELGIUM.read_shipped()[BELGIUM.path]


@pytest.mark.parametrize(
    "page_name", ["bench", "coverage", "coverage_position", "drawing", "settings", "drawing_catalogue"]
)
def test_what_a_calendar_has_not_is_not_found(page: Client, draft: Draft, page_name: str):
    assert page.get(reverse(f"studio:{page_name}", args=[draft.pk])).status_code in (302, 404, 405)
