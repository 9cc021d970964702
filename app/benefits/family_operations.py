"""What the process of old family allowances (P28) asks: the archive, its second reading, the payment of arrears."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from app.benefits import family_corrections
from app.benefits.arithmetic.family_months import Component, Difference
from app.benefits.calls import SYSTEM, find_approver, find_performer, read_party, read_today, refusing, run
from app.benefits.family_corrections import Asked, Reading, list_archive, read_children
from app.benefits.family_models import FamilyMonth
from app.registers.rendering import render_for_letter
from app.registers.sentences import WORDS
from workflows.operations import Call, operation

MOST_LINES = 120


@dataclass(frozen=True)
class FamilyArchive:
    """What the archive holds of a person. `children` as T1 takes them, with the amounts of the last month paid."""

    has_archive: bool
    first_month: date | None
    last_month: date | None
    last_month_paid: str
    months: int
    summary: str
    children: list[dict[str, Any]]


@dataclass(frozen=True)
class FamilyReading:
    """Sums in euro. `found`, `lapsed`, `unknown` are lines for a person to read; `overpayments` as D26 takes them."""

    correction_id: int
    outcome: str
    arrears: Decimal
    overpaid: Decimal
    found: str
    lapsed: str
    unknown: str
    overpayments: list[dict[str, Any]]
    explanation: list[dict[str, Any]]


@dataclass(frozen=True)
class FamilyPaid:
    payment_ref: str
    amount: Decimal


@operation("benefits.read_family_archive")
def read_family_archive(_call: Call, *, party_ref: str) -> FamilyArchive:
    """The family allowances that the fund paid until June 2014, as they were taken over; nothing is changed."""
    party = read_party(party_ref)
    rows = list_archive(party)
    last = rows[-1] if rows else None
    return FamilyArchive(
        has_archive=bool(rows),
        first_month=rows[0].month if rows else None,
        last_month=last.month if last else None,
        last_month_paid=f"{last.month:%Y-%m}" if last else "",
        months=len(rows),
        summary="\n".join(f"{one.month:%Y-%m}: {one.amount} EUR" for one in rows[-MOST_LINES:]),
        children=describe_children(last) if last else [],
    )


def describe_children(row: FamilyMonth) -> list[dict[str, Any]]:
    """Rank by age, amount as it was paid: base, age, annual and increase together."""
    ordered = sorted(read_children(row), key=lambda one: one.birth_date)
    return [
        {
            "first_name": one.first_name,
            "birth_date": one.birth_date,
            "rank": rank,
            "monthly_amount": sum(one.paid.values(), Decimal("0.00")),
        }
        for rank, one in enumerate(ordered, start=1)
    ]


@operation("benefits.compare_family_months")
def compare_family_months(
    call: Call,
    *,
    party_ref: str,
    first_month: date,
    last_month: date,
    asked_on: date,
    prepared_at: str | None = None,
) -> FamilyReading:
    """Read archived months again against D14: age, annual and increased supplements are found by themselves.

    `asked_on` is the day of the claim, or of the last act that interrupted the limitation.
    """
    party = read_party(party_ref)
    first, last = sorted((first_month.replace(day=1), last_month.replace(day=1)))
    asked = Asked(first, last, asked_on)
    reading = run(lambda: family_corrections.read_again(party, asked))
    preparer = find_performer(call, prepared_at) if prepared_at else SYSTEM
    found = family_corrections.prepare(
        party, asked, reading, case_ref=call.case_ref, by=preparer, key=call.idempotency_key
    )
    return FamilyReading(
        correction_id=found.pk,
        outcome=found.outcome,
        arrears=found.arrears,
        overpaid=found.overpaid,
        found=write_found(reading, party.language),
        lapsed=write_lines(reading.lapsed, party.language),
        unknown=write_unknown(reading.unknown, party.language),
        overpayments=list_overpayments(reading),
        explanation=render_for_letter(family_corrections.explain(asked, reading).trace, party.language),
    )


def list_overpayments(reading: Reading) -> list[dict[str, Any]]:
    """Each sum paid too much with the day it was paid on."""
    days = {one.month: one.paid_on for one in reading.months}
    return [
        {"on": days[one.month], "amount": one.paid, "due": one.due}
        for one in reading.differences
        if one.amount < 0
    ]


def write_found(reading: Reading, language: str) -> str:
    if reading.months:
        return write_lines(reading.differences, language)
    with translation.override(language):
        return _("The archive holds none of these months.")


def write_lines(found: Iterable[Difference], language: str) -> str:
    """A line a difference: month, child, part, and what is short or too much."""
    with translation.override(language):
        return "\n".join(
            f"{one.month:%Y-%m}, {one.child[11:]}, {name(one.component)}: {one.amount:+.2f} EUR"
            for one in found
        )


def write_unknown(found: Iterable[Difference], language: str) -> str:
    """A line a part whose right amounts are not loaded, with how many months it concerns."""
    months: dict[Component, set[date]] = {}
    for one in found:
        months.setdefault(one.component, set()).add(one.month)
    with translation.override(language):
        return "\n".join(
            _("%(part)s: amounts of %(count)s months not loaded")
            % {"part": name(part), "count": len(concerned)}
            for part, concerned in sorted(months.items())
        )


def name(component: Component) -> str:
    return str(_(WORDS[f"family_part_{component}"]))


@operation("benefits.approve_family")
def approve_family(call: Call, *, correction_id: int, approved_at: str) -> None:
    """Keep the agreement of the performer of `approved_at`, also where nothing is owed."""
    by = find_approver(call, approved_at)
    refusing(lambda: family_corrections.approve(int(correction_id), by=by, on=read_today(call)))


@operation("benefits.pay_family_arrears")
def pay_family_arrears(call: Call, *, correction_id: int) -> FamilyPaid:
    """Order the approved arrears; the order waits for a second person in the books."""
    held = refusing(lambda: family_corrections.pay(int(correction_id), by=SYSTEM, on=read_today(call)))
    return FamilyPaid(held.payout.ref, held.arrears)
