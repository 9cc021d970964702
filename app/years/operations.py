"""What the process of a regularisation (P19) may ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.ledger.models import Refund
from app.ledger.references import reference_for
from app.ledger.refunds import due_on, find_refund
from app.ledger.states import RefundState
from app.ledger.tidings import is_awaited
from app.people.models import Party
from app.people.queries import find_party, recipient_of
from app.registers.calculations import Calculation
from app.registers.errors import RegisterError
from app.registers.rendering import render_for_letter
from app.registers.traces import Trace
from app.years import (
    certificate_operations,  # noqa: F401  offers its own
    opening,
    rights,
    settlement_operations,  # noqa: F401  offers its own
    settling,
    weighing,
)
from app.years.errors import IncomeChanged
from app.years.facts import YearFacts, read_facts
from app.years.models import Outcome, Regularisation, RegularisationState
from workflows import api
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import ParameterError

ZERO = Decimal("0.00")
BY = api.system("regularisation")
RETEST = "benefits.retest"


@dataclass(frozen=True)
class Weighed:
    """Of a year before it is settled, EUR. `doubts` are codes; with one a person looks first. `problem` is what the
    calculation refused, in words. `income_ref` names the income that was weighed."""

    regularisation: int
    income_ref: int
    income: Decimal
    source: str
    clear: bool
    over: bool
    doubts: list[str]
    problem: str
    outcome: str
    provisional: Decimal
    definitive: Decimal
    difference: Decimal
    fee: Decimal
    surcharge: Decimal
    quarters: list[dict[str, Any]]
    explanation: list[dict[str, Any]]


@dataclass(frozen=True)
class SettledYear:
    """`outcome` is supplement, refund or nothing. Amounts in EUR: `total` is what the books claim more (less below
    nought), `left_to_pay` what is owed of the supplement after set-off, `set_off` what of a refund paid open debts,
    `paid_back` what is proposed to be paid out."""

    outcome: str
    income: Decimal
    difference: Decimal
    fee: Decimal
    surcharge: Decimal
    total: Decimal
    quarters: list[dict[str, Any]]
    explanation: list[dict[str, Any]]
    receivable_ref: str
    reference: str
    left_to_pay: Decimal
    due_on: date | None
    refund_ref: str
    set_off: Decimal
    paid_back: Decimal
    pay_back_by: date | None
    party_name: str
    party_email: str
    party_address: str


@dataclass(frozen=True)
class Retested:
    """`changes` are {quarter, category, before, after, gained}; `told` who waits for it was told."""

    changed: bool
    changes: list[dict[str, Any]]
    career: list[dict[str, Any]]
    told: bool


@dataclass(frozen=True)
class RefundStanding:
    """`open`: neither paid nor refused."""

    state: str
    open: bool
    amount: Decimal
    paid_on: date | None
    due_on: date


@dataclass(frozen=True)
class Kept:
    state: str


@operation("years.weigh_regularisation")
def weigh_regularisation(call: Call, *, party_ref: str, year: int) -> Weighed:
    """Read what bears on a year, name what is doubtful, and calculate it by D08; nothing is booked.

    Refuses with INCOME_UNKNOWN when no definitive income of the year is known.
    """
    party, on = find_party(party_ref), day_of(call)
    row = opening.find_or_open(party, year, case_ref=call.case_ref, now=call.now)
    if row is None:
        raise BusinessError(
            "INCOME_UNKNOWN", f"No definitive income of {year} is known.", party_ref=party_ref
        )
    doubts, problem, found = [], "", None
    try:
        facts = read_facts(row, by=BY, now=call.now)
        doubts = weighing.find_doubts(facts)
        found = calculate(facts, on)
        doubts += weighing.find_second_doubts(facts, found, on) if found else []
    except (RegisterError, ParameterError) as error:
        problem = str(error)
    return describe_weighed(row, doubts, problem, found)


def calculate(facts: YearFacts, on: date) -> Calculation | None:
    """None where there is nothing to calculate on."""
    is_known = facts.quarters and all(one in facts.statuses for one in facts.quarters)
    return weighing.calculate(facts, on) if is_known else None


def describe_weighed(
    row: Regularisation, doubts: list[str], problem: str, found: Calculation | None
) -> Weighed:
    result = found.result if found else {}
    return Weighed(
        regularisation=row.pk,
        income_ref=row.income_id,
        income=row.income.amount,
        source=str(row.income.source),
        clear=not doubts and not problem and row.state == RegularisationState.WAITING,
        over=row.state != RegularisationState.WAITING,
        doubts=doubts,
        problem=problem,
        outcome=str(result.get("outcome", "")),
        provisional=result.get("provisional", ZERO),
        definitive=result.get("definitive", ZERO),
        difference=result.get("difference", ZERO),
        fee=result.get("fee") or ZERO,
        surcharge=result.get("retroactive_surcharge") or ZERO,
        quarters=[settling.tell_quarter(one) for one in result.get("quarters", [])],
        explanation=render_for_letter(found.trace, row.party.language) if found else [],
    )


@operation("years.settle_regularisation")
def settle_regularisation(call: Call, *, regularisation: int, income_ref: int) -> SettledYear:
    """Bring the claims of the year to what the income says, and propose what is to be paid back; done once.

    Refuses with INCOME_CHANGED when another income was told since the year was weighed.
    """
    try:
        row = settling.settle(regularisation, income_id=income_ref, by=BY, now=call.now)
    except IncomeChanged as error:
        raise BusinessError("INCOME_CHANGED", str(error), regularisation=regularisation) from error
    return describe_settled(row, str(row.outcome), day_of(call))


def describe_settled(row: Regularisation, outcome: str, on: date) -> SettledYear:
    known = recipient_of(row.party, on)
    claim, refund = row.receivable, row.refund
    total = (row.difference or ZERO) + (row.fee or ZERO) + (row.surcharge or ZERO)
    paid_back = refund.amount if refund else ZERO
    return SettledYear(
        outcome=outcome,
        income=row.income.amount,
        difference=row.difference or ZERO,
        fee=row.fee or ZERO,
        surcharge=row.surcharge or ZERO,
        total=total,
        quarters=settling.tell_quarters(row),
        explanation=render_for_letter(Trace.from_json(row.trace), row.party.language) if row.trace else [],
        receivable_ref=claim.ref if claim else "",
        reference=reference_for(claim).number if claim and claim.total else "",
        left_to_pay=claim.total if claim else ZERO,
        due_on=claim.due_on if claim else None,
        refund_ref=refund.ref if refund else "",
        set_off=max(-total, ZERO) - paid_back if outcome == Outcome.REFUND else ZERO,
        paid_back=paid_back,
        pay_back_by=due_on(refund) if refund else None,
        party_name=known["name"],
        party_email=known["email"],
        party_address=known["address"],
    )


@operation("years.set_aside_regularisation")
def set_aside_regularisation(call: Call, *, regularisation: int, reason: str) -> Kept:  # noqa: ARG001  shape
    """Leave the year as it is, with a reason."""
    return Kept(str(settling.set_aside(regularisation, reason=reason).state))


@operation("years.retest_rights")
def retest_rights(call: Call, *, regularisation: int) -> Retested:
    """Which quarters now give full rights or no longer do; who waits for `benefits.retest` of the person is told."""
    row = Regularisation.objects.select_related("party", "income").get(pk=regularisation)
    statuses = rights.read_statuses(row)
    changes = rights.list_changes(row, statuses)
    return Retested(
        changed=bool(changes),
        changes=rights.write_changes(changes),
        career=rights.list_career(row, statuses) if changes else [],
        told=tell_benefits(row.party, row, call),
    )


def tell_benefits(party: Party, row: Regularisation, call: Call) -> bool:
    """A parked benefit waits under the reference of the person: it is weighed again on the definitive contributions."""
    if not is_awaited(RETEST, party.reference):
        return False
    payload = {"year": row.year, "settled_on": day_of(call)}
    api.receive("years", f"{row.ref}:{call.idempotency_key}", RETEST, party.reference, payload)
    return True


@operation("years.read_refund")
def read_refund(call: Call, *, refund_ref: str) -> RefundStanding:  # noqa: ARG001  the shape of an operation
    """How far a refund is."""
    refund: Refund = find_refund(refund_ref)
    is_open = refund.state in (RefundState.PROPOSED, RefundState.APPROVED)
    return RefundStanding(str(refund.state), is_open, refund.amount, refund.paid_on, due_on(refund))


def day_of(call: Call) -> date:
    return call.now.astimezone(BRUSSELS).date()
