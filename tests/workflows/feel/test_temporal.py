"""Dates, times and durations."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-01-01T10:00:00@Europe/Brussels"', "2026-01-01T10:00:00@Europe/Brussels"),
        ('@"2026-03-28T12:00:00@Europe/Brussels" + @"PT24H"', "2026-03-29T13:00:00@Europe/Brussels"),
        ('@"2024-01-31" + @"P1M"', "2024-02-29"),
        ('@"2024-02-29" - @"P1Y"', "2023-02-28"),
        ('@"2026-05-12" - @"2026-05-01"', "P11D"),
        ('@"2026-05-12T10:00:00" - @"2026-05-12T09:30:00"', "PT30M"),
        ('@"2026-05-12T10:00:00Z" - @"2026-05-12T12:00:00+02:00"', "PT0S"),
        ('@"2026-05-12T10:00:00" < @"2026-05-12T10:00:00Z"', "null"),
        ('@"23:00:00" + @"PT2H"', "01:00:00"),
        ('@"P1DT2H" * 2', "P2DT4H"),
        ('@"P1Y" / @"P1M"', "12"),
        ('@"P1Y2M" + @"P11M"', "P2Y1M"),
        ('-@"P1D"', "-P1D"),
        ("date(2026, 2, 30)", "null"),
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('@"10:00:00Z".timezone', "null"),
        ('date("2026-05-12").weekday', "2"),
        ('@"-P1DT2H".hours', "-2"),
        ('date("-2017-12-31") + @"P1D"', "-2016-01-01"),
        (
            'date and time("999999999-12-31T23:59:59.999999999@Europe/Paris")',
            "999999999-12-31T23:59:59.999999999@Europe/Paris",
        ),
        ('date and time("2017-12-31T24:00:00")', "2018-01-01T00:00:00"),
        ('years and months duration(@"2025-12-22", @"2027-08-24")', "P1Y8M"),
        ('time(11, 59, 45, @"-PT2H")', "11:59:45-02:00"),
        ('is(@"10:00:00Z", @"10:00:00")', "false"),
        ('week of year(@"2005-01-01")', "53"),
        ('day of week(@"2019-09-17")', '"Tuesday"'),
        ('month of year(@"2019-09-17")', '"September"'),
        ('day of year(@"2019-09-17")', "260"),
    ],
)
def test_time_is_counted_as_the_calendar_does(text: str, expected: str) -> None:
    assert feel(text) == expected
