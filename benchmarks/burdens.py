"""What makes people's books less than plain: surcharges, payment plans, incomes that are corrected."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby

from django.db import connection, transaction

from app.ledger import plans
from app.ledger.models import Receivable
from app.ledger.surcharges import accrue

#: Of ten people one bears surcharges, and another is in a plan of which the half is paid.
AMONG, SURCHARGED, IN_PLAN = 10, 3, 7
SUPERSEDE = """
    UPDATE contributions_income SET superseded_at = now()
    WHERE year = %(year)s AND party_id BETWEEN %(first)s AND %(last)s AND party_id %% 3 = %(rest)s
      AND kind = 'definitive' AND superseded_at IS NULL
"""
CORRECT = """
    INSERT INTO contributions_income (party_id, year, amount, kind, source, received_on, note, recorded_at, recorded_by,
                                      supersedes_id)
    SELECT party_id, year, round(amount * %(factor)s, 2), kind, source, received_on, note, now(), recorded_by, id
    FROM contributions_income
    WHERE year = %(year)s AND party_id BETWEEN %(first)s AND %(last)s AND party_id %% 3 = %(rest)s
      AND kind = 'definitive'
"""


def burden(keys: range) -> None:
    """After the calls, before anybody pays."""
    owed = Receivable.objects.filter(party__in=[one for one in keys if is_burdened(one)], state="open")
    on = datetime.now(UTC).date()
    with transaction.atomic():
        for party, claims in groupby(owed.order_by("party_id", "id"), key=lambda one: one.party_id):
            if party % AMONG == SURCHARGED:
                bear_surcharges(list(claims), on)
            else:
                agree_plan(list(claims), on)


def is_burdened(party: int) -> bool:
    return party % AMONG in (SURCHARGED, IN_PLAN)


def bear_surcharges(claims: list[Receivable], on: date) -> None:
    for claim in claims:
        if claim.due_on < on:
            accrue(claim, on)


def agree_plan(claims: list[Receivable], on: date) -> None:
    total = sum((one.total for one in claims), Decimal(0))
    terms = plans.spread_evenly(total, count=6, first_on=on)
    plan = plans.propose_plan(claims, terms, on=on, key=f"bench:{claims[0].pk}", by="system:bench")
    plans.open_plan(plan, on=on)


def list_payable() -> Iterator[Receivable]:
    """What is paid: all that is owed, of a plan every second debt."""
    owed = Receivable.objects.filter(kind="contribution", state="open").select_related("party")
    for one in owed.order_by("pk"):
        if one.party_id % AMONG != IN_PLAN or (one.quarter or 0) % 2:
            yield one


def correct_incomes(keys: range, *, year: int, rest: int, factor: str) -> None:
    """The tax tells another income of those of the parties whose number leaves this rest."""
    values: dict[str, int | str] = {
        "year": year,
        "first": keys[0],
        "last": keys[-1],
        "rest": rest,
        "factor": factor,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, values)
        cursor.execute(CORRECT, values)
