"""Input values, output values and allowed values of types are checked."""

import pytest

from tests.workflows.dmn.models import decision, input_data, literal, model, one_table, values
from workflows.dmn import Definitions, ValueRefused, read

COLOUR = values("allowedValues", '"red","green"')
TYPES = f'<itemDefinition name="colour"><typeRef>string</typeRef>{COLOUR}</itemDefinition>'


def table_over(allowed: str, output: str = '"x"') -> Definitions:
    extra = {"c": values("inputValues", allowed), "o": values("outputValues", '"x","y"')}
    return one_table(["c"], ["o"], [["-", output]], extra=extra, inputs_of={"c": "string"})


def test_an_input_among_the_input_values_is_decided() -> None:
    assert table_over('"red","green"').decide("answer", {"c": "red"}).value == "x"


def test_an_input_outside_the_input_values_gives_null_and_a_reason() -> None:
    result = table_over('"red","green"').decide("answer", {"c": "blue"})
    assert result.value is None
    assert """the input 'c' is 'blue', allowed are "red","green\"""" in result.warnings[0]


def test_a_strict_caller_is_refused_an_input_outside_the_input_values() -> None:
    with pytest.raises(ValueRefused, match="blue"):
        table_over('"red","green"').decide("answer", {"c": "blue"}, strict=True)


def test_an_output_outside_the_output_values_gives_null_and_names_the_rule() -> None:
    result = table_over('"red"', output='"z"').decide("answer", {"c": "red"})
    assert result.value is None
    assert "rule 1" in result.warnings[0]


def test_a_value_outside_the_allowed_values_of_its_type_is_null() -> None:
    body = TYPES + input_data("c", "colour") + decision("answer", literal("c"), needs=("input:c",))
    result = read(model(body)).decide("answer", {"c": "blue"})
    assert result.value is None
    assert "not an allowed value of colour" in result.warnings[0]


def test_allowed_values_of_a_collection_hold_for_its_items() -> None:
    types = TYPES.replace('name="colour"', 'name="colours" isCollection="true"')
    body = types + input_data("c", "colours") + decision("answer", literal("c"), needs=("input:c",))
    definitions = read(model(body))
    assert definitions.decide("answer", {"c": ["red", "green"]}).value == ["red", "green"]
    assert definitions.decide("answer", {"c": ["red", "blue"]}).value is None


def test_a_type_constraint_holds_for_the_whole_collection() -> None:
    constraint = values("typeConstraint", "count(?) < 3")
    types = f'<itemDefinition name="few" isCollection="true"><typeRef>number</typeRef>{constraint}</itemDefinition>'
    body = (
        types
        + decision("two", literal("[1, 2]"), kind="few")
        + decision("three", literal("[1, 2, 3]"), kind="few")
    )
    definitions = read(model(body))
    assert definitions.decide("two", {}).value == [1, 2]
    assert definitions.decide("three", {}).value is None
