"""Each promise of the supervisor's screens has its tests, which run with all others; what is not built is named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.app.registers.named_tests import list_tests

REGISTER: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("supervisor_features.yaml").read_text(encoding="utf-8")
)
PROMISES = [(promise, tests) for told in REGISTER["held"].values() for promise, tests in told.items()]


def test_the_ten_features_of_the_supervisor_are_there() -> None:
    assert list(REGISTER["held"]) == [
        "policies of service levels", "calendars", "pauses", "the live board", "workload and giving work to others",
        "escalation", "forecast", "reports", "alerts", "audit",
    ]  # fmt: skip


@pytest.mark.parametrize(("promise", "tests"), PROMISES)
def test_a_promise_has_its_tests(promise: str, tests: list[str]) -> None:
    named = [one.partition("::") for one in tests]
    assert named, promise
    assert [name for path, _, name in named if name not in list_tests(path)] == []
