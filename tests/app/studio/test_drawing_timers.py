"""The day on which a timer fires, on the real calendar."""

from datetime import date

import pytest

from app.studio.drawing_timers import TimerUnclear, find_day

MANIFEST = {"calendar": "belgium", "variables": {"due_on": {"type": "date"}, "amount": {"type": "number"}}}


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        # Friday 1 May 2026 is a holiday: Thursday, then Monday to Thursday are four, Friday 8 May is the fifth.
        ("working days after(today(), 5)", date(2026, 4, 30), date(2026, 5, 8)),
        ('duration("P5D")', date(2026, 5, 4), date(2026, 5, 9)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ('due_on + duration("P20D")', date(2026, 5, 4), date(2026, 5, 24)),
        ('deadline(today(), "1 month", "citizen")', date(2026, 5, 4), date(2026, 6, 4)),
    ],
)
def test_a_timer_gives_its_day(text: str, start: date, day: date) -> None:
    assert find_day(text, start, MANIFEST).date() == day


@pytest.mark.parametrize("text", ["working days after(", "amount + 1", "", "unknown_on", '"soon"'])
def test_what_gives_no_day_says_why(text: str) -> None:
    with pytest.raises(TimerUnclear):
        find_day(text, date(2026, 5, 4), MANIFEST)
