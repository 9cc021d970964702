"""The token game finds joins that never fire and flows that carry two tokens, and shows the way there."""

from typing import Any

import pytest

from tests.workflows.bpmn_models import (
    Element,
    boundary,
    catch,
    draw,
    end,
    event,
    gateway,
    service,
    start,
    sub,
    timer,
    user,
)
from workflows.bpmn import read_model
from workflows.lint import Code, Finding, lint
from workflows.lint.net import build_net
from workflows.lint.runs import explore

ABOUT = {Code.DEADLOCK, Code.LACK_OF_SYNCHRONISATION, Code.SOUNDNESS_GIVEN_UP}
ACTS = (service("a"), service("b"))


def find(*nodes: Element, flows: list[str], **options: Any) -> list[Finding]:
    findings = lint({"process.bpmn": draw("sample", *nodes, flows=flows, **options)})
    return [finding for finding in findings if finding.code in ABOUT]


def test_an_exclusive_split_into_a_parallel_join_is_a_deadlock() -> None:
    (finding,) = find(
        gateway("which"),
        gateway("joined", "parallel"),
        *ACTS,
        flows=["start > which", "which > a | x > 1", "which > b | default", "a > joined > end", "b > joined"],
    )
    assert (finding.code, finding.element_id) == (Code.DEADLOCK, "joined")
    assert finding.path == ("start", "which", "a")
    assert "a token from b" in finding.message


def test_a_parallel_split_into_an_exclusive_merge_runs_twice() -> None:
    (finding,) = find(
        gateway("both", "parallel"),
        gateway("merged"),
        *ACTS,
        flows=["start > both > a > merged > end", "both > b > merged"],
    )
    assert finding.code is Code.LACK_OF_SYNCHRONISATION
    assert finding.path == ("start", "both", "a", "merged", "b", "merged")


def test_a_parallel_split_and_join_is_sound() -> None:
    nodes = (gateway("both", "parallel"), gateway("joined", "parallel"), *ACTS)
    assert find(*nodes, flows=["start > both > a > joined > end", "both > b > joined"]) == []


def test_an_inclusive_split_and_join_is_sound() -> None:
    nodes = (gateway("some", "inclusive"), gateway("joined", "inclusive"), *ACTS)
    flows = ["start > some", "some > a | x > 1", "some > b | default", "a > joined > end", "b > joined"]
    assert find(*nodes, flows=flows) == []


def test_an_inclusive_split_into_a_parallel_join_is_a_deadlock() -> None:
    nodes = (gateway("some", "inclusive"), gateway("joined", "parallel"), *ACTS)
    flows = ["start > some", "some > a | x > 1", "some > b | default", "a > joined > end", "b > joined"]
    assert [finding.code for finding in find(*nodes, flows=flows)] == [Code.DEADLOCK]


def test_an_inclusive_join_waits_for_a_loop_in_a_branch() -> None:
    nodes = (
        gateway("some", "inclusive"),
        gateway("joined", "inclusive"),
        gateway("again"),
        gateway("merge"),
        *ACTS,
    )
    flows = ["start > some", "some > merge > a > again", "again > merge | x > 1", "again > joined | default"]
    assert find(*nodes, flows=[*flows, "some > b | default", "b > joined > end"]) == []


def test_a_loop_back_into_one_branch_of_a_parallel_part_is_a_fault() -> None:
    nodes = (
        gateway("merge"),
        gateway("both", "parallel"),
        gateway("joined", "parallel"),
        gateway("ok"),
        *ACTS,
    )
    flows = ["start > both", "both > merge > a > joined", "both > b > joined > ok"]
    codes = [f.code for f in find(*nodes, flows=[*flows, "ok > merge | x > 1", "ok > end | default"])]
    assert codes == [Code.DEADLOCK]


def test_an_interrupting_timer_that_skips_a_join_is_a_deadlock() -> None:
    nodes = (gateway("both", "parallel"), gateway("joined", "parallel"), user("ask"), service("b"))
    late = (boundary("late", "ask", timer("P5D")), end("given_up"))
    flows = ["start > both > ask > joined > end", "both > b > joined", "late > given_up"]
    (finding,) = find(*nodes, *late, flows=flows)
    assert finding.code is Code.DEADLOCK
    assert "late" in finding.path


def test_a_reminder_that_rejoins_the_main_way_runs_it_twice() -> None:
    nodes = (user("ask"), boundary("late", "ask", timer("P5D"), interrupting=False), gateway("merged"))
    flows = ["start > ask > merged > end", "late > merged"]
    assert [finding.code for finding in find(*nodes, flows=flows)] == [Code.LACK_OF_SYNCHRONISATION]


def test_a_reminder_with_its_own_end_is_sound() -> None:
    nodes = (user("ask"), boundary("late", "ask", timer("P5D"), interrupting=False), end("reminded"))
    assert find(*nodes, flows=["start > ask > end", "late > reminded"]) == []


def test_a_deadlock_inside_a_subprocess_is_not_hidden_by_its_timer() -> None:
    inner = sub(
        "inner",
        gateway("which"),
        gateway("joined", "parallel"),
        *ACTS,
        flows=[
            "inner_start > which",
            "which > a | x > 1",
            "which > b | default",
            "a > joined > inner_end",
            "b > joined",
        ],
    )
    nodes = (inner, boundary("late", "inner", timer("P5D")), end("given_up"))
    (finding,) = find(*nodes, flows=["start > inner > end", "late > given_up"])
    assert (finding.code, finding.element_id) == (Code.DEADLOCK, "joined")


def test_an_error_end_leaves_the_subprocess_and_its_other_tokens() -> None:
    flows = ["inner_start > both > a > failed", "both > b > inner_end"]
    inner = sub(
        "inner", gateway("both", "parallel"), *ACTS, end("failed", event("error", "broken")), flows=flows
    )
    nodes = (inner, boundary("caught", "inner", event("error", "broken")), end("mended"))
    assert find(*nodes, flows=["start > inner > end", "caught > mended"], errors=["broken"]) == []


def test_a_terminate_end_takes_the_waiting_token_with_it() -> None:
    nodes = (gateway("both", "parallel"), *ACTS, end("stopped", event("terminate")))
    assert find(*nodes, flows=["start > both > a > stopped", "both > b > end"]) == []


def test_each_start_event_is_tried() -> None:
    nodes = (start("begun"), start("rung", event("message", "arrived")), gateway("joined", "parallel"))
    flows = ["begun > joined > end", "rung > joined"]
    assert [f.code for f in find(*nodes, flows=flows, messages=["arrived"])] == [Code.DEADLOCK]


def test_an_event_gateway_takes_one_way_only() -> None:
    nodes = (
        gateway("first", "eventBased"),
        catch("late", timer("P5D")),
        catch("heard", event("signal", "bell")),
    )
    flows = ["start > first > late > joined > end", "first > heard > joined"]
    found = find(*nodes, gateway("joined", "parallel"), flows=flows, signals=["bell"])
    assert [finding.code for finding in found] == [Code.DEADLOCK]


def wide(branches: int) -> bytes:
    """Many parallel branches with a choice each: exponentially many situations."""
    nodes = [gateway("both", "parallel"), gateway("joined", "parallel")]
    flows = ["start > both", "joined > end"]
    for n in range(branches):
        nodes += [gateway(f"which_{n}"), gateway(f"merge_{n}"), user(f"a_{n}"), user(f"b_{n}")]
        nodes += [boundary(f"late_{n}", f"a_{n}", timer("P1D"))]
        flows += [f"both > which_{n} > a_{n} > merge_{n} > joined", f"which_{n} > b_{n} > merge_{n}"]
        flows += [f"late_{n} > merge_{n}"]
    return draw("sample", *nodes, flows=flows)


def test_the_search_says_when_it_gives_up() -> None:
    found = [f for f in lint({"process.bpmn": wide(14)}) if f.code in ABOUT]
    assert [(finding.code, finding.severity) for finding in found] == [(Code.SOUNDNESS_GIVEN_UP, "info")]


@pytest.mark.parametrize(("bound", "complete"), [(3, False), (100, True)])
def test_the_bound_counts_markings(bound: int, complete: bool) -> None:
    net = build_net(read_model(wide(2)).process)
    assert explore(net, most_markings=bound).complete is complete
