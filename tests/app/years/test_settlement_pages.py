"""The pages of a run: its figures and rows, and who may pause it."""

import csv

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app.people.models import Party
from app.years.settlement_models import SettlementRun
from app.years.settlement_running import run_settlements
from tests.app.years.conftest import BY, NOW, affiliate, call_year, tell
from tests.app.years.test_settling_together import PROCESSES, prepare
from tests.factories.cases import make_user
from workflows import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> SettlementRun:
    """One with a supplement, one who is paid back 4 × (1,000 - 840.97) = 636.12."""
    catalogue.deploy(PROCESSES, by=BY, now=NOW)
    for called, told in (("840.97", "30000"), ("1000", "16409.20")):
        party = affiliate()
        call_year(party, called)
        tell(party, told)
    return prepare(2)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user("filip", "finance_officer"))
    return client


def test_the_page_shows_what_came_of_each_income(officer: Client, run: SettlementRun) -> None:
    run_settlements(run.pk, by=BY, now=NOW)
    page = officer.get(f"/settlements/{run.pk}/").content.decode()
    assert "636.12" in page
    assert "2,786.12" not in page
    assert "2,786.12" in officer.get(f"/settlements/{run.pk}/?view=supplement").content.decode()


def test_the_list_shows_each_run(officer: Client, run: SettlementRun) -> None:
    assert f"/settlements/{run.pk}/" in officer.get("/settlements/").content.decode()


def test_progress_alone_is_answered_to_who_asks_for_it(officer: Client, run: SettlementRun) -> None:
    page = officer.get(f"/settlements/{run.pk}/", headers={"HX-Target": "progress"}).content.decode()
    assert 'hx-trigger="every 3s"' in page
    assert "<html" not in page


def test_a_run_is_paused_and_resumed(officer: Client, run: SettlementRun) -> None:
    officer.post(f"/settlements/{run.pk}/move/", {"act": "pause"})
    assert run_settlements(run.pk, by=BY, now=NOW).done == 0
    officer.post(f"/settlements/{run.pk}/move/", {"act": "resume"})
    assert run_settlements(run.pk, by=BY, now=NOW).done == 2


def test_what_cannot_be_moved_says_so(officer: Client, run: SettlementRun) -> None:
    page = officer.post(f"/settlements/{run.pk}/move/", {"act": "resume"}, follow=True).content.decode()
    assert "2023" in page
    run.refresh_from_db()
    assert run.state == "running"


def test_a_caseworker_reads_it_and_moves_nothing(client: Client, run: SettlementRun) -> None:
    client.force_login(make_user("claire", "caseworker"))
    assert client.get(f"/settlements/{run.pk}/").status_code == 200
    assert client.post(f"/settlements/{run.pk}/move/", {"act": "pause"}).status_code == 403


def test_a_row_costs_no_query_of_its_own(officer: Client, run: SettlementRun) -> None:
    run_settlements(run.pk, by=BY, now=NOW)
    counted = []
    for view in ("refund", "nothing", "refund"):  # the first look fills what is kept between pages
        with CaptureQueriesContext(connection) as seen:
            officer.get(f"/settlements/{run.pk}/?view={view}")
        counted.append(len(seen))
    assert counted[1] == counted[2]


def test_every_line_of_a_run_is_downloaded_as_csv(officer: Client, run: SettlementRun) -> None:
    """A supplement of 4 × (1,537.50 - 840.97) = 2,786.12 and a refund of 636.12; a name is no formula."""
    Party.objects.update(name="=HYPERLINK(1)")
    run_settlements(run.pk, by=BY, now=NOW)
    lines = list(csv.DictReader(read_csv(officer, run)))
    assert [(one["Outcome"], one["Difference"]) for one in lines] == [
        ("Supplement", "2786.12"),
        ("Refund", "'-636.12"),
    ]
    assert [one["Paid back"] for one in lines] == ["", "636.12"]
    assert {one["Name"] for one in lines} == {"'=HYPERLINK(1)"}


def test_what_is_left_to_a_case_is_in_the_csv_with_its_case(officer: Client, run: SettlementRun) -> None:
    row = run.rows.order_by("pk")[0]
    run.rows.filter(pk=row.pk).update(handed_over_at=NOW, case_ref="R-2025-000007")
    first = next(csv.DictReader(read_csv(officer, run)))
    assert (first["State"], first["Case"]) == ("Left to a case", "R-2025-000007")


def read_csv(officer: Client, run: SettlementRun) -> list[str]:
    answer = officer.get(f"/settlements/{run.pk}/export/?taken_for=work")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # of a streamed answer
    return body.decode("utf-8-sig").splitlines()
