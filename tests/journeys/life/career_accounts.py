"""What one year of the career left behind: calls, settlement, letters, transmissions."""

from __future__ import annotations

from collections import Counter

from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.people.models import Party
from app.years.models import Regularisation
from tests.journeys.life import quarters


def list_calls(person: Party, year: int) -> list[str]:
    """`2026Q1 926.93 2026-03-31` of each quarter called in the year."""
    return [
        f"{period} {amount} {due_on}"
        for period, amount, due_on in quarters.list_called(person)
        if period.startswith(str(year))
    ]


def list_settled(person: Party, year: int) -> list[str]:
    """`2024 supplement 3269.94`: what was settled in the year, with the fee, EUR."""
    rows = Regularisation.objects.filter(party=person, settled_on__year=year).order_by("id")
    return [f"{one.year} {one.outcome} {abs((one.difference or 0) + (one.fee or 0)):.2f}" for one in rows]


def count_letters(person: Party, year: int) -> dict[str, int]:
    """By kind, but for the certificate to the insurer, which each life event of the contract repeats."""
    rows = Letter.objects.filter(party=person, made_at__year=year).exclude(name="contributions_certificate")
    return dict(Counter(rows.values_list("name", flat=True)))


def count_transmissions(year: int) -> dict[str, int]:
    """By type; all of them are acknowledged."""
    rows = Transmission.objects.filter(drafted_at__year=year)
    assert {str(one.state) for one in rows} <= {"acknowledged"}
    return dict(Counter(rows.values_list("message_type", flat=True)))
