"""Embedded subprocesses share variables; called processes have their own."""

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    flows,
    mapping,
    node,
    process,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi
from workflows.engine import EventKind, Host, active_nodes


def _embedded() -> Case:
    return Case(
        draw(
            started(),
            subprocess(
                "part",
                started("inner_started"),
                user("inner"),
                ended("inner_ended"),
                flows("inner_started > inner > inner_ended"),
            ),
            boundary("late", "part", timer("Duration", "P5D")),
            user("after"),
            user("remind"),
            ended(),
            ended("reminded"),
            flows("started > part > after > ended", "late > remind > reminded"),
        ),
        {"amount": 1},
    )


def test_a_subprocess_runs_inside_and_goes_on_when_it_ends() -> None:
    case = _embedded()
    assert case.open == ["inner"]
    assert case.complete("inner", amount=2).open == ["after"]
    assert case.variables() == {"amount": 2}


def test_a_timer_on_a_subprocess_takes_everything_in_it_away() -> None:
    case = _embedded().fire("late")
    assert case.open == ["remind"]
    assert case.last.timers == ()


def test_the_path_of_a_token_names_the_activities_around_it() -> None:
    case = _embedded()
    nodes = active_nodes(case.definition, case.last.state)
    assert [(found.node_id, found.path) for found in nodes] == [("part", ()), ("inner", ("part",))]


def test_a_subprocess_ends_when_its_last_token_ends() -> None:
    case = Case(
        draw(
            started(),
            subprocess(
                "part",
                started("inner_started"),
                node("parallelGateway", "split"),
                user("left"),
                user("right"),
                ended("one"),
                ended("two"),
                flows("inner_started > split > left > one", "split > right > two"),
            ),
            user("after"),
            ended(),
            flows("started > part > after > ended"),
        )
    )
    assert case.complete("left").open == ["right"]
    assert case.complete("right").open == ["after"]


CALLED = process(
    started(),
    user("inner"),
    ended("called_ended"),
    flows("started > inner > called_ended"),
    process_id="called",
)


def _calling(**mappings: str) -> Case:
    call = node("callActivity", "call", calledElement="called", **mappings)
    drawn = draw(
        started(),
        call,
        user("after"),
        ended(),
        flows("started > call > after > ended"),
        called={"called": CALLED},
    )
    return Case(drawn, {"amount": 10})


def test_a_called_process_sees_only_what_is_mapped_in() -> None:
    case = _calling(extension=mapping("input", half="amount / 2"))
    assert case.variables(case.last.tasks[0].id) == {"half": 5}


def test_only_what_is_mapped_out_comes_back_from_a_called_process() -> None:
    case = _calling(extension=mapping("output", answer="said"))
    assert case.complete("inner", said="yes", secret="x").variables() == {"amount": 10, "answer": "yes"}
    assert case.open == ["after"]


def test_a_star_maps_everything_in_and_out() -> None:
    both = '<vigie:input target="*"/><vigie:output target="*"/>'
    case = _calling(extension=both)
    assert case.variables(case.last.tasks[0].id) == {"amount": 10}
    assert case.complete("inner", said="yes").variables() == {"amount": 10, "said": "yes"}


def test_ends_of_called_processes_are_no_ends_of_the_instance() -> None:
    case = _calling().complete("inner").complete("after")
    assert case.last.ended_in == ("ended",)


def test_a_process_that_calls_itself_for_ever_is_stopped() -> None:
    call = node("callActivity", "again", calledElement="called")
    called = process(started(), call, ended(), flows("started > again > ended"), process_id="called")
    case = Case(
        draw(
            started(),
            node("callActivity", "call", calledElement="called"),
            ended(),
            flows("started > call > ended"),
            called={"called": called},
        )
    )
    assert case.faults == [("call_depth", "again")]
    nodes = active_nodes(case.definition, case.last.state)
    assert len(nodes) == 9


def test_the_call_depth_can_be_set() -> None:
    case = Case(_calling().definition, host=Host(call_depth=0))
    assert case.faults == [("call_depth", "call")]


def test_events_tell_a_called_process_and_one_instance_of_several() -> None:
    inner = process(started(), user("work"), ended(), flows("started > work > ended"), process_id="inner")
    call = node("callActivity", "call", multi(collection="items"), calledElement="inner")
    case = Case(
        draw(started(), call, ended(), flows("started > call > ended"), called={"inner": inner}),
        {"items": [1]},
    ).complete("work")
    done = [
        (event.node_id, dict(event.data))
        for event in case.last.events
        if event.kind is EventKind.NODE_COMPLETED
    ]
    assert done == [
        ("work", {"within": "inner", "call": "3"}),
        ("ended", {"within": "inner", "call": "3"}),
        ("call", {"instance": True}),
        ("call", {}),
        ("ended", {}),
    ]


def test_a_call_tells_its_beginning_its_end_and_which_one_it_is() -> None:
    inner = process(started(), user("work"), ended(), flows("started > work > ended"), process_id="inner")
    call = node("callActivity", "call", calledElement="inner")
    drawn = draw(started(), call, ended(), flows("started > call > ended"), called={"inner": inner})
    case = Case(drawn)
    [begun] = [event for event in case.last.events if event.kind is EventKind.CALL_STARTED]
    assert begun.data == {"process": "inner", "running": begun.token_id}
    assert case.last.tasks[0].call == begun.token_id
    assert case.complete("work").told(EventKind.CALL_ENDED) == ["call"]


def test_a_call_taken_away_by_its_boundary_event_is_told_as_cancelled() -> None:
    inner = process(started(), user("work"), ended(), flows("started > work > ended"), process_id="inner")
    call = node("callActivity", "call", calledElement="inner")
    drawn = draw(
        started(), call, boundary("late", "call", timer("Duration", "P5D")), ended(), ended("ended_late"),
        flows("started > call > ended", "late > ended_late"), called={"inner": inner},
    )  # fmt: skip
    case = Case(drawn).fire("late")
    assert case.told(EventKind.CALL_CANCELLED) == ["call"]
    assert case.told(EventKind.CALL_ENDED) == []
