"""What choices on one way exclude each other, and when what they showed is forgotten."""

import pytest

from tests.workflows.bpmn_models import Element, boundary, call, draw, end, gateway, service, timer, user
from tests.workflows.lint.guard_findings import find
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, KnownNames
from workflows.lint.guard_choices import are_possible, find_facts

TOGETHER = [
    ('next = "ask"', 'next != "ask"', False),
    ("amount > 5", "amount <= 5", False),
    ("amount > 5", "amount < 9", True),
    ("amount >= 5", "amount = 5 and kind = null", True),
    ('next in ("ask", "answer")', 'next = "refuse"', False),
    ("is_known", "is_known = false", False),
    ("not(is_known)", "is_known = true", False),
    ('step.kind = "notice"', 'step.kind = "court"', False),
    ('step.kind = "notice"', 'other.kind = "court"', True),
    ("count(debts) > 1", "count(debts) = 0", True),  # not decided: a function may give anything
    ("left = right", "left != right", True),  # not decided: two variables
    ("a = 1 and b = 2 and c = 3 and d = 4 and e = 5 and f = 6", "a = 2", True),  # too many cases to try
]


@pytest.mark.parametrize(("one", "other", "possible"), TOGETHER)
def test_two_conditions_can_hold_together_or_not(one: str, other: str, possible: bool) -> None:
    facts = find_facts("", one, holds=True) | find_facts("", other, holds=True)
    assert are_possible(facts) is possible


def test_a_default_is_taken_when_no_condition_holds() -> None:
    told = find_facts("", 'doubtful or next = "refuse"', holds=False)
    assert not are_possible(told | find_facts("", 'next = "refuse"', holds=True))
    assert are_possible(told | find_facts("", 'next = "answer"', holds=True))


def test_what_two_calls_know_is_about_different_variables() -> None:
    assert are_possible(find_facts("a", "x = 1", holds=True) | find_facts("b", "x = 2", holds=True))


LOOKED_AT = """
guards:
  - id: looked_at
    title: No refusal without a second look.
    every_path_to: {node: refuse}
    passes: [{node: look}]
"""
WHICH = ["start > which", "which > look | bad or next = 1", "which > merged | default", "look > merged"]
NODES = (gateway("which"), user("look"), gateway("merged"), gateway("how"), user("refuse"))
HOW = ["how > refuse | next = 1", "how > end | default", "refuse > end"]


def test_a_way_that_two_choices_exclude_is_not_held_against_a_process() -> None:
    assert find(LOOKED_AT, *NODES, flows=[*WHICH, "merged > how", *HOW]) == []


def test_a_choice_that_leaves_a_gap_is_found() -> None:
    gap = [flow.replace("bad or next = 1", "bad") for flow in WHICH]
    (finding,) = find(LOOKED_AT, *NODES, flows=[*gap, "merged > how", *HOW])
    assert finding.path == ("start", "which", "merged", "how", "refuse")


@pytest.mark.parametrize(
    "between",
    [
        user("act", form="unknown/form"),
        service("act", outputs={"next": "result.next"}),
        call("act", "other", outputs={"*": "everything"}),
    ],
    ids=["a form that may ask it", "an operation", "a called process"],
)
def test_what_was_shown_is_forgotten_when_the_variable_may_change(between: Element) -> None:
    assert len(find(LOOKED_AT, *NODES, between, flows=[*WHICH, "merged > act > how", *HOW])) == 1


def test_what_was_shown_is_kept_over_a_node_that_writes_something_else() -> None:
    between = service("act", outputs={"other": "result.other"})
    assert find(LOOKED_AT, *NODES, between, flows=[*WHICH, "merged > act > how", *HOW]) == []


def test_a_variable_set_to_a_plain_value_is_known() -> None:
    nodes = (*NODES, service("act", outputs={"next": "1"}), service("other", outputs={"next": "2"}))
    known = ["start > act > way", "way > look | next = 1", "way > refuse | default", "look > refuse > end"]
    assert find(LOOKED_AT, *nodes, gateway("way"), flows=known) == []
    assert (
        len(find(LOOKED_AT, *nodes, gateway("way"), flows=[known[0].replace("act", "other"), *known[1:]]))
        == 1
    )


def test_a_variable_another_branch_may_write_meanwhile_is_not_relied_on() -> None:
    nodes = (*NODES, gateway("both", "parallel"), service("act", outputs={"next": "1"}), end("acted"))
    flows = ["start > both > which", "both > act > acted", *WHICH[1:], "merged > how", *HOW]
    assert len(find(LOOKED_AT, *nodes, flows=flows)) == 1


def test_a_variable_written_beside_a_timer_that_lets_go_on_is_not_relied_on() -> None:
    late = boundary("late", "wait", timer("P1D"), interrupting=False)
    nodes = (*NODES, user("wait"), late, service("act", outputs={"next": "1"}), end("acted"))
    flows = ["start > wait > which", "late > act > acted", *WHICH[1:], "merged > how", *HOW]
    assert len(find(LOOKED_AT, *nodes, flows=flows)) == 1


def called(outcome: str) -> KnownNames:
    told = [f'judged > look | outcome = "{outcome}"', "judged > over | default", "look > over"]
    model = draw(
        "decide",
        gateway("judged"),
        user("look"),
        gateway("over"),
        flows=["start > judged", *told, "over > end"],
    )
    return KnownNames(processes={"decide": CalledProcess(read_model(model))})


@pytest.mark.parametrize(("outcome", "found"), [("refusal", 0), ("grant", 1)])
def test_what_a_called_process_showed_counts_for_what_it_hands_out(outcome: str, found: int) -> None:
    flows = ["start > act > how", 'how > refuse | result = "refusal"', "how > end | default", "refuse > end"]
    act = call("act", "decide", outputs={"result": "outcome"})
    nodes = (act, gateway("how"), user("refuse"))
    guard = LOOKED_AT.replace("node: look", 'node: "*/look"')
    assert len(find(guard, *nodes, flows=flows, names=called(outcome))) == found
