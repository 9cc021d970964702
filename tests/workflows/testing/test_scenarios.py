import pytest

from tests.workflows.testing.conftest import SCENARIOS
from workflows.testing.scenarios import read_scenarios_text
from workflows.yaml_source import SourceRefused

HEAD = "- name: A member\n  on: 2026-05-12\n  data: {book: Tintin}\n"
DONE = "  steps: [{complete: check_reader, with: {is_member: true}}]\n"


def list_problems(play, text: str) -> str:
    return "\n".join(problem for result in play(text) for problem in result.problems)


def test_scenarios_that_hold_have_no_problem(play):
    assert [result.problems for result in play(SCENARIOS)] == [(), (), ()]


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ("{ends_at: refused}", "ended at lent, expected refused"),
        ("{ends_at: null}", "ended at lent, expected to be still running"),
        ("{waiting: check_reader}", "waits at nothing, expected check_reader"),
        ("{data: {loan_days: 20}}", "loan_days is 21, expected 20"),
        ("{data: {shelf: A3}}", "shelf is not set, expected 'A3'"),
        ("{calls: [library.hand_out]}", "called library.hand_out, library.remind, expected library.hand_out"),
        (
            "{calls: [{operation: library.hand_out, with: {days: 7}}, library.remind]}",
            "given days = 21, expected 7",
        ),
        ("{messages: [reader_asked]}", "sent nothing, expected reader_asked"),
        ("{passes: [gave_up]}", "did not pass gave_up"),
        ("{never: [hand_out_book]}", "passed hand_out_book, which it must never"),
        ("{service_levels: {hand_out: met_late}}", "the service level hand_out is met, expected met_late"),
        ("{service_levels: {hand_in: met}}", "there is no service level hand_in; there are: hand_out"),
        ("{service_levels: {hand_out: {target: 2026-05-18}}}", "target of hand_out is 2026-05-15 23:59"),
        ("{incidents: [hand_out_book]}", "incidents at nothing, expected hand_out_book"),
    ],
)
def test_a_wrong_expectation_is_told_in_a_sentence(play, expect, problem):
    assert problem in list_problems(play, f"{HEAD}{DONE}  expect: {expect}")


def test_a_problem_names_its_place(play):
    assert list_problems(play, f"{HEAD}{DONE}  expect: {{ends_at: refused}}").startswith("scenarios.yaml:1: ")


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("{complete: check_book}", "There is no open task 'check_book'; open are: check_reader"),
        ("{message: reader_came}", "Nobody waits for the message 'reader_came'; waiting are: none"),
        ("{advance: soon}", "'soon' is no span of time"),
        ("{advance_to: 2026-05-11}", "Time only moves forward"),
        ("{complete: check_reader, with: {is_member: perhaps}}", "'is_member' must be a boolean"),
    ],
)
def test_a_step_that_cannot_be_done_is_told_with_its_place(play, step, problem):
    told = list_problems(play, f"{HEAD}  steps:\n    - {step}\n  expect: {{}}")
    assert told.startswith("scenarios.yaml:5: ")
    assert problem in told


def test_an_operation_may_refuse(play):
    text = f"{HEAD}  operations: {{library.hand_out: {{error: SOLD, message: Sold}}}}\n{DONE}"
    text += "  expect: {incidents: [hand_out_book]}"
    assert list_problems(play, text) == ""


def test_an_incident_nobody_expects_fails_the_scenario(play):
    text = f"{HEAD}  operations: {{library.hand_out: {{error: SOLD}}}}\n{DONE}  expect: {{}}"
    assert "incidents at hand_out_book" in list_problems(play, text)


def test_an_operation_called_more_often_than_answered_is_told(play):
    text = f"{HEAD}  operations: {{library.hand_out: []}}\n{DONE}  expect: {{}}"
    assert "called more often than the scenario answers" in list_problems(play, text)


def test_timers_fire_at_their_instant_when_time_passes(play):
    text = f"{HEAD}  steps: [{{advance: 5 working days}}]\n"
    text += "  expect: {ends_at: lapsed, service_levels: {hand_out: met}}"
    assert list_problems(play, text) == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "- name: x\n  on: 2026-05-12\n  expects: {}",
            "s.yaml:3: [0].expects: unknown key; did you mean 'expect'?",
        ),
        ("- name: x\n  on: someday\n  expect: {}", "s.yaml:2: [0].on: 'someday' must be a day or an instant"),
        (
            "- name: x\n  on: 2026-05-12\n  expect: {}\n  steps:\n    - {completes: a}",
            "s.yaml:5: [0].steps[0].completes",
        ),
        (
            "- name: x\n  on: 2026-05-12\n  expect: {}\n  steps:\n    - {complete: a, advance: P1D}",
            "s.yaml:5: [0].steps[0]: a step is one of",
        ),
        (
            "- name: x\n  on: 2026-05-12\n  expect: {}\n  steps:\n    - {advance: P1D, with: {}}",
            "s.yaml:5: [0].steps[0].with: does not belong to the step advance",
        ),
        ("- {name: x, on: 2026-05-12, expect: {}}\n- {name: x, on: 2026-05-12, expect: {}}", "has this name"),
        (
            "- {name: x, on: 2026-05-12, expect: {service_levels: {a: fine}}}",
            "must be met, met_late, breached",
        ),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_with_its_place(text, problem):
    with pytest.raises(SourceRefused) as refusal:
        read_scenarios_text(text, file="s.yaml")
    assert problem in str(refusal.value)
