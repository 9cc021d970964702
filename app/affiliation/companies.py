"""Affiliations of companies, and the balance sheets their contribution hangs on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from app.affiliation import transitions
from app.affiliation.errors import BalanceSheetRefused, PeriodRefused
from app.affiliation.models import BalanceSheet, CompanyAffiliation
from app.affiliation.timing import is_company_late
from app.people.models import Kind, Party
from workflows.actors import Actor
from workflows.parameters import BRUSSELS


@transaction.atomic
def declare_company(
    company: Party, *, started_on: date, registered_on: date, by: Actor, now: datetime
) -> CompanyAffiliation:
    """A new affiliation; active at once when it has begun. Late after three months of legal personality.

    Raises PeriodRefused: no company, or days another affiliation holds.
    """
    if company.kind != Kind.COMPANY:
        raise PeriodRefused(_("Only a company is affiliated so."))
    personality_on = company.company.personality_on or started_on
    row = CompanyAffiliation(
        company=company,
        started_on=started_on,
        registered_on=registered_on,
        late=is_company_late(personality_on, registered_on),
        declared_at=now,
        declared_by=str(by),
    )
    transitions.save(row)
    transitions.record(row, "declare", before="", day=started_on, at=now, by=by, reason="")
    if started_on <= now.astimezone(BRUSSELS).date():
        row = transitions.change(row, "activate", by=by, now=now, day=started_on)
    return row


@transaction.atomic
def record_balance_sheet(
    company: Party,
    year: int,
    total: Decimal,
    *,
    received_on: date,
    source: str,
    by: Actor,
    now: datetime,
    months: int = 12,
) -> BalanceSheet:
    """The total (code 20/58) of the accounts closed in `year`; another total supersedes the earlier one.

    The same total again changes nothing. Raises BalanceSheetRefused.
    """
    check_balance_sheet(company, total, months)
    Party.objects.select_for_update(no_key=True).get(pk=company.pk)
    current = BalanceSheet.objects.filter(company=company, year=year, superseded_at=None).first()
    if current and (current.total, current.months) == (total, months):
        return current
    if current:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    return BalanceSheet.objects.create(
        company=company,
        year=year,
        total=total,
        months=months,
        source=source.strip(),
        received_on=received_on,
        recorded_by=str(by),
        supersedes=current,
    )


def check_balance_sheet(company: Party, total: Decimal, months: int) -> None:
    if company.kind != Kind.COMPANY:
        raise BalanceSheetRefused(_("Only a company has balance sheets."))
    if total < 0 or total != total.quantize(Decimal("0.01")):
        raise BalanceSheetRefused(_("A total is an amount to the cent, not below zero."), "total")
    if not 1 <= months <= 24:
        raise BalanceSheetRefused(_("An accounting year has 1 to 24 months."), "months")
