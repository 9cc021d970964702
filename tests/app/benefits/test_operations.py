"""What processes ask of benefits, with the fund's own files behind it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.affiliation.models import Category, Coverage, QuarterStatus
from app.benefits import operations, undue
from app.benefits.arithmetic.undue import Cause, Paid
from app.benefits.errors import FourEyes
from app.benefits.models import Claim
from app.ledger.queries import credit_of
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from workflows.operations import BusinessError, Call

FACT = date(2024, 5, 10)


def call(key: str = "k", on: date = date(2024, 6, 11)) -> Call:
    now = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return Call(idempotency_key=key, instance_id=None, case_ref="BR-2024-000001", now=now)


def test_the_file_tells_what_a_bridging_right_asks(party: Party) -> None:
    decide_quarters(party, 2022, 2024, assimilated=2023)
    found = operations.read_bridging_facts(call(), party_ref=party.reference, fact_date=FACT)
    # four assimilated quarters count as paid; 2022Q1 to 2024Q2 are ten quarters of career
    assert (found.main_in_4_quarters, found.paid_quarters, found.career_quarters) == (True, 4, 10)
    assert found.request_until == date(2024, 12, 31)


def test_a_claim_is_weighed_and_written_down(party: Party) -> None:
    opened = operations.open_claim(
        call(),
        party_ref=party.reference,
        benefit="bridging_right",
        reference_date=FACT,
        received_on=date(2024, 6, 3),
    )
    conditions = {"main_in_4_quarters": True, "paid_quarters": 16, "ground": "bankruptcy"}
    found = operations.weigh(call(), claim_ref=opened.claim_ref, conditions=conditions)
    assert (found.outcome, found.monthly_amount, found.months) == ("grant", Decimal("1638.26"), 12)
    assert any("1" in line["text"] for line in found.explanation)
    with pytest.raises(BusinessError, match="Nobody has completed approve_decision"):
        operations.settle_review(
            call(), claim_ref=opened.claim_ref, verdict="agree", why="", approved_at="approve_decision"
        )


def test_a_right_whose_amount_is_not_loaded_is_told_as_such(party: Party) -> None:
    opened = operations.open_claim(
        call(on=date(2026, 2, 2)),
        party_ref=party.reference,
        benefit="bridging_right",
        reference_date=date(2026, 1, 10),
        received_on=date(2026, 2, 1),
    )
    conditions = {"main_in_4_quarters": True, "paid_quarters": 16}
    with pytest.raises(BusinessError, match="DP.MONTHLY.SINGLE has no row for 2026-01-01"):
        operations.weigh(call(), claim_ref=opened.claim_ref, conditions=conditions)


def test_vouchers_of_a_secondary_occupation_are_parked_and_not_decided(party: Party) -> None:
    decide_quarters(party, 2023, 2023, Category.SECONDARY)
    facts = operations.read_voucher_facts(call(), party_ref=party.reference, birth_date=date(2024, 1, 15))
    assert (facts.insured, facts.quarters_checked, facts.amount) == (
        "unknown",
        "2023Q2, 2023Q3",
        Decimal(945),
    )
    opened = operations.open_claim(
        call(),
        party_ref=party.reference,
        benefit="maternity_vouchers",
        reference_date=date(2024, 1, 15),
        received_on=date(2024, 2, 1),
    )
    conditions = {"insured": "unknown", "child_at_address": True, "resumes_half_time": True}
    assert operations.weigh(call(), claim_ref=opened.claim_ref, conditions=conditions).outcome == "park"
    assert not Claim.objects.get().decisions.exists()


def test_months_follow_each_other_until_the_credit_ends(granted: Claim) -> None:
    running = operations.open_entitlement(call(), claim_ref=granted.ref, first_month=date(2024, 5, 10))
    assert (running.month, running.pay_on, running.months_left) == (date(2024, 5, 1), date(2024, 6, 7), 12)
    paid = operations.pay_month(call(), claim_ref=granted.ref, month=date(2024, 5, 1), declared={"days": 21})
    assert (paid.amount, paid.month, paid.months_left) == (Decimal("1228.70"), date(2024, 6, 1), 11)


def test_an_income_beside_it_is_refused_as_not_calculable(granted: Claim) -> None:
    operations.open_entitlement(call(), claim_ref=granted.ref, first_month=date(2024, 5, 10))
    declared: dict[str, Any] = {"other_income": True, "days": 21}
    with pytest.raises(BusinessError, match="DP.CUMULATION_LIMIT"):
        operations.pay_month(call(), claim_ref=granted.ref, month=date(2024, 6, 1), declared=declared)


def test_granted_quarters_are_covered_as_far_as_they_are_decided(granted: Claim, party: Party) -> None:
    decide_quarters(party, 2024, 2024)
    operations.open_entitlement(call(), claim_ref=granted.ref, first_month=date(2024, 5, 10))
    assert operations.keep_rights(call(), claim_ref=granted.ref).quarters == 2  # 2024Q3 and Q4 of four
    covered = QuarterStatus.objects.filter(person=party, superseded_at=None, coverage=Coverage.BRIDGING)
    assert covered.count() == 2


def test_an_undue_sum_is_owed_once_a_second_person_agreed(party: Party) -> None:
    paid = [Paid(on=date(2024, 6, 7), amount=Decimal("1638.26"), due=Decimal("409.57"))]
    found = undue.weigh(paid, found_on=date(2024, 9, 2), cause=Cause.OMISSION, knew=True)
    decision = undue.prepare(party, found, case_ref="UN-1", by="user:1", key="u")
    with pytest.raises(FourEyes):
        undue.claim(decision.pk, by="user:1", on=date(2024, 9, 4))
    held = undue.claim(decision.pk, by="user:2", on=date(2024, 9, 4))
    assert held.receivable is not None
    held.receivable.refresh_from_db()
    # 1,638.26 - 409.57
    assert held.receivable.total == Decimal("1228.69")
    assert held.receivable.due_on == date(2024, 12, 4)
    assert credit_of(party) == 0
    assert undue.claim(decision.pk, by="user:2", on=date(2024, 9, 5)).receivable == held.receivable
