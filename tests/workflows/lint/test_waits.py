"""A service level bounds a wait only when it runs on every way that leads there."""

from typing import Any

from tests.workflows.bpmn_models import Element, draw, gateway, service, user
from workflows.lint import Code, lint

LEVEL = {"id": "answer", "kind": "service", "target": 'duration("P5D")'}


def find(*nodes: Element, flows: list[str], **level: Any) -> list[str | None]:
    manifest = {"service_levels": [{**LEVEL, **level}]}
    findings = lint({"process.bpmn": draw("sample", *nodes, flows=flows)}, manifest)
    return [finding.element_id for finding in findings if finding.code is Code.UNBOUNDED_WAIT]


def test_a_level_that_starts_before_the_wait_bounds_it() -> None:
    flows = ["start > act > answer > end"]
    assert find(service("act"), user("answer"), flows=flows, start={"completed": "act"}) == []


def test_a_level_that_starts_on_a_side_way_does_not() -> None:
    nodes = (gateway("which"), gateway("merged"), service("act"), user("answer"))
    flows = [
        "start > which",
        "which > act | x > 1",
        "which > merged | default",
        "act > merged > answer > end",
    ]
    assert find(*nodes, flows=flows, start={"completed": "act"}) == ["answer"]


def test_a_level_that_stopped_before_the_wait_does_not() -> None:
    flows = ["start > act > answer > end"]
    assert find(service("act"), user("answer"), flows=flows, stop=["act", "ended"]) == ["answer"]


def test_a_level_stopped_before_the_wait_and_met_again_in_a_loop_does_not() -> None:
    nodes = (gateway("again"), gateway("which"), service("act"), user("answer"))
    flows = ["start > again > act > answer > which", "which > again | x > 1", "which > end | default"]
    assert find(*nodes, flows=flows, stop=["act"]) == ["answer"]


def test_a_level_that_starts_anew_in_a_loop_bounds_the_wait() -> None:
    nodes = (gateway("again"), gateway("which"), service("act"), service("after"), user("answer"))
    flows = ["start > again > act > answer > after > which", "which > again | x > 1", "which > end | default"]
    assert find(*nodes, flows=flows, start={"completed": "act"}, stop=["after"]) == []
