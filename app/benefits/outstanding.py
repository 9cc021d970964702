"""What a claimant still waits for: a decision, or money. Read on the day it is told, never remembered.

Law of 11 April 1995 (Charter of the insured): art. 10 for the decision, art. 12 for the payment. Whoever waits is told
before the limit, and every four months after it, why.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.benefits.claims import standing_decision
from app.benefits.entitlements import find_due_day, find_next_month, is_over
from app.benefits.models import BenefitPayment, Claim, Entitlement
from app.benefits.states import ClaimState, DecisionState, EntitlementState, MonthState
from app.ledger.states import RefundState
from workflows import api
from workflows.deadlines import add_months
from workflows.models import InstanceStatus

QUESTION = "request_missing_information"
#: Charter art. 12: four months to pay; a month that came due later has them from its own day.
MONTHS_TO_PAY = 4
#: SLA-63: the person hears of it ten days before the limit.
AHEAD = timedelta(days=10)


class Standing(StrEnum):
    """`waits` and must be told, `quiet` for now, or `over`: nothing is owed to the person any more."""

    WAITS = "waits"
    QUIET = "quiet"
    OVER = "over"


class Why(StrEnum):
    """What it still takes, as the letter says it."""

    EXAMINATION = "examination"
    INFORMATION = "information"
    SECOND_LOOK = "second_look"
    DECLARATION = "declaration"
    APPROVAL = "approval"
    BANK = "bank"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Outstanding:
    """`limit` is the last day of the law, `months` the months unpaid, as `2024-05`."""

    standing: Standing
    why: Why | None = None
    limit: date | None = None
    months: tuple[str, ...] = ()


QUIET, OVER = Outstanding(Standing.QUIET), Outstanding(Standing.OVER)
WHY_UNPAID = {
    RefundState.PROPOSED: Why.APPROVAL,
    RefundState.APPROVED: Why.BANK,
    RefundState.RETURNED: Why.ACCOUNT,
}


def read_decision(claim: Claim) -> Outstanding:
    """Whether the claimant still waits for a decision; one that was approved is on its way."""
    if claim.state != ClaimState.RECEIVED:
        return OVER
    decision = standing_decision(claim)
    if decision is not None and decision.state == DecisionState.APPROVED:
        return QUIET
    return Outstanding(
        Standing.WAITS, find_why_undecided(claim, prepared=decision is not None), claim.decide_by
    )


def find_why_undecided(claim: Claim, *, prepared: bool) -> Why:
    if prepared:
        return Why.SECOND_LOOK
    asked = api.case_instances(claim.case_ref).filter(definition_key=QUESTION, status=InstanceStatus.ACTIVE)
    return Why.INFORMATION if claim.case_ref and asked.exists() else Why.EXAMINATION


def read_payment(claim: Claim, on: date) -> Outstanding:
    """Whether money that the decision gives is late, or will be in ten days, and what it waits for."""
    right = Entitlement.objects.filter(claim=claim).select_related("claim").first()
    if right is None:
        return OVER
    unpaid = list_unpaid(right)
    late = [one for one in unpaid if find_limit(right, one.due_on) - AHEAD <= on]
    undeclared = find_undeclared(right, on)
    if late:
        why = WHY_UNPAID[RefundState(late[0].payout.state)]  # type: ignore[union-attr]
        months = tuple(f"{one.month:%Y-%m}" for one in late)
        return Outstanding(Standing.WAITS, why, find_limit(right, late[0].due_on), months)
    if undeclared is not None:
        limit = find_limit(right, find_due_day(right, undeclared))
        return Outstanding(Standing.WAITS, Why.DECLARATION, limit, (f"{undeclared:%Y-%m}",))
    return QUIET if unpaid or list_refused(right) or right.state == EntitlementState.RUNNING else OVER


def list_unpaid(right: Entitlement) -> list[BenefitPayment]:
    """The months ordered that the bank has not executed, oldest first."""
    rows = right.payments.filter(state=MonthState.ORDERED, amount__gt=0).exclude(
        payout__state=RefundState.PAID
    )
    return list(rows.select_related("payout").order_by("month"))


def list_refused(right: Entitlement) -> list[BenefitPayment]:
    """The months whose order finance refused and that nobody has ordered anew: the newest order of each."""
    ordered = right.payments.filter(state=MonthState.ORDERED).values("month")
    rows = right.payments.filter(state=MonthState.REFUSED, amount__gt=0).exclude(month__in=ordered)
    return list({one.month: one for one in rows.order_by("month", "id")}.values())


def find_undeclared(right: Entitlement, on: date) -> date | None:
    """A month whose limit is near and that nobody could order yet; its declaration is missing."""
    if is_over(right) or not right.months_left:
        return None
    month = find_next_month(right)
    return month if find_limit(right, find_due_day(right, month)) - AHEAD <= on else None


def find_limit(right: Entitlement, due_on: date) -> date:
    """The last day of the law for a month: that of the decision, four months from its own day where that is later."""
    decision = standing_decision(right.claim)
    pay_by = decision.pay_by if decision is not None else None
    return pay_by if pay_by is not None and due_on <= pay_by else add_months(due_on, MONTHS_TO_PAY)
