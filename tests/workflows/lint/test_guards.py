"""Guards: a path that breaks a legal promise is found and named; one that keeps it is not."""

from typing import Any

import pytest

from tests.workflows.bpmn_models import (
    Element,
    boundary,
    call,
    draw,
    end,
    gateway,
    service,
    sub,
    tag,
    timer,
    user,
)
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, Finding, KnownNames, lint, read_guards_text
from workflows.yaml_source import SourceRefused

COURT = """
guards:
  - id: contact_before_court
    title: Nobody is taken to court before a personal contact.
    legal_basis: [charter]
    every_path_to: {operation: recovery.transfer_to_court}
    passes:
      - {operation: recovery.formal_notice}
      - any: [{form: "*/contact"}, {property: {step: personal_contact}}]
"""
REFUSAL = """
guards:
  - id: refusal_by_letter
    title: A refusal is notified by a letter.
    every_path_ending: {end: "*refus*"}
    passes: [{operation: letters.send, letter: "*refusal"}]
"""
NOTICE = service("notice", "recovery.formal_notice")
CONTACT = user("contact", form="recovery/contact")
COURTED = service("court", "recovery.transfer_to_court")


def find(
    guards: str, *nodes: Element, flows: list[str], manifest: Any = None, names: Any = None
) -> list[Finding]:
    files = {"process.bpmn": draw("sample", *nodes, flows=flows)}
    found = lint(files, manifest, names or KnownNames(), guards=read_guards_text(guards))
    return [finding for finding in found if finding.code in (Code.GUARD_VIOLATED, Code.GUARD_GIVEN_UP)]


def test_a_path_that_passes_everything_in_order_keeps_the_guard() -> None:
    assert find(COURT, NOTICE, CONTACT, COURTED, flows=["start > notice > contact > court > end"]) == []


def test_a_path_around_the_contact_is_named() -> None:
    flows = ["start > notice > which", "which > contact | x > 1", "which > merged | default"]
    nodes = (NOTICE, CONTACT, COURTED, gateway("which"), gateway("merged"))
    (finding,) = find(COURT, *nodes, flows=[*flows, "contact > merged > court > end"])
    assert finding.path == ("start", "notice", "which", "merged", "court")
    assert finding.element_id == "court"
    assert "form */contact or step personal_contact" in finding.message
    assert "start > notice > which > merged > court" in finding.message


def test_the_wrong_order_breaks_the_guard() -> None:
    (finding,) = find(COURT, NOTICE, CONTACT, COURTED, flows=["start > contact > notice > court > end"])
    assert finding.code is Code.GUARD_VIOLATED


def test_a_contact_that_a_timer_cut_short_does_not_count() -> None:
    late = boundary("late", "contact", timer("P10D"))
    flows = ["start > notice > contact > merged > court > end", "late > merged"]
    (finding,) = find(COURT, NOTICE, CONTACT, late, gateway("merged"), COURTED, flows=flows)
    assert finding.path == ("start", "notice", "contact", "late", "merged", "court")


def test_a_contact_on_a_joined_parallel_branch_counts() -> None:
    nodes = (gateway("both", "parallel"), gateway("joined", "parallel"), service("other"))
    flows = ["start > notice > both > contact > joined > court > end", "both > other > joined"]
    assert find(COURT, NOTICE, CONTACT, COURTED, *nodes, flows=flows) == []


def test_a_contact_on_a_parallel_branch_that_is_not_awaited_does_not_count() -> None:
    flows = ["start > notice > both > contact > talked", "both > court > end"]
    nodes = (gateway("both", "parallel"), end("talked"))
    assert len(find(COURT, NOTICE, CONTACT, COURTED, *nodes, flows=flows)) == 1


def test_a_property_marks_a_step() -> None:
    marked = user("talk", body="")
    marked = Element(marked.tag, "talk", extensions=tag("property", name="step", value="personal_contact"))
    assert find(COURT, NOTICE, marked, COURTED, flows=["start > notice > talk > court > end"]) == []


def test_steps_inside_a_subprocess_count() -> None:
    inner = sub("inner", NOTICE, CONTACT, flows=["inner_start > notice > contact > inner_end"])
    assert find(COURT, inner, COURTED, flows=["start > inner > court > end"]) == []


def test_a_called_process_is_looked_into() -> None:
    called = read_model(draw("ladder", NOTICE, CONTACT, flows=["start > notice > contact > end"]))
    names = KnownNames(processes={"ladder": CalledProcess(called)})
    flows = ["start > climb > court > end"]
    assert find(COURT, call("climb", "ladder"), COURTED, flows=flows, names=names) == []


def test_a_way_to_court_inside_a_called_process_is_named_with_the_call() -> None:
    called = read_model(draw("suit", COURTED, flows=["start > court > end"]))
    names = KnownNames(processes={"suit": CalledProcess(called)})
    (finding,) = find(COURT, call("sue", "suit"), flows=["start > sue > end"], names=names)
    assert finding.path == ("start", "sue", "sue/start", "sue/court")
    assert finding.element_id == "sue"


def test_a_guard_whose_place_is_absent_does_not_apply() -> None:
    assert find(COURT, NOTICE, flows=["start > notice > end"]) == []


def test_every_refusal_needs_its_letter() -> None:
    flows = ["start > which", "which > letter | x > 1", "which > refused | default", "letter > was_refused"]
    letter = service("letter", "letters.send", inputs={"letter": '"benefit_refusal"'})
    (finding,) = find(REFUSAL, gateway("which"), letter, end("refused"), end("was_refused"), flows=flows)
    assert finding.path == ("start", "which", "refused")


def test_the_letter_must_be_the_right_one() -> None:
    letter = service("letter", "letters.send", inputs={"letter": '"welcome"'})
    assert len(find(REFUSAL, letter, end("refused"), flows=["start > letter > refused"])) == 1


NEVER = """
guards:
  - id: no_claim_after_waiver
    title: What was waived is not claimed.
    never: [{operation: recovery.waive}, {operation: recovery.claim}]
"""
WAIVE, CLAIM = service("waive", "recovery.waive"), service("claim", "recovery.claim")


def test_a_forbidden_order_is_named() -> None:
    (finding,) = find(NEVER, WAIVE, CLAIM, flows=["start > waive > claim > end"])
    assert finding.path == ("start", "waive", "claim")


def test_the_other_order_is_allowed() -> None:
    assert find(NEVER, WAIVE, CLAIM, flows=["start > claim > waive > end"]) == []


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: []", "must be one list under guards"),
        ("guards:\n  - title: x\n    never: [{node: a}]", "guards.yaml:2: guards[0]: id is missing"),
        ("guards:\n  - id: a\n    title: x", "exactly one of"),
        ("guards:\n  - id: a\n    title: x\n    every_path_to: {node: b}", "either passes or within"),
        ("guards:\n  - id: a\n    title: x\n    never: [{nod: b}]", "unknown selector; did you mean 'node'"),
        ("guards:\n  - id: a\n    title: x\n    every_path_to: {node: b}\n    within: soon", "such as P4M"),
        (
            "guards:\n  - id: a\n    title: x\n    never: [{node: a}]\n    since: {node: b}",
            "goes with within",
        ),
        ("guards:\n  - id: a\n    title: x\n    nevr: []", "unknown key; did you mean 'never'"),
    ],
)
def test_a_faulty_guards_file_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read_guards_text(text)
    assert words in str(refusal.value)
