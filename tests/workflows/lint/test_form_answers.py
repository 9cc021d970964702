"""Expressions, decisions and scenarios expect of a form's questions only what these can answer."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.bpmn_models import draw, gateway, rule, service, user
from workflows.lint import Answer, Code, Finding, KnownNames, lint

ASKED = {
    "amount": Answer.of("money"),
    "channel": Answer.of("choice", frozenset({"counter", "phone"})),
    "born_on": Answer.of("date"),
    "is_member": Answer.of("boolean"),
    "topics": Answer.of("choices", frozenset({"tax", "pension"})),
    "niss": Answer.of("niss"),
}
NAMES = KnownNames(forms={"tests/form": frozenset(ASKED)}, answers={"tests/form": ASKED})
MANIFEST: Mapping[str, Any] = {
    "process": "sample",
    "variables": {"elsewhere": {"type": "string"}, "born_on": {"type": "date"}},
    "roles": {"team": "caseworker"},
}
ACTS = (service("a", operation=None), service("b", operation=None))
WAYS = ["start > ask > which", "which > a | {} ", "which > b | default", "a > end", "b > end"]
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="sort" name="Sort"><decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="Channel"><inputExpression id="ie"><text>channel</text></inputExpression></input>
<output id="o" name="out"/>
<rule id="r1"><inputEntry id="c1"><text>CELL</text></inputEntry><outputEntry id="o1"><text>1</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c2"><text>-</text></inputEntry><outputEntry id="o2"><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def find(*nodes: Any, flows: list[str], files: Mapping[str, bytes] | None = None) -> list[Finding]:
    drawn = draw("sample", *nodes, flows=flows)
    found = lint({"process.bpmn": drawn, **(files or {})}, MANIFEST, NAMES)
    return [one for one in found if one.code in (Code.CONTRADICTS_FORM, Code.SCENARIO_CONTRADICTS_FORM)]


def ask(condition: str, **options: Any) -> list[Finding]:
    flows = [way.format(condition) for way in WAYS]
    return find(user("ask", **options), gateway("which"), *ACTS, flows=flows)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ('amount = "12"', 'amount is compared with "12", and it answers a number, not a text'),
        ("channel = 3", "channel is compared with 3, and it answers a text, not a number"),
        ('channel = "post"', "it does not offer 'post' but counter, phone"),
        ('channel in ("phone", "post")', "it does not offer 'post'"),
        ('born_on > "2026-01-01"', "it answers a date, not a text"),
        ('is_member = "yes"', "it answers yes or no, not a text"),
        ("amount between 1 and true", "it answers a number, not yes or no"),
        ('is_member = true and channel = "letter"', "it does not offer 'letter'"),
    ],
)
def test_a_condition_that_no_answer_meets_is_refused_at_its_place(condition: str, words: str) -> None:
    (found,) = ask(condition)
    assert (found.code, found.file) == (Code.CONTRADICTS_FORM, "process.bpmn")
    assert words in found.message
    assert found.line
    assert found.way_out


@pytest.mark.parametrize(
    "condition",
    [
        "amount > 12.5", 'channel = "phone"', "channel = null", 'born_on > date("2026-01-01")', 'niss = "800517"',
        'elsewhere = "post"', "is_member",
    ],
)  # fmt: skip
def test_what_an_answer_can_meet_is_let_be(condition: str) -> None:
    assert ask(condition) == []


def test_an_output_that_takes_the_answer_over_is_known_by_its_question() -> None:
    (found,) = ask('way = "post"', outputs={"way": "result.channel"})
    assert "way is compared" in found.message


def test_an_output_that_compares_the_answer_itself_is_looked_at() -> None:
    (found,) = ask("fits", outputs={"fits": 'result.channel = "post"'})
    assert found.element_id == "ask"


def test_a_variable_that_something_else_writes_too_is_let_be() -> None:
    flows = ["start > other > ask > which", *[way.format('channel = "post"') for way in WAYS[1:]]]
    other = service("other", operation=None, outputs={"channel": '"post"'})
    assert find(other, user("ask"), gateway("which"), *ACTS, flows=flows) == []


@pytest.mark.parametrize(("cell", "count"), [('"phone", "post"', 1), ('"phone"', 0), ("> 3", 1), ("null", 0)])
def test_a_cell_of_a_decision_asks_for_what_can_be_answered(cell: str, count: int) -> None:
    files = {"decisions/sort.dmn": DMN.replace("CELL", cell.replace(">", "&gt;")).encode()}
    found = find(
        user("ask"), rule("sorted", "sort", "out"), flows=["start > ask > sorted > end"], files=files
    )
    assert len(found) == count
    assert all("Rule 1 of sort asks for Channel" in one.message for one in found)


def play(answers: str) -> list[Finding]:
    text = (
        f"- name: Somebody asks\n  on: 2026-03-02\n  steps:\n    - complete: ask\n      with: {{{answers}}}\n"
    )
    files = {"scenarios/one.yaml": text.encode()}
    return find(user("ask"), flows=["start > ask > end"], files=files)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("amount: '12'", "ask is given amount = '12', and it answers a number, not a text"),
        ("channel: post", "it does not offer 'post' but counter, phone"),
        ("topics: tax", "it answers a list, not a text"),
        ("topics: [tax, work]", "it does not offer 'work' but pension, tax"),
        ("is_member: 'yes'", "it answers yes or no, not a text"),
        ("niss: 80051700148", "it answers a text, not a number"),
    ],
)
def test_a_scenario_that_answers_otherwise_is_refused_with_its_line(answers: str, words: str) -> None:
    (found,) = play(answers)
    assert (found.code, found.file, found.line) == (Code.SCENARIO_CONTRADICTS_FORM, "scenarios/one.yaml", 5)
    assert words in found.message


@pytest.mark.parametrize(
    "answers",
    [
        "amount: 12.5, channel: phone", "topics: [tax]", "born_on: 2026-01-01", "born_on: '2026-01-01'",
        "channel: null",
    ],
)  # fmt: skip
def test_a_scenario_that_answers_what_is_asked_is_let_be(answers: str) -> None:
    assert play(answers) == []
