"""Decision services, invoked from outside and as functions."""

from tests.workflows.dmn.models import decision, input_data, literal, model, variable
from workflows.dmn import Definitions, read

GRAPH = (
    input_data("Amount", "number")
    + decision("Rate", literal("0.1"), kind="number")
    + decision("Fee", literal("Amount * Rate"), needs=("input:Amount", "decision:Rate"))
    + decision("Label", literal('"fee"'))
)


def service(name: str, outputs: tuple[str, ...], *, kind: str = "") -> str:
    inner = "".join(f'<outputDecision href="#{output}"/>' for output in outputs)
    inner += '<inputDecision href="#Rate"/><inputData href="#Amount"/>'
    return f'<decisionService id="{name}" name="{name}">{variable(name, kind)}{inner}</decisionService>'


def services() -> Definitions:
    caller = decision("answer", literal("Fee service(200, 0.5)"), needs=("knowledge:Fee service",))
    return read(model(GRAPH + service("Fee service", ("Fee",)) + service("Both", ("Fee", "Label")) + caller))


def test_an_input_decision_is_replaced_by_what_is_given() -> None:
    assert services().invoke("Fee service", {"Amount": 200, "Rate": 1}).value == 200


def test_several_output_decisions_make_a_context() -> None:
    assert services().invoke("Both", {"Amount": 200, "Rate": 1}).value == {"Fee": 200, "Label": "fee"}


def test_a_service_is_a_function_of_input_data_then_input_decisions() -> None:
    assert services().decide("answer", {}).value == 100


def test_a_service_does_not_change_the_decisions_outside() -> None:
    caller = decision(
        "answer", literal("[Fee service(200, 0.5), Rate]"), needs=("knowledge:Fee service", "decision:Rate")
    )
    definitions = read(model(GRAPH + service("Fee service", ("Fee",)) + caller))
    assert [str(value) for value in definitions.decide("answer", {}).value] == ["100.0", "0.1"]


def test_an_argument_of_another_type_is_null() -> None:
    assert services().invoke("Fee service", {"Amount": "many", "Rate": 1}).value is None


def test_a_knowledge_model_can_be_invoked_from_outside() -> None:
    from tests.workflows.dmn.models import knowledge

    definitions = read(model(knowledge("double", {"n": "number"}, literal("n * 2"))))
    assert definitions.invoke("double", {"n": 4}).value == 8
