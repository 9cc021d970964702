"""A month whose order the books refused after the case was over is ordered by a case of its own."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.benefits import claims, entitlements
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.models import BenefitPayment
from app.benefits.states import BenefitKind, EndReason
from app.cases.models import Case
from app.ledger.refunds import refuse_refund
from tests.factories.people import make_person
from workflows import api, catalogue, clock

MONTH, TODAY = date(2024, 7, 1), date(2024, 9, 2)


@pytest.fixture
def payment(db: Any) -> BenefitPayment:
    """July 2024 of a right that ended by a resumption, ordered and not yet approved in the books."""
    catalogue.deploy(
        ["benefit_delay", "benefit_payment", "bridging_payment"], by=api.system("tests"), now=clock.now()
    )
    person = make_person("Emile Renard", language="fr")
    fact: dict[str, Any] = {
        "reference_date": date(2024, 5, 10),
        "received_on": date(2024, 6, 3),
        "key": "one",
    }
    claim = claims.open_claim(person, BenefitKind.BRIDGING_RIGHT, case_ref="BK-2024-000001", **fact)
    conditions: dict[str, Any] = {"main_in_4_quarters": True, "paid_quarters": 16, "month": date(2024, 5, 1)}
    conditions["request_date"] = date(2024, 6, 3)
    found = calculate_bridging_right(BridgingInputs(fact_date=date(2024, 5, 10), **conditions))
    terms: dict[str, Any] = {"monthly_amount": Decimal("1638.26"), "months": 12, "quarters": 4}
    claims.prepare(claim, found, by="user:1", on=date(2024, 6, 10), extra=terms)
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    claims.notify(claim, letter=uuid4(), on=date(2024, 6, 12))
    right = entitlements.open_entitlement(claim, first_month=date(2024, 5, 1))
    month = calculate_bridging_right(BridgingInputs(month=MONTH))
    made = entitlements.pay_month(right, MONTH, month, on=date(2024, 8, 8), by="system:benefits")
    entitlements.end_entitlement(right, on=date(2024, 8, 20), reason=EndReason.RESUMED)
    return made


def refuse(payment: BenefitPayment) -> None:
    assert payment.payout is not None
    refuse_refund(payment.payout, on=TODAY, by="user:9", reason="wrong account")


def test_a_case_is_opened_for_the_month_once(payment: BenefitPayment) -> None:
    refuse(payment)
    refuse(payment)
    case = Case.objects.get(process="bridging_payment")
    instance = api.case_instances(case.reference).get()
    told = api.read_variables(instance.pk)
    assert (case.party, told["month"]) == (payment.party, MONTH)


def test_a_case_that_still_runs_orders_it_by_itself(
    payment: BenefitPayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.refused_months.is_followed", lambda _case_ref: True)
    refuse(payment)
    assert not Case.objects.filter(process="bridging_payment").exists()
