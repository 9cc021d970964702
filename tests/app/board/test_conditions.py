"""Each open promise and each open task is in exactly one condition and one band of age, as a count takes it down."""

from datetime import timedelta

import pytest

from app.board import sources
from app.board.ages import Age
from app.board.conditions import Condition
from app.cases.models import Case
from tests.factories.cases import task_of
from tests.factories.promises import NOW, promise
from workflows.models import HumanTask, ServiceLevelClock

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=6)


@pytest.fixture
def one_of_each(case: Case) -> Case:
    """Of different levels, for one level has one open clock."""
    promise(case, 1, "running", level="broken", breached_at=NOW + timedelta(days=5))
    promise(case, 1, "running", level="just_passed")
    promise(case, 1, "paused", level="broken_and_paused", breached_at=NOW + timedelta(days=5))
    promise(case, 1, "running", level="warned", warned_at=NOW, target_at=NOW + timedelta(days=9))
    promise(case, 1, "running", level="calm", target_at=NOW + timedelta(days=30))
    promise(case, 1, "paused", level="paused")
    promise(case, 1, "met", level="met")
    return case


EXPECTED = {
    Condition.BREACHED: {"broken", "just_passed", "broken_and_paused"},
    Condition.AT_RISK: {"warned"},
    Condition.ON_TRACK: {"calm"},
    Condition.PAUSED: {"paused"},
}


@pytest.mark.parametrize("condition", Condition)
def test_a_promise_is_in_its_condition(one_of_each: Case, condition: Condition) -> None:
    found = sources.list_open_promises(LATER).filter(condition=condition)
    assert {one.level for one in found} == EXPECTED[condition]


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, Age.WEEK), (6, Age.WEEK), (7, Age.MONTH), (30, Age.QUARTER), (91, Age.OLDER), (900, Age.OLDER)],
)
def test_every_age_lies_in_one_band(case: Case, days: int, age: Age) -> None:
    promise(case, 1, "running")
    found = sources.list_open_promises(NOW + timedelta(days=days)).values_list("age", flat=True)
    assert list(found) == [age]


def test_a_trial_is_never_counted(one_of_each: Case) -> None:
    clock = ServiceLevelClock.objects.get(level="calm")
    type(clock.instance).objects.filter(pk=clock.instance_id).update(is_test=True)
    assert sources.list_open_promises(LATER).count() == 0
    assert sources.list_open_tasks(LATER).count() == 0


def set_task(case: Case, **changes: object) -> None:
    HumanTask.objects.filter(pk=task_of(case).pk).update(created_at=NOW, **changes)


def find_condition(hours: int) -> str:
    return str(sources.list_open_tasks(NOW + timedelta(hours=hours)).values_list("condition", flat=True)[0])


@pytest.mark.parametrize(
    ("hours", "condition"),
    [(74, Condition.ON_TRACK), (75, Condition.AT_RISK), (99, Condition.AT_RISK), (100, Condition.BREACHED)],
)
def test_a_task_is_at_risk_once_three_quarters_of_its_time_have_passed(
    case: Case, hours: int, condition: Condition
) -> None:
    set_task(case, due_at=NOW + timedelta(hours=100))
    assert find_condition(hours) == condition


def test_a_task_without_a_date_is_on_track(case: Case) -> None:
    set_task(case, due_at=None)
    assert find_condition(9000) == Condition.ON_TRACK


@pytest.mark.parametrize(("hours", "condition"), [(90, Condition.PAUSED), (100, Condition.BREACHED)])
def test_what_is_put_aside_is_late_all_the_same(case: Case, hours: int, condition: Condition) -> None:
    set_task(case, due_at=NOW + timedelta(hours=100), follow_up_at=NOW + timedelta(hours=200))
    assert find_condition(hours) == condition


def test_a_task_whose_clock_stands_still_is_paused(case: Case) -> None:
    set_task(case, due_at=None)
    promise(case, 1, "paused", policy={"due": [task_of(case).node_id]})
    assert find_condition(1) == Condition.PAUSED
