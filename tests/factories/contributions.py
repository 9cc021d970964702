"""Incomes for tests: `tell_income(party, 2023, Decimal("30000"))` is the definitive income of a year."""

from datetime import UTC, date, datetime
from decimal import Decimal

from app.contributions.models import Income, IncomeKind, IncomeSource
from app.people.models import Party


def tell_income(party: Party, year: int, amount: Decimal) -> Income:
    """As the tax administration tells it, two years later."""
    return Income.objects.create(
        party=party,
        year=year,
        amount=amount,
        kind=IncomeKind.DEFINITIVE,
        source=IncomeSource.TAX,
        received_on=date(year + 2, 1, 10),
        recorded_at=datetime(year + 2, 1, 10, tzinfo=UTC),
        recorded_by="tests",
    )
