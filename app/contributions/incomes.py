"""Recording incomes: one current amount for a party, a year and a kind; a correction supersedes the earlier one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from app.contributions.errors import IncomeRefused
from app.contributions.models import Income, IncomeKind, IncomeSource
from app.people.models import Party
from workflows.actors import Actor

#: How far ahead an income may be estimated.
YEARS_AHEAD = 2
#: Who is told, in the transaction of the act, which incomes stand from now on; added by apps above contributions.
income_listeners: list[Callable[[Sequence[Income]], None]] = []


@dataclass(frozen=True)
class Told:
    """An income as it was told."""

    year: int
    amount: Decimal
    kind: IncomeKind
    source: IncomeSource
    received_on: date
    note: str = ""


class Verdict(Enum):
    """What an income told means beside those known of the same party, year and kind."""

    NEW = "new"
    CORRECTION = "correction"
    KNOWN = "known"


def judge(told: Told, known: Iterable[Income]) -> Verdict:
    """`known` are the incomes of that party, year and kind, superseded ones too.

    The amount that stands, or one that was told before on the same day by the same source, is no news.
    Raises IncomeRefused for a year or day that cannot be, or an amount older than the one that stands.
    """
    check_year(told)
    incomes = list(known)
    current = next((one for one in incomes if one.superseded_at is None), None)
    if current is None:
        return Verdict.NEW
    if current.amount == told.amount or any(is_same(one, told) for one in incomes):
        return Verdict.KNOWN
    if told.received_on < current.received_on:
        message = _("Another amount is known since %(day)s.") % {"day": current.received_on.isoformat()}
        raise IncomeRefused(message, "received_on")
    return Verdict.CORRECTION


def check_year(told: Told) -> None:
    if told.kind == IncomeKind.DEFINITIVE and told.received_on.year <= told.year:
        message = _("A definitive income is known only after its year has ended.")
        raise IncomeRefused(message, "year")
    if told.kind == IncomeKind.ESTIMATE and told.year > told.received_on.year + YEARS_AHEAD:
        raise IncomeRefused(_("This year is too far ahead."), "year")


def is_same(known: Income, told: Told) -> bool:
    return (known.amount, known.source, known.received_on) == (told.amount, told.source, told.received_on)


@transaction.atomic
def record_income(
    party: Party, told: Told, *, by: Actor, now: datetime, idempotency_key: str | None = None
) -> Income:
    """The income that stands afterwards. Told twice, it changes nothing. Raises IncomeRefused."""
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    earlier = Income.objects.filter(idempotency_key=idempotency_key).first() if idempotency_key else None
    if earlier is not None:
        return earlier
    known = list(Income.objects.filter(party=party, year=told.year, kind=told.kind))
    current = next((one for one in known if one.superseded_at is None), None)
    if judge(told, known) is Verdict.KNOWN and current is not None:
        return current
    if current is not None:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    income = build_income(party.pk, told, current, by=by, now=now)
    income.idempotency_key = idempotency_key
    income.save(force_insert=True)
    tell_incomes([income])
    return income


def tell_incomes(incomes: Sequence[Income]) -> None:
    """In the transaction of the act: those of whom a new income stands."""
    for told in income_listeners:
        told(incomes)


def build_income(party_id: int, told: Told, supersedes: Income | None, *, by: Actor, now: datetime) -> Income:
    return Income(
        party_id=party_id,
        year=told.year,
        amount=told.amount,
        kind=told.kind,
        source=told.source,
        received_on=told.received_on,
        note=told.note,
        recorded_at=now,
        recorded_by=str(by),
        supersedes=supersedes,
    )
