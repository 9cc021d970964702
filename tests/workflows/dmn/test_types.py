"""Item definitions, conformance and the conversions DMN allows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.workflows.dmn.models import decision, knowledge, literal, model, take
from workflows.dmn import DmnError, ValueRefused, read
from workflows.feel.values import Value

NUMBERS = '<itemDefinition name="numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="First name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="ages" isCollection="true"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)
FUNCTION = (
    '<itemDefinition name="tTest"><functionItem outputTypeRef="boolean"><parameters name="n" typeRef="number"/>'
    "</functionItem></itemDefinition>"
)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1", "number", Decimal(1)),
        ("[1]", "number", Decimal(1)),
        ("1", "numbers", [Decimal(1)]),
        ("[1, 2]", "number", None),
        ('[1, "x"]', "numbers", None),
        ('"x"', "numbers", None),
        ('["x"]', "number", None),
        ("null", "numbers", None),
        ("null", "number", None),
        ('date("2026-05-12")', "date and time", datetime(2026, 5, 12, tzinfo=UTC)),
        ('date("2026-05-12")', "date", date(2026, 5, 12)),
        ('date and time("2026-05-12T10:00:00")', "date", None),
        ('duration("P1D")', "yearMonthDuration", None),
        ("1", "list&lt;number>", [Decimal(1)]),
        ("true", "number", None),
    ],
)
def test_a_value_is_converted_to_the_declared_type_or_null(text: str, kind: str, expected: Value) -> None:
    assert take(literal(text), kind=kind, types=NUMBERS).value == expected


def test_a_strict_caller_is_refused_a_value_of_another_type() -> None:
    with pytest.raises(ValueRefused, match="not of type number"):
        read(model(decision("a", literal('"x"'), kind="number"))).decide("a", {}, strict=True)


def test_a_structure_may_hold_more_than_its_type_asks() -> None:
    text = '{First name: "Ada", ages: [1], city: "Mons"}'
    assert take(literal(text), kind="tPerson", types=PERSON).value["city"] == "Mons"


def test_a_structure_that_lacks_a_component_is_null() -> None:
    result = take(literal('{First name: "Ada"}'), kind="tPerson", types=PERSON)
    assert result.value is None
    assert "ages missing" in result.warnings[0]


def test_a_structure_with_a_component_of_another_type_is_null() -> None:
    assert take(literal('{First name: "Ada", ages: ["x"]}'), kind="tPerson", types=PERSON).value is None


def test_types_may_refer_to_types_declared_later() -> None:
    types = '<itemDefinition name="outer"><typeRef>numbers</typeRef></itemDefinition>' + NUMBERS
    assert take(literal("[1]"), kind="outer", types=types).value == [1]


def test_a_type_that_contains_itself_is_refused() -> None:
    with pytest.raises(DmnError, match="contains itself"):
        read(model('<itemDefinition name="a"><typeRef>a</typeRef></itemDefinition>'))


def test_an_unknown_type_is_refused_with_its_place() -> None:
    with pytest.raises(DmnError, match=r"'tGone' is not declared.*decision 'a'"):
        read(model(decision("a", literal("1"), kind="tGone")))


def test_feel_knows_the_types_of_the_model() -> None:
    text = '{First name: "Ada", ages: [1]} instance of tPerson'
    assert take(literal(text), types=PERSON).value is True


def test_a_function_type_asks_for_the_right_parameters() -> None:
    apply = knowledge("apply", {"test": "tTest"}, literal("test(1)"))
    one = decision("one", literal("apply(function(n: number) n > 0)"), needs=("knowledge:apply",))
    two = decision("two", literal("apply(function(n, m) n > m)"), needs=("knowledge:apply",))
    definitions = read(model(FUNCTION + apply + one + two))
    assert definitions.decide("one", {}).value is True
    assert definitions.decide("two", {}).value is None
