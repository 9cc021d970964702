"""What is known of incomes, now and on a past day: on 1 January only what was known by then counts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from app.contributions.models import Income, IncomeKind
from app.people.models import Party


def current_income(party: Party, year: int, kind: IncomeKind = IncomeKind.DEFINITIVE) -> Income | None:
    """The income that stands; None when none is known."""
    return Income.objects.filter(party=party, year=year, kind=kind, superseded_at=None).first()


def known_on(party: Party, year: int, day: date, kind: IncomeKind = IncomeKind.DEFINITIVE) -> Income | None:
    """The income of a year as the fund knew it on a day: received by then, corrections that came later left out."""
    rows = Income.objects.filter(party=party, year=year, kind=kind, received_on__lte=day)
    return rows.order_by("-received_on", "-id").first()


def latest_known_on(party: Party, upto_year: int, day: date) -> Income | None:
    """The definitive income of the most recent year up to `upto_year` that was known on a day."""
    rows = Income.objects.filter(
        party=party, year__lte=upto_year, kind=IncomeKind.DEFINITIVE, received_on__lte=day
    )
    return rows.order_by("-year", "-received_on", "-id").first()


def incomes_known_on(party_ids: Iterable[int], day: date, *, since: int = 0) -> dict[int, dict[int, Income]]:
    """`known_on` for many parties at once: the definitive incomes by party and year, from year `since` on."""
    rows = Income.objects.filter(
        party_id__in=list(party_ids), kind=IncomeKind.DEFINITIVE, received_on__lte=day, year__gte=since
    )
    found: defaultdict[int, dict[int, Income]] = defaultdict(dict)
    for row in rows.order_by("party_id", "year", "received_on", "id"):
        found[row.party_id][row.year] = row
    return dict(found)


def list_incomes(party: Party) -> QuerySet[Income]:
    """All incomes, the newest year first, the one that stands before those it superseded."""
    return Income.objects.filter(party=party).order_by("-year", "kind", "-id")
