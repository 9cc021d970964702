from datetime import UTC, date, datetime

import pytest

from workflows.calendars import Calendar
from workflows.deadlines import (
    Pause,
    PauseUnreadable,
    Rule,
    Skipped,
    Term,
    TermUnreadable,
    Unit,
    compute,
    find_notification_day,
    may_serve,
    read_pause,
    read_term,
)


def test_counted_and_skipped_days_are_told(belgium: Calendar):
    found = compute(date(2025, 4, 16), Term(3, Unit.WORKING_DAYS), calendar=belgium)
    assert found.counted == (date(2025, 4, 17), date(2025, 4, 18), date(2025, 4, 22))
    assert found.skipped == (
        Skipped(date(2025, 4, 19), "Saturday"),
        Skipped(date(2025, 4, 20), "Easter Sunday"),
        Skipped(date(2025, 4, 21), "Easter Monday"),
    )


def test_the_days_a_citizens_deadline_moves_over_are_told(belgium: Calendar):
    found = compute(date(2025, 6, 20), Term(1, Unit.MONTHS), calendar=belgium, rule=Rule.CITIZEN)
    assert found.legal_day == date(2025, 7, 20)
    assert [skip.reason for skip in found.skipped] == ["Sunday", "National Day"]


def test_the_fund_aims_at_the_last_working_day_before_its_legal_day(belgium: Calendar):
    found = compute(date(2025, 10, 31), Term(4, Unit.MONTHS), calendar=belgium, rule=Rule.FUND)
    assert (found.day, found.internal_day) == (date(2026, 2, 28), date(2026, 2, 27))


def test_a_paused_day_is_no_working_day_of_the_term(belgium: Calendar):
    pause = Pause(date(2026, 3, 4), date(2026, 3, 6))
    found = compute(date(2026, 3, 2), Term(5, Unit.WORKING_DAYS), calendar=belgium, pauses=[pause])
    assert found.day == date(2026, 3, 12)  # 3, 9, 10, 11, 12
    assert Skipped(date(2026, 3, 4), "Paused") in found.skipped


def test_a_pause_lengthens_a_term_in_months_by_its_days(belgium: Calendar):
    pause = Pause(date(2025, 3, 1), date(2025, 3, 15))
    found = compute(date(2025, 1, 31), Term(4, Unit.MONTHS), calendar=belgium, rule=Rule.FUND, pauses=[pause])
    assert found.day == date(2025, 6, 15)


def test_a_pause_after_the_end_changes_nothing(belgium: Calendar):
    pause = Pause(date(2025, 6, 1), date(2025, 6, 15))
    found = compute(date(2025, 1, 31), Term(4, Unit.MONTHS), calendar=belgium, pauses=[pause])
    assert found.day == date(2025, 5, 31)


def test_overlapping_pauses_count_once(belgium: Calendar):
    pauses = [Pause(date(2026, 3, 3), date(2026, 3, 5)), Pause(date(2026, 3, 4), date(2026, 3, 6))]
    found = compute(date(2026, 3, 2), Term(10, Unit.CALENDAR_DAYS), calendar=belgium, pauses=pauses)
    assert found.day == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("posted", "deemed"),
    [
        (date(2026, 5, 11), date(2026, 5, 15)),  # 12, 13, 15: Ascension on the 14th
        (date(2026, 4, 2), date(2026, 4, 8)),  # 3, 7, 8: Easter
        (date(2026, 3, 6), date(2026, 3, 11)),  # 9, 10, 11
    ],
)
def test_a_letter_without_receipt_is_notified_on_the_third_working_day(posted, deemed, belgium: Calendar):
    assert find_notification_day(posted, calendar=belgium) == deemed


def test_a_letter_with_acknowledgment_is_notified_the_day_after_it_was_presented(belgium: Calendar):
    presented = date(2026, 5, 12)
    assert find_notification_day(date(2026, 5, 11), calendar=belgium, presented=presented) == date(
        2026, 5, 13
    )


@pytest.mark.parametrize(
    ("instant", "allowed"),
    [
        (datetime(2026, 5, 12, 3, 59, tzinfo=UTC), False),  # 5:59
        (datetime(2026, 5, 12, 4, 0, tzinfo=UTC), True),  # 6:00
        (datetime(2026, 5, 12, 19, 0, tzinfo=UTC), True),  # 21:00
        (datetime(2026, 5, 12, 19, 1, tzinfo=UTC), False),
        (datetime(2026, 5, 14, 10, 0, tzinfo=UTC), False),  # Ascension
        (datetime(2026, 5, 16, 10, 0, tzinfo=UTC), False),  # Saturday
    ],
)
def test_bailiffs_serve_by_day_on_working_days(instant, allowed, belgium: Calendar):
    assert may_serve(instant, calendar=belgium) is allowed


@pytest.mark.parametrize("text", ["", "5", "five days", "5 moons", "-3 days", "P1M3D", "999999 days"])
def test_an_unreadable_term_is_refused(text):
    with pytest.raises(TermUnreadable):
        read_term(text)


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-05/2026-03-02", "2026-02-30/2026-03-02", "a/b"])
def test_an_unreadable_pause_is_refused(text):
    with pytest.raises(PauseUnreadable):
        read_pause(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("5 working days", Term(5, Unit.WORKING_DAYS)),
        ("1 Working Day", Term(1, Unit.WORKING_DAYS)),
        ("5 wd", Term(5, Unit.WORKING_DAYS)),
        ("45 calendar days", Term(45, Unit.CALENDAR_DAYS)),
        ("4 calendar months", Term(4, Unit.MONTHS)),
        ("2 years", Term(24, Unit.MONTHS)),
        ("5_working_days", Term(5, Unit.WORKING_DAYS)),
        ("P4M", Term(4, Unit.MONTHS)),
        ("P2W", Term(2, Unit.WEEKS)),
    ],
)
def test_a_term_is_a_number_and_a_unit(text, term):
    assert read_term(text) == term
