"""A category decided again after its quarters were called: what is claimed follows it, quarter by quarter."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.recovery.contribution_changes import calculate, find_next_due, read_base, rebook, sum_all, sum_booked
from app.registers.calculations import Calculation
from app.registers.quarters import Quarter
from app.registers.rendering import render_for_letter
from workflows.clock import BRUSSELS
from workflows.errors import WorkflowError
from workflows.operations import Call

ZERO = Decimal("0.00")
#: Claims that can still follow: what was given up is not claimed again.
FOLLOWED = (ReceivableState.OPEN, ReceivableState.SETTLED)
#: The base of a starter is the minimum of the category itself.
STARTER = "starter_minimum"


def list_from(party: Party, first: Quarter) -> list[Receivable]:
    rows = Receivable.objects.filter(
        party=party, kind=ReceivableKind.CONTRIBUTION, state__in=FOLLOWED, quarter__isnull=False
    )
    return [one for one in rows.order_by("year", "quarter", "id") if quarter_of(one) >= first]


def quarter_of(claim: Receivable) -> Quarter:
    return Quarter(claim.year, claim.quarter or 1)


@transaction.atomic
def reassess(party: Party, first: Quarter, *, call: Call) -> dict[str, Any]:
    """Calculate each claim from `first` on again on its own base, and book the difference.

    What cannot be calculated (a figure not published, a claim without its base) stays and is named in `untouched`.
    What has changed is told from the books: a call that is repeated tells the same, and books nothing more.
    """
    today: date = call.now.astimezone(BRUSSELS).date()
    lines, untouched, last, difference = [], [], None, ZERO
    claims = list_from(party, first)
    for claim in claims:
        found = try_to_calculate(party, claim)
        if found is None:
            untouched.append(claim.period)
            continue
        new = found.result["payable"]
        if new != sum_all(claim):
            rebook(claim, found, today, call)
        more = sum_booked(claim, call)
        if more:
            lines.append({"quarter": claim.period, "old": new - more, "new": new})
            difference, last = difference + more, found
    return {
        "changed_lines": lines,
        "untouched": ", ".join(untouched),
        "changed_amount": difference,
        "explanation": explain(last, party),
        **find_next_due(refetch(claims), today),
    }


def try_to_calculate(party: Party, claim: Receivable) -> Calculation | None:
    """None without an own base (a starter's minimum is none), or where the law of the quarter is not loaded."""
    base = read_base([claim])
    if not base or (claim.trace or {}).get("result", {}).get("source") == STARTER:
        return None
    try:
        return calculate(party, claim, base)
    except WorkflowError:
        return None


def explain(last: Calculation | None, party: Party) -> list[dict[str, Any]]:
    return render_for_letter(last.trace, party.language) if last else []


def refetch(claims: Sequence[Receivable]) -> list[Receivable]:
    keys = [one.pk for one in claims]
    return list(Receivable.objects.filter(pk__in=keys).order_by("year", "quarter", "id"))
