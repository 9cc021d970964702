"""The first contributions of a starter, told before anything is booked."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from app.contributions.start_operations import FirstContributions, simulate_start
from workflows.operations import BusinessError, Call

NOW = datetime(2025, 7, 1, 8, 0, tzinfo=UTC)


def simulate(
    category: str = "main", started_on: date = date(2025, 4, 1), estimate: Decimal | None = None
) -> FirstContributions:
    call = Call(idempotency_key="job-1", instance_id=uuid4(), case_ref="SA-2025-000001", now=NOW)
    return simulate_start(
        call, category=category, started_on=started_on, on_time=True, language="fr", estimate=estimate
    )


def test_a_starter_pays_the_minimum_and_has_a_quarter_more_for_it() -> None:
    """E56: main start 2025-04-01, payable until 2025-09-30; E01: 871.71, and 4.10 % of it, 35.74."""
    found = simulate()
    assert found.due_on == date(2025, 9, 30)
    assert found.amount == Decimal("907.45")
    assert found.amount_on_estimate is None


def test_an_own_estimate_is_shown_beside_the_minimum() -> None:
    """E02: 30,000 x 20.5 % / 4 = 1,537.50; with 4.10 % of it, 63.04, it is 1,600.54."""
    found = simulate(estimate=Decimal(30000))
    assert found.amount_on_estimate == Decimal("1600.54")
    assert found.explanation


def test_a_year_without_legal_values_is_refused_by_name() -> None:
    with pytest.raises(BusinessError):
        simulate(started_on=date(2040, 1, 1))


def test_a_category_nobody_knows_is_refused() -> None:
    with pytest.raises(BusinessError):
        simulate("baker")
