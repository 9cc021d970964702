"""Rules and columns of decision tables."""

from datetime import date
from decimal import Decimal

from tests.workflows.dmn.models import decision, input_data, model, one_table, table
from workflows.dmn import read


def test_a_dash_matches_anything_null_too() -> None:
    assert (
        one_table(["n"], ["o"], [["-", "1"]], inputs_of={"n": "number"}).decide("answer", {"n": None}).value
        == 1
    )


def test_a_null_input_matches_only_rules_that_ask_for_null() -> None:
    rules = [["> 0", '"positive"'], ["null", '"unknown"']]
    definitions = one_table(["n"], ["o"], rules, inputs_of={"n": "number"})
    assert definitions.decide("answer", {"n": None}).value == "unknown"


def test_several_outputs_make_a_context() -> None:
    definitions = one_table(["n"], ["a", "b"], [["-", "1", '"x"']], inputs_of={"n": "number"})
    assert definitions.decide("answer", {"n": 1}).value == {"a": Decimal(1), "b": "x"}


def test_a_cell_may_use_other_inputs() -> None:
    rules = [["> limit", '"over"'], ["<= limit", '"within"']]
    definitions = one_table(["n"], ["o"], rules, inputs_of={"n": "number", "limit": "number"})
    assert definitions.decide("answer", {"n": 5, "limit": 4}).value == "over"


def test_a_cell_may_be_an_expression_about_the_input() -> None:
    rules = [['ends with(?, "x")', "true"], ['not(ends with(?, "x"))', "false"]]
    definitions = one_table(["s"], ["o"], rules, inputs_of={"s": "string"})
    assert definitions.decide("answer", {"s": "fox"}).value is True


def test_a_cell_may_list_alternatives_dates_and_ranges() -> None:
    rules = [['[date("2026-01-01")..date("2026-06-30")], date("2026-12-25")', '"first half or Christmas"']]
    definitions = one_table(["d"], ["o"], rules, inputs_of={"d": "date"})
    assert definitions.decide("answer", {"d": date(2026, 12, 25)}).value == "first half or Christmas"
    assert definitions.decide("answer", {"d": date(2026, 12, 26)}).value is None


def test_an_empty_output_cell_is_null() -> None:
    definitions = one_table(["n"], ["a", "b"], [["-", "1", ""]], inputs_of={"n": "number"})
    assert definitions.decide("answer", {"n": 1}).value == {"a": Decimal(1), "b": None}


def test_a_table_without_inputs_answers_by_its_first_rule() -> None:
    assert read(model(decision("answer", table([], ["o"], [["42"]])))).decide("answer", {}).value == 42


def test_an_output_is_converted_to_the_type_of_its_column() -> None:
    logic = table(["n"], ["o"], [["-", "[7]"]], kinds={"o": "number"})
    body = input_data("n") + decision("answer", logic, needs=("input:n",))
    assert read(model(body)).decide("answer", {"n": 1}).value == 7


def test_an_input_column_may_compute() -> None:
    definitions = one_table(["n * 2"], ["o"], [["> 9", "true"]], inputs_of={"n": "number"})
    assert definitions.decide("answer", {"n": 5}).value is True
