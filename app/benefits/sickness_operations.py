"""What processes may ask at an illness: who follows it, the conditions of an assimilation, its quarters, its end."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.affiliation.queries import find_period, status_of
from app.benefits import assimilations
from app.benefits.arithmetic.incapacity import AssimilationInputs, calculate_assimilation
from app.benefits.arithmetic.vouchers import list_checked_quarters
from app.benefits.calls import read_party, read_today, refusing, run
from app.benefits.certificates import are_paid, read_certificate
from app.benefits.detection_models import FactKind
from app.benefits.facts import MATERNITY
from app.benefits.taking_up import keep_fact, take_up
from app.contributions.arithmetic.categories import Category
from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.operations import BusinessError, Call, operation

ILLNESS = "illness"
BY = system("process")


@dataclass(frozen=True)
class TakenUpIncapacity:
    """`followed_by` is the case that follows it; `unpaid` names the quarters with which the benefit may be lost."""

    is_first: bool
    followed_by: str
    unpaid: list[str]
    category: str


@dataclass(frozen=True)
class AssimilationFacts:
    """D11 as the file tells it. `quarters` are those to ask for up to today's; `lacking` the conditions not met:
    stopped, not_continued, recognised, paid, long_enough. `receivables` are the debts of these quarters."""

    admissible: bool
    lacking: list[str]
    first_quarter: str
    last_quarter: str
    quarters: list[str]
    receivables: list[str]
    contributions_paid: bool
    days_self_employed: int


@dataclass(frozen=True)
class Assimilated:
    """`cancelled_amount` was called for the quarters assimilated and is owed no longer; `refund_ref` pays back the
    credit that it left, once a second person has agreed in the books."""

    quarters: list[str]
    cancelled_amount: Decimal
    credit: Decimal
    refund_ref: str


@dataclass(frozen=True)
class EndedAssimilation:
    """`last_quarter` is empty where no quarter is left; `due_again` names those that are owed again."""

    last_quarter: str
    due_again: list[str]


@operation("benefits.take_up_incapacity")
def take_up_incapacity(
    call: Call, *, party_ref: str, incapacity_from: date, incapacity_until: date | None = None
) -> TakenUpIncapacity:
    """Follow an incapacity by this case, unless another does already, with the quarters that put rights at stake.

    No diagnosis is kept.
    """
    party = read_party(party_ref)
    by = take_up(party, ILLNESS, incapacity_from, case_ref=call.case_ref, on=read_today(call))
    if by == call.case_ref and incapacity_from <= read_today(call):
        told: dict[str, Any] = {"case_ref": call.case_ref, "until_on": incapacity_until}
        refusing(lambda: keep_fact(party, FactKind.INCAPACITY, incapacity_from, **told))
    found = read_certificate(party, incapacity_from)
    return TakenUpIncapacity(by == call.case_ref, by, found.unpaid, found.category)


@operation("benefits.read_assimilation_facts")
def read_assimilation_facts(
    call: Call,
    *,
    party_ref: str,
    incapacity_from: date,
    stopped: bool,
    continued_by_other: bool,
    recognised: bool,
    resumed_on: date | None = None,
    incapacity_until: date | None = None,
) -> AssimilationFacts:
    """Conditions and quarters of an assimilation for illness by D11."""
    party = read_party(party_ref)
    paid = are_paid(party, list_checked_quarters(incapacity_from))
    days = count_days_before(party, incapacity_from)
    asked = AssimilationInputs(
        start=incapacity_from,
        resumed_on=resumed_on,
        end=incapacity_until,
        stopped=stopped,
        continued_by_other=continued_by_other,
        recognised=recognised,
        contributions_paid=paid,
        days_self_employed=days,
    )
    found = run(lambda: calculate_assimilation(asked)).result
    quarters = list_asked(found["first_quarter"], found["last_quarter"], read_today(call))
    return AssimilationFacts(
        admissible=found["admissible"],
        lacking=list(found["lacking"]),
        first_quarter=str(found["first_quarter"]),
        last_quarter=str(found["last_quarter"] or ""),
        quarters=[str(one) for one in quarters],
        receivables=list_receivables(party, quarters),
        contributions_paid=paid,
        days_self_employed=days,
    )


def count_days_before(party: Party, day: date) -> int:
    """Days of self-employment in main occupation up to a day; none where its quarter was decided otherwise."""
    status = status_of(party, Quarter.of(day))
    if status is not None and Category(status.category) not in MATERNITY:
        return 0
    period = find_period(party, day - timedelta(days=1))
    return (day - period.started_on).days if period else 0


def list_asked(first: Quarter, last: Quarter | None, today: date) -> list[Quarter]:
    """Those to ask for: to the last, of an incapacity that goes on to today's; at least the first."""
    return list(first.until(last or max(first, Quarter.of(today))))


def list_receivables(party: Party, quarters: list[Quarter]) -> list[str]:
    rows = Receivable.objects.filter(
        party=party, kind=ReceivableKind.CONTRIBUTION, year__in={one.year for one in quarters}
    ).exclude(state=ReceivableState.CANCELLED)
    wanted = {(one.year, one.number) for one in quarters}
    return [one.ref for one in rows.order_by("id") if (one.year, one.quarter) in wanted]


@operation("benefits.assimilate")
def assimilate(
    call: Call, *, party_ref: str, first_quarter: str, decided_on: date, last_quarter: str | None = None
) -> Assimilated:
    """Keep the quarters INASTI assimilated, take back what was called for them and propose to pay back the credit.

    Without a last quarter the following ones are assimilated as they come, until `benefits.end_assimilation`.
    """
    party, on = read_party(party_ref), read_today(call)
    first = read_quarter(first_quarter)
    last = read_quarter(last_quarter) if last_quarter else None
    told: dict[str, Any] = {"case_ref": call.case_ref, "first": first, "last": last, "decided_on": decided_on}
    found = refusing(lambda: assimilations.grant(party, **told, on=on, by=BY))
    refund = assimilations.pay_back(party, found, on=on, key=f"{call.case_ref}:assimilated", by=str(BY))
    return Assimilated(
        [str(one) for one in found.quarters],
        found.cancelled_amount,
        found.credit,
        refund.ref if refund else "",
    )


@operation("benefits.end_assimilation")
def end_assimilation(
    call: Call, *, resumed_on: date | None = None, recovered_on: date | None = None
) -> EndedAssimilation:
    """End the assimilation of this case by the day of resumption or the last day of the incapacity (D11)."""
    days = {"resumed_on": resumed_on, "recovered_on": recovered_on}
    found = refusing(lambda: assimilations.end(call.case_ref, **days, on=read_today(call), by=BY))
    return EndedAssimilation(str(found.last or ""), [str(one) for one in found.due_again])


def read_quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except QuarterUnreadable as error:
        raise BusinessError("quarter_unreadable", f"{text} is no quarter such as 2025Q3.") from error
