"""The director exports a quarter of the charter; a clock stands still while a citizen fetches a paper."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from app.cases.models import Case
from app.charter.models import QuarterReport
from tests.factories.cases import deploy_question, open_question
from tests.factories.promises import promise
from tests.journeys.fund import Fund
from tests.journeys.test_every_page import look_at
from tests.journeys.workplace import LEVELS
from workflows.clock import BRUSSELS
from workflows.manifest import read_manifest_text
from workflows.models import ServiceLevelClock, ServiceLevelPause

pytestmark = pytest.mark.browser
QUARTER = "?from=2026-01-01&until=2026-03-31"


@pytest.fixture
def fund(transactional_db: None, settings: Any, open_context: Callable[..., BrowserContext]) -> Fund:
    settings.VIRTUAL_CLOCK = True
    return Fund(open_context, [], month=4, day=10)


@pytest.fixture
def quarter(fund: Fund) -> Case:
    """Of C12, five answers of the first quarter on time and one late."""
    deploy_question()
    case = open_question(fund.staff["caseworker"])
    for number in range(6):
        state = "met_late" if number == 5 else "met"
        promise(case, 100 + number, state, level="answer_fast")
    return case


def save(page: Page, link: str, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.locator(".page-head").get_by_role("link", name=link).click()
    download.value.save_as(folder / link)
    return (folder / link).read_bytes()


def read_digest(table: bytes) -> str:
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    return next(row[1] for row in rows if row and row[0] == "Digest of the data (SHA-256)")


def test_the_director_exports_the_quarter_and_its_digest_is_that_of_the_data(
    fund: Fund, quarter: Case, tmp_path: Path
) -> None:
    page = fund.page("director")
    page.goto("/charter/")
    page.get_by_role("link", name="Quarters").click()
    page.locator("select[name=quarter]").select_option("2026Q1")
    page.get_by_role("button", name="Take the report").click()
    expect(page.get_by_text("The report is taken.")).to_be_visible()
    data = save(page, "Data (JSON)", tmp_path)
    digest = hashlib.sha256(data).hexdigest()
    assert read_digest(save(page, "CSV", tmp_path)) == digest
    paper = "".join(one.extract_text() for one in PdfReader(io.BytesIO(save(page, "PDF", tmp_path))).pages)
    assert digest in paper.replace("\n", "")
    (answered,) = [row for row in json.loads(data)["rows"] if row["commitment"] == "C12"]
    assert (answered["on_time"], answered["promised"], answered["share"]) == (5, 6, "83.3")
    assert page.get_by_role("button", name="Validate").count() == 0
    assert look_at(page) == []


def test_a_team_lead_tells_a_cause_and_makes_the_quarter_public(fund: Fund, quarter: Case) -> None:
    page = fund.page("team_lead")
    page.goto(f"/charter/C12/{QUARTER}")
    page.get_by_role("link", name="Promises not kept").click()
    page.locator("input[name=breach]").first.check()
    page.get_by_label("The cause of those chosen").select_option("error")
    page.get_by_role("button", name="Tell the cause").click()
    expect(page.get_by_text("The cause of 1 is told.")).to_be_visible()
    take_as_director(fund)
    page.goto("/charter/quarters/2026Q1/1/")
    expect(page.get_by_role("main")).to_contain_text("Error of the fund: 1")
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_text("validated, public").first).to_be_visible()
    page.goto("/information/fr/charter/")
    expect(page.get_by_text(QuarterReport.objects.get().public_sha256)).to_be_visible()


def take_as_director(fund: Fund) -> None:
    page = fund.page("director")
    page.goto("/charter/quarters/")
    page.get_by_role("button", name="Take the report").click()
    expect(page.get_by_text("The report is taken.")).to_be_visible()


PAGES = (
    f"/charter/{QUARTER}",
    f"/charter/C12/{QUARTER}",
    f"/charter/breaches/{QUARTER}",
    "/charter/quarters/",
    "/charter/quarters/2026Q1/1/",
    "/charter/quarters/verify/",
)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_no_page_of_the_quarters_has_a_barrier(language: str, fund: Fund, quarter: Case) -> None:
    take_as_director(fund)
    lead = fund.staff["team_lead"]
    lead.language = language
    lead.save()
    page, found = fund.page("team_lead"), []
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found += [f"{address} {problem}" for problem in look_at(page)]
    assert found == []


def last_day(case: Case) -> date:
    """The last day on which the answer is in time."""
    clock = ServiceLevelClock.objects.get(instance__case_ref=case.reference, level="answer")
    return (clock.target_at.astimezone(BRUSSELS) - timedelta(seconds=1)).date()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_clock_that_stood_moves_its_dates_by_the_days_it_really_stood(
    width: int, fund: Fund, open_context: Callable[..., BrowserContext]
) -> None:
    """Five working days from Friday 10 April end on Friday 17. Ten days are planned, six are needed: the five that
    were left on the 10th run from Thursday 16 and end on Thursday 23."""
    deploy_question(service_levels=read_manifest_text(LEVELS)["service_levels"])
    case = open_question(fund.staff["caseworker"])
    assert last_day(case) == date(2026, 4, 17)
    page = open_context(fund.staff["team_lead"], width=width).new_page()
    page.goto(f"/cases/{case.reference}/")
    page.get_by_role("link", name="Stop the clock").click()
    page.get_by_label("For how many days, as planned").fill("10")
    page.get_by_role("button", name="Stop the clock").click()
    expect(page.get_by_text("1 clock stands still.")).to_be_visible()
    fund.live(4, 16, hour=9)
    page.reload()
    page.get_by_role("button", name="Let the clock run on").click()
    expect(page.get_by_text("its dates have moved by the days it stood")).to_be_visible()
    assert last_day(case) == date(2026, 4, 23)
    assert (ServiceLevelPause.objects.get().planned_days, ServiceLevelPause.objects.get().actual_days) == (
        10,
        6,
    )
    expect(page.get_by_role("main")).to_contain_text("23 Apr")
