"""Decisions are taken inside the step and tell which rule fired."""

from tests.workflows.engine.drawing import draw, ended, flows, mapping, node, started, user
from tests.workflows.engine.play import Case
from workflows.engine import Definition

DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="sizes" namespace="urn:sizes">
<inputData id="amount" name="amount"><variable id="v" name="amount" typeRef="number"/></inputData>
<decision id="size" name="size"><variable id="w" name="size" typeRef="string"/>
<informationRequirement id="r"><requiredInput href="#amount"/></informationRequirement>
<decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="size" typeRef="string"/>
<rule id="big"><inputEntry id="a"><text>&gt; 10</text></inputEntry>
<outputEntry id="b"><text>"large"</text></outputEntry></rule>
<rule id="little"><inputEntry id="c"><text>[0..10]</text></inputEntry>
<outputEntry id="f"><text>"small"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def _deciding(extension: str) -> Definition:
    return draw(
        started(),
        node("businessRuleTask", "decide", extension=extension),
        user("after"),
        ended(),
        flows("started > decide > after > ended"),
        decisions={"size": DMN},
    )


def test_a_decision_writes_its_result_and_tells_the_rule() -> None:
    case = Case(_deciding('<vigie:decision ref="size" result="size"/>'), {"amount": 12})
    assert case.variables()["size"] == "large"
    told = next(event.data for event in case.last.events if event.kind == "decision_made")
    assert told["rules"] == ["big"]
    assert case.open == ["after"]


def test_a_decision_may_be_given_other_inputs_and_outputs() -> None:
    extension = (
        '<vigie:decision ref="size"/>' + mapping("input", amount="half") + mapping("output", kind="result")
    )
    assert Case(_deciding(extension), {"half": 3}).variables() == {"half": 3, "kind": "small"}


def test_a_decision_without_answer_is_an_incident() -> None:
    assert Case(_deciding('<vigie:decision ref="size" result="size"/>'), {"amount": -1}).faults == [
        ("decision", "decide")
    ]
