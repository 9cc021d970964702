"""Each row of the fund's decisions D01 to D27 has cases that take it; the worked examples of benefits are all there."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.app.registers.named_tests import list_tests

CATALOGUE: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("decision_rows.yaml").read_text(encoding="utf-8")
)
ROWS = [(number, row) for number, told in CATALOGUE.items() for row in told["rows"]]
#: Bridging right, maternity to illness, supplementary pension, family allowances.
EXAMPLES = {
    *("e70", "e72", "e74", "e75", "e77"),
    *("e80", "e82", "e84", "e85", "e86", "e87", "e88", "e90", "e92", "e93", "e95", "e97"),
    *("e100", "e101", "e103", "e105", "e110", "e112", "e113", "e114"),
}


@cache
def list_cases(table: str) -> frozenset[str]:
    text = (Path(settings.PROCESSES_DIR) / f"{table}.cases.yaml").read_text(encoding="utf-8")
    return frozenset(case["name"] for case in yaml.safe_load(text))


def test_every_decision_is_catalogued() -> None:
    assert {number.split()[0] for number in CATALOGUE} == {f"D{number:02}" for number in range(1, 28)}


@pytest.mark.parametrize(("number", "row"), ROWS)
def test_a_row_is_taken_by_its_cases(number: str, row: str) -> None:
    told = CATALOGUE[number]
    for evidence in told["rows"][row]:
        path, colons, name = evidence.partition("::")
        assert name in list_tests(path) if colons else evidence in list_cases(told["table"])


@pytest.mark.parametrize("number", [number for number, told in CATALOGUE.items() if "table" in told])
def test_a_table_is_the_one_that_runs(number: str) -> None:
    """Its cases are played against this file by every run of the tests of `processes/`."""
    assert (Path(settings.PROCESSES_DIR) / f"{CATALOGUE[number]['table']}.dmn").exists()


def test_every_worked_example_of_benefits_is_a_test() -> None:
    written = " ".join(list_tests("tests/app/benefits/test_worked_examples.py"))
    assert {one for one in EXAMPLES if not re.search(rf"_{one}_", written)} == set()
