"""What a decision sees, and how decisions require each other."""

import pytest

from tests.workflows.dmn.models import decision, input_data, literal, model, table, variable
from workflows.dmn import DecisionUnknown, DmnError, read


def test_names_may_hold_spaces_and_signs() -> None:
    name = "Person's  age-group / Montant €"
    body = input_data(name) + decision(
        "x", literal("Person's age-group / Montant € + 1"), needs=(f"input:{name}",)
    )
    assert read(model(body)).decide("x", {"Person's age-group / Montant €": 2}).value == 3


def test_a_decision_sees_only_what_it_requires() -> None:
    body = input_data("n") + decision("other", literal("1")) + decision("answer", literal("other"))
    result = read(model(body), tolerant=True).decide("answer", {"n": 5, "other": 5})
    assert result.value is None
    assert "other" in result.warnings[0]


def test_a_name_that_nothing_defines_is_refused_with_advice() -> None:
    logic = table(["n"], ["o"], [["high", "1"]])
    with pytest.raises(DmnError, match=r"'high' .*not known here.*quotation marks.*rule 1, column 'n'"):
        read(model(input_data("n") + decision("answer", logic, needs=("input:n",))))


def test_a_model_without_input_data_sees_every_input() -> None:
    assert read(model(decision("answer", literal("n + 1")))).decide("answer", {"n": 5}).value == 6


def test_a_table_may_use_a_required_decision() -> None:
    body = decision("Risk level", literal('"high"')) + decision(
        "answer", table(["Risk level"], ["o"], [['"high"', "1"]]), needs=("decision:Risk level",)
    )
    assert read(model(body)).decide("answer", {}).value == 1


def test_decisions_that_require_each_other_are_refused() -> None:
    body = decision("a", literal("b"), needs=("decision:b",)) + decision(
        "b", literal("a"), needs=("decision:a",)
    )
    with pytest.raises(DmnError, match="requires itself: a → b → a"):
        read(model(body))


def test_a_requirement_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(DmnError, match="requiredDecision leads to '#gone', which is not there"):
        read(model(decision("a", literal("1"), needs=("decision:gone",))))


def test_an_unknown_decision_names_the_known_ones() -> None:
    with pytest.raises(DecisionUnknown, match=r"no decision 'b'.*known=a \(a\)"):
        read(model(decision("a", literal("1")))).decide("b", {})


def test_a_missing_input_is_null_with_a_warning() -> None:
    body = input_data("n") + decision("a", literal("n"), needs=("input:n",))
    result = read(model(body)).decide("a", {})
    assert result.value is None
    assert "input 'n'" in result.warnings[0]


def test_a_decision_without_logic_is_null_with_a_warning() -> None:
    result = read(model(decision("a", ""))).decide("a", {})
    assert result.value is None
    assert "no logic" in result.warnings[0]


def test_references_may_name_the_own_namespace() -> None:
    body = decision("a", literal("1")) + decision("b", literal("a + 1"), needs=("decision:urn:test#a",))
    assert read(model(body)).decide("b", {}).value == 2


def test_an_entry_with_a_sign_in_its_name_is_found_by_path() -> None:
    entry = f"<contextEntry>{variable('pre-tax income')}{literal('4')}</contextEntry>"
    body = decision("Applicant", f"<context>{entry}</context>")
    body += decision("answer", literal("Applicant.pre-tax income * 2"), needs=("decision:Applicant",))
    assert read(model(body)).decide("answer", {}).value == 8
