"""Date sums worked by hand on the calendar of the law: start, term, rule, last day in time."""

from datetime import date

import pytest

from workflows.calendars import Calendar
from workflows.deadlines import Rule, compute, read_pause, read_term

TABLE = """
# Working days: Monday to Friday but legal holidays; the first day is not counted
2025-04-16 | 5 working days  | plain | 2025-04-24 | 17 18 22 23 24; Easter Monday 21
2025-12-23 | 5 working days  | plain | 2025-12-31 | 24 26 29 30 31; Christmas
2025-05-28 | 2 working days  | plain | 2025-06-02 | Ascension 29; Friday 30 counts
2025-06-06 | 1 working day   | plain | 2025-06-10 | Whit Monday 9
2026-04-02 | 1 working day   | plain | 2026-04-03 | Good Friday is a working day
2026-04-02 | 2 working days  | plain | 2026-04-07 | Easter Monday 6
2026-04-03 | 1 working day   | plain | 2026-04-07 | over Easter
2026-04-04 | 1 working day   | plain | 2026-04-07 | from a Saturday
2026-04-30 | 1 working day   | plain | 2026-05-04 | 1 May is a Friday
2026-05-13 | 1 working day   | plain | 2026-05-15 | Ascension 14
2026-05-13 | 2 working days  | plain | 2026-05-18 | 15, 18
2026-05-22 | 1 working day   | plain | 2026-05-26 | Whit Monday 25
2026-05-22 | 3 working days  | plain | 2026-05-28 | 26 27 28
2026-07-20 | 1 working day   | plain | 2026-07-22 | national day
2026-08-14 | 1 working day   | plain | 2026-08-17 | 15 August is a Saturday, no substitute
2026-10-30 | 1 working day   | plain | 2026-11-02 | 1 November is a Sunday, no substitute
2026-11-10 | 1 working day   | plain | 2026-11-12 | Armistice
2026-12-24 | 1 working day   | plain | 2026-12-28 | Christmas is a Friday
2026-12-31 | 1 working day   | plain | 2027-01-04 | New Year is a Friday
2026-10-23 | 1 working day   | plain | 2026-10-26 | over the end of summer time
2026-10-23 | 3 working days  | plain | 2026-10-28 | 26 27 28
2027-03-26 | 1 working day   | plain | 2027-03-30 | over summer time, Easter Monday 29
2027-03-26 | 2 working days  | plain | 2027-03-31 |
2026-01-05 | 10 working days | plain | 2026-01-19 | two weeks
2026-01-05 | 20 working days | plain | 2026-02-02 | four weeks
2026-03-23 | 10 working days | plain | 2026-04-07 | 24-27, 30-3, 7
2026-05-01 | 15 working days | plain | 2026-05-26 | 4-8, 11-13 15, 18-22, 26
2028-02-28 | 1 working day   | plain | 2028-02-29 | a leap day is worked
2028-04-14 | 1 working day   | plain | 2028-04-18 | Easter Monday 2028
2028-12-22 | 1 working day   | plain | 2028-12-26 | Christmas is a Monday
2024-03-29 | 1 working day   | plain | 2024-04-02 | Easter Monday 1 April
2024-04-30 | 1 working day   | plain | 2024-05-02 | 1 May is a Wednesday
2024-05-08 | 1 working day   | plain | 2024-05-10 | Ascension 9
2024-05-08 | 2 working days  | plain | 2024-05-13 | 10, 13
2024-05-17 | 1 working day   | plain | 2024-05-21 | Whit Monday 20
2024-02-28 | 1 working day   | plain | 2024-02-29 | leap day
2024-02-28 | 2 working days  | plain | 2024-03-01 | 29, 1
2024-07-19 | 1 working day   | plain | 2024-07-22 | 21 July is a Sunday, no substitute
2024-08-14 | 1 working day   | plain | 2024-08-16 | 15 August is a Thursday
2024-10-31 | 1 working day   | plain | 2024-11-04 | 1 November is a Friday
2024-11-08 | 1 working day   | plain | 2024-11-12 | 11 November is a Monday
2024-12-16 | 10 working days | plain | 2024-12-31 | 17-20 23 24 26 27 30 31
2024-12-20 | 5 working days  | plain | 2024-12-30 | 23 24 26 27 30
2024-12-24 | 1 working day   | plain | 2024-12-26 | Christmas is a Wednesday
2024-12-31 | 1 working day   | plain | 2025-01-02 | New Year is a Wednesday
2025-04-30 | 1 working day   | plain | 2025-05-02 | 1 May is a Thursday
2025-07-18 | 1 working day   | plain | 2025-07-22 | national day is a Monday
2025-08-14 | 1 working day   | plain | 2025-08-18 | 15 August is a Friday
2025-10-31 | 1 working day   | plain | 2025-11-03 | 1 November is a Saturday, no substitute
2025-11-10 | 1 working day   | plain | 2025-11-12 | Armistice is a Tuesday
2025-12-24 | 1 working day   | plain | 2025-12-26 | Christmas is a Thursday
2025-12-31 | 1 working day   | plain | 2026-01-02 | New Year is a Thursday
2027-05-05 | 1 working day   | plain | 2027-05-07 | Ascension 6
2027-05-14 | 1 working day   | plain | 2027-05-18 | Whit Monday 17
2027-07-20 | 1 working day   | plain | 2027-07-22 | national day is a Wednesday
2027-10-29 | 1 working day   | plain | 2027-11-02 | 1 November is a Monday
2027-11-10 | 1 working day   | plain | 2027-11-12 | Armistice is a Thursday
2027-12-24 | 1 working day   | plain | 2027-12-27 | Christmas is a Saturday, no substitute
2028-04-28 | 1 working day   | plain | 2028-05-02 | 1 May is a Monday
2028-05-24 | 1 working day   | plain | 2028-05-26 | Ascension 25
2028-06-02 | 1 working day   | plain | 2028-06-06 | Whit Monday 5
2028-07-20 | 1 working day   | plain | 2028-07-24 | national day is a Friday
2028-08-14 | 1 working day   | plain | 2028-08-16 | 15 August is a Tuesday
2028-10-31 | 1 working day   | plain | 2028-11-02 | 1 November is a Wednesday
2028-11-10 | 1 working day   | plain | 2028-11-13 | Armistice is a Saturday, no substitute
# Calendar days
2025-03-21 | 45 days | fund    | 2025-05-05 | 10 in March, 30 in April
2025-04-18 | 45 days | fund    | 2025-06-02 | 12 in April, 31 in May
2026-02-27 | 2 days  | plain   | 2026-03-01 | no leap year
2028-02-27 | 2 days  | plain   | 2028-02-29 | leap year
2026-10-24 | 1 day   | plain   | 2026-10-25 | a day of 25 hours is one day
2027-03-27 | 1 day   | plain   | 2027-03-28 | a day of 23 hours is one day
2026-12-01 | 31 days | plain   | 2027-01-01 | plain terms end on holidays
2026-12-01 | 31 days | citizen | 2027-01-04 | 1 January, Saturday, Sunday
2026-03-06 | 30 days | fund    | 2026-04-05 | Easter Sunday does not move it
2026-03-06 | 30 days | citizen | 2026-04-07 | Sunday 5, Easter Monday 6
2026-04-14 | 30 days | citizen | 2026-05-15 | Ascension 14
2026-04-25 | 30 days | citizen | 2026-05-26 | Whit Monday 25
2026-05-01 | 0 days  | plain   | 2026-05-01 | nothing added
2026-05-01 | 0 days  | citizen | 2026-05-04 | a holiday moves
2026-03-02 | 6 weeks | plain   | 2026-04-13 | 42 days
2024-04-01 | 30 days | citizen | 2024-05-02 | 1 May moves
2025-01-01 | 45 days | fund    | 2025-02-15 | 30 in January, 15 in February; a Saturday stays
2025-01-01 | 45 days | citizen | 2025-02-17 | the Saturday moves to Monday
2024-01-01 | 366 days| plain   | 2025-01-01 | a leap year
2025-01-01 | 365 days| plain   | 2026-01-01 | a common year
2026-03-02 | 2 weeks | plain   | 2026-03-16 | 14 days
2026-12-18 | 2 weeks | citizen | 2027-01-04 | New Year's Friday moves over the weekend
2026-12-21 | 2 weeks | citizen | 2027-01-04 | a Monday
# Months and years, date to date
2024-01-31 | 1 month  | citizen | 2024-02-29 | clamped, a Thursday
2024-12-01 | 1 month  | citizen | 2025-01-02 | New Year moves
2024-04-09 | 1 month  | citizen | 2024-05-10 | Ascension moves
2024-04-20 | 1 month  | citizen | 2024-05-21 | Whit Monday moves
2024-10-01 | 1 month  | citizen | 2024-11-04 | Friday 1 November, then the weekend
2024-10-11 | 1 month  | citizen | 2024-11-12 | Armistice on a Monday
2024-08-25 | 4 months | citizen | 2024-12-26 | Christmas moves the citizen's
2024-08-25 | 4 months | fund    | 2024-12-25 | and not the fund's
2025-05-01 | 3 months | plain   | 2025-08-01 |
2023-11-30 | 3 months | plain   | 2024-02-29 | clamped in a leap year
2023-08-31 | 6 months | plain   | 2024-02-29 | clamped in a leap year
2024-08-31 | 6 months | plain   | 2025-02-28 | clamped
2024-03-31 | 1 month  | plain   | 2024-04-30 | clamped
2026-05-31 | 1 year   | plain   | 2027-05-31 |
2024-02-29 | 3 years  | plain   | 2027-02-28 | no 29 February
2025-01-31 | 4 months | fund    | 2025-05-31 | Saturday, does not move
2025-10-31 | 4 months | fund    | 2026-02-28 | no 31 February
2025-05-16 | 3 months | citizen | 2025-08-18 | Saturday 16 August
2025-06-20 | 1 month  | citizen | 2025-07-22 | Sunday 20, national day 21
2026-01-31 | 1 month  | plain   | 2026-02-28 | clamped
2028-01-31 | 1 month  | plain   | 2028-02-29 | clamped in a leap year
2026-01-31 | P1M      | citizen | 2026-03-02 | 28 February is a Saturday
2026-01-31 | 2 months | plain   | 2026-03-31 | from the start, not from February
2026-01-31 | 3 months | plain   | 2026-04-30 | clamped
2026-02-28 | 1 month  | plain   | 2026-03-28 | same date, not the month's end
2028-02-29 | 1 year   | plain   | 2029-02-28 | no 29 February
2028-02-29 | 4 years  | plain   | 2032-02-29 | leap to leap
2024-02-29 | 12 months| citizen | 2025-02-28 | a Friday
2025-04-22 | 3 months | plain   | 2025-07-22 |
2025-04-21 | 3 months | citizen | 2025-07-22 | national day moves
2025-04-21 | 3 months | fund    | 2025-07-21 | national day does not move the fund's
2026-08-25 | 2 months | plain   | 2026-10-25 | the day summer time ends
2026-08-25 | 2 months | citizen | 2026-10-26 | a Sunday
2026-12-28 | 3 months | citizen | 2027-03-30 | Easter Sunday and Monday
2026-09-14 | 8 months | citizen | 2027-05-14 | a Friday
2026-11-06 | 6 months | citizen | 2027-05-07 | Ascension 6 May 2027
2026-11-17 | 6 months | citizen | 2027-05-18 | Whit Monday 17 May 2027
2025-12-31 | 2 months | plain   | 2026-02-28 |
2026-10-31 | 13 months| plain   | 2027-11-30 | over a year's end
# Quarters: to the end of the n-th quarter that follows
2025-02-10 | 2 quarters | contribution | 2025-09-30 | end of the second quarter following
2025-01-01 | 0 quarters | contribution | 2025-03-31 | end of its own quarter
2024-05-15 | 0 quarters | contribution | 2024-06-30 | a Sunday: a contribution does not move
2026-12-31 | 1 quarter  | contribution | 2027-03-31 |
2027-11-11 | 1 quarter  | contribution | 2028-03-31 |
2026-08-15 | 4 quarters | contribution | 2027-09-30 | a year on
2024-01-01 | 1 quarter  | contribution | 2024-06-30 |
2024-02-29 | 0 quarters | contribution | 2024-03-31 |
2025-10-01 | 1 quarter  | contribution | 2026-03-31 | over a year's end
2025-09-30 | 1 quarter  | contribution | 2025-12-31 | from a quarter's last day
2026-04-01 | 0 quarters | contribution | 2026-06-30 | from a quarter's first day
2026-12-31 | 0 quarters | contribution | 2026-12-31 | the last day of all
2024-03-31 | 0 days     | contribution | 2024-03-31 | Easter Sunday stays
"""
ROWS = [tuple(part.strip() for part in row.split("|")) for row in TABLE.strip().splitlines() if row[0] != "#"]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} + {row[1]}, {row[2]}" for row in ROWS])
def test_a_deadline_ends_on_the_day_worked_out_by_hand(row: tuple[str, ...], belgium: Calendar):
    start, term, rule, expected, _reason = row
    found = compute(date.fromisoformat(start), read_term(term), calendar=belgium, rule=Rule(rule))
    assert found.day == date.fromisoformat(expected)


PAUSED = """
2026-03-02 | 10 days        | fund    | 2026-03-05/2026-03-09 | 2026-03-17 | 12 March and five days held
2026-03-02 | 10 days        | fund    | 2026-02-25/2026-03-03 | 2026-03-13 | only 3 March lies in the term
2026-03-02 | 10 days        | fund    | 2026-03-20/2026-03-25 | 2026-03-12 | held after its end
2026-03-02 | 10 days        | fund    | 2026-03-12/2026-03-13 | 2026-03-14 | held on its last day
2026-03-02 | 10 days        | fund    | 2026-03-04/2026-03-05 2026-03-07/2026-03-08 | 2026-03-16 | two and two
2026-03-02 | 10 days        | fund    | 2026-03-04/2026-03-06 2026-03-05/2026-03-08 | 2026-03-17 | 4 to 8, once each
2026-03-02 | 10 days        | fund    | 2026-03-10/2026-03-11 2026-03-13/2026-03-20 | 2026-03-22 | 3-9, 12, 21, 22
2026-03-02 | 10 days        | citizen | 2026-03-05/2026-03-06 | 2026-03-16 | 14 March is a Saturday
2026-01-15 | 4 months       | fund    | 2026-02-01/2026-02-28 | 2026-06-12 | 15 May and 28 days
2026-03-02 | 5 working days | plain   | 2026-03-04/2026-03-05 | 2026-03-11 | 3 6 9 10 11
2026-03-05 | 2 working days | plain   | 2026-03-06/2026-03-09 | 2026-03-11 | held over a weekend: 10, 11
2026-04-01 | 2 working days | plain   | 2026-04-03/2026-04-03 | 2026-04-07 | 2, then over Easter
"""
HELD = [tuple(part.strip() for part in row.split("|")) for row in PAUSED.strip().splitlines()]


@pytest.mark.parametrize("row", HELD, ids=[f"{row[0]} + {row[1]}, {row[3]}" for row in HELD])
def test_days_a_term_was_held_are_added_as_worked_out_by_hand(row: tuple[str, ...], belgium: Calendar):
    start, term, rule, pauses, expected, _reason = row
    held = [read_pause(one) for one in pauses.split()]
    found = compute(
        date.fromisoformat(start), read_term(term), calendar=belgium, rule=Rule(rule), pauses=held
    )
    assert found.day == date.fromisoformat(expected)
