"""What processes may ask about undue benefits: weigh them, keep the second look, book the claim."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.benefits import undue
from app.benefits.arithmetic.undue import Cause, Paid
from app.benefits.calls import SYSTEM, find_approver, find_performer, read_party, read_today, refusing, run
from app.ledger.withholdings import find_rate
from app.people.models import Party
from app.registers.input_reading import read_fields
from app.registers.rendering import render_for_letter
from workflows.operations import BusinessError, Call, operation


@dataclass(frozen=True)
class UndueFound:
    undue_id: int
    outcome: str
    reason: str
    total: Decimal
    claimed: Decimal
    lapsed: Decimal
    interest: Decimal
    explanation: list[dict[str, Any]]


@dataclass(frozen=True)
class UndueClaimed:
    receivable_ref: str
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class UndueStanding:
    """How a claim stands, see `follow_undue`; `owed` in euro, `rate` the part of a benefit that is kept back."""

    standing: str
    owed: Decimal
    rate: Decimal
    due_on: date


@operation("benefits.weigh_undue")
def weigh_undue(
    call: Call,
    *,
    party_ref: str,
    first_month: date,
    last_month: date,
    due_a_month: Decimal,
    cause: str,
    found_on: date,
    knew: bool | None = None,
    payments: list[Any] | None = None,
    prepared_at: str | None = None,
) -> UndueFound:
    """Weigh what was paid for these months against what was due (D26), and write it down.

    What has lapsed is reckoned to the day of this decision, not to `found_on`, the day of the finding. `payments` are
    {on, amount, due} where they were made before the fund's books.
    """
    party, today = read_party(party_ref), max(found_on, read_today(call))
    paid = [run(lambda one=one: read_fields(Paid, one)) for one in payments or ()]
    months = [] if paid else undue.list_months(party, first_month, last_month, due_a_month)
    paid = paid or undue.describe_paid(months, due_a_month)
    died = has_died(party, today)
    asked: dict[str, Any] = {"cause": Cause(cause), "knew": bool(knew), "died_before_notice": died}
    found = run(lambda: undue.weigh(paid, found_on=today, **asked))
    preparer = find_performer(call, prepared_at) if prepared_at else SYSTEM
    decision = undue.prepare(
        party, found, case_ref=call.case_ref, by=preparer, key=call.idempotency_key, months=months
    )
    return UndueFound(
        undue_id=decision.pk,
        outcome=decision.outcome,
        reason=decision.reason,
        total=decision.total,
        claimed=decision.claimed + decision.interest,
        lapsed=found.result["lapsed"],
        interest=decision.interest,
        explanation=render_for_letter(found.trace, party.language),
    )


def has_died(party: Party, today: date) -> bool:
    """Before the decision was told: no notice of it was made yet."""
    person = getattr(party, "person", None)
    return person is not None and person.died_on is not None and person.died_on <= today


@operation("benefits.approve_undue")
def approve_undue(call: Call, *, undue_id: int, approved_at: str) -> None:
    """Keep the agreement of the performer of `approved_at`, also where nothing is claimed."""
    by = find_approver(call, approved_at)
    refusing(lambda: undue.approve(int(undue_id), by=by, on=read_today(call)))


@operation("benefits.claim_undue")
def claim_undue(call: Call, *, undue_id: int, approved_at: str) -> UndueClaimed:
    """Book the undue sum as owed, once the performer of `approved_at` has agreed."""
    by = find_approver(call, approved_at)
    held = refusing(lambda: undue.claim(int(undue_id), by=by, on=read_today(call)))
    return UndueClaimed(held.receivable.ref, held.receivable.due_on, held.claimed + held.interest)


@operation("benefits.follow_undue")
def follow_undue(call: Call, *, undue_id: int) -> UndueStanding:
    """What becomes of a claim today: past its last day it is kept back from a benefit that still runs.

    waiting: not due yet; settled: nothing is owed any more, paid or waived; held: a plan, a contestation or another
    request stands in the way; withheld: a part of each month is kept back; unpaid: neither paid nor to be kept back.
    """
    today = read_today(call)
    claimed = refusing(lambda: undue.find_claimed(int(undue_id)))
    standing = undue.follow(claimed, on=today, by=SYSTEM, case_ref=call.case_ref)
    return UndueStanding(standing, claimed.total, find_rate(today), claimed.due_on)


@operation("benefits.cancel_undue")
def cancel_undue(
    call: Call, *, undue_id: int, reason: str, approved_at: str, prepared_at: str | None = None
) -> None:
    """Let the claim fall, as the performer of `approved_at` decided: a waiver, an appeal, a judgment.

    Never the one who performed `prepared_at`.
    """
    by = find_approver(call, approved_at)
    if prepared_at is not None and find_performer(call, prepared_at) == by:
        raise BusinessError("benefit_refused", "Whoever proposed it cannot agree to it.", undue=undue_id)
    refusing(lambda: undue.cancel(int(undue_id), by=by, on=read_today(call), reason=reason))
