"""Cases beside a model: read with places, run strictly, with the rules they leave out."""

from pathlib import Path

import pytest

from tests.workflows.dmn.models import decision, input_data, literal, model, table
from workflows.dmn import Definitions, read
from workflows.dmn.cases import CasesReport, read_cases, run_cases, run_file
from workflows.yaml_source import SourceRefused

RULES = [['"death"', "1", '"high"'], ['"question"', "10", '"low"']]


def triage() -> bytes:
    logic = table(["topic"], ["days", "urgency"], RULES)
    return model(input_data("topic", "string") + decision("triage", logic, needs=("input:topic",)))


def run(text: str, definitions: Definitions | None = None) -> CasesReport:
    return run_cases(definitions or read(triage()), read_cases(text, file="triage.cases.yaml"))


def test_a_case_passes_when_outputs_and_rule_are_as_written() -> None:
    report = run("- {name: death, inputs: {topic: death}, outputs: {days: 1, urgency: high}, rule: 1}")
    assert report.passed
    assert [rule.rule_id for rule in report.uncovered] == ["r2"]
    assert report.rules == 2


def test_other_outputs_fail_with_both_values() -> None:
    report = run("- {name: death, inputs: {topic: death}, outputs: {days: 2, urgency: high}}")
    assert report.results[0].problems == (
        "expected {'days': 2, 'urgency': 'high'}, got {'days': 1, 'urgency': 'high'}",
    )


def test_another_rule_fails() -> None:
    report = run("- {name: death, inputs: {topic: death}, outputs: {days: 1, urgency: high}, rule: r2}")
    assert report.results[0].problems == ("expected rule r2 to fire, fired: 1",)


def test_a_refusal_can_be_expected() -> None:
    assert run("- {name: weather, inputs: {topic: weather}, refused: no rule}").passed


def test_an_answer_where_a_refusal_is_expected_fails() -> None:
    assert not run("- {name: death, inputs: {topic: death}, refused: no rule}").passed


def test_a_refusal_where_an_answer_is_expected_fails_with_its_reason() -> None:
    report = run("- {name: weather, inputs: {topic: weather}, outputs: 1}")
    assert "no rule matches topic = 'weather'" in report.results[0].problems[0]


def test_dates_and_durations_are_written_as_text() -> None:
    body = input_data("on", "date") + decision("due", literal('on + duration("P3D")'), needs=("input:on",))
    report = run("- {name: due, inputs: {on: 2026-05-12}, outputs: 2026-05-15}", read(model(body)))
    assert report.passed


def test_now_can_be_set() -> None:
    body = decision("today", literal("today()"), kind="date")
    case = "- {name: now, outputs: 2026-05-12, now: 2026-05-12T09:00:00+02:00}"
    assert run(case, read(model(body))).passed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- name: a\n  outputs: 1\n  output: 2\n", r"triage.cases.yaml:3: \[0\].output: unknown key"),
        ("- outputs: 1\n", "'name' is missing"),
        ("- name: a\n", "either outputs or refused"),
        ("- {name: a, refused: maybe}\n", "no rule"),
        ("name: a\n", "triage.cases.yaml:1"),
        ("- {name: a, outputs: 1, now: 2026-05-12T09:00:00}\n", "needs an offset"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(SourceRefused, match=message):
        read_cases(text, file="triage.cases.yaml")


def test_a_model_with_several_answers_asks_for_the_decision() -> None:
    report = run(
        "- {name: a, outputs: 1}", read(model(decision("a", literal("1")) + decision("b", literal("2"))))
    )
    assert "name the decision: a, b" in report.results[0].problems[0]


def test_the_file_beside_the_model_is_run(tmp_path: Path) -> None:
    (tmp_path / "triage.dmn").write_bytes(triage())
    (tmp_path / "triage.cases.yaml").write_text(
        "- {name: question, decision: triage, inputs: {topic: question}, outputs: {days: 10, urgency: low}}"
    )
    assert run_file(tmp_path / "triage.dmn").passed


def test_a_model_without_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "triage.dmn").write_bytes(triage())
    with pytest.raises(SourceRefused, match="has no cases"):
        run_file(tmp_path / "triage.dmn")
