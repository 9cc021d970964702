"""What processes may ask of benefits. Claims are named `C0000001`; each act is done once for the key of its call."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from app.benefits import (
    bankruptcy_operations,  # noqa: F401  offers its own
    birth_operations,  # noqa: F401  offers its own
    births,
    claims,
    delay_operations,  # noqa: F401  offers its own
    entitlements,
    facts,
    family_operations,  # noqa: F401  offers its own
    kept_quarters,
    pension_operations,  # noqa: F401  offers its own
    review_operations,  # noqa: F401  offers its own
    sickness_operations,  # noqa: F401  offers its own
    supplementary_operations,  # noqa: F401  offers its own
    undue_operations,  # noqa: F401  offers its own
)
from app.benefits.arithmetic.bridging_credit import name_era
from app.benefits.arithmetic.bridging_payment import end_first_period
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.arithmetic.vouchers import VoucherInputs, calculate_vouchers, list_checked_quarters
from app.benefits.calls import SYSTEM, find_approver, find_performer, read_party, read_today, refusing, run
from app.benefits.deciding import BRIDGING, decide
from app.benefits.detection_models import FactKind
from app.benefits.errors import BenefitError
from app.benefits.life_facts import record_fact
from app.benefits.models import Claim, Entitlement
from app.benefits.states import BenefitKind, EndReason
from app.registers.input_reading import read_fields
from app.registers.rendering import render_for_letter
from workflows.actors import system
from workflows.errors import WorkflowError
from workflows.operations import BusinessError, Call, operation

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Opened:
    """`decide_by` is the last day to decide (Charter art. 10)."""

    claim_ref: str
    decide_by: date


@dataclass(frozen=True)
class RightFacts:
    """What the file tells about a bridging right; `request_until` is the last day to ask."""

    main_in_4_quarters: bool
    paid_quarters: int
    career_quarters: int
    used_months: int
    used_quarters: int
    undecided_quarters: str
    request_until: date


@dataclass(frozen=True)
class VoucherFacts:
    insured: str
    covered: bool
    quarters_checked: str
    request_until: date | None
    count: int
    amount: Decimal
    region: str


@dataclass(frozen=True)
class Weighed:
    """`outcome` is grant, refuse, park or none; `explanation` the trace in the party's language, line by line."""

    outcome: str
    reason: str
    monthly_amount: Decimal
    months: int
    quarters: int
    explanation: list[dict[str, Any]]
    prepared_by: str


@dataclass(frozen=True)
class Settled:
    """Whether the second look counts, and why not."""

    accepted: bool
    refusal: str


@dataclass(frozen=True)
class Told:
    notified_on: date
    pay_by: date


@dataclass(frozen=True)
class Running:
    """`month` is the next one to pay and `pay_on` its day, null when nothing is left."""

    month: date | None
    pay_on: date | None
    months_left: int


@dataclass(frozen=True)
class Ordered:
    payment_ref: str
    amount: Decimal
    interest: Decimal
    months_left: int
    month: date | None
    pay_on: date | None


@dataclass(frozen=True)
class Month:
    """`needs_days`: the month lies in a first period, which is paid by segments of seven days.

    `is_over`: the right has ended before it, by a review. `family_charge` as a review has found it, if one has.
    """

    needs_days: bool
    is_over: bool
    family_charge: bool | None


@dataclass(frozen=True)
class Ended:
    end_reason: str


@dataclass(frozen=True)
class Kept:
    quarters: int


@operation("benefits.open_claim")
def open_claim(
    call: Call,
    *,
    party_ref: str,
    benefit: str,
    reference_date: date,
    received_on: date,
    by_itself: bool | None = None,
) -> Opened:
    """Receive a request for a benefit, or begin one by the fund's own initiative."""
    try:
        claim = claims.open_claim(
            read_party(party_ref),
            BenefitKind(benefit),
            reference_date=reference_date,
            received_on=received_on,
            key=call.idempotency_key,
            case_ref=call.case_ref,
            by_itself=bool(by_itself),
        )
    except (WorkflowError, ValueError) as error:
        raise BusinessError("claim_refused", str(error), party_ref=party_ref) from error
    return Opened(claim.ref, claim.decide_by)


@operation("benefits.read_bridging_facts")
def read_bridging_facts(_call: Call, *, party_ref: str, fact_date: date) -> RightFacts:
    """What the file tells about the bridging right on the day of a fact."""
    found = facts.read_bridging(read_party(party_ref), fact_date)
    limit = run(
        lambda: calculate_bridging_right(
            BridgingInputs(fact_date=fact_date, career_quarters=found.career_quarters)
        )
    )
    return RightFacts(**vars(found), request_until=limit.result["request_until"])


@operation("benefits.read_voucher_facts")
def read_voucher_facts(call: Call, *, party_ref: str, birth_date: date) -> VoucherFacts:
    """What the file tells about maternity vouchers: quarters checked, insurance, number, value, region."""
    party, checked = read_party(party_ref), list_checked_quarters(birth_date)
    insured, covered = facts.is_insured(party, checked)
    found = run(lambda: calculate_vouchers(VoucherInputs(birth_date=birth_date))).result
    return VoucherFacts(
        insured=insured,
        covered=covered,
        quarters_checked=", ".join(str(one) for one in checked),
        request_until=found.get("request_until"),
        count=found.get("count", 0),
        amount=found.get("amount", NOTHING),
        region=str(births.read_region(party, read_today(call))),
    )


@operation("benefits.weigh")
def weigh(
    call: Call, *, claim_ref: str, conditions: dict[str, Any], prepared_at: str | None = None
) -> Weighed:
    """Decide by the law of the claim's day and write it down, to be approved by somebody else.

    `conditions` are inputs of the benefit's calculation; `prepared_at` the task whose performer prepared it.
    """
    claim = find(claim_ref)
    preparer = find_performer(call, prepared_at) if prepared_at else SYSTEM
    with transaction.atomic():  # one person's rights are weighed one after another: they share one credit
        claims.lock_party(claim.party)
        found, extra = decide(claim, conditions)
        outcome = str(found.result["outcome"])
        if outcome != "park":
            refusing(lambda: claims.prepare(claim, found, by=preparer, on=read_today(call), extra=extra))
    return Weighed(
        outcome=outcome,
        reason=str(found.result["reason"]),
        monthly_amount=extra["monthly_amount"] if outcome == "grant" else NOTHING,
        months=extra["months"] if outcome == "grant" else 0,
        quarters=extra["quarters"] if outcome == "grant" else 0,
        explanation=render_for_letter(found.trace, claim.party.language),
        prepared_by=preparer,
    )


@operation("benefits.settle_review")
def settle_review(call: Call, *, claim_ref: str, verdict: str, why: str, approved_at: str) -> Settled:
    """The second look of the performer of `approved_at`: agree, or return it to be prepared anew.

    Never by the one who prepared it: that look is not accepted, and nothing is changed.
    """
    claim, by = find(claim_ref), find_approver(call, approved_at)
    try:
        if verdict == "return":
            claims.send_back(claim, by=by, why=why)
        else:
            claims.approve(claim, by=by, on=read_today(call))
    except BenefitError as refusal:
        return Settled(accepted=False, refusal=refusal.message)
    return Settled(accepted=True, refusal="")


@operation("benefits.notify")
def notify(call: Call, *, claim_ref: str, letter: str) -> Told:
    """The decision was told by a letter; the term to pay begins."""
    claim = find(claim_ref)
    decision = refusing(lambda: claims.notify(claim, letter=UUID(letter), on=read_today(call)))
    return Told(decision.notified_on, decision.pay_by)


@operation("benefits.open_entitlement")
def open_entitlement(_call: Call, *, claim_ref: str, first_month: date) -> Running:
    """Open what the decision grants; the first month to pay and its day."""
    claim = find(claim_ref)
    held = refusing(lambda: entitlements.open_entitlement(claim, first_month=first_month))
    return describe(held)


@operation("benefits.pay_month")
def pay_month(call: Call, *, claim_ref: str, month: date, declared: dict[str, Any]) -> Ordered:
    """Order a month of bridging right by what was declared of it: days, family charge, other income.

    The order waits for a second person in the books.
    """
    held = need_entitlement(claim_ref)
    if entitlements.is_over(held, month):  # a review has ended the right while the month was being declared
        return Ordered("", NOTHING, NOTHING, 0, None, None)
    given = {name: value for name, value in declared.items() if name in BRIDGING and value is not None}
    if needs_days(held, month) and not {"days", "start"} & given.keys():
        raise BusinessError(
            "days_missing", f"{month:%Y-%m} is paid by days: days is missing.", claim=claim_ref
        )
    found = run(lambda: calculate_bridging_right(read_fields(BridgingInputs, {**given, "month": month})))
    payment = refusing(
        lambda: entitlements.pay_month(
            held, month, found, on=read_today(call), by=SYSTEM, declared=write_declared(declared)
        )
    )
    held.refresh_from_db()
    following = describe(held)
    return Ordered(
        payment_ref=payment.payout.ref if payment.payout else "",
        amount=payment.amount,
        interest=payment.interest,
        months_left=held.months_left,
        month=following.month,
        pay_on=following.pay_on,
    )


@operation("benefits.read_month")
def read_month(_call: Call, *, claim_ref: str, month: date) -> Month:
    """What the declaration of a month must tell, and whether it is due at all."""
    held = need_entitlement(claim_ref)
    return Month(needs_days(held, month), entitlements.is_over(held, month), held.family_charge)


def needs_days(held: Entitlement, month: date) -> bool:
    """From 2023 the first period is paid by full segments of seven days, never as whole months."""
    fact = held.claim.reference_date
    return name_era(fact) == "reformed" and month <= end_first_period(fact)


@operation("benefits.end_entitlement")
def end_entitlement(call: Call, *, claim_ref: str, reason: str) -> Ended:
    """Nothing more is paid: credit, resumed, convicted, pension, done or claimed_back, or what a review has said."""
    held = entitlements.end_entitlement(
        need_entitlement(claim_ref), on=read_today(call), reason=EndReason(reason)
    )
    return Ended(held.end_reason)


@operation("benefits.keep_rights")
def keep_rights(call: Call, *, claim_ref: str) -> Kept:
    """Cover the quarters after the fact, as many as were granted; those not decided yet are covered once they are."""
    held = need_entitlement(claim_ref)
    return Kept(kept_quarters.keep_quarters(held, on=read_today(call), by=system("process")))


@operation("benefits.withdraw_claim")
def withdraw_claim(_call: Call, *, claim_ref: str) -> None:
    """The person no longer asks; the same fact can be brought again."""
    claim = find(claim_ref)
    refusing(lambda: claims.withdraw(claim))


@operation("benefits.record_life_fact")
def record_life_fact(
    _call: Call,
    *,
    party_ref: str,
    kind: str,
    happened_on: date,
    source: str,
    reference: str,
    until_on: date | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Keep a birth, incapacity or bankruptcy that a register told, once for its reference; rights are found in it."""
    party = read_party(party_ref)
    if kind not in FactKind.values:
        raise BusinessError("fact_unknown", f"{kind} is no event of a life.", kind=kind)
    told: dict[str, Any] = {"happened_on": happened_on, "until_on": until_on, "facts": facts}
    refusing(lambda: record_fact(party, FactKind(kind), source=source, reference=reference, **told))


def describe(held: Entitlement) -> Running:
    if held.state == "ended" or not held.months_left:
        return Running(None, None, held.months_left if held.state != "ended" else 0)
    month = entitlements.find_next_month(held)
    if entitlements.is_over(held, month):
        return Running(None, None, 0)
    return Running(month, entitlements.find_pay_day(month), held.months_left)


def need_entitlement(claim_ref: str) -> Entitlement:
    held = Entitlement.objects.filter(claim=find(claim_ref)).select_related("claim__party").first()
    if held is None:
        raise BusinessError("entitlement_missing", f"{claim_ref} grants nothing.", claim=claim_ref)
    return held


def find(claim_ref: str) -> Claim:
    claim: Claim = refusing(lambda: claims.find_claim(claim_ref))
    return claim


def write_declared(declared: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in declared.items()}
