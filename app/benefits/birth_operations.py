"""What processes may ask at a birth or adoption: who follows it, which rights there are, what comes by itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.benefits import births, entitlements
from app.benefits.arithmetic.paternity import PaternityInputs, calculate_paternity
from app.benefits.calls import SYSTEM, read_party, read_today, refusing, run
from app.benefits.certificates import read_certificate
from app.benefits.claims import find_claim
from app.benefits.detection_models import FactKind
from app.benefits.taking_up import ADOPTION, keep_fact, take_up
from app.people.models import Party
from workflows.actors import system
from workflows.operations import Call, operation

FAMILY = "family_growth"


@dataclass(frozen=True)
class TakenUp:
    """`followed_by` is the case that follows the event; `is_first` says that it is this one."""

    is_first: bool
    followed_by: str


@dataclass(frozen=True)
class FoundRights:
    """What the fund sees to for this parent. `insured` is yes, no or unknown until contributions are definitive."""

    is_affiliated: bool
    insured: str
    covered: bool
    offers_vouchers: bool
    exempts_quarter: bool
    offers_paternity: bool
    exempt_quarter: str
    region: str
    paternity_until: date


@dataclass(frozen=True)
class ExemptedQuarter:
    """`state` is exempted, covered or pending; `cancelled_amount` was called for it and is owed no longer."""

    quarter: str
    state: str
    cancelled_amount: Decimal
    credit: Decimal


@dataclass(frozen=True)
class PaternityFacts:
    """`request_until` is the last day to ask, `leave_until` the last to take leave."""

    quarters_paid: bool
    days_allowed: int
    leave_until: date | None
    request_until: date


@dataclass(frozen=True)
class CertifiedQuarters:
    """`quarters` as the message T4 takes them; `unpaid` names those with which a right may be lost."""

    quarters: list[dict[str, str]]
    unpaid: list[str]
    category: str


@dataclass(frozen=True)
class PaidOnce:
    payment_ref: str
    amount: Decimal
    interest: Decimal


@operation("benefits.take_up_birth")
def take_up_birth(
    call: Call,
    *,
    party_ref: str,
    is_mother: bool,
    is_adoption: bool,
    born_on: date | None = None,
) -> TakenUp:
    """Follow a birth or adoption by this case, unless another does; one still to come is always taken up."""
    if born_on is None:
        return TakenUp(is_first=True, followed_by=call.case_ref)
    party = read_party(party_ref)
    keys = {"case_ref": call.case_ref, "event_key": ADOPTION if is_adoption else ""}
    by = take_up(party, FAMILY, born_on, on=read_today(call), **keys)
    if by == call.case_ref and not is_adoption and born_on <= read_today(call):
        keep_birth(party, born_on, is_mother=is_mother, case_ref=call.case_ref)
    return TakenUp(is_first=by == call.case_ref, followed_by=by)


def keep_birth(party: Party, born_on: date, *, is_mother: bool, case_ref: str) -> None:
    facts = {"parent": "mother" if is_mother else "other"}
    refusing(lambda: keep_fact(party, FactKind.BIRTH, born_on, case_ref=case_ref, facts=facts))


@operation("benefits.read_birth_rights")
def read_birth_rights(
    call: Call, *, party_ref: str, born_on: date, is_mother: bool, vouchers_asked: bool | None = None
) -> FoundRights:
    """Which rights follow from a birth, by the law of its day and what the file tells."""
    found = births.read_rights(
        read_party(party_ref),
        born_on,
        is_mother=is_mother,
        vouchers_asked=bool(vouchers_asked),
        today=read_today(call),
    )
    return FoundRights(**{**vars(found), "region": str(found.region)})


@operation("benefits.exempt_birth_quarter")
def exempt_birth_quarter(call: Call, *, party_ref: str, born_on: date) -> ExemptedQuarter:
    """Exempt the quarter after a birth and take back what was called for it; done once, whoever asks."""
    party, by = read_party(party_ref), system("process")
    found = births.exempt_quarter(party, born_on, on=read_today(call), by=by)
    return ExemptedQuarter(**{**vars(found), "quarter": str(found.quarter)})


@operation("benefits.read_paternity_facts")
def read_paternity_facts(_call: Call, *, party_ref: str, born_on: date) -> PaternityFacts:
    """What the file tells about a leave at a birth: quarters paid, days allowed, until when."""
    found = run(lambda: calculate_paternity(PaternityInputs(birth_date=born_on))).result
    return PaternityFacts(
        quarters_paid=births.is_paternity_paid(read_party(party_ref), born_on),
        days_allowed=found.get("days_allowed", 0),
        leave_until=found.get("leave_until"),
        request_until=found["request_until"],
    )


@operation("benefits.read_certificate")
def read_contribution_certificate(_call: Call, *, party_ref: str, event_on: date) -> CertifiedQuarters:
    """The state of the contributions before an incapacity or maternity, as a mutuality asks it (T4)."""
    found = read_certificate(read_party(party_ref), event_on)
    return CertifiedQuarters(found.quarters, found.unpaid, found.category)


@operation("benefits.pay_once")
def pay_once(call: Call, *, claim_ref: str) -> PaidOnce:
    """Order what a decision that was told grants once and for all. The order waits for a second person in the books."""
    claim = refusing(lambda: find_claim(claim_ref))
    payment = refusing(lambda: entitlements.pay_once(claim, on=read_today(call), by=SYSTEM))
    return PaidOnce(
        payment_ref=payment.payout.ref if payment.payout else "",
        amount=payment.amount,
        interest=payment.interest,
    )
