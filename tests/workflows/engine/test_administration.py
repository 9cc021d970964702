"""What operators may do: cancel, move, skip, rewind, set variables, shift timers."""

from datetime import timedelta

import pytest

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    event,
    flows,
    node,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi
from workflows.engine import (
    Cancel,
    EventKind,
    Move,
    MoveRefused,
    NodeUnknown,
    NotWaiting,
    Retry,
    Rewind,
    SetVariables,
    ShiftTimers,
    Skip,
    TaskNotOpen,
    TimerNotWaiting,
)


def _chain() -> Case:
    return Case(
        draw(
            started(),
            user("one"),
            user("two"),
            boundary("late", "two", timer("Duration", "P5D")),
            subprocess(
                "part",
                started("inner_started"),
                user("inner"),
                user("inner_two"),
                ended("inner_ended"),
                flows("inner_started > inner > inner_two > inner_ended"),
            ),
            ended(),
            ended("dropped"),
            flows("started > one > two > part > ended", "late > dropped"),
        )
    )


def test_cancel_ends_the_instance_with_everything_in_it() -> None:
    case = _chain().complete("one").administer(Cancel("withdrawn"))
    assert case.last.cancelled
    assert not case.last.completed
    assert (case.open, case.last.timers) == ([], ())
    assert case.told(EventKind.INSTANCE_CANCELLED) == [""]


def test_an_ended_instance_cannot_be_cancelled() -> None:
    case = _chain().administer(Cancel())
    with pytest.raises(NotWaiting):
        case.administer(Cancel())


def test_a_token_can_be_moved_forward() -> None:
    assert _chain().administer(Move("two", node_id="one")).open == ["two"]


def test_moving_a_token_disarms_its_timers_and_arms_those_of_its_new_place() -> None:
    case = _chain().complete("one").administer(Move("one", node_id="two"))
    assert (case.open, case.last.timers) == (["one"], ())
    assert len(case.administer(Move("two", node_id="one")).last.timers) == 1


def test_a_token_can_be_moved_out_of_a_subprocess() -> None:
    case = _chain().complete("one").complete("two")
    assert case.open == ["inner"]
    assert case.administer(Move("one", node_id="inner")).open == ["one"]


@pytest.mark.parametrize("target", ["late", "inner"])
def test_a_token_cannot_be_moved_onto_a_boundary_event_or_into_a_subprocess(target: str) -> None:
    with pytest.raises(MoveRefused):
        _chain().administer(Move(target, node_id="one"))


def test_a_token_that_is_not_there_cannot_be_moved() -> None:
    with pytest.raises(TaskNotOpen):
        _chain().administer(Move("one", node_id="two"))


def test_moving_one_instance_of_a_multi_instance_moves_the_whole_activity() -> None:
    definition = draw(
        started(), user("ask", multi()), user("after"), ended(), flows("started > ask > after > ended")
    )
    case = Case(definition, {"people": ["a", "b"]})
    assert case.administer(Move("after", token_id=case.last.tasks[0].id)).open == ["after"]


def test_a_task_can_be_skipped_with_data() -> None:
    case = _chain()
    case.administer(Skip(case.last.tasks[0].id, {"answer": 1}))
    assert case.open == ["two"]
    assert case.variables() == {"answer": 1}


def test_a_waiting_timer_can_be_skipped() -> None:
    wait = node("intermediateCatchEvent", "wait", timer("Duration", "P9D"))
    case = Case(draw(started(), wait, user("after"), ended(), flows("started > wait > after > ended")))
    assert case.administer(Skip(case.last.timers[0].id)).open == ["after"]


def test_a_job_can_be_skipped() -> None:
    step = node("serviceTask", "step", extension='<vigie:operation name="x"/>')
    case = Case(draw(started(), step, user("after"), ended(), flows("started > step > after > ended")))
    assert case.administer(Skip(case.job("step"))).open == ["after"]


def test_a_dead_join_can_be_skipped() -> None:
    case = Case(
        draw(
            started(),
            node("exclusiveGateway", "which", default="which_two"),
            user("one"),
            user("two"),
            node("parallelGateway", "join"),
            user("after"),
            ended(),
            flows(
                "started > which",
                "which > one if false",
                "which > two",
                "one > join > after > ended",
                "two > join",
            ),
        )
    ).complete("two")
    assert case.administer(Skip(case.last.incidents[0].token_id)).open == ["after"]


def test_one_instance_of_a_multi_instance_can_be_skipped() -> None:
    definition = draw(
        started(),
        user("ask", multi(output="answer", result="answers")),
        user("after"),
        ended(),
        flows("started > ask > after > ended"),
    )
    case = Case(definition, {"people": ["a", "b"]})
    case.administer(Skip(case.last.tasks[0].id)).complete("ask", answer="yes")
    assert case.open == ["after"]
    assert case.variables()["answers"] == [None, "yes"]


def test_rewind_starts_again_at_a_node_and_keeps_the_variables() -> None:
    case = _chain().complete("one", answer=1).complete("two").administer(Rewind("one"))
    assert case.open == ["one"]
    assert case.variables() == {"answer": 1}
    assert case.complete("one").complete("two").complete("inner").complete("inner_two").last.completed


def test_rewind_inside_a_running_subprocess_stays_inside() -> None:
    case = _chain().complete("one").complete("two").complete("inner").administer(Rewind("inner"))
    assert case.open == ["inner"]


def test_rewind_into_a_subprocess_that_does_not_run_is_refused() -> None:
    with pytest.raises(MoveRefused):
        _chain().administer(Rewind("inner"))
    with pytest.raises(NodeUnknown):
        _chain().administer(Rewind("nowhere"))


def test_set_variables_overwrites_and_tells() -> None:
    case = _chain().complete("one", a=1, b=2).administer(SetVariables({"a": 5, "c": None}))
    assert case.variables() == {"a": 5, "b": 2, "c": None}
    assert [event.data for event in case.last.events] == [{"a": {"$decimal": "5"}, "c": None}]


def test_shift_timers_moves_the_due_instants() -> None:
    case = _chain().complete("one")
    due = case.due("late")
    assert case.administer(ShiftTimers(timedelta(days=2))).due("late") == due + timedelta(days=2)


def test_shift_timers_moves_the_whole_schedule_of_a_cycle() -> None:
    case = Case(
        draw(
            started(),
            user("work"),
            boundary("late", "work", timer("Cycle", "R3/PT1H"), interrupts=False),
            ended(),
            ended("told"),
            flows("started > work > ended", "late > told"),
        )
    )
    first = case.due("late")
    case.administer(ShiftTimers(timedelta(hours=5), (case.last.timers[0].id,))).fire("late")
    assert case.due("late") == first + timedelta(hours=6)


def test_a_timer_that_does_not_wait_cannot_be_shifted() -> None:
    with pytest.raises(TimerNotWaiting):
        _chain().administer(ShiftTimers(timedelta(days=1), ("77",)))


def test_only_a_fault_can_be_retried() -> None:
    case = _chain()
    with pytest.raises(NotWaiting):
        case.administer(Retry(case.last.tasks[0].id))


def test_an_armed_event_cannot_be_moved() -> None:
    case = Case(
        draw(
            started(),
            user("work"),
            boundary("heard", "work", event("signal", "alarm")),
            ended(),
            ended("two"),
            flows("started > work > ended", "heard > two"),
        )
    )
    with pytest.raises(TaskNotOpen):
        case.administer(Move("work", token_id=case.last.subscriptions[0].id))
