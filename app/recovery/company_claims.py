"""The annual contribution of a company in the books: claimed once a year, revised when accounts arrive later."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.contributions.arithmetic.company import CompanyInputs, calculate_company_contribution
from app.ledger.closing import reduce_receivable
from app.ledger.models import Receivable
from app.ledger.receivables import add_component, book_receivable
from app.ledger.references import reference_for
from app.ledger.states import Component, ReceivableKind
from app.people.models import Party
from app.recovery.solution_facts import sum_claimed
from app.registers.rendering import render_for_letter
from app.registers.traces import write_plain
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.operations import Call

ZERO = Decimal("0.00")
BY = system("process")
LEGAL_BASIS = "Law of 30 December 1992, arts 91 to 94"


@transaction.atomic
def claim(
    party: Party, year: int, amount: Decimal, due_on: date, trace: Mapping[str, Any], *, call: Call
) -> tuple[Receivable, str]:
    """The receivable of a company's year and its structured reference; asked again, the same ones."""
    booked = Receivable.objects.filter(key=f"company:{party.pk}:{year}").first() or book_receivable(
        party=party,
        kind=ReceivableKind.COMPANY_CONTRIBUTION.value,
        year=year,
        due_on=due_on,
        principal=amount,
        key=f"company:{party.pk}:{year}",
        booked_on=call.now.astimezone(BRUSSELS).date(),
        trace=write_plain(trace),  # a process keeps numbers as decimals
        legal_basis=LEGAL_BASIS,
        case_ref=call.case_ref,
        by=str(BY),
    )
    return booked, reference_for(booked).number


@transaction.atomic
def revise(
    receivable: Receivable, party: Party, year: int, balance_total: Decimal, *, language: str, call: Call
) -> dict[str, Any]:
    """The contribution on the accounts now known; more is claimed as from the due day, less is taken back."""
    company = party.company
    found = calculate_company_contribution(
        CompanyInputs(
            year=year,
            balance_sheet_total=balance_total,
            first_years=False,
            constituted_on=company.constituted_on,
            personality_on=company.personality_on,
        )
    )
    amount: Decimal = found.result["amount"]
    difference = amount - sum_claimed(receivable, Component.PRINCIPAL)
    act: dict[str, Any] = {
        "on": call.now.astimezone(BRUSSELS).date(),
        "key": f"{call.idempotency_key}:revise",
        "by": str(BY),
        "reason": f"accounts of {year - 2}",
    }
    if difference > 0:
        receivable = add_component(receivable, Component.PRINCIPAL, difference, **act)
    elif difference < 0:
        receivable = reduce_receivable(
            receivable, principal=amount, fee=ZERO, trace=found.trace.to_json(), **act
        )
    receivable.refresh_from_db()
    return {
        "amount": amount,
        "size": found.result["size"],
        "reason": found.result["reason"],
        "explanation": render_for_letter(found.trace, language),
        "difference": difference,
        "total_due": receivable.total,
    }
