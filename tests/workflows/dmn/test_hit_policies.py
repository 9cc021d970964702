"""Each hit policy answers as DMN 1.5, 8.2.11 says."""

from decimal import Decimal

import pytest

from tests.workflows.dmn.models import one_table, values
from workflows.dmn import Definitions
from workflows.feel.values import Value

RULES = [["> 10", '"big"'], ["> 5", '"middle"'], ["> 0", '"small"']]


def sizes(policy: str) -> Definitions:
    order = {"Size": values("outputValues", '"small","middle","big"')}
    return one_table(["n"], ["Size"], RULES, policy=policy, extra=order, inputs_of={"n": "number"})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("FIRST", "big"),
        ("PRIORITY", "small"),
        ("RULE ORDER", ["big", "middle", "small"]),
        ("OUTPUT ORDER", ["small", "middle", "big"]),
        ("COLLECT", ["big", "middle", "small"]),
    ],
)
def test_several_matching_rules_answer_by_the_hit_policy(policy: str, expected: Value) -> None:
    assert sizes(policy).decide("answer", {"n": 20}).value == expected


def test_unique_answers_with_the_only_matching_rule() -> None:
    assert sizes("UNIQUE").decide("answer", {"n": 3}).value == "small"


def test_any_answers_when_matching_rules_agree() -> None:
    rules = [["> 1", '"yes"'], ["> 2", '"yes"']]
    table = one_table(["n"], ["o"], rules, policy="ANY", inputs_of={"n": "number"})
    assert table.decide("answer", {"n": 3}).value == "yes"


def test_priority_of_several_outputs_goes_from_left_to_right() -> None:
    order = {
        "Approval": values("outputValues", '"declined","approved"'),
        "Rate": values("outputValues", "2, 1"),
    }
    rules = [["-", '"approved"', "2"], ["-", '"declined"', "1"], ["-", '"declined"', "2"]]
    table = one_table(
        ["n"], ["Approval", "Rate"], rules, policy="PRIORITY", extra=order, inputs_of={"n": "number"}
    )
    assert table.decide("answer", {"n": 1}).value == {"Approval": "declined", "Rate": Decimal(2)}


def test_priority_may_come_from_the_allowed_values_of_the_type() -> None:
    from tests.workflows.dmn.models import decision, model, table
    from workflows.dmn import read

    allowed = values("allowedValues", '"red","green"')
    types = f'<itemDefinition name="colour"><typeRef>string</typeRef>{allowed}</itemDefinition>'
    logic = table(["1"], ["o"], [["-", '"green"'], ["-", '"red"']], policy="PRIORITY", kinds={"o": "colour"})
    assert read(model(types + decision("answer", logic))).decide("answer", {}).value == "red"
