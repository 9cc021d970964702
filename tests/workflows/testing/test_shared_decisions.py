"""Rule tables that stand beside the processes are held to cases, to each rule and to the analysis."""

from pathlib import Path

import pytest

from tests.workflows.dmn.models import decision, input_data, model, table
from workflows.testing.plugin import is_shared
from workflows.testing.shared_decisions import run_all_shared, run_shared

CASES = """
- name: Few
  inputs: {n: 1}
  outputs: 1
- name: Many
  inputs: {n: 7}
  outputs: 2
"""


def write_table(folder: Path, rules: list[list[str]], cases: str | None = CASES) -> Path:
    path = folder / "decisions" / "size.dmn"
    path.parent.mkdir()
    logic = table(["n"], ["o"], rules)
    path.write_bytes(model(input_data("n", "number") + decision("size", logic, needs=("input:n",))))
    if cases is not None:
        path.with_suffix(".cases.yaml").write_text(cases, encoding="utf-8")
    return path


def test_a_complete_table_with_cases_for_each_rule_passes(tmp_path: Path) -> None:
    write_table(tmp_path, [["< 5", "1"], [">= 5", "2"]])
    (report,) = run_all_shared(tmp_path)
    assert (report.name, report.passed, len(report.cases), report.rules) == ("size", True, 2, 2)


@pytest.mark.parametrize(
    ("rules", "cases", "told"),
    [
        ([["< 5", "1"], ["(5..9]", "2"], ["> 9", "2"]], CASES, "no case takes rule 3"),
        ([["< 5", "1"], ["> 5", "2"]], CASES, "no rule for n: 5"),
        ([["<= 5", "1"], [">= 5", "2"]], CASES, "rules 1 and 2 both match"),
        ([["< 5", "1"], [">= 5", "3"]], CASES, "expected 2, got 3"),
        ([["< 5", "1"], [">= 5", "2"]], None, "has no cases"),
    ],
)
def test_each_weakness_is_told(rules: list[list[str]], cases: str | None, told: str, tmp_path: Path) -> None:
    report = run_shared(write_table(tmp_path, rules, cases))
    assert not report.passed
    assert told in "\n".join(report.problems)


def test_a_table_is_shared_when_it_stands_beside_the_processes(tmp_path: Path) -> None:
    (tmp_path / "loan").mkdir()
    (tmp_path / "loan/process.yaml").write_text("process: loan", encoding="utf-8")
    assert is_shared(tmp_path / "decisions/size.dmn")
    assert not is_shared(tmp_path / "loan/decisions/size.dmn")
