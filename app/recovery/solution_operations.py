"""What the payment processes (P08 to P12, P24) ask of recovery. Each act is done once for the key of its call."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.ledger.models import Receivable
from app.ledger.receivables import find_receivable
from app.ledger.remissions import read_paid
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.recovery import (
    category_changes,
    company_claims,
    contribution_changes,
    exemptions,
    holds,
    solution_facts,
)
from app.recovery.advice import record_advice as keep_advice
from app.recovery.attempts import log_attempt
from app.recovery.performers import find_performer
from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SolutionFacts:
    """Debts in euro; `debt_lines` one a receivable; texts in the language of the party."""

    total_due: Decimal
    principal_due: Decimal
    surcharges_due: Decimal
    receivables: list[str]
    debt_lines: list[dict[str, Any]]
    statement: str
    calculation: str
    joint_liability: str
    court_state: str
    in_court: bool
    active_plan: str | None
    broken_plans: int
    category: str


@dataclass(frozen=True)
class Told:
    """How many recoveries were told."""

    told: int


@dataclass(frozen=True)
class KeptAdvice:
    advice_ref: str


@dataclass(frozen=True)
class Attempt:
    attempt: str


@dataclass(frozen=True)
class ExemptionFacts:
    """`window_ends_on` is the last day to ask for the earliest quarter still in time, null when none is."""

    category: str
    provisional_at_main: bool
    quarters_active: int
    still_active: bool
    quarters_in_time: list[str]
    quarters_late: list[str]
    window_ends_on: date | None
    receivables: list[str]
    amount_concerned: Decimal


@dataclass(frozen=True)
class Exempted:
    reversed_amount: Decimal
    left_to_pay: Decimal


@dataclass(frozen=True)
class RemissionFacts:
    """EUR. `surcharges` are all of these quarters, `surcharges_paid` those of them that were paid already."""

    principal_unpaid: Decimal
    surcharges: Decimal
    surcharges_paid: Decimal
    receivables: list[str]
    quarters_asked: list[str]


@dataclass(frozen=True)
class Remitted:
    """EUR. `refund_amount` was paid already: it waits for a second person of finance before it is paid back."""

    waived_amount: Decimal
    refund_amount: Decimal
    left_to_pay: Decimal


@dataclass(frozen=True)
class ProvisionalFacts:
    """`current_base` is the income on which the year is claimed now, `current_quarter` the amount of a quarter."""

    category: str
    current_base: Decimal
    current_quarter: Decimal
    arrears: bool
    regularised: bool


@dataclass(frozen=True)
class ChangedContribution:
    """`changed_lines` are {quarter, old, new}; `due_reference`, `due_amount` and `next_due_on` are of the next due."""

    new_quarter: Decimal
    changed_lines: list[dict[str, Any]]
    explanation: list[dict[str, Any]]
    due_reference: str
    due_amount: Decimal
    next_due_on: date | None
    changed_amount: Decimal


@dataclass(frozen=True)
class ReassessedQuarters:
    """`changed_lines` are {quarter, old, new}; `untouched` names the quarters that a person must look at."""

    changed_lines: list[dict[str, Any]]
    untouched: str
    changed_amount: Decimal
    explanation: list[dict[str, Any]]
    due_reference: str
    due_amount: Decimal
    next_due_on: date | None


@dataclass(frozen=True)
class CompanyClaim:
    receivable_ref: str
    reference: str
    total_due: Decimal


@dataclass(frozen=True)
class RevisedClaim:
    amount: Decimal
    size: str
    reason: str
    explanation: list[dict[str, Any]]
    difference: Decimal
    total_due: Decimal


@operation("recovery.read_solution_facts")
def read_solution_facts(call: Call, *, party_ref: str, quarters: str | None = None) -> SolutionFacts:
    """What a party owes (of these quarters, else all), who else answers for it, and what is under way."""
    party, today = read_party(party_ref), read_today(call)
    debts = solution_facts.list_debts(party, read_quarters(quarters))
    plan = solution_facts.find_active_plan(party)
    return SolutionFacts(
        total_due=sum((one.total for one in debts), ZERO),
        principal_due=sum((one.principal for one in debts), ZERO),
        surcharges_due=sum((one.surcharge for one in debts), ZERO),
        receivables=[one.ref for one in debts],
        debt_lines=solution_facts.write_lines(debts),
        statement=solution_facts.write_statement(debts, party.language),
        calculation=solution_facts.write_calculation(debts, party.language),
        joint_liability=solution_facts.write_joint_liability(debts),
        court_state=solution_facts.write_court_state(party),
        in_court=bool(solution_facts.list_court_files(party)),
        active_plan=plan.ref if plan else None,
        broken_plans=solution_facts.count_broken_plans(party, today),
        category=solution_facts.find_category(party, today),
    )


@operation("recovery.hold_receivables")
def hold_receivables(call: Call, *, receivables: list[Any], until: date, reason: str) -> Told:
    """Hold the recovery of these debts where one runs; it looks at the hold again on `until`."""
    debts = [find_receivable(str(ref)) for ref in receivables]
    told = holds.hold(
        debts, reason=reason, case_ref=call.case_ref, now=call.now, key=call.idempotency_key, review_on=until
    )
    return Told(told)


@operation("recovery.resume_receivables")
def resume_receivables(call: Call, *, receivables: list[Any], reason: str) -> Told:
    """Let the recovery of these debts go on where it was held."""
    debts = [find_receivable(str(ref)) for ref in receivables]
    told = holds.release(debts, reason=reason, case_ref=call.case_ref, now=call.now, key=call.idempotency_key)
    return Told(told)


@operation("recovery.log_difficulty_contact")
def log_difficulty_contact(
    call: Call,
    *,
    party_ref: str,
    receivables: list[Any],
    channel: str,
    outcome: str,
    summary: str | None = None,
) -> Attempt:
    """Log the contact of the advice; the gate before court (D21) counts it like any other."""
    attempt = log_attempt(
        read_party(party_ref),
        case_ref=call.case_ref,
        channel=channel,
        outcome=outcome,
        made_on=read_today(call),
        by=find_performer(call, "contact_person"),
        key=call.idempotency_key,
        summary=summary or "",
        receivable_ref=str(receivables[0]) if receivables else "",
    )
    return Attempt(str(attempt.pk))


@operation("recovery.record_advice")
def record_advice(
    call: Call,
    *,
    party_ref: str,
    situation: dict[str, Any],
    solutions: list[Any],
    chosen: str,
    reason: str | None = None,
) -> KeptAdvice:
    """Keep the advice given and the choice made (C85)."""
    advice = keep_advice(
        read_party(party_ref),
        case_ref=call.case_ref,
        situation=situation,
        solutions=solutions,
        chosen=chosen,
        reason=reason or "",
        by=find_performer(call, "choose_solution"),
        at=call.now,
        key=call.idempotency_key,
    )
    return KeptAdvice(str(advice.pk))


@operation("recovery.read_exemption_facts")
def read_exemption_facts(
    call: Call,  # noqa: ARG001 – the shape of an operation
    *,
    party_ref: str,
    quarters: str,
    requested_on: date,
    settlement_received_on: date | None = None,
) -> ExemptionFacts:
    """Category, window and debts of the quarters for which an exemption is asked (D24)."""
    party = read_party(party_ref)
    return ExemptionFacts(
        **exemptions.read_facts(party, read_quarters(quarters), requested_on, settlement_received_on)
    )


@operation("recovery.apply_exemption")
def apply_exemption(
    call: Call, *, party_ref: str, quarters: list[Any], share: Decimal, decided_on: date
) -> Exempted:
    """Exempt quarters wholly or in part: their coverage, and what was claimed for them."""
    party = read_party(party_ref)
    wanted = [read_quarter(str(one)) for one in quarters]
    reason = f"INASTI {decided_on.isoformat()}, {call.case_ref}"
    taken_back, left = exemptions.apply(party, wanted, share, call=call, reason=reason)
    debts = solution_facts.list_claims(party, wanted)
    holds.release(debts, reason="exempted", case_ref=call.case_ref, now=call.now, key=call.idempotency_key)
    return Exempted(taken_back, left)


@operation("recovery.read_remission_facts")
def read_remission_facts(call: Call, *, party_ref: str, quarters: str) -> RemissionFacts:  # noqa: ARG001
    """Contributions still unpaid and surcharges of these quarters, paid or not (D25)."""
    asked = read_quarters(quarters)
    claims = solution_facts.list_claims(read_party(party_ref), asked)
    paid = sum((read_paid(one) for one in claims), ZERO)
    return RemissionFacts(
        principal_unpaid=sum((one.principal for one in claims), ZERO),
        surcharges=sum((one.surcharge for one in claims), paid),
        surcharges_paid=paid,
        receivables=[one.ref for one in claims],
        quarters_asked=[str(one) for one in asked],
    )


@operation("recovery.apply_remission")
def apply_remission(
    call: Call,
    *,
    receivables: list[Any],
    share: Decimal,
    decided_on: date,
    reason: str | None = None,
    by_task: str = "",
) -> Remitted:
    """Remit the surcharges of these debts, all or a share of each.

    What is still owed is waived at once. What was paid is proposed for refund in the name of who did `by_task`; a
    second person decides it.
    """
    why = f"INASTI {decided_on.isoformat()}: {reason or call.case_ref}"
    debts = [find_receivable(str(ref)) for ref in receivables]
    by = find_performer(call, by_task)
    refunded = exemptions.propose_refunds(debts, share, call=call, by=by, reason=why)
    waived, left = exemptions.waive(debts, share, call=call, reason=why)
    return Remitted(waived, refunded, left)


@operation("recovery.read_provisional_facts")
def read_provisional_facts(
    call: Call,  # noqa: ARG001 – the shape of an operation
    *,
    party_ref: str,
    year: int,
    on: date,
) -> ProvisionalFacts:
    """On what the contributions of a year are claimed now, and what D06 asks besides."""
    return ProvisionalFacts(**contribution_changes.read_facts(read_party(party_ref), year, on))


@operation("recovery.apply_provisional_change")
def apply_provisional_change(
    call: Call, *, party_ref: str, year: int, new_base: Decimal
) -> ChangedContribution:
    """Keep the estimate, recalculate what was claimed for the year, and book the differences."""
    changed = contribution_changes.apply(read_party(party_ref), year, new_base, call=call)
    return ChangedContribution(**changed)


@operation("recovery.reassess_quarters")
def reassess_quarters(call: Call, *, party_ref: str, first_quarter: str) -> ReassessedQuarters:
    """Calculate what was claimed from a quarter on again by the category decided since, and book the differences."""
    first = read_quarters(first_quarter)[0]
    return ReassessedQuarters(**category_changes.reassess(read_party(party_ref), first, call=call))


@operation("recovery.claim_company_contribution")
def claim_company_contribution(
    call: Call, *, party_ref: str, year: int, amount: Decimal, due_on: date, trace: dict[str, Any]
) -> CompanyClaim:
    """Book the annual contribution of a company, once for a company and a year."""
    debt, reference = company_claims.claim(read_party(party_ref), year, amount, due_on, trace, call=call)
    return CompanyClaim(debt.ref, reference, debt.total)


@operation("recovery.revise_company_contribution")
def revise_company_contribution(
    call: Call, *, receivable_ref: str, party_ref: str, year: int, balance_total: Decimal, language: str
) -> RevisedClaim:
    """Assess a booked contribution anew on accounts that came later, and book the difference."""
    debt: Receivable = find_receivable(receivable_ref)
    revised = company_claims.revise(
        debt, read_party(party_ref), year, balance_total, language=language, call=call
    )
    return RevisedClaim(**revised)


def read_party(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error


def read_quarters(text: str | None) -> list[Quarter]:
    try:
        return solution_facts.read_quarters(text or "")
    except QuarterUnreadable as error:
        raise BusinessError("quarter_unreadable", str(error), quarters=text) from error


def read_quarter(text: str) -> Quarter:
    found = read_quarters(text)
    if len(found) != 1:
        raise BusinessError("quarter_unreadable", "One quarter is needed.", quarter=text)
    return found[0]


def read_today(call: Call) -> date:
    return call.now.astimezone(BRUSSELS).date()
