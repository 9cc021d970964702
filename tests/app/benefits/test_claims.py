"""A request is decided by two people, told by letter, and never twice about one fact."""

from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from app.benefits import claims
from app.benefits.errors import ClaimDiffers, ClaimUnknown, DecisionMissing, DecisionRefused, FourEyes
from app.benefits.models import Claim, Decision
from app.registers.calculations import Calculation
from tests.app.benefits.conftest import TERMS, Open
from workflows import api

DAY = date(2024, 6, 11)


def test_a_claim_is_decided_within_four_months(open_claim: Open) -> None:
    assert open_claim().decide_by == date(2024, 10, 3)


def test_the_same_key_is_the_same_claim(open_claim: Open) -> None:
    assert open_claim() == open_claim()


def test_a_second_claim_about_one_fact_is_refused_unless_the_first_was_withdrawn(open_claim: Open) -> None:
    first = open_claim()
    with pytest.raises(ClaimDiffers):
        open_claim(key="two")
    claims.withdraw(first)
    assert open_claim(key="two").pk != first.pk


def test_a_refused_fact_can_be_brought_again_with_new_evidence(
    open_claim: Open, weighed: Calculation
) -> None:
    refusal = replace(weighed, result={**weighed.result, "outcome": "refuse", "reason": "not_paid"})
    first = open_claim()
    claims.prepare(first, refusal, by="user:1", on=DAY)
    claims.approve(first, by="user:2", on=DAY)
    claims.notify(first, letter=uuid4(), on=DAY)
    first.refresh_from_db()
    assert (first.state, open_claim(key="two").follows) == ("refused", first)


def test_a_claim_whose_case_was_cancelled_gives_way(
    open_claim: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_claim(case_ref="BR-1")
    statuses = Mock(values_list=Mock(return_value=["cancelled"]))
    monkeypatch.setattr(api, "case_instances", lambda _ref: statuses)
    second = open_claim(key="two", case_ref="BR-2")
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "received")


def test_whoever_prepared_it_cannot_approve_it(open_claim: Open, weighed: Calculation) -> None:
    claim = open_claim()
    claims.prepare(claim, weighed, by="user:1", on=DAY, extra=TERMS)
    with pytest.raises(FourEyes):
        claims.approve(claim, by="user:1", on=DAY)
    assert claims.approve(claim, by="user:2", on=DAY).approved_by == "user:2"


def test_the_database_itself_refuses_two_eyes(open_claim: Open, weighed: Calculation) -> None:
    decision = claims.prepare(open_claim(), weighed, by="user:1", on=DAY, extra=TERMS)
    with pytest.raises(IntegrityError, match="decision_four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="approved", approved_by="user:1", approved_on=DAY
        )


def test_a_decision_is_not_told_before_it_is_approved(open_claim: Open, weighed: Calculation) -> None:
    claim = open_claim()
    with pytest.raises(DecisionMissing):
        claims.notify(claim, letter=uuid4(), on=DAY)
    claims.prepare(claim, weighed, by="user:1", on=DAY, extra=TERMS)
    with pytest.raises(DecisionRefused):
        claims.notify(claim, letter=uuid4(), on=DAY)


def test_the_term_to_pay_runs_from_the_notification(granted: Claim) -> None:
    decision = claims.need_decision(granted)
    assert (granted.state, decision.pay_by) == ("decided", date(2024, 10, 12))


def test_what_was_sent_back_is_prepared_anew(open_claim: Open, weighed: Calculation) -> None:
    claim = open_claim()
    first = claims.prepare(claim, weighed, by="user:1", on=DAY, extra=TERMS)
    with pytest.raises(DecisionRefused, match="Say why"):
        claims.send_back(claim, by="user:2", why=" ")
    claims.send_back(claim, by="user:2", why="The month is wrong.")
    second = claims.prepare(claim, weighed, by="user:1", on=DAY, extra=TERMS)
    assert second.pk != first.pk


def test_a_decided_claim_is_not_withdrawn(granted: Claim) -> None:
    with pytest.raises(DecisionRefused):
        claims.withdraw(granted)


@pytest.mark.parametrize("ref", ["C", "C1x", "X0000001", "C9999999", "C²"])
def test_an_unknown_claim_is_told_so(db: Any, ref: str) -> None:
    with pytest.raises(ClaimUnknown):
        claims.find_claim(ref)
