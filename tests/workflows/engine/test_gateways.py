"""Gateways choose, split and join as BPMN 2.0 says."""

from tests.workflows.engine.drawing import boundary, draw, ended, flows, node, started, timer, user
from tests.workflows.engine.play import Case
from workflows.engine import Definition, EventKind


def _exclusive(**attributes: str) -> Definition:
    return draw(
        started(),
        node("exclusiveGateway", "which", **attributes),
        user("large"),
        user("small"),
        ended(),
        flows("started > which", "which > large if amount > 10", "which > small"),
        flows("large > ended", "small > ended"),
    )


def test_an_exclusive_gateway_takes_the_first_flow_that_holds() -> None:
    case = Case(_exclusive(default="which_small"), {"amount": 11})
    assert case.open == ["large"]
    assert "which_large" in case.told(EventKind.FLOW_TAKEN)


def test_an_exclusive_gateway_takes_its_default_when_nothing_holds() -> None:
    assert Case(_exclusive(default="which_small"), {"amount": 10}).open == ["small"]


def test_no_matching_flow_is_an_incident_at_the_gateway() -> None:
    definition = draw(
        started(),
        node("exclusiveGateway", "which"),
        user("large"),
        user("small"),
        ended(),
        flows("started > which", "which > large if amount > 10", "which > small if amount < 5"),
        flows("large > ended", "small > ended"),
    )
    assert Case(definition, {"amount": 7}).faults == [("no_flow", "which")]


def test_a_condition_that_gives_null_is_an_incident_and_never_false() -> None:
    case = Case(_exclusive(default="which_small"), {"amount": "many"})
    assert case.faults == [("condition", "which")]
    assert "neither true nor false" in case.last.incidents[0].message


def _parallel() -> Case:
    return Case(
        draw(
            started(),
            node("parallelGateway", "split"),
            user("left"),
            user("right"),
            node("parallelGateway", "join"),
            user("after"),
            ended(),
            flows("started > split > left > join > after > ended", "split > right > join"),
        )
    )


def test_a_parallel_gateway_opens_all_branches_and_waits_for_all() -> None:
    case = _parallel()
    assert case.open == ["left", "right"]
    assert case.complete("left").open == ["right"]
    assert case.complete("right").open == ["after"]
    assert case.complete("after").last.completed


def test_parallel_branches_see_each_others_writes_and_lose_none() -> None:
    case = _parallel().complete("left", left_says="a", shared=1)
    assert case.variables()["left_says"] == "a"
    case.complete("right", right_says="b", shared=2)
    assert case.variables() == {"left_says": "a", "right_says": "b", "shared": 2}


def test_a_parallel_join_in_a_loop_counts_each_round_afresh() -> None:
    case = Case(
        draw(
            started(),
            node("exclusiveGateway", "again"),
            node("parallelGateway", "split"),
            user("left"),
            user("right"),
            node("parallelGateway", "join"),
            node("exclusiveGateway", "enough", default="enough_ended"),
            ended(),
            flows("started > again > split > left > join > enough", "split > right > join"),
            flows("enough > again if rounds < 3", "enough > ended"),
        ),
        {"rounds": 0},
    )
    for number in (1, 2, 3):
        case.complete("right", rounds=number).complete("left")
    assert case.last.completed
    assert case.last.incidents == ()


def test_a_join_waiting_for_a_branch_that_cannot_come_is_a_dead_end() -> None:
    case = Case(
        draw(
            started(),
            node("exclusiveGateway", "which", default="which_right"),
            user("left"),
            user("right"),
            node("parallelGateway", "join"),
            ended(),
            flows(
                "started > which",
                "which > left if false",
                "which > right",
                "left > join > ended",
                "right > join",
            ),
        )
    )
    assert case.complete("right").faults == [("dead_end", "join")]
    assert not case.last.completed


def _inclusive() -> Definition:
    return draw(
        started(),
        node("inclusiveGateway", "which", default="which_other"),
        user("one"),
        user("two"),
        user("other"),
        node("inclusiveGateway", "join"),
        user("after"),
        ended(),
        flows("started > which", "which > one if a", "which > two if b", "which > other"),
        flows("one > join > after > ended", "two > join", "other > join"),
    )


def test_an_inclusive_gateway_takes_every_flow_that_holds_and_joins_just_those() -> None:
    case = Case(_inclusive(), {"a": True, "b": True})
    assert case.open == ["one", "two"]
    assert case.complete("two").open == ["one"]
    assert case.complete("one").open == ["after"]


def test_an_inclusive_join_does_not_wait_for_branches_never_taken() -> None:
    assert Case(_inclusive(), {"a": True, "b": False}).complete("one").open == ["after"]


def test_an_inclusive_gateway_takes_its_default_alone_when_nothing_holds() -> None:
    assert Case(_inclusive(), {"a": False, "b": False}).open == ["other"]


def test_an_inclusive_join_waits_for_a_token_that_can_come_by_a_boundary_event() -> None:
    case = Case(
        draw(
            started(),
            node("inclusiveGateway", "split"),
            user("one"),
            user("two"),
            boundary("late", "two", timer("Duration", "P1D")),
            user("remind"),
            node("inclusiveGateway", "join"),
            user("after"),
            ended(),
            ended("dropped"),
            flows(
                "started > split > one > join > after > ended",
                "split > two > dropped",
                "late > remind > join",
            ),
        )
    )
    assert case.complete("one").open == ["two"]
    assert case.fire("late").open == ["remind"]
    assert case.complete("remind").open == ["after"]
