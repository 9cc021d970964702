"""Operators see what would happen before they change a deadline, and a second look is asked when it has moved."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.cases import make_user
from tests.workflows.jobs.models import one_wait, publish
from workflows import actors, api, clock
from workflows.models import HistoryEvent, HumanTask, ProcessInstance, ServiceLevelClock, Timer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def timer(db: None) -> Timer:
    publish("sample", *one_wait("P30D"))
    api.start("sample", {}, by=actors.system("test"), case_ref="S-2026-000001")
    return Timer.objects.get()


def post(desk: Client, timer: Timer, days: int = 10, **data: str) -> str:
    due = timer.due_at + timedelta(days=days)
    given = {"action": "change", "due_at": f"{due:%Y-%m-%dT%H:%M}", "reason": "they asked", **data}
    return desk.post(f"/incidents/timers/{timer.pk}/", given, follow=True).content.decode()


def test_the_list_names_the_case_and_the_step(desk: Client, timer: Timer) -> None:
    page = desk.get("/incidents/timers/").content.decode()
    assert "S-2026-000001" in page
    assert "Waited" in page


def test_a_filter_leaves_out_what_is_not_due(desk: Client, timer: Timer) -> None:
    assert "S-2026-000001" not in desk.get("/incidents/timers/?due=week").content.decode()
    Timer.objects.update(due_at=clock.now() - timedelta(hours=1))
    assert "S-2026-000001" in desk.get("/incidents/timers/?due=late").content.decode()


def test_nothing_is_changed_before_it_is_confirmed(desk: Client, timer: Timer) -> None:
    assert "This would happen" in post(desk, timer)
    assert Timer.objects.get().due_at == timer.due_at


def test_a_confirmed_date_stands_with_its_reason(desk: Client, timer: Timer) -> None:
    post(desk, timer, confirmed="1", seen=timer.due_at.isoformat())
    assert timer.due_at + timedelta(days=9) < Timer.objects.get().due_at
    assert HistoryEvent.objects.get(kind="operator_shifttimers").data["reason"] == "they asked"


def test_the_date_seen_is_the_date_confirmed(desk: Client, timer: Timer) -> None:
    seen = (timer.due_at - timedelta(days=1)).isoformat()
    page = post(desk, timer, confirmed="1", seen=seen)
    assert "has been given another date since" in page
    assert Timer.objects.get().due_at == timer.due_at


def test_a_legal_term_that_would_pass_is_told(desk: Client, timer: Timer) -> None:
    ServiceLevelClock.objects.create(
        instance=ProcessInstance.objects.get(), level="in_law", kind="legal", policy={}, started_at=clock.now(),
        first_target_at=timer.due_at, target_at=timer.due_at + timedelta(days=5),
    )  # fmt: skip
    assert "Later than the law allows: In law" in post(desk, timer, 10)
    assert "Later than the law allows" not in post(desk, timer, 4)


def test_a_deadline_takes_effect_now(desk: Client, timer: Timer) -> None:
    page = post(desk, timer, action="fire")
    assert "Begins: Task · Checked" in page
    assert not HumanTask.objects.exists()
    post(desk, timer, action="fire", confirmed="1")
    assert HumanTask.objects.get().node_id == "checked"


def test_a_reason_is_needed(desk: Client, timer: Timer) -> None:
    assert "id_reason_error" in post(desk, timer, reason="", confirmed="1")
    assert Timer.objects.get().due_at == timer.due_at


def test_another_role_changes_no_deadline(client: Client, timer: Timer) -> None:
    client.force_login(make_user("anna", "caseworker"))
    assert client.post(f"/incidents/timers/{timer.pk}/", {"action": "fire"}).status_code == 403
