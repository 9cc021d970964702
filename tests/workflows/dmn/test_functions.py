"""Knowledge models, boxed functions and invocations."""

import pytest

from tests.workflows.dmn.models import decision, knowledge, literal, model, table, variable
from workflows.dmn import DmnError, read
from workflows.feel import FeelBudgetExceeded
from workflows.feel.values import Value

ADD_TAX = knowledge("Add tax", {"net amount": "number"}, literal("net amount * 1.21"))


def ask(body: str, logic: str, *needs: str) -> Value:
    return read(model(body + decision("answer", logic, needs=needs))).decide("answer", {}).value


def invocation(callee: str, **arguments: str) -> str:
    bindings = "".join(
        f'<binding><parameter name="{name.replace("_", " ")}"/>{literal(text)}</binding>'
        for name, text in arguments.items()
    )
    return f"<invocation>{literal(callee)}{bindings}</invocation>"


@pytest.mark.parametrize("call", ["Add tax(100)", "Add tax(net amount: 100)"])
def test_a_knowledge_model_is_called_like_a_function(call: str) -> None:
    assert ask(ADD_TAX, literal(call), "knowledge:Add tax") == 121


def test_an_invocation_binds_arguments_by_name() -> None:
    assert ask(ADD_TAX, invocation("Add tax", net_amount="100"), "knowledge:Add tax") == 121


def test_an_invocation_with_an_unknown_parameter_is_null() -> None:
    assert ask(ADD_TAX, invocation("Add tax", amount="100"), "knowledge:Add tax") is None


def test_an_argument_of_another_type_gives_null() -> None:
    assert ask(ADD_TAX, literal('Add tax("100")'), "knowledge:Add tax") is None


def test_a_knowledge_model_may_use_another() -> None:
    twice = knowledge("twice", {"n": "number"}, literal("Add tax(n) * 2"), needs=("knowledge:Add tax",))
    assert ask(ADD_TAX + twice, literal("twice(100)"), "knowledge:twice") == 242


def test_a_knowledge_model_may_hold_a_decision_table() -> None:
    size = knowledge("size", {"n": "number"}, table(["n"], ["o"], [["> 5", '"big"'], ["<= 5", '"small"']]))
    body = model(size + decision("answer", literal("[size(9), size(1)]"), needs=("knowledge:size",)))
    result = read(body).decide("answer", {})
    assert result.value == ["big", "small"]
    assert result.decisions[0].rule_indexes == (1, 2)


def test_a_knowledge_model_may_call_itself() -> None:
    text = "if n < 2 then 1 else n * factorial(n - 1)"
    body = knowledge("factorial", {"n": "number"}, literal(text), needs=("knowledge:factorial",))
    assert ask(body, literal("factorial(10)"), "knowledge:factorial") == 3_628_800


def test_endless_calls_are_stopped() -> None:
    body = knowledge("loop", {"n": "number"}, literal("loop(n)"), needs=("knowledge:loop",))
    with pytest.raises(FeelBudgetExceeded):
        ask(body, literal("loop(1)"), "knowledge:loop")


def test_a_boxed_function_closes_in_the_names_around_it() -> None:
    function = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n + base")}'
    lines = f"<contextEntry>{variable('base')}{literal('10')}</contextEntry>"
    lines += f"<contextEntry>{variable('add')}{function}</functionDefinition></contextEntry>"
    lines += f"<contextEntry>{literal('add(5)')}</contextEntry>"
    assert ask("", f"<context>{lines}</context>") == 15


def test_a_function_can_be_handed_to_another() -> None:
    descending = knowledge("before", {"a": "number", "b": "number"}, literal("a > b"))
    assert ask(descending, literal("sort([1, 3, 2], before)"), "knowledge:before") == [3, 2, 1]


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_an_external_function_is_refused(kind: str) -> None:
    function = f'<functionDefinition kind="{kind}">{literal("1")}</functionDefinition>'
    with pytest.raises(DmnError, match=f"external function of kind {kind} is not supported"):
        read(model(decision("answer", function)))


def test_an_external_function_in_feel_is_refused() -> None:
    text = 'function(n) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
    with pytest.raises(DmnError, match="external functions are not supported"):
        read(model(decision("answer", literal(text))))


def test_a_knowledge_model_may_call_itself_without_requiring_itself() -> None:
    body = literal("if n <= 1 then 1 else n * factorial(n - 1)")
    assert (
        ask(knowledge("factorial", {"n": "number"}, body), literal("factorial(5)"), "knowledge:factorial")
        == 120
    )


def test_a_boxed_function_in_a_context_may_call_itself() -> None:
    body = literal("if n <= 1 then 1 else n * down to one(n - 1)")
    function = f'<functionDefinition><formalParameter name="n"/>{body}</functionDefinition>'
    named = f"<contextEntry>{variable('down to one')}{function}</contextEntry>"
    assert (
        ask("", f"<context>{named}<contextEntry>{literal('down to one(5)')}</contextEntry></context>") == 120
    )
