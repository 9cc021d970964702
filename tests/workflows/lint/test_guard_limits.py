"""Limits of guards: a service level or a timer that surely ends in time holds them; nothing else does."""

from typing import Any

import pytest

from tests.workflows.bpmn_models import boundary, call, draw, end, gateway, service, sub, timer, user
from tests.workflows.lint.guard_findings import find
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, KnownNames

WITHIN = """
guards:
  - id: decision_in_time
    title: A decision is taken within four months.
    every_path_to: {node: decide}
    within: P4M
"""
DECIDE = user("decide")


def level(target: Any, stop: str = "ended") -> dict[str, Any]:
    return {"service_levels": [{"id": "decision", "start": "started", "stop": [stop], "target": target}]}


@pytest.mark.parametrize(
    "target",
    [
        {"value": 4, "unit": "months"},
        {"value": 60, "unit": "working_days"},
        'duration("P4M")',
        "P90D",
        '@"P1M"',
    ],
)
def test_a_short_service_level_keeps_the_limit(target: Any) -> None:
    assert find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=level(target)) == []


@pytest.mark.parametrize(
    "target", [{"value": 5, "unit": "months"}, "P123D", {"value": 200, "unit": "calendar_days"}]
)
def test_a_long_service_level_breaks_the_limit(target: Any) -> None:
    (finding,) = find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=level(target))
    assert (finding.code, finding.path) == (Code.GUARD_VIOLATED, ("start", "decide"))


def test_no_service_level_breaks_the_limit() -> None:
    assert [f.code for f in find(WITHIN, DECIDE, flows=["start > decide > end"])] == [Code.GUARD_VIOLATED]


def test_a_service_level_that_stops_before_the_decision_breaks_the_limit() -> None:
    nodes, flows = (user("hear"), DECIDE), ["start > hear > decide > end"]
    found = find(WITHIN, *nodes, flows=flows, manifest=level("P1M", stop="hear"))
    assert [finding.code for finding in found] == [Code.GUARD_VIOLATED]


@pytest.mark.parametrize(
    "target",
    [
        'deadline(asked_on, "4 months", "fund")',
        'deadline(asked_on, "90 days")',
        "working days after(asked_on, 20)",
    ],
)
def test_a_term_counted_from_a_day_of_the_case_is_read(target: str) -> None:
    assert find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=level(target)) == []


@pytest.mark.parametrize(
    "target", ['deadline(asked_on, "5 months", "fund")', "working days after(asked_on, 90)"]
)
def test_a_long_term_counted_from_a_day_breaks_the_limit(target: str) -> None:
    found = find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=level(target))
    assert [finding.code for finding in found] == [Code.GUARD_VIOLATED]


def test_a_service_level_with_one_stop_before_the_decision_breaks_the_limit() -> None:
    """It stops at the first of its stops, so that `ended` as the other one does not reach the decision."""
    manifest = {"service_levels": [{"start": "started", "stop": ["hear", "ended"], "target": "P1M"}]}
    found = find(WITHIN, user("hear"), DECIDE, flows=["start > hear > decide > end"], manifest=manifest)
    assert [finding.path for finding in found] == [("start", "hear", "decide")]


def select(selector: str) -> dict[str, Any]:
    return {"service_levels": [{"selector": selector, "target": "P1M"}]}


def test_a_service_level_of_some_cases_only_breaks_the_limit() -> None:
    found = find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=select('kind = "grant"'))
    assert [finding.code for finding in found] == [Code.GUARD_VIOLATED]


def test_a_service_level_of_just_the_cases_that_come_here_keeps_the_limit() -> None:
    flows = ["start > which", "which > decide | x>1", "which > end | default", "decide > end"]
    assert find(WITHIN, gateway("which"), DECIDE, flows=flows, manifest=select("x > 1")) == []


def test_a_service_level_of_one_of_two_ways_breaks_the_limit() -> None:
    flows = ["start > which", "which > hear | x > 1", "which > decide | default", "hear > decide > end"]
    nodes = (gateway("which"), user("hear"), gateway("decide"))
    assert len(find(WITHIN, *nodes, flows=flows, manifest=select("x > 1"))) == 1


SINCE = f"{WITHIN}    since: {{node: hear}}\n"
HEARD = {"service_levels": [{"start": {"completed": "hear"}, "stop": ["decide"], "target": "P1M"}]}


def test_a_limit_may_run_from_a_node_that_every_way_passes() -> None:
    assert find(SINCE, user("hear"), DECIDE, flows=["start > hear > decide > end"], manifest=HEARD) == []


def test_a_way_around_the_beginning_of_a_limit_breaks_it() -> None:
    flows = [
        "start > which",
        "which > hear | x > 1",
        "which > merged | default",
        "hear > merged > decide > end",
    ]
    nodes = (gateway("which"), user("hear"), gateway("merged"), DECIDE)
    assert len(find(SINCE, *nodes, flows=flows, manifest=HEARD)) == 1


def test_a_limit_does_not_run_from_a_node_the_guard_does_not_name() -> None:
    assert len(find(WITHIN, user("hear"), DECIDE, flows=["start > hear > decide > end"], manifest=HEARD)) == 1


def test_a_place_in_a_called_process_is_left_to_the_levels_of_that_process() -> None:
    names = KnownNames(
        processes={"study": CalledProcess(read_model(draw("study", DECIDE, flows=["start > decide > end"])))}
    )
    assert find(WITHIN, call("look", "study"), flows=["start > look > end"], names=names) == []


def test_a_target_computed_at_run_time_is_not_judged() -> None:
    found = find(WITHIN, DECIDE, flows=["start > decide > end"], manifest=level("deadline(asked, term)"))
    assert [finding.code for finding in found] == [Code.GUARD_GIVEN_UP]


def test_a_timer_around_the_decision_keeps_the_limit() -> None:
    inner = sub("inner", DECIDE, flows=["inner_start > decide > inner_end"])
    nodes = (inner, boundary("late", "inner", timer("P3M")), end("given_up"))
    assert find(WITHIN, *nodes, flows=["start > inner > end", "late > given_up"]) == []


ASKED = WITHIN.replace("within: P4M", "within: P4M\n    since: {node: asked}")


@pytest.mark.parametrize("steps", ["asked > decide", "asked > weigh > decide"])
def test_what_follows_the_beginning_of_the_limit_at_once_needs_no_service_level(steps: str) -> None:
    nodes = (user("asked"), service("weigh"), DECIDE)
    used = [node for node in nodes if node.id in steps]
    assert find(ASKED, *used, flows=[f"start > {steps} > end"]) == []


def test_what_follows_it_after_a_task_for_people_needs_one() -> None:
    nodes = (user("asked"), user("hear"), DECIDE)
    (finding,) = find(ASKED, *nodes, flows=["start > asked > hear > decide > end"])
    assert finding.path == ("start", "asked", "hear", "decide")
