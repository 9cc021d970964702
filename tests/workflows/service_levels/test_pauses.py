"""The clock stops while the reader is asked: days that pass meanwhile are not counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.service_levels.conftest import ANSWER, MONDAY, Case, build
from workflows import service_levels
from workflows.actors import user
from workflows.calendars import Calendar, load_calendar
from workflows.engine.values import EngineEvent, EventKind
from workflows.errors import ReasonMissing
from workflows.models import ServiceLevelPause
from workflows.service_level_policy import Stop, find_target

WEDNESDAY = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
CLERK = user(1)


def wait(case: Case) -> None:
    case.start()
    case.happen(EventKind.NODE_ENTERED, "await_reader", at=WEDNESDAY)


def test_a_waiting_node_pauses_the_clock_with_its_reason(case: Case):
    wait(case)
    assert case.clock.state == "paused"
    pause = ServiceLevelPause.objects.get()
    assert (pause.reason, pause.planned_days) == ("Waiting for the reader", 10)


def test_a_paused_clock_fires_nothing(case: Case):
    wait(case)
    case.check(datetime(2026, 5, 15, tzinfo=UTC))
    assert case.list_history() == ["started", "paused"]


def test_the_rest_of_the_time_is_kept(case: Case):
    """Four of five days were left on 6 May: they are 11, 12, 13 and 15 May, Ascension being the 14th."""
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    assert case.clock.target_at == datetime(2026, 5, 15, 21, 59, 59, 999999, tzinfo=UTC)


def test_planned_and_actual_days_are_kept(case: Case):
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    assert ServiceLevelPause.objects.get().actual_days == 5


def test_the_rungs_move_with_the_target(case: Case):
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    due = {step.name: step.due_at for step in case.clock.steps.all()}
    assert due["warning"] == datetime(2026, 5, 13, 6, 30, tzinfo=UTC)
    assert due["escalation-2"] == datetime(2026, 5, 19, 6, 30, tzinfo=UTC)


def test_a_rung_that_fired_before_the_pause_does_not_fire_again(case: Case):
    case.start()
    friday = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
    case.check(friday)
    case.happen(EventKind.NODE_ENTERED, "await_reader", at=friday)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    case.check(datetime(2026, 5, 12, 9, 0, tzinfo=UTC))
    assert case.list_history().count("warned") == 1


def test_the_due_date_of_the_task_moves_too(case: Case):
    task = case.add_task()
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    task.refresh_from_db()
    assert task.due_at == case.clock.target_at


def test_a_clock_runs_again_only_when_its_last_pause_ends(case: Case):
    wait(case)
    service_levels.pause(case.clock.id, "Flood in the cellar", now=WEDNESDAY, by=CLERK)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    assert case.clock.state == "paused"
    service_levels.resume(case.clock.id, now=NEXT_MONDAY, by=CLERK)
    assert case.clock.state == "running"


def test_a_pause_needs_a_reason(case: Case):
    case.start()
    with pytest.raises(ReasonMissing):
        service_levels.pause(case.clock.id, "  ", now=WEDNESDAY, by=CLERK)


def test_an_answer_while_paused_is_in_time(case: Case):
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "answer_reader", at=datetime(2026, 8, 3, 9, 0, tzinfo=UTC))
    assert case.clock.state == "met"


def test_a_pause_after_the_breach_moves_the_rungs_that_are_left(case: Case):
    case.start()
    tuesday = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
    case.happen(EventKind.NODE_ENTERED, "await_reader", at=tuesday)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=tuesday + timedelta(days=7))
    step = case.clock.steps.get(name="escalation-2")
    assert step.due_at == datetime(2026, 5, 20, 6, 30, tzinfo=UTC)
    assert case.clock.state == "running"


def test_an_extension_adds_working_days(case: Case):
    case.start()
    service_levels.extend(case.clock.id, 2, "Stock-taking", now=WEDNESDAY, by=CLERK)
    assert case.clock.target_at == datetime(2026, 5, 13, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 4])
def test_an_extension_beyond_the_cap_is_refused(case: Case, days):
    case.start()
    with pytest.raises(service_levels.ExtensionRefused):
        service_levels.extend(case.clock.id, days, "Stock-taking", now=WEDNESDAY, by=CLERK)


def test_two_extensions_share_one_cap(case: Case):
    case.start()
    service_levels.extend(case.clock.id, 2, "Stock-taking", now=WEDNESDAY, by=CLERK)
    with pytest.raises(service_levels.ExtensionRefused, match="1 more days, not by 2"):
        service_levels.extend(case.clock.id, 2, "Again", now=WEDNESDAY, by=CLERK)


def test_a_broken_promise_cannot_be_extended(case: Case):
    case.start()
    late = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
    with pytest.raises(service_levels.ExtensionRefused, match="has passed"):
        service_levels.extend(case.clock.id, 1, "Too late", now=late, by=CLERK)


def test_a_promise_of_four_months_moves_by_the_days_it_stood_still(library):
    case = library(
        ANSWER.replace("{value: 5, unit: working_days}", "{value: 4, unit: months}\n    rule: fund")
    )
    wait(case)
    case.happen(EventKind.NODE_COMPLETED, "await_reader", at=NEXT_MONDAY)
    assert case.clock.target_at == datetime(2026, 9, 9, 21, 59, 59, 999999, tzinfo=UTC)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(1, 60),
    first=st.integers(0, 40),
    length=st.integers(0, 60),
    unit=st.sampled_from(["working_days", "calendar_days"]),
)
def test_a_pause_never_takes_days_away_nor_gives_any(days, first, length, unit):
    calendar: Calendar = load_calendar()
    target = {"span": {"value": days, "unit": unit}}
    begin = MONDAY + timedelta(days=first)
    plain = find_target(target, started_at=MONDAY, calendar=calendar)
    paused = find_target(
        target, started_at=MONDAY, calendar=calendar, stops=[Stop(begin, begin + timedelta(days=length))]
    )
    if begin > plain:
        assert paused == plain
        return
    count = calendar.working_days_between if unit == "working_days" else lambda a, b: (b - a).days
    today = timedelta(days=1 if first else 0)  # the rest of the day of a pause is left too, but for the start
    resumed = begin + timedelta(days=length)
    left = count((begin - today).date(), plain.astimezone(calendar.zone).date())
    again = count((resumed - today).date(), paused.astimezone(calendar.zone).date())
    assert again == left


def test_hours_of_work_run_only_while_the_office_is_open():
    calendar = load_calendar()
    found = find_target({"span": {"value": 8, "unit": "working_hours"}}, started_at=MONDAY, calendar=calendar)
    assert found == datetime(2026, 5, 5, 9, 0, tzinfo=UTC)  # 2 h, 3.5 h, then 2.5 h from 8:30


def test_seventy_two_hours_are_exact_over_the_end_of_summer_time():
    start = datetime(2026, 10, 24, 8, 0, tzinfo=UTC)
    found = find_target({"span": {"value": 72, "unit": "hours"}}, started_at=start, calendar=load_calendar())
    assert found == datetime(2026, 10, 27, 8, 0, tzinfo=UTC)


def test_two_pauses_from_the_first_day_on_add_up():
    stops = [
        Stop(MONDAY, MONDAY + timedelta(days=2)),
        Stop(MONDAY + timedelta(days=2, hours=1), MONDAY + timedelta(days=4)),
    ]
    target = {"span": {"value": 5, "unit": "calendar_days"}}
    found = find_target(target, started_at=MONDAY, calendar=load_calendar(), stops=stops)
    assert found == datetime(2026, 5, 13, 21, 59, 59, 999999, tzinfo=UTC)


def test_a_pause_that_outlasts_its_planned_days_is_told_once(case: Case):
    """Ten days from 6 May end on 16 May, a Saturday: from the 17th on it is told."""
    wait(case)
    case.add_task()
    case.check(datetime(2026, 5, 16, 20, 0, tzinfo=UTC))
    assert case.list_notified() == []
    for day in (18, 19, 20):
        case.check(datetime(2026, 5, day, 9, 0, tzinfo=UTC))
    assert case.list_notified() == [("pause_outlasted", ["desk", "librarians"])]
    assert case.list_history() == ["started", "paused", "pause_outlasted"]


def test_a_pause_follows_its_node_into_another_version(case: Case):
    wait(case)
    moved = build(ANSWER.replace("await_reader", "ask_reader")).version
    service_levels.follow_migration(case.instance.id, moved, {"await_reader": "ask_reader"}, WEDNESDAY)
    case.version = moved
    case.happen(EventKind.NODE_COMPLETED, "ask_reader", at=NEXT_MONDAY)
    assert case.clock.state == "running"


def test_a_clock_runs_on_in_a_version_that_no_longer_pauses_it(case: Case):
    wait(case)
    moved = build(ANSWER.replace("await_reader", "other")).version
    service_levels.follow_migration(case.instance.id, moved, {"await_reader": "await_reader"}, NEXT_MONDAY)
    assert case.clock.state == "running"


@pytest.mark.parametrize("told", [{"within": "inner"}, {"instance": True}])
def test_neither_a_called_process_nor_one_of_several_instances_moves_a_clock(
    case: Case, told: dict[str, object]
):
    case.start()
    events = [EngineEvent(EventKind.NODE_COMPLETED, "answer_reader", data=told)]
    service_levels.apply(case.instance.id, case.version, events, {}, WEDNESDAY)
    assert case.clock.state == "running"
