"""The runner of the conformance kit, on conformance cases of our own."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from workflows.dmn.tck import Verdict, is_same, main, run_directory

KIT = Path(__file__).parent / "kit"


def write_kit(folder: Path, expected: str, logic: str) -> None:
    folder = folder / "compliance-level-3" / "0001-own"
    folder.mkdir(parents=True)
    (folder / "own.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:own" name="own">'
        f'<decision name="d" id="d"><variable name="d"/>{logic}</decision></definitions>'
    )
    (folder / "own-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        "<modelName>own.dmn</modelName>"
        f'<testCase id="1"><resultNode name="d" type="decision"><expected>{expected}</expected></resultNode>'
        "</testCase></testCases>"
    )


LITERAL = "<literalExpression><text>1 + 1</text></literalExpression>"


def test_our_conformance_cases_pass() -> None:
    outcomes = run_directory(KIT)
    assert {outcome.level for outcome in outcomes} == {"2", "3"}
    assert [outcome for outcome in outcomes if outcome.verdict is not Verdict.PASSED] == []


def test_counts_are_printed_by_level(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_kit(tmp_path, '<value xsi:type="xsd:decimal">2</value>', LITERAL)
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "level 3: 1/1 passed\nall: 1/1 passed\n"


def test_a_failure_is_listed_with_its_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_kit(tmp_path, '<value xsi:type="xsd:decimal">3</value>', LITERAL)
    assert main([str(tmp_path), "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert (summary["passed"], summary["total"]) == (0, 1)
    assert summary["failures"][0]["reason"] == "d: expected Decimal('3'), got Decimal('2')"


def test_a_folder_without_cases_is_a_failure(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1


def test_external_functions_are_counted_apart(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_kit(
        tmp_path,
        '<value xsi:type="xsd:decimal">3</value>',
        '<literalExpression><text>(function(a) external {java: {class: "x"}})(1)</text></literalExpression>',
    )
    assert main([str(tmp_path)]) == 0
    assert "0/0 passed, 1 not supported" in capsys.readouterr().out


def test_a_model_that_cannot_be_read_fails_its_cases(tmp_path: Path) -> None:
    write_kit(tmp_path, "", "<decisionTable hitPolicy='BEST'/>")
    assert [outcome.verdict for outcome in run_directory(tmp_path)] == [Verdict.FAILED]


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("2", "2.0", True),
        ("2.1", "2.10000000001", False),
        ("3.16227766", "3.162277660168379332", True),
        ("3.16227766", "3.1623", False),
    ],
)
def test_numbers_may_differ_only_where_the_kit_rounded(expected: str, actual: str, same: bool) -> None:
    assert is_same(Decimal(expected), Decimal(actual)) is same


def test_a_number_is_no_text() -> None:
    assert not is_same(Decimal(1), "1")
    assert not is_same(None, False)
    assert is_same({"a": [Decimal(1)]}, {"a": [Decimal("1.0")]})
