"""What will be late: running promises whose target lies within so many working days, today included."""

from datetime import UTC, date, datetime

import pytest

from app.board import sources
from app.cases.models import Case
from tests.factories.promises import promise

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "today", "last"),
    [
        (1, date(2026, 3, 30), date(2026, 3, 30)),
        (5, date(2026, 3, 30), date(2026, 4, 3)),  # Monday to Friday
        (10, date(2026, 3, 30), date(2026, 4, 13)),  # two weeks, and 6 April is Easter Monday
        (5, date(2026, 3, 28), date(2026, 4, 3)),  # from Saturday: Monday is the first
    ],
)
def test_the_horizon_counts_working_days(days: int, today: date, last: date) -> None:
    assert sources.find_last_day(days, today) == last


@pytest.mark.parametrize(
    ("target", "is_within"),
    [
        (datetime(2026, 4, 3, 22, 0, tzinfo=UTC), True),  # the midnight after Friday, in summer time
        (datetime(2026, 4, 3, 22, 1, tzinfo=UTC), False),
    ],
)
def test_a_target_of_the_last_day_is_within_it(case: Case, target: datetime, is_within: bool) -> None:
    promise(case, 1, "running", target_at=target, started_at=MONDAY)
    assert sources.list_open_promises(MONDAY).filter(soon=5).exists() is is_within


def test_what_is_broken_or_stands_still_is_no_forecast(case: Case) -> None:
    promise(case, 1, "running", level="broken", target_at=MONDAY, breached_at=MONDAY)
    promise(case, 1, "paused", level="paused", target_at=datetime(2026, 4, 1, tzinfo=UTC))
    assert not sources.list_open_promises(MONDAY).filter(soon__isnull=False).exists()
