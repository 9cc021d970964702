"""Running instances move to another version by an explicit plan, wholly or not at all."""

import pytest

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    event,
    flows,
    node,
    process,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi
from workflows.engine import Definition, EventKind, MigrationRefused, migrate


def _migrated(case: Case, new: Definition, **mapping: str) -> Case:
    case.take(migrate(case.definition, new, case.last.state, mapping, case.now))
    case.definition = new
    return case


def _old() -> Case:
    return Case(
        draw(
            started(),
            user("one"),
            user("two"),
            boundary("late", "two", timer("Duration", "P5D")),
            user("remind"),
            ended(),
            ended("reminded"),
            flows("started > one > two > ended", "late > remind > reminded"),
        ),
        {"amount": 1},
    ).complete("one")


def test_a_token_goes_to_the_node_the_plan_names() -> None:
    new = draw(started(), user("check"), user("extra"), ended(), flows("started > check > extra > ended"))
    case = _old()
    task = case.last.tasks[0].id
    _migrated(case, new, two="check")
    assert case.open == ["check"]
    assert case.last.tasks[0].id == task
    assert case.variables() == {"amount": 1}
    assert case.complete("check").open == ["extra"]


def test_a_node_with_a_token_that_the_plan_leaves_out_is_refused() -> None:
    case = _old()
    with pytest.raises(MigrationRefused, match="two: a token is here"):
        _migrated(case, case.definition)


def test_a_missing_or_different_node_is_refused() -> None:
    new = draw(started(), node("manualTask", "two"), ended(), flows("started > two > ended"))
    with pytest.raises(MigrationRefused, match="another kind"):
        _migrated(_old(), new, two="two")
    with pytest.raises(MigrationRefused, match="no nowhere"):
        _migrated(_old(), new, two="nowhere")


def test_a_waiting_timer_keeps_its_due_instant() -> None:
    new = draw(
        started(),
        user("two"),
        boundary("late", "two", timer("Duration", "P30D")),
        user("again"),
        ended(),
        ended("x"),
        flows("started > two > ended", "late > again > x"),
    )
    case = _old()
    due = case.due("late")
    _migrated(case, new, two="two")
    assert case.due("late") == due
    assert case.fire("late").open == ["again"]


def test_a_boundary_event_that_is_new_is_armed_on_the_running_task() -> None:
    new = draw(
        started(),
        user("two"),
        boundary("very_late", "two", timer("Duration", "P9D")),
        boundary("heard", "two", event("signal", "alarm"), interrupts=False),
        ended(),
        ended("x"),
        ended("y"),
        flows("started > two > ended", "very_late > x", "heard > y"),
    )
    case = _migrated(_old(), new, two="two")
    assert [timer.node_id for timer in case.last.timers] == ["very_late"]
    assert [waiting.node_id for waiting in case.last.subscriptions] == ["heard"]
    assert case.fire("very_late").last.completed


def test_a_boundary_event_that_is_gone_is_disarmed() -> None:
    new = draw(started(), user("two"), ended(), flows("started > two > ended"))
    assert _migrated(_old(), new, two="two").last.timers == ()


def test_tokens_inside_subprocesses_and_calls_are_carried() -> None:
    called = process(started(), user("inner"), ended(), flows("started > inner > ended"), process_id="called")
    newer = process(
        started(), user("inside"), ended(), flows("started > inside > ended"), process_id="called"
    )

    def drawn(files: bytes, part: str) -> Definition:
        call = node("callActivity", "call", calledElement="called")
        inner = subprocess(part, started("s"), call, ended("e"), flows("s > call > e"))
        return draw(
            started(),
            inner,
            user("after"),
            ended(),
            flows(f"started > {part} > after > ended"),
            called={"called": files},
        )

    case = Case(drawn(called, "part"))
    _migrated(case, drawn(newer, "section"), part="section", call="call", inner="inside")
    assert case.open == ["inside"]
    assert case.complete("inside").open == ["after"]


def _joining(left: str) -> Definition:
    return draw(
        started(),
        node("parallelGateway", "split"),
        user(left),
        user("right"),
        node("parallelGateway", "join"),
        ended(),
        flows(f"started > split > {left} > join > ended", "split > right > join"),
    )


def test_an_arrival_at_a_join_needs_its_flow_mapped_too() -> None:
    case = Case(_joining("left")).complete("left")
    with pytest.raises(MigrationRefused, match="left_join"):
        _migrated(case, _joining("west"), join="join", right="right")
    _migrated(case, _joining("west"), join="join", right="right", left_join="west_join")
    assert case.complete("right").last.completed


def test_the_state_before_a_refused_migration_still_runs() -> None:
    case = _old()
    with pytest.raises(MigrationRefused):
        _migrated(case, _joining("left"), two="left", late="right")
    assert case.complete("two").last.completed


def test_a_waiting_event_gateway_is_carried_with_its_events() -> None:
    def racing(*more: str) -> Definition:
        return draw(
            started(),
            node("eventBasedGateway", "race"),
            node("intermediateCatchEvent", "reply", event("message", "answer")),
            node("exclusiveGateway", "merge"),
            user("after"),
            ended(),
            flows("started > race > reply > merge > after > ended"),
            *more,
        )

    late = node("intermediateCatchEvent", "late", timer("Duration", "P5D")) + flows("race > late > merge")
    case = _migrated(Case(racing()), racing(late), race="race")
    assert [waiting.node_id for waiting in case.last.subscriptions] == ["reply"]
    assert case.fire("late").open == ["after"]


def test_a_subscription_takes_the_name_of_its_new_node() -> None:
    def receiving(message: str) -> Definition:
        wait = node("receiveTask", "wait", messageRef=message)
        return draw(started(), wait, ended(), flows("started > wait > ended"))

    case = _migrated(Case(receiving("answer")), receiving("letter"), wait="wait")
    assert case.last.subscriptions[0].name == "letter"
    assert case.message("wait").last.completed


def test_sleeping_instances_are_carried() -> None:
    def asking(name: str) -> Definition:
        return draw(started(), user(name, multi()), ended(), flows(f"started > {name} > ended"))

    case = _migrated(Case(asking("ask"), {"people": ["a", "b"]}).complete("ask"), asking("beg"), ask="beg")
    assert case.open == ["beg"]
    assert case.complete("beg").last.completed


def test_a_migration_is_told_with_both_versions() -> None:
    case = _old()
    _migrated(case, case.definition, two="two")
    assert case.told(EventKind.INSTANCE_MIGRATED) == [""]
