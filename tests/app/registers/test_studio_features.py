"""Each promise of the studio has its tests, which run with all others; what is not built says so."""

from pathlib import Path

import pytest
import yaml

from tests.app.registers.named_tests import list_tests

FEATURES: dict[str, dict[str, list[str] | str]] = yaml.safe_load(
    Path(__file__).with_name("studio_features.yaml").read_text(encoding="utf-8")
)
PROMISES = [(promise, told) for feature in FEATURES.values() for promise, told in feature.items()]


@pytest.mark.parametrize(("promise", "tests"), [one for one in PROMISES if isinstance(one[1], list)])
def test_a_promise_has_its_tests(promise: str, tests: list[str]) -> None:
    named = [one.partition("::") for one in tests]
    assert named, promise
    assert [name for path, _, name in named if name not in list_tests(path)] == []


@pytest.mark.parametrize(("promise", "told"), [one for one in PROMISES if isinstance(one[1], str)])
def test_what_is_not_built_says_what_there_is(promise: str, told: str) -> None:
    assert told.startswith("not built; "), promise


def test_each_feature_is_judged_by_something() -> None:
    assert [
        name for name, told in FEATURES.items() if not any(isinstance(one, list) for one in told.values())
    ] == []
