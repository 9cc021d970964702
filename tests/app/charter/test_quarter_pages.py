"""The pages of the quarters: taken by who steers, validated by another, public then; files as they were made."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.charter.breach_causes import subject_of
from app.charter.models import BreachCause, QuarterReport
from tests.app.charter.test_breaches import sue_before_the_contact
from tests.factories.cases import make_user
from tests.factories.promises import promise
from workflows import clock

pytestmark = pytest.mark.django_db
PLACE = "/charter/quarters/"
MARCH = "from=2026-03-01&until=2026-03-31"


@pytest.fixture
def fund(settings: Any) -> None:
    settings.VIRTUAL_CLOCK = True
    clock.begin(datetime(2026, 4, 10, 9, tzinfo=UTC))


def browse(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def director(fund: None) -> Client:
    return browse(make_user("dirk", "director"))


@pytest.fixture
def lead(fund: None) -> Client:
    return browse(make_user("lea", "team_lead"))


def take(browser: Client, **more: str) -> Any:
    return browser.post(PLACE, {"quarter": "2026Q1", **more}, follow=True)


def test_a_report_is_taken_and_shown_with_its_digest(director: Client) -> None:
    page = take(director).content.decode()
    assert QuarterReport.objects.get().sha256 in page


@pytest.mark.parametrize("form", ["json", "csv", "pdf"])
def test_its_files_are_given_out_as_they_were_made(form: str, director: Client) -> None:
    take(director)
    first, again = (director.get(f"{PLACE}2026Q1/1/fund/{form}/").content for _time in range(2))
    assert first == again
    report = QuarterReport.objects.get()
    digests = {report.sha256, *report.files.values_list("sha256", flat=True)}
    assert hashlib.sha256(first).hexdigest() in digests


@pytest.mark.parametrize("place", ["2026Q1/1/public/pdf/", "2026Q1/1/fund/doc/", "2026Q1/2/", "nonsense/1/"])
def test_what_there_is_not_is_not_found(place: str, director: Client) -> None:
    take(director)
    assert director.get(f"{PLACE}{place}").status_code == 404


def test_a_caseworker_takes_none(fund: None) -> None:
    assert take(browse(make_user("anna", "caseworker"))).status_code == 403
    assert not QuarterReport.objects.exists()


def test_a_second_person_makes_it_public(director: Client, lead: Client) -> None:
    take(director)
    assert Client().get("/information/fr/charter/2026Q1.pdf").status_code == 404
    director.post(f"{PLACE}2026Q1/1/validate/")
    assert QuarterReport.objects.get().validated_at is None
    lead.post(f"{PLACE}2026Q1/1/validate/")
    assert Client().get("/information/fr/charter/2026Q1.pdf").content.startswith(b"%PDF-")
    public = Client().get("/information/fr/charter/2026Q1.json").content
    assert hashlib.sha256(public).hexdigest() in Client().get("/information/fr/charter/").content.decode()


def test_other_figures_ask_why_and_show_what_differs(director: Client) -> None:
    take(director)
    sue_before_the_contact()
    assert take(director).status_code == 422
    page = take(director, reason="A summons came in late").content.decode()
    assert "What differs from the former version" in page
    assert "A summons came in late" in page


def test_a_file_is_checked(director: Client) -> None:
    take(director)
    table = director.get(f"{PLACE}2026Q1/1/fund/csv/").content
    for content, told in ((table, "This file is ours"), (table + b" ", "never made this file")):
        answer = director.post(f"{PLACE}verify/", {"file": SimpleUploadedFile("a.csv", content)})
        assert told in answer.content.decode()


def test_what_must_be_full_and_is_not_is_red_and_leads_to_the_list(lead: Client) -> None:
    sue_before_the_contact()
    page = lead.get(f"/charter/?{MARCH}").content.decode()
    (address,) = re.findall(r'class="chip late" href="(/charter/breaches/[^"]*commitment=C88)"', page)
    listed = lead.get(address.replace("&amp;", "&")).content.decode()
    assert "R-2026-000001" in listed


@pytest.fixture
def late(case: Case) -> str:
    """A promise of C12 that was kept late in March."""
    return subject_of(promise(case, 1, "met_late", level="answer_fast"))


def test_a_breach_of_the_list_is_told_its_cause(late: str, lead: Client) -> None:
    assert late in lead.get(f"/charter/breaches/?{MARCH}").content.decode()
    lead.post(f"/charter/breaches/tell/?{MARCH}", {"breach": [late], "cause": "law"})
    assert BreachCause.objects.get().cause == "law"
    assert "Change of the law" in lead.get(f"/charter/breaches/?{MARCH}&cause=law").content.decode()


def test_nothing_chosen_changes_nothing(late: str, lead: Client) -> None:
    page = lead.post(f"/charter/breaches/tell/?{MARCH}", {"cause": "law"}, follow=True).content.decode()
    assert "Choose promises that were not kept" in page
    assert not BreachCause.objects.exists()


def test_the_data_protection_officer_reads_and_tells_nothing(late: str, fund: None) -> None:
    browser = browse(make_user("dora", "data_protection_officer"))
    assert 'name="breach"' not in browser.get(f"/charter/breaches/?{MARCH}").content.decode()
    assert browser.post("/charter/breaches/tell/", {"breach": [late], "cause": "law"}).status_code == 403


def test_the_breaches_are_exported_with_their_cause(late: str, lead: Client) -> None:
    answer = lead.get(f"/charter/breaches/export/?{MARCH}&taken_for=work")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].endswith("Cause not yet told")


def test_the_trend_of_a_commitment_stands_in_a_table_too(late: str, case: Case, lead: Client) -> None:
    """In 2026Q1 one of two on time: 50 %; the drawing's line for it lies at 24 + 50 x 1.1 = 79."""
    promise(case, 2, "met", level="answer_fast")
    page = lead.get(f"/charter/C12/?{MARCH}").content.decode()
    assert '<circle class="charter-point" cx="460" cy="79"' in page
    assert re.search(r"<td>2026Q1</td><td class=\"number\">2</td>", page)
