"""Each open promise is in exactly one condition, and each number equals the list it opens."""

from datetime import timedelta

import pytest

from app.board import queries
from app.board.conditions import Condition, find_condition
from app.board.filters import Age, Filters
from app.cases.models import Case
from tests.factories.promises import NOW, promise
from workflows.models import ServiceLevelClock

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
def test_a_list_holds_what_is_in_the_condition(one_of_each: Case, condition: Condition) -> None:
    found = queries.list_filtered(Filters(condition=condition), LATER)
    assert {one.level for one in found} == EXPECTED[condition]


def test_a_row_that_was_read_says_the_same(one_of_each: Case) -> None:
    found = queries.list_open()
    told = {one: {row.level for row in found if find_condition(row, LATER) == one} for one in Condition}
    assert told == EXPECTED


@pytest.mark.parametrize(
    "group", [queries.group_by_process, queries.group_by_promise, queries.group_by_age(LATER)]
)
def test_each_number_equals_its_list(one_of_each: Case, group: queries.Group) -> None:
    counted = sum(queries.count_by(group, Filters(), LATER).values(), queries.Tally())
    listed = {one: queries.list_filtered(Filters(condition=one), LATER).count() for one in Condition}
    assert {one: counted.of(one) for one in Condition} == listed
    assert counted.open == sum(listed.values())


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, Age.WEEK), (6, Age.WEEK), (7, Age.MONTH), (30, Age.QUARTER), (91, Age.OLDER), (900, Age.OLDER)],
)
def test_every_age_lies_in_one_band(case: Case, days: int, age: Age) -> None:
    promise(case, 1, "running")
    at = NOW + timedelta(days=days)
    found = [one for one in Age if queries.list_filtered(Filters(age=one), at).exists()]
    assert found == [age]


def test_a_trial_is_never_counted(one_of_each: Case) -> None:
    clock = ServiceLevelClock.objects.get(level="calm")
    type(clock.instance).objects.filter(pk=clock.instance_id).update(is_test=True)
    assert queries.list_open().count() == 0
