"""What each benefit is decided by: its calculation on the conditions examined, by the law of the claim's day."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from app.benefits import facts
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.arithmetic.paternity import PaternityInputs, calculate_paternity
from app.benefits.arithmetic.vouchers import VoucherInputs, calculate_vouchers
from app.benefits.calls import run
from app.benefits.models import Claim
from app.benefits.states import BenefitKind
from app.registers.calculations import Calculation
from app.registers.input_reading import read_fields
from workflows.operations import BusinessError

NOTHING = Decimal("0.00")
#: What a bridging right is decided on. The credit used is counted from the file, other funds' months are added.
BRIDGING = tuple(field.name for field in fields(BridgingInputs))
VOUCHERS = tuple(field.name for field in fields(VoucherInputs))
PATERNITY = tuple(field.name for field in fields(PaternityInputs))
Decided = tuple[Calculation, dict[str, Any]]
Conditions = Mapping[str, Any]


def decide(claim: Claim, conditions: Conditions) -> Decided:
    """The calculation of the claim's kind. Raises BusinessError for a kind that is not decided here."""
    deciding = DECIDING.get(BenefitKind(claim.kind))
    if deciding is None:
        message = f"{claim.kind} is not decided by the fund."
        raise BusinessError("benefit_not_decided", message, claim=claim.ref)
    return deciding(claim, conditions)


def decide_bridging(claim: Claim, conditions: Conditions) -> Decided:
    given = {name: value for name, value in conditions.items() if name in BRIDGING and value is not None}
    month = claim.reference_date.replace(day=1)
    asked = {**given, "fact_date": claim.reference_date, "request_date": claim.received_on}
    asked |= count_used(claim, conditions)
    found = run(lambda: calculate_bridging_right(read_fields(BridgingInputs, asked)))
    if found.result["outcome"] != "grant":
        return found, {"monthly_amount": NOTHING, "months": 0, "quarters": 0}
    paid = run(lambda: calculate_bridging_right(read_fields(BridgingInputs, {**asked, "month": month})))
    extra = {
        "monthly_amount": paid.result["monthly_amount"],
        "months": paid.result["months_left"],
        "quarters": paid.result["quarters_left"],
    }
    return paid, extra


def count_used(claim: Claim, conditions: Conditions) -> dict[str, int]:
    """The credit used or promised here, with what the conditions tell of another fund."""
    months, quarters = facts.count_committed(claim.party, BenefitKind.BRIDGING_RIGHT, apart_from=claim)
    return {
        "used_months": months + int(conditions.get("months_elsewhere") or 0),
        "used_quarters": quarters + int(conditions.get("quarters_elsewhere") or 0),
    }


def decide_vouchers(claim: Claim, conditions: Conditions) -> Decided:
    given = {name: value for name, value in conditions.items() if name in VOUCHERS}
    told = given.pop("insured", None)
    asked = {**given, "birth_date": claim.reference_date, "request_date": claim.received_on}
    asked |= {"yes": {"insured": True}, "no": {"insured": False}}.get(str(told), {"category": "secondary"})
    found = run(lambda: calculate_vouchers(read_fields(VoucherInputs, asked)))
    return found, {"monthly_amount": found.result.get("amount", NOTHING), "months": 1, "quarters": 0}


def decide_paternity(claim: Claim, conditions: Conditions) -> Decided:
    """The days of leave asked and the birth aid, paid once (art. 18bis AR 38)."""
    given = {name: value for name, value in conditions.items() if name in PATERNITY and value is not None}
    asked = {**given, "birth_date": claim.reference_date, "request_date": claim.received_on}
    found = run(lambda: calculate_paternity(read_fields(PaternityInputs, asked)))
    return found, {"monthly_amount": found.result["total"], "months": 1, "quarters": 0}


DECIDING: Mapping[BenefitKind, Callable[[Claim, Conditions], Decided]] = {
    BenefitKind.BRIDGING_RIGHT: decide_bridging,
    BenefitKind.MATERNITY_VOUCHERS: decide_vouchers,
    BenefitKind.PATERNITY_ALLOWANCE: decide_paternity,
}
