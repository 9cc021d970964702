"""Every answer says which rules fired and why."""

from decimal import Decimal

from tests.workflows.dmn.models import decision, input_data, literal, model, one_table, table
from workflows.dmn import MatchedEntry, read


def test_the_trace_names_the_rule_its_inputs_and_the_cells_that_matched() -> None:
    rules = [["< 18", "-", '"minor"'], [">= 18", '"BE"', '"adult"']]
    definitions = one_table(
        ["age", "country"], ["o"], rules, inputs_of={"age": "number", "country": "string"}
    )
    trace = definitions.decide("answer", {"age": 20, "country": "BE"}).decisions[0]
    assert (trace.rule_ids, trace.rule_indexes) == (("r2",), (2,))
    assert trace.tables[0].inputs == {"age": Decimal(20), "country": "BE"}
    assert trace.tables[0].fired[0].matched == (
        MatchedEntry("age", Decimal(20), ">= 18"),
        MatchedEntry("country", "BE", '"BE"'),
    )


def test_only_rules_that_speak_are_traced() -> None:
    definitions = one_table(["n"], ["o"], [["-", "1"], ["-", "2"]], policy="FIRST", inputs_of={"n": "number"})
    assert definitions.decide("answer", {"n": 1}).rule_ids == ("r1",)


def test_required_decisions_are_traced_first() -> None:
    body = (
        input_data("n", "number")
        + decision("double", literal("n * 2"), needs=("input:n",))
        + decision("answer", literal("double + 1"), needs=("decision:double",))
    )
    result = read(model(body)).decide("answer", {"n": 3})
    assert [(trace.name, trace.inputs, trace.outputs) for trace in result.decisions] == [
        ("double", {"n": 3}, 6),
        ("answer", {"double": 6}, 7),
    ]


def test_a_decision_used_twice_is_taken_once() -> None:
    body = (
        decision("base", literal("1"))
        + decision("left", literal("base"), needs=("decision:base",))
        + decision("right", literal("base"), needs=("decision:base",))
        + decision("answer", literal("left + right"), needs=("decision:left", "decision:right"))
    )
    result = read(model(body)).decide("answer", {})
    assert [trace.name for trace in result.decisions] == ["base", "left", "right", "answer"]


def test_the_description_of_a_rule_is_its_annotation() -> None:
    logic = table([], ["o"], [["1"]]).replace(
        '<rule id="r1">', '<rule id="r1"><description>Art. 3</description>'
    )
    trace = read(model(decision("answer", logic))).decide("answer", {}).decisions[0]
    assert trace.tables[0].fired[0].annotations == ("Art. 3",)
