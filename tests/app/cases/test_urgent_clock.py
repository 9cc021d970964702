"""The chip of a case with several clocks shows the one that runs out first."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app.accounts.models import User
from app.cases.clocks import find_urgent
from app.cases.models import Case
from tests.factories.cases import open_question
from tests.factories.promises import NOW, promise
from workflows import clock
from workflows.models import ServiceLevelClock


def list_clocks() -> list[ServiceLevelClock]:
    return list(ServiceLevelClock.objects.all())


def test_of_several_running_clocks_the_first_to_run_out_is_shown(case: Case) -> None:
    promise(case, 1, "running", level="slow", target_at=NOW + timedelta(days=20))
    soon = promise(case, 1, "running", level="quick", target_at=NOW + timedelta(days=2))
    promise(case, 1, "paused", level="still", target_at=NOW + timedelta(days=1))
    promise(case, 1, "met", level="kept", target_at=NOW)
    alone = find_urgent([soon], NOW)
    assert alone is not None
    assert find_urgent(list_clocks(), NOW) == alone


def test_a_case_whose_clocks_stand_still_has_no_chip(case: Case) -> None:
    promise(case, 1, "paused")
    assert find_urgent(list_clocks(), NOW) is None


def test_the_list_of_cases_shows_the_one_that_runs_out_first(browser: Client, case: Case) -> None:
    now = clock.now()
    promise(case, 1, "running", level="far", started_at=now, target_at=now + timedelta(days=90))
    promise(
        case,
        1,
        "running",
        level="near",
        started_at=now - timedelta(days=9),
        target_at=now - timedelta(days=7),
    )
    promise(
        case, 1, "paused", level="still", started_at=now, target_at=now - timedelta(days=8), paused_at=now
    )
    page = browser.get("/cases/").content.decode()
    assert re.search(r'<span class="chip late"[^>]*>[^<]* late</span>', page)


def test_the_list_of_cases_costs_as_many_statements_for_many(
    browser: Client, case: Case, caseworker: User
) -> None:
    promise(case, 1, "running")
    browser.get("/cases/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/cases/")
    for _number in range(3):
        promise(open_question(caseworker), 1, "running")
    with CaptureQueriesContext(connection) as many:
        browser.get("/cases/")
    assert len(many) <= len(few)
