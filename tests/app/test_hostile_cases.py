"""The register of hostile input names tests that are there, for each number it must hold."""

import re
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parents[2]
CASES: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "hostile_cases.yaml").read_text())
DEMANDED = [*range(1, 9), *range(20, 23), *range(50, 54)]


def test_each_demanded_number_stands_in_the_register() -> None:
    assert [name.partition(" ")[0] for name in CASES] == [f"S{number}" for number in DEMANDED]


@pytest.mark.parametrize("named", sorted({one for tests in CASES.values() for one in tests}))
def test_a_named_test_is_there(named: str) -> None:
    path, _, name = named.partition("::")
    assert re.search(rf"^def {name}\(", (HERE / path).read_text(), re.MULTILINE)
