"""Lanes give tasks their place; data objects are variables that exist from the start."""

from tests.workflows.engine.drawing import draw, ended, flows, node, started, subprocess, user
from tests.workflows.engine.play import Case


def _lane(lane_id: str, *content: str) -> str:
    return f'<bpmn:lane id="{lane_id}" name="{lane_id}">{"".join(content)}</bpmn:lane>'


def _holds(node_id: str) -> str:
    return f"<bpmn:flowNodeRef>{node_id}</bpmn:flowNodeRef>"


def _lanes(*lanes: str) -> str:
    return f'<bpmn:laneSet id="lanes">{"".join(lanes)}</bpmn:laneSet>'


def test_the_innermost_lane_wins() -> None:
    inner = f"<bpmn:childLaneSet id='c'>{_lane('desk', _holds('work'))}</bpmn:childLaneSet>"
    lanes = _lanes(_lane("office", _holds("work"), inner))
    case = Case(draw(lanes, started(), user("work"), ended(), flows("started > work > ended")))
    assert case.last.tasks[0].lane == "desk"


def test_a_task_in_a_subprocess_has_the_lane_of_the_subprocess() -> None:
    part = subprocess("part", started("s"), user("work"), ended("e"), flows("s > work > e"))
    case = Case(
        draw(
            _lanes(_lane("office", _holds("part"))), started(), part, ended(), flows("started > part > ended")
        )
    )
    assert case.last.tasks[0].lane == "office"


def test_a_data_object_is_null_until_it_is_written() -> None:
    data = node("dataObject", "claim") + node("dataObjectReference", "claim_here", dataObjectRef="claim")
    writes = user(
        "work",
        "<bpmn:dataOutputAssociation><bpmn:targetRef>claim_here</bpmn:targetRef></bpmn:dataOutputAssociation>",
    )
    case = Case(draw(data, started(), writes, ended(), flows("started > work > ended")))
    assert case.variables() == {"claim": None}
    assert case.complete("work", claim="A-1").variables() == {"claim": "A-1"}


def test_a_data_object_given_at_the_start_is_kept() -> None:
    case = Case(
        draw(node("dataObject", "claim"), started(), user("work"), ended(), flows("started > work > ended")),
        {"claim": 1},
    )
    assert case.variables() == {"claim": 1}
