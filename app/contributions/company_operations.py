"""What the annual company contribution (P24) asks of contributions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.affiliation.queries import penultimate_balance_sheet
from app.contributions.arithmetic.company import (
    CompanyInputs,
    Procedure,
    calculate_company_contribution,
    find_company_due_day,
)
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.people.queries import find_party
from app.registers.rendering import render_for_letter
from workflows.errors import WorkflowError
from workflows.operations import BusinessError, Call, operation


@dataclass(frozen=True)
class CompanyFacts:
    """What is known of a company for a contribution year. `procedure` is that on 1 January."""

    procedure: str
    has_penultimate_year: bool
    accounts_year: int
    balance_total: Decimal | None
    constituted_on: date | None
    personality_on: date | None
    due_on: date


@dataclass(frozen=True)
class CompanyAssessment:
    """D18: `size` none, small or large; `explanation` is the trace in the company's language."""

    amount: Decimal
    size: str
    reason: str
    due_on: date
    explanation: list[dict[str, Any]]
    trace: dict[str, Any]


@operation("contributions.read_company_facts")
def read_company_facts(_call: Call, *, party_ref: str, year: int) -> CompanyFacts:
    """Accounts, age and due day of a company for a contribution year."""
    party = find_company(party_ref)
    company = party.company
    inputs = CompanyInputs(
        year=year, constituted_on=company.constituted_on, personality_on=company.personality_on
    )
    sheet = penultimate_balance_sheet(party, year)
    dissolved = company.dissolved_on is not None and company.dissolved_on <= date(year, 1, 1)
    return CompanyFacts(
        procedure="liquidation" if dissolved else "none",
        has_penultimate_year=inputs.has_accounts,
        accounts_year=year - 2,
        balance_total=sheet.total if sheet else None,
        constituted_on=company.constituted_on,
        personality_on=company.personality_on,
        due_on=find_company_due_day(year, inputs.born_on),
    )


@operation("contributions.assess_company")
def assess_company(
    _call: Call,
    *,
    party_ref: str,
    year: int,
    procedure: str = "none",
    inactive_certified: bool = False,
    starter_asked: bool = False,
    has_penultimate_year: bool = True,
    balance_total: Decimal | None = None,
    language: str = "fr",
) -> CompanyAssessment:
    """Assess the annual contribution of a company by D18.

    `starter_asked` means a person has seen the certificate: company of persons, registered, in its first years, its
    managers self-employed for few years.
    """
    company = find_company(party_ref).company
    if procedure not in tuple(Procedure):
        raise BusinessError(
            "NOT_ASSESSED", f"There is no procedure {procedure!r}.", party_ref=party_ref, year=year
        )
    try:
        found = calculate_company_contribution(
            CompanyInputs(
                year=year,
                balance_sheet_total=balance_total,
                first_years=not has_penultimate_year,
                constituted_on=company.constituted_on,
                personality_on=company.personality_on,
                procedure=Procedure(procedure),
                inactive_certified=inactive_certified,
                starter_asked=starter_asked,
                is_partnership=starter_asked,
                is_registered_trader=starter_asked,
                career_years=Decimal(0) if starter_asked else None,
            )
        )
    except WorkflowError as error:
        raise BusinessError("NOT_ASSESSED", str(error), party_ref=party_ref, year=year) from error
    result = found.result
    return CompanyAssessment(
        amount=result["amount"],
        size=result["size"],
        reason=result["reason"],
        due_on=result["due_on"],
        explanation=render_for_letter(found.trace, language),
        trace=found.trace.to_json(),
    )


def find_company(party_ref: str) -> Party:
    try:
        party = find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error
    if party.kind != Kind.COMPANY:
        raise BusinessError("NO_COMPANY", "This party is no company.", party_ref=party_ref)
    return party
