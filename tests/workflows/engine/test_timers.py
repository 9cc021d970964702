"""When timers are due, in the time zone of the fund (Europe/Brussels), and what late ones do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.workflows.engine.drawing import boundary, draw, ended, flows, node, started, timer, user
from tests.workflows.engine.play import MONDAY, Case
from workflows.engine import StartKind, TimerNotWaiting, fire, timers
from workflows.engine.errors import ProcessFault

BRUSSELS = ZoneInfo("Europe/Brussels")


def _plan(text: object, now: datetime = MONDAY) -> datetime:
    return timers.plan(text, now, BRUSSELS).due


@pytest.mark.parametrize(
    ("text", "now", "due"),
    [
        ("P1M", "2026-01-31T10:00+01:00", "2026-02-28T10:00+01:00"),
        ("P1Y", "2024-02-29T10:00+01:00", "2025-02-28T10:00+01:00"),
        ("P2W", "2026-05-11T09:00+02:00", "2026-05-25T09:00+02:00"),
        ("P1D", "2026-03-28T12:00+01:00", "2026-03-29T12:00+02:00"),
        ("PT24H", "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00"),
        ("P1D", "2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00"),
        ("P1D", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
        ("2026-07-01", "2026-05-11T09:00+02:00", "2026-07-01T00:00+02:00"),
        ("2026-12-01T10:00:00", "2026-05-11T09:00+02:00", "2026-12-01T10:00+01:00"),
        ("2026-12-01T10:00:00Z", "2026-05-11T09:00+02:00", "2026-12-01T11:00+01:00"),
    ],
)
def test_a_literal_is_due_on_the_wall_clock(text: str, now: str, due: str) -> None:
    assert _plan(text, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


@pytest.mark.parametrize("text", ["", "P", "PT", "3 days", "R0/P1D", "R3/PT0S", "2026-02-30", None, True])
def test_what_is_no_time_is_refused(text: object) -> None:
    with pytest.raises(ProcessFault, match="no duration, date or cycle"):
        _plan(text)


def test_a_monthly_cycle_keeps_its_day_after_a_short_month() -> None:
    plan = timers.plan("R3/P1M", datetime(2026, 1, 31, 9, tzinfo=UTC), BRUSSELS)
    second = timers.follow(plan, BRUSSELS)
    assert second is not None
    assert (plan.due.month, plan.due.day) == (2, 28)
    assert (second.due.month, second.due.day) == (3, 31)


def _catch(kind: str, text: str) -> object:
    return draw(
        started(),
        node("intermediateCatchEvent", "wait", timer(kind, text)),
        user("after"),
        ended(),
        flows("started > wait > after > ended"),
    )


def test_a_catch_event_waits_for_its_timer_and_goes_on() -> None:
    case = Case(_catch("Duration", "PT2H"))
    assert case.due("wait") == datetime(2026, 5, 11, 11, 0, tzinfo=UTC)
    assert case.fire("wait").open == ["after"]
    assert case.last.timers == ()


def test_a_timer_may_be_feel() -> None:
    case = Case(_catch("Date", 'day + duration("P1D")'), {"day": datetime(2026, 6, 1).date()})  # noqa: DTZ001
    assert case.due("wait") == datetime(2026, 6, 1, 22, 0, tzinfo=UTC)


def test_a_timer_that_gives_null_is_an_incident() -> None:
    assert Case(_catch("Duration", "nowhere")).faults == [("timer", "wait")]


def test_a_timer_fires_once() -> None:
    case = Case(_catch("Duration", "PT2H"))
    waiting = case.last.timers[0].id
    case.fire("wait")
    with pytest.raises(TimerNotWaiting):
        fire(case.definition, case.last.state, waiting, case.now)


def _boundary(kind: str, text: str, *, interrupts: bool) -> Case:
    return Case(
        draw(
            started(),
            user("work"),
            boundary("late", "work", timer(kind, text), interrupts=interrupts),
            user("remind"),
            ended(),
            ended("reminded"),
            flows("started > work > ended", "late > remind > reminded"),
        )
    )


def test_an_interrupting_timer_takes_the_task_away() -> None:
    case = _boundary("Duration", "P5D", interrupts=True).fire("late")
    assert case.open == ["remind"]
    assert case.last.timers == ()


def test_a_timer_that_does_not_interrupt_leaves_the_task_open() -> None:
    case = _boundary("Duration", "P5D", interrupts=False).fire("late")
    assert case.open == ["remind", "work"]
    assert case.last.timers == ()


def test_a_boundary_timer_may_be_a_date() -> None:
    assert _boundary("Date", "2026-06-01", interrupts=True).due("late") == datetime(
        2026, 5, 31, 22, tzinfo=UTC
    )


def test_completing_the_task_disarms_its_timer() -> None:
    case = _boundary("Duration", "P5D", interrupts=True).complete("work")
    assert case.last.completed
    assert case.last.timers == ()


def test_a_cycle_fires_as_often_as_it_says() -> None:
    case = _boundary("Cycle", "R3/PT1H", interrupts=False)
    assert case.last.timers[0].cycle is not None
    assert case.last.timers[0].cycle.left == 2
    waiting = case.last.timers[0].id
    for rounds in (1, 2, 3):
        case.fire("late")
        assert case.open == ["remind"] * rounds + ["work"]
    assert case.last.timers == ()
    assert waiting


def test_an_end_reached_again_and_again_is_remembered_once() -> None:
    case = (
        Case(
            draw(
                started(),
                user("work"),
                boundary("late", "work", timer("Cycle", "R/P1D"), interrupts=False),
                ended(),
                ended("told"),
                flows("started > work > ended", "late > told"),
            )
        )
        .fire("late")
        .fire("late")
    )
    assert case.last.ended_in == ("told",)


def test_a_late_cycle_catches_up_on_its_schedule() -> None:
    case = _boundary("Cycle", "R/PT1H", interrupts=False).fire("late", after=timedelta(hours=3, minutes=30))
    assert case.open == ["remind"] * 4 + ["work"]
    assert case.due("late") == MONDAY + timedelta(hours=5)


def test_an_interrupting_cycle_interrupts_at_its_first_round() -> None:
    case = _boundary("Cycle", "R3/PT1H", interrupts=True).fire("late")
    assert case.open == ["remind"]
    assert case.last.timers == ()


def test_the_timer_keeps_its_id_while_it_waits() -> None:
    case = _boundary("Cycle", "R3/PT1H", interrupts=False)
    first = case.last.timers[0].id
    assert case.fire("late").last.timers[0].id == first


def test_a_timer_start_is_told_and_can_be_started() -> None:
    definition = draw(
        started("yearly", timer("Cycle", "R/P1Y")), user("work"), ended(), flows("yearly > work > ended")
    )
    start = definition.starts[0]
    assert (start.kind, start.timer) == (StartKind.TIMER, "R/P1Y")
    assert Case(definition, start_event="yearly").open == ["work"]
