"""A provisional contribution changed (P12): the estimate kept, the quarters recalculated, the differences booked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from app.affiliation.queries import status_of
from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.incomes import Told, record_income
from app.contributions.models import IncomeKind, IncomeSource
from app.contributions.queries import current_income
from app.ledger.closing import reduce_receivable
from app.ledger.models import Posting, Receivable
from app.ledger.queries import open_receivables
from app.ledger.receivables import add_component
from app.ledger.references import reference_for
from app.ledger.states import Component, ReceivableState
from app.people.models import Party
from app.recovery.solution_facts import find_category, list_claims, sum_claimed
from app.registers.calculations import Calculation
from app.registers.quarters import Quarter
from app.registers.rendering import render_for_letter
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.operations import Call

ZERO, CENT = Decimal("0.00"), Decimal("0.01")
BY = system("process")


def list_year(party: Party, year: int) -> list[Receivable]:
    return list_claims(party, [Quarter(year, number) for number in range(1, 5)])


def read_facts(party: Party, year: int, on: date) -> dict[str, Any]:
    """What D06 asks: the income on which the year is claimed is what its own trace says."""
    claims = list_year(party, year)
    status = status_of(party, Quarter.of(on)) or next(
        (found for number in range(4, 0, -1) if (found := status_of(party, Quarter(year, number)))), None
    )
    return {
        "category": str(status.category) if status else find_category(party, on) or Category.MAIN.value,
        "current_base": read_base(claims),
        "current_quarter": sum_all(claims[-1]) if claims else ZERO,
        "arrears": any(one.due_on < on for one in open_receivables(party)),
        "regularised": current_income(party, year, IncomeKind.DEFINITIVE) is not None,
    }


def sum_all(claim: Receivable) -> Decimal:
    return sum_claimed(claim, Component.PRINCIPAL) + sum_claimed(claim, Component.FEE)


def read_base(claims: Sequence[Receivable]) -> Decimal:
    found = [one.trace["result"].get("base") for one in claims if one.trace and "result" in one.trace]
    return Decimal(found[-1]) if found and found[-1] else ZERO


@transaction.atomic
def apply(party: Party, year: int, new_base: Decimal, *, call: Call) -> dict[str, Any]:
    """Recalculate every quarter claimed for the year on `new_base`; lower claims free what was paid too much."""
    today = call.now.astimezone(BRUSSELS).date()
    keep_estimate(party, year, new_base, today, call)
    lines, last, difference = [], None, ZERO
    for claim in list_year(party, year):
        last = calculate(party, claim, new_base)
        rebook(claim, last, today, call)
        new = last.result["payable"]
        more = sum_booked(claim, call)
        lines.append({"quarter": claim.period, "old": new - more, "new": new})
        difference += more
    return {
        "new_quarter": lines[-1]["new"] if lines else ZERO,
        "changed_lines": lines,
        "explanation": render_for_letter(last.trace, party.language) if last else [],
        "changed_amount": difference,
        **find_next_due(list_year(party, year), today),
    }


def keep_estimate(party: Party, year: int, base: Decimal, today: date, call: Call) -> None:
    told = Told(
        year=year,
        amount=base.quantize(CENT),
        kind=IncomeKind.ESTIMATE,
        source=IncomeSource.AFFILIATE,
        received_on=today,
        note=call.case_ref,
    )
    record_income(party, told, by=BY, now=call.now, idempotency_key=call.idempotency_key)


def calculate(party: Party, claim: Receivable, base: Decimal) -> Calculation:
    quarter = Quarter(claim.year, claim.quarter or 1)
    status = status_of(party, quarter)
    return calculate_contribution(
        ContributionInputs(
            category=Category(str(status.category)) if status else Category.MAIN,
            quarter=quarter,
            income=base,
            coverage=Coverage(str(status.coverage)) if status else Coverage.DUE,
            with_fee=sum_claimed(claim, Component.FEE) > 0,
        )
    )


def rebook(claim: Receivable, found: Calculation, today: date, call: Call) -> None:
    principal, fee = found.result["quarter_amount"], found.result["fee"] or ZERO
    key = f"{call.idempotency_key}:{claim.ref}"
    reason = f"estimate, {call.case_ref}"
    more = principal - sum_claimed(claim, Component.PRINCIPAL)
    if more <= 0:
        reduce_receivable(
            claim,
            principal=principal,
            fee=min(fee, sum_claimed(claim, Component.FEE)),
            on=today,
            key=key,
            by=str(BY),
            reason=reason,
            trace=found.trace.to_json(),
        )
        return
    for component, amount in (
        (Component.PRINCIPAL, more),
        (Component.FEE, fee - sum_claimed(claim, Component.FEE)),
    ):
        if amount > 0:
            add_component(
                claim, component, amount, key=f"{key}:{component}", on=today, by=str(BY), reason=reason
            )


def sum_booked(claim: Receivable, call: Call) -> Decimal:
    """By how much this call has changed a claim, as the books tell: a call that is repeated tells the same."""
    key = f"{call.idempotency_key}:{claim.ref}"
    parts = (Component.PRINCIPAL, Component.FEE)
    keys = [f"{key}{way}{part}" for part in parts for way in ("/adjust:", ":")]
    rows = Posting.objects.filter(receivable=claim, component__in=parts, entry__idempotency_key__in=keys)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def find_next_due(claims: Sequence[Receivable], today: date) -> dict[str, Any]:
    """How to pay what comes next; nothing when all is paid."""
    still = [one for one in claims if one.state == ReceivableState.OPEN and one.total > 0]
    chosen = next((one for one in still if one.due_on >= today), still[-1] if still else None)
    if chosen is None:
        return {"due_reference": "", "due_amount": ZERO, "next_due_on": None}
    return {
        "due_reference": reference_for(chosen).number,
        "due_amount": chosen.total,
        "next_due_on": chosen.due_on,
    }
