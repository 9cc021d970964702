"""Stopping the clock of a case by its page: reasons of the policy, planned and actual days, undo, extension."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox.counting import read_counts
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from workflows import clock
from workflows.history import ensure_months
from workflows.manifest import read_manifest_text
from workflows.models import HistoryEvent, ServiceLevelClock, ServiceLevelPause

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # 10:00 in Brussels
REASON = "Waiting for the reader"
LEVELS = """
process: question
titles: {fr: Question, nl: Vraag, de: Frage, en: Question}
owner: caseworker
service_levels:
  - id: answer
    titles: {en: Answer the reader}
    kind: service
    start: started
    stop: ended
    target: {value: 5, unit: working_days}
    due: [answer]
    pause: [{node: check, reason: Waiting for the reader, planned_days: 10}]
    longest_extension: 3
  - id: in_law
    titles: {en: Answer within the law}
    kind: legal
    start: started
    stop: ended
    target: {value: 45, unit: calendar_days}
"""


@pytest.fixture
def promised(caseworker: User) -> Case:
    """A case with a clock that may stand still, due on Monday 11 May, and one that may not."""
    clock.begin(MONDAY)
    ensure_months(MONDAY.date().replace(month=1), MONDAY.date().replace(month=12))
    deploy_question(service_levels=read_manifest_text(LEVELS)["service_levels"])
    return open_question(caseworker)


def find_clock(level: str = "answer") -> ServiceLevelClock:
    return ServiceLevelClock.objects.get(level=level)


def pause(client: Client, case: Case, days: int = 5, **data: Any) -> str:
    address = f"/cases/{case.reference}/clock/"
    answer = client.post(address, {"reason": REASON, "planned_days": days, **data}, follow=True)
    return answer.content.decode()


def act(client: Client, case: Case, what: str) -> str:
    return client.post(f"/cases/{case.reference}/clock/{what}/", follow=True).content.decode()


def test_the_page_foresees_what_a_pause_would_move(browser: Client, promised: Case) -> None:
    """Ten days from Monday 4 May end on 14 May, Ascension; five working days on end on 21 May."""
    page = browser.get(f"/cases/{promised.reference}/clock/").content.decode()
    assert "due 11 May 2026 → <strong>21 May 2026</strong>" in " ".join(page.split())
    assert "runs on" in page


def test_only_the_clocks_whose_policy_knows_the_reason_stop(browser: Client, promised: Case) -> None:
    assert "1 clock stands still." in pause(browser, promised)
    assert (find_clock().state, find_clock("in_law").state) == ("paused", "running")


def test_the_pause_keeps_reason_plan_and_who(browser: Client, promised: Case, caseworker: User) -> None:
    pause(browser, promised)
    made = ServiceLevelPause.objects.get()
    assert (made.reason, made.planned_days, made.paused_by) == (REASON, 5, f"user:{caseworker.pk}")
    page = browser.get(f"/cases/{promised.reference}/").content.decode()
    assert "paused since today" in page
    assert "planned for 5 days" in page


def test_the_dates_move_by_the_actual_days(browser: Client, promised: Case) -> None:
    """Planned for five days, it lasts eight: 4 to 11 May do not count, and five working days from the 12th on are
    13, 15, 18, 19 and 20 May, Ascension being the 14th."""
    pause(browser, promised)
    clock.move_to(MONDAY + timedelta(days=8))
    act(browser, promised, "on")
    assert find_clock().target_at.date().isoformat() == "2026-05-20"
    assert ServiceLevelPause.objects.get().actual_days == 8
    assert task_of(promised).due_at == find_clock().target_at


def test_nothing_moves_before_the_clock_runs_on(browser: Client, promised: Case) -> None:
    before = find_clock().target_at
    pause(browser, promised)
    assert find_clock().target_at == before


def test_a_task_whose_clock_stands_still_says_so_and_is_never_late(browser: Client, promised: Case) -> None:
    pause(browser, promised)
    clock.move_to(MONDAY + timedelta(days=20))
    page = browser.get("/inbox/?view=free").content.decode()
    assert ">Paused</span>" in page
    lead = User.objects.get(username="anna")
    assert read_counts(lead)["late"] == 0


def test_a_plan_longer_than_the_policys_is_refused(browser: Client, promised: Case) -> None:
    assert "The policy plans from 1 to 10 days for this reason." in pause(browser, promised, days=11)
    assert find_clock().state == "running"


def test_a_reason_the_policy_does_not_know_is_refused(browser: Client, promised: Case) -> None:
    pause(browser, promised, reason="Lunch")
    assert find_clock().state == "running"


def test_a_pause_of_today_is_undone_without_a_trace_on_the_dates(browser: Client, promised: Case) -> None:
    before = find_clock().target_at
    pause(browser, promised)
    clock.move_to(MONDAY + timedelta(hours=3))
    assert "no date has moved" in act(browser, promised, "undo")
    assert (find_clock().state, find_clock().target_at) == ("running", before)
    assert task_of(promised).due_at == before


def test_a_pause_of_yesterday_can_only_be_ended(browser: Client, promised: Case) -> None:
    pause(browser, promised)
    clock.move_to(MONDAY + timedelta(days=1))
    assert "on the day it was made" in act(browser, promised, "undo")
    assert find_clock().state == "paused"


def test_each_act_is_in_the_history_with_who_did_it(
    browser: Client, promised: Case, caseworker: User
) -> None:
    pause(browser, promised)
    act(browser, promised, "undo")
    told = HistoryEvent.objects.filter(kind__startswith="service_level_", actor=f"user:{caseworker.pk}")
    assert list(told.order_by("id").values_list("kind", flat=True)) == [
        "service_level_paused",
        "service_level_pause_withdrawn",
    ]


def test_who_opens_no_cases_stops_no_clock(client: Client, promised: Case) -> None:
    client.force_login(make_user("dora", "director"))
    for what in ("", "on/", "undo/"):
        assert client.post(f"/cases/{promised.reference}/clock/{what}").status_code == 403


def extend(client: Client, case: Case, days: int) -> str:
    address = f"/cases/{case.reference}/clock/{find_clock().pk}/more/"
    answer = client.post(address, {"days": days, "reason": "The register is closed"}, follow=True)
    return answer.content.decode()


def test_a_team_lead_extends_within_the_cap_of_the_policy(
    client: Client, promised: Case, team_lead: User
) -> None:
    """Three working days after Monday 11 May: Friday 15 May, Ascension being the 14th."""
    client.force_login(team_lead)
    assert "The policy allows no such extension." in extend(client, promised, 4)
    assert "The deadline is extended." in extend(client, promised, 3)
    assert find_clock().target_at.date().isoformat() == "2026-05-15"


def test_a_caseworker_extends_nothing(browser: Client, promised: Case) -> None:
    assert browser.post(f"/cases/{promised.reference}/clock/{find_clock().pk}/more/").status_code == 403
