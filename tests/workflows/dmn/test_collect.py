"""COLLECT and its aggregators."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.workflows.dmn.models import one_table
from workflows.dmn import Definitions


def collect(aggregation: str, outputs: tuple[str, ...] = ("30", "10", "10")) -> Definitions:
    rules = [["-", output] for output in outputs]
    return one_table(
        ["n"], ["o"], rules, policy="COLLECT", aggregation=aggregation, inputs_of={"n": "number"}
    )


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("SUM", Decimal(50)), ("MIN", Decimal(10)), ("MAX", Decimal(30)), ("COUNT", Decimal(3))],
)
def test_an_aggregator_joins_the_outputs(aggregation: str, expected: Decimal) -> None:
    assert collect(aggregation).decide("answer", {"n": 1}).value == expected


def test_durations_can_be_summed() -> None:
    table = collect("SUM", ('duration("P1D")', 'duration("PT12H")'))
    assert table.decide("answer", {"n": 1}).value == timedelta(days=1, hours=12)


def test_a_sum_of_texts_is_null_with_a_reason() -> None:
    result = collect("SUM", ('"a"', '"b"')).decide("answer", {"n": 1})
    assert result.value is None
    assert "SUM needs numbers" in result.warnings[0]


def test_each_output_is_aggregated_alone() -> None:
    rules = [["-", "1", "10"], ["-", "2", "20"]]
    table = one_table(
        ["n"], ["a", "b"], rules, policy="COLLECT", aggregation="SUM", inputs_of={"n": "number"}
    )
    assert table.decide("answer", {"n": 1}).value == {"a": Decimal(3), "b": Decimal(30)}


def test_collecting_nothing_gives_an_empty_list() -> None:
    table = one_table(["n"], ["o"], [["> 5", "1"]], policy="COLLECT", inputs_of={"n": "number"})
    assert table.decide("answer", {"n": 1}, strict=True).value == []


def test_counting_nothing_gives_zero() -> None:
    table = one_table(
        ["n"], ["o"], [["> 5", "1"]], policy="COLLECT", aggregation="COUNT", inputs_of={"n": "number"}
    )
    assert table.decide("answer", {"n": 1}).value == Decimal(0)
