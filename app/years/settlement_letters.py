"""The letters of a run of settlements (O03), as the process `regularisation` sends them: one for each income."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from app.cases.opening import find_current_version
from app.correspondence.letters import LANGUAGES, Order
from app.correspondence.many_letters import write_letters
from app.correspondence.models import Letter
from app.ledger.references import references_for
from app.ledger.refunds import due_on
from app.registers.copying import update_rows
from app.registers.rendering import render_for_letter
from app.registers.traces import Trace
from app.years.models import Outcome, Regularisation, RegularisationState
from app.years.opening import PROCESS
from app.years.settling import tell_quarters
from workflows import faults
from workflows.clock import BRUSSELS

log = structlog.get_logger(__name__)
CHUNK = 50
ZERO = Decimal("0.00")


def make_letters(run_id: int, *, now: datetime, seconds: float = 20.0) -> int:
    """Make letters for about so many seconds; how many settled incomes are still without one."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds and make_chunk(run_id, now=now):
        faults.point("settlement_letters_between_chunks")
    return list_untold(run_id).count()


def list_untold(run_id: int) -> QuerySet[Regularisation]:
    rows = Regularisation.objects.filter(run=run_id, state=RegularisationState.SETTLED, handed_over_at=None)
    return rows.filter(letter=None, letter_error="")


@transaction.atomic
def make_chunk(run_id: int, *, now: datetime) -> int:
    """Some letters in one transaction; one that cannot be made leaves its reason and stops no other."""
    waiting = list_untold(run_id).select_for_update(of=("self",), skip_locked=True).order_by("id")
    rows = list(waiting.select_related("party__caseworker", "income", "receivable__party", "refund")[:CHUNK])
    numbers = read_references(rows)
    orders = [describe_letter(row, numbers.get(row.pk, ""), now) for row in rows]
    made = write_letters(orders, find_current_version(PROCESS), day=now.astimezone(BRUSSELS).date())
    for row, order in zip(rows, orders, strict=True):
        found = made[order.key]
        if isinstance(found, Letter):
            row.letter = found
            continue
        row.letter_error = str(found)[:2000]
        log.warning("settlement_letter_failed", regularisation=row.pk, error=type(found).__name__)
    told = ((row.pk, row.letter_id, row.letter_error) for row in rows)
    update_rows(Regularisation, ["letter_id", "letter_error"], told)
    faults.point("settlement_letters_before_commit")
    return len(rows)


def read_references(rows: Sequence[Regularisation]) -> Mapping[int, str]:
    """By row the structured reference of its supplement."""
    owing = [(row, claim) for row in rows if (claim := row.receivable) is not None and claim.total]
    numbers = references_for([[claim] for _row, claim in owing])
    return {row.pk: found.number for (row, _claim), found in zip(owing, numbers, strict=True)}


def describe_letter(row: Regularisation, number: str, now: datetime) -> Order:
    claim = row.receivable
    left = claim.total if claim else ZERO
    payment = {"reference": number, "amount": left, "due_on": row.due_on} if left > 0 else None
    return Order(
        key=f"settlement:{row.ref}",
        reference=row.case_ref or row.ref,
        name=f"settlement_{row.outcome}",
        language=row.party.language if row.party.language in LANGUAGES else "fr",
        now=now,
        party=row.party,
        content=describe_content(row, left),
        payment=payment,
    )


def describe_content(row: Regularisation, left: Decimal) -> dict[str, Any]:
    total = (row.difference or ZERO) + (row.fee or ZERO) + (row.surcharge or ZERO)
    paid_back = row.refund.amount if row.refund else ZERO
    return {
        "year": row.year,
        "income": row.income.amount,
        "difference": row.difference or ZERO,
        "fee": row.fee or ZERO,
        "surcharge": row.surcharge or ZERO,
        "total": total,
        "quarters": tell_quarters(row),
        "explanation": render_for_letter(Trace.from_json(row.trace), row.party.language) if row.trace else [],
        "changes": [],
        "left_to_pay": left,
        "set_off": max(-total, ZERO) - paid_back if row.outcome == Outcome.REFUND else ZERO,
        "paid_back": paid_back,
        "pay_back_by": due_on(row.refund) if row.refund else None,
    }
