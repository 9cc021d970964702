"""Each promise of the workplace has its tests, which run with all others."""

from pathlib import Path

import pytest
import yaml

from tests.app.registers.named_tests import list_tests

FEATURES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("workplace_features.yaml").read_text(encoding="utf-8")
)
PROMISES = [(promise, tests) for told in FEATURES.values() for promise, tests in told.items()]


@pytest.mark.parametrize(("promise", "tests"), PROMISES)
def test_a_promise_has_its_tests(promise: str, tests: list[str]) -> None:
    named = [one.partition("::") for one in tests]
    assert named, promise
    assert [name for path, _, name in named if name not in list_tests(path)] == []
