"""Guards: a path that breaks a legal promise is found and named; one that keeps it is not."""

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
from tests.workflows.lint.guard_findings import find
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, KnownNames, read_guards_text
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
        (
            "guards:\n  - id: a\n    title: x\n    never: [{node: a}]\n    not_in: [b]",
            "must map each process",
        ),
        (
            "guards:\n  - id: a\n    title: x\n    never: [{node: a}]\n    not_in:\n      b: {because: It may.}",
            "guards.yaml:6: guards[0].not_in.b: says why (because) and the law",
        ),
        ("guards:\n  - id: a\n    title: x\n    nevr: []", "unknown key; did you mean 'never'"),
    ],
)
def test_a_faulty_guards_file_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read_guards_text(text)
    assert words in str(refusal.value)
