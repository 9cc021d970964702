"""A request that comes again moves its day on by months, and the end of a month stays one."""

from datetime import date

import pytest

from app.statistics.recurrence import move_on


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2026, 2, 28), 12, date(2027, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2025, 12, 30), 3, date(2026, 3, 30)),
    ],
)
def test_a_day_moves_on(day: date, months: int, moved: date) -> None:
    assert move_on(day, months) == moved
