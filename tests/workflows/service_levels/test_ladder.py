"""Monday 4 May 2026 plus five working days is Monday 11 May; the warning is due on Friday 8 May at 8:30."""

from datetime import UTC, datetime

from tests.workflows.service_levels.conftest import ANSWER, MONDAY, Case
from workflows import service_levels
from workflows.engine.values import EventKind
from workflows.models import HumanTask, ServiceLevelStep

FRIDAY = datetime(2026, 5, 8, 6, 30, tzinfo=UTC)
TARGET = datetime(2026, 5, 11, 21, 59, 59, 999999, tzinfo=UTC)
LATE = datetime(2026, 5, 11, 22, 0, tzinfo=UTC)


def test_a_promise_of_five_working_days_ends_with_the_fifth(case: Case):
    assert case.start().target_at == TARGET


def test_nothing_fires_before_it_is_due(case: Case):
    case.start()
    case.check(datetime(2026, 5, 8, 6, 29, tzinfo=UTC))
    assert case.list_history() == ["started"]


def test_the_warning_fires_once(case: Case):
    case.start()
    case.check(FRIDAY)
    case.check(datetime(2026, 5, 8, 7, 0, tzinfo=UTC))
    assert case.list_history() == ["started", "warned"]
    assert case.clock.warned_at == FRIDAY


def test_the_last_instant_of_the_target_day_is_in_time(case: Case):
    case.start()
    case.check(TARGET)
    assert case.clock.breached_at is None


def test_the_first_instant_after_the_target_is_a_breach(case: Case):
    case.start()
    case.check(LATE)
    assert case.clock.breached_at == LATE
    assert case.list_history() == ["started", "warned", "breached", "escalated"]


def test_a_breach_is_told_to_the_owner_and_to_those_with_a_task(case: Case):
    case.add_task()
    case.start()
    case.check(LATE)
    assert ("breach", ["desk", "librarians"]) in case.list_notified()


def test_an_escalation_raises_the_priority_of_open_tasks(case: Case):
    task = case.add_task()
    case.start()
    case.check(LATE)
    task.refresh_from_db()
    assert task.priority == 70


def test_the_second_rung_gives_the_task_to_the_head(case: Case):
    task = case.add_task()
    case.start()
    case.check(datetime(2026, 5, 13, 6, 30, tzinfo=UTC))  # Wednesday at opening
    task.refresh_from_db()
    assert task.role == "head_librarian"
    assert [candidate.role for candidate in task.candidates.all()] == ["head_librarian"]
    assert case.list_notified()[-1] == ("escalation-2", ["head_librarian"])


def test_a_worker_that_slept_fires_every_rung_once_and_in_order(case: Case):
    case.start()
    case.check(datetime(2026, 6, 1, 6, 30, tzinfo=UTC))
    case.check(datetime(2026, 6, 2, 6, 30, tzinfo=UTC))
    assert case.list_history() == ["started", "warned", "breached", "escalated", "escalated"]


def test_a_task_is_due_with_its_clock(case: Case):
    task = case.add_task()
    case.start()
    task.refresh_from_db()
    assert task.due_at == TARGET
    assert task.candidates.get().sort_due == TARGET


def test_a_task_opened_later_is_due_with_its_clock(case: Case):
    case.start()
    task = case.add_task()
    case.happen(EventKind.NODE_ENTERED, "answer_reader", at=FRIDAY)
    task.refresh_from_db()
    assert task.due_at == TARGET


def test_an_answer_in_time_meets_the_promise(case: Case):
    case.start()
    case.happen(EventKind.NODE_COMPLETED, "answer_reader", at=FRIDAY)
    assert case.clock.state == "met"
    case.check(LATE)
    assert "breached" not in case.list_history()


def test_an_answer_too_late_is_met_late_even_when_no_worker_looked(case: Case):
    case.start()
    case.happen(EventKind.NODE_COMPLETED, "answer_reader", at=LATE)
    assert case.clock.state == "met_late"
    assert case.list_history() == ["started", "warned", "breached", "escalated", "met_late"]


def test_a_cancelled_instance_cancels_its_clock(case: Case):
    case.start()
    case.happen(EventKind.INSTANCE_CANCELLED, at=FRIDAY)
    assert case.clock.state == "cancelled"


def test_a_rung_that_would_fall_before_the_start_is_left_out(library):
    case = library(ANSWER.replace("before: 1 working day", "before: 8 working days"))
    case.start()
    assert not ServiceLevelStep.objects.filter(name="warning").exists()


def test_a_test_run_has_no_clocks(case: Case):
    case.instance.is_test = True
    case.instance.save()
    case.happen(EventKind.INSTANCE_STARTED, at=MONDAY)
    assert not case.instance.service_levels.exists()


def test_a_restart_counts_a_new_occurrence(library):
    case = library(ANSWER.replace("start: started", "start: {completed: ask}"))
    for day in (5, 6):
        case.happen(EventKind.NODE_COMPLETED, "ask", at=MONDAY.replace(day=day))
        case.happen(EventKind.NODE_COMPLETED, "answer_reader", at=MONDAY.replace(day=day, hour=9))
    assert [row.occurrence for row in case.instance.service_levels.order_by("id")] == [1, 2]


def test_a_clock_that_cannot_fire_leaves_an_incident_and_the_others_alone(case: Case, monkeypatch):
    clock = case.start()
    clock.policy = {}
    clock.save()
    monkeypatch.setattr("workflows.service_levels.fire_due", lambda *_: 1 / 0)
    case.check(FRIDAY)
    assert case.instance.incidents.get().kind == "service_level_failed"
    assert case.clock.next_at == datetime(2026, 5, 8, 7, 30, tzinfo=UTC)


def test_what_is_left_is_told_in_working_time(case: Case):
    left = service_levels.remaining(case.start(), datetime(2026, 5, 11, 6, 30, tzinfo=UTC))
    assert (left.left.total_seconds() / 3600, left.working, left.paused) == (7.0, True, False)


def test_no_clock_outlives_its_instance(case: Case):
    case.start()
    case.version.manifest = {**case.version.manifest, "service_levels": []}
    case.happen(EventKind.INSTANCE_COMPLETED, at=FRIDAY)
    assert case.clock.state == "cancelled"


def test_tasks_the_level_does_not_name_are_left_alone(case: Case):
    other = case.add_task("count_books")
    case.start()
    case.check(datetime(2026, 5, 13, 6, 30, tzinfo=UTC))
    other.refresh_from_db()
    assert (other.priority, other.role, other.due_at) == (50, "desk", None)


def test_a_priority_is_never_lowered(case: Case):
    task = case.add_task()
    HumanTask.objects.update(priority=90)
    case.start()
    case.check(LATE)
    task.refresh_from_db()
    assert task.priority == 90
