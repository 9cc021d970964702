"""What the host gives: functions, the time and types."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.feel.evaluating import feel
from workflows.feel import Environment, FunctionRefused, HostFunction, HostFunctionFailed, parse
from workflows.feel.nodes import NamedType

NIGHT = Environment(now=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))


def _double(value: Decimal) -> Any:
    if value is None:
        raise FunctionRefused("there is nothing to double")
    return int(value) * 2


DOUBLING = Environment(functions={"twice as much": HostFunction("twice as much", ("value",), _double)})


def test_now_is_the_time_given_in_the_zone_given() -> None:
    assert feel("now()", NIGHT) == "2026-07-01T00:30:00@Europe/Brussels"


def test_today_is_the_day_in_brussels() -> None:
    assert parse("today()").evaluate({}, NIGHT) == date(2026, 7, 1)


def test_without_a_clock_now_is_null() -> None:
    assert feel("now()") == "null"


def test_a_host_function_is_called_by_position() -> None:
    assert feel("twice as much(21)", DOUBLING) == "42"


def test_a_host_function_is_called_by_name() -> None:
    assert feel("twice as much(value: 21)", DOUBLING) == "42"


def test_a_host_function_that_refuses_gives_null_with_its_reason() -> None:
    warnings: list[str] = []
    assert parse("twice as much(null)").evaluate({}, DOUBLING, warnings=warnings) is None
    assert warnings == ["twice as much: there is nothing to double"]


def test_a_host_function_that_breaks_says_which() -> None:
    with pytest.raises(HostFunctionFailed, match="twice as much"):
        feel('twice as much("x")', DOUBLING)


def test_types_of_the_host_are_known() -> None:
    assert feel("1 instance of tAge", Environment(types={"tAge": NamedType("number")})) == "true"
