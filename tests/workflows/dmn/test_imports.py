"""Models that import others."""

import pytest

from tests.workflows.dmn.models import DMN_15, decision, input_data, knowledge, literal, model
from workflows.dmn import DmnError, ModelNotFound, read


def imported(namespace: str, name: str) -> str:
    return f'<import namespace="{namespace}" name="{name}" importType="{DMN_15}"/>'


TYPE = '<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>'
GREETINGS = model(
    TYPE
    + input_data("Person name", "string")
    + decision("Hello", literal('"Hello, " + Person name'), needs=("input:Person name",))
    + knowledge("shout", {"text": "string"}, literal("upper case(text)")),
    namespace="urn:greetings",
)


def test_imported_elements_are_seen_below_the_name_of_the_import() -> None:
    body = imported("urn:greetings", "The greetings") + decision(
        "answer",
        literal("The greetings.shout(The greetings.Hello)"),
        needs=("decision:urn:greetings#Hello", "knowledge:urn:greetings#shout"),
    )
    definitions = read(model(body), imports={"urn:greetings": GREETINGS})
    assert definitions.decide("answer", {"The greetings": {"Person name": "Ada"}}).value == "HELLO, ADA"


def test_elements_of_an_unnamed_import_are_seen_as_they_are() -> None:
    body = imported("urn:greetings", "") + decision(
        "answer", literal('Hello + "!"'), needs=("decision:urn:greetings#Hello",)
    )
    definitions = read(model(body), imports={"urn:greetings": GREETINGS})
    assert definitions.decide("answer", {"Person name": "Ada"}).value == "Hello, Ada!"


def test_imported_types_carry_the_name_of_the_import() -> None:
    body = imported("urn:greetings", "g") + decision("answer", literal('"x"'), kind="g.tAge")
    assert read(model(body), imports={"urn:greetings": GREETINGS}).decide("answer", {}).value is None


def test_a_model_imported_twice_keeps_its_inputs_apart() -> None:
    def between(name: str) -> bytes:
        body = imported("urn:greetings", "g") + decision(
            "greet", literal("g.Hello"), needs=("decision:urn:greetings#Hello",)
        )
        return model(body, namespace=f"urn:{name}")

    body = (
        imported("urn:one", "one")
        + imported("urn:two", "two")
        + decision(
            "answer",
            literal('one.greet + "; " + two.greet'),
            needs=("decision:urn:one#greet", "decision:urn:two#greet"),
        )
    )
    models = {"urn:greetings": GREETINGS, "urn:one": between("one"), "urn:two": between("two")}
    inputs = {"one": {"g": {"Person name": "Ada"}}, "two": {"g": {"Person name": "Bo"}}}
    assert read(model(body), imports=models).decide("answer", inputs).value == "Hello, Ada; Hello, Bo"


def test_imports_may_be_found_by_a_function() -> None:
    asked = []

    def resolve(namespace: str, location: str) -> bytes | None:
        asked.append((namespace, location))
        return GREETINGS

    read(model(imported("urn:greetings", "g")), imports=resolve)
    assert asked == [("urn:greetings", "")]


def test_an_import_that_is_not_given_is_refused() -> None:
    with pytest.raises(ModelNotFound, match="urn:greetings is not given"):
        read(model(imported("urn:greetings", "g")))


def test_models_that_import_each_other_are_refused() -> None:
    one = model(imported("urn:two", "two"), namespace="urn:one")
    two = model(imported("urn:one", "one"), namespace="urn:two")
    with pytest.raises(DmnError, match="import each other"):
        read(one, imports={"urn:two": two})


def test_only_decision_models_can_be_imported() -> None:
    with pytest.raises(DmnError, match="only DMN models can be imported"):
        read(model('<import namespace="urn:x" name="x" importType="http://www.w3.org/2001/XMLSchema"/>'))
