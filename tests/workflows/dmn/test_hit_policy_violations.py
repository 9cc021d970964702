"""Rules that contradict the hit policy give null and a reason; a strict caller gets an error."""

import pytest

from tests.workflows.dmn.models import one_table
from workflows.dmn import Definitions, HitPolicyViolated, NoRuleMatched


def contradicting(policy: str) -> Definitions:
    rules = [["> 1", '"a"'], ["> 2", '"b"']]
    return one_table(["n"], ["o"], rules, policy=policy, inputs_of={"n": "number"})


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_contradicting_rules_give_null_and_a_warning_that_names_them(policy: str) -> None:
    result = contradicting(policy).decide("answer", {"n": 3})
    assert result.value is None
    assert "rules 1 and 2 match" in result.warnings[0]


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_a_strict_caller_is_told_decision_and_inputs(policy: str) -> None:
    with pytest.raises(HitPolicyViolated, match=r"decision 'answer': rules 1 and 2 .*n = Decimal\('3'\)"):
        contradicting(policy).decide("answer", {"n": 3}, strict=True)


def test_no_matching_rule_gives_null_and_a_warning() -> None:
    result = contradicting("UNIQUE").decide("answer", {"n": 0})
    assert result.value is None
    assert "no rule matches" in result.warnings[0]


def test_a_strict_caller_learns_that_no_rule_matches() -> None:
    with pytest.raises(NoRuleMatched) as caught:
        contradicting("FIRST").decide("answer", {"n": 0}, strict=True)
    assert caught.value.decision == "answer"
    assert caught.value.inputs == {"n": 0}


def test_the_trace_shows_the_rules_that_contradict() -> None:
    assert contradicting("UNIQUE").decide("answer", {"n": 3}).rule_ids == ("r1", "r2")
