"""Default outputs speak when no rule matches."""

from decimal import Decimal

from tests.workflows.dmn.models import one_table, values


def test_the_default_answers_when_no_rule_matches() -> None:
    default = {"o": values("defaultOutputEntry", '"none"')}
    table = one_table(["n"], ["o"], [["> 5", '"big"']], extra=default, inputs_of={"n": "number"})
    result = table.decide("answer", {"n": 1}, strict=True)
    assert result.value == "none"
    assert result.decisions[0].tables[0].defaulted


def test_an_output_without_default_is_null_beside_one_that_has_it() -> None:
    default = {"a": values("defaultOutputEntry", "1")}
    table = one_table(["n"], ["a", "b"], [["> 5", "2", "3"]], extra=default, inputs_of={"n": "number"})
    assert table.decide("answer", {"n": 1}).value == {"a": Decimal(1), "b": None}


def test_a_default_may_use_the_inputs() -> None:
    default = {"o": values("defaultOutputEntry", "n + 1")}
    table = one_table(["n"], ["o"], [["> 5", "0"]], extra=default, inputs_of={"n": "number"})
    assert table.decide("answer", {"n": 1}).value == Decimal(2)
