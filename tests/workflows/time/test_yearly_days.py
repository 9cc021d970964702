"""Days that come back each year, and calendars of several editions."""

from datetime import date

import pytest

from workflows import shared_texts
from workflows.calendars import join_editions, load_calendar, read_calendar
from workflows.shared_texts import SharedText, TextSource
from workflows.yaml_source import SourceRefused, read_text
from workflows.yearly_days import YearlyDay, find_nth

OFFICE = """
calendar: office
zone: Europe/Brussels
holidays: BE
week: {monday: ["09:00-17:00"], thursday: ["09:00-17:00"], friday: ["09:00-17:00"]}
"""


def build(more: str):
    return read_calendar(read_text(OFFICE + more, file="calendar.yaml"))


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 29)), (2026, date(2026, 4, 3)), (2038, date(2038, 4, 23))]
)
def test_good_friday_is_two_days_before_easter(year, day):
    assert YearlyDay("Good Friday", from_easter=-2).find_in(year) == day


def test_the_first_monday_and_the_last_friday_of_a_month():
    assert find_nth(2026, 9, 0, 1) == date(2026, 9, 7)
    assert find_nth(2026, 6, 4, -1) == date(2026, 6, 26)


def test_a_month_without_a_fifth_monday_has_none():
    assert find_nth(2026, 9, 0, 5) is None


def test_the_29th_of_february_comes_in_leap_years_only():
    leap = YearlyDay("Leap day", month=2, day=29)
    assert leap.find_in(2028) == date(2028, 2, 29)
    assert leap.find_in(2027) is None


def test_a_yearly_closure_counts_from_its_first_year():
    office = build('yearly: [{on: "11-20", reason: Party, since: 2026}]')
    assert office.is_working_day(date(2025, 11, 20))
    assert office.explain_closed(date(2026, 11, 20)) == "Party"


def test_a_yearly_closure_lengthens_no_legal_term():
    office = build("yearly: [{easter: -2, reason: Good Friday}]")
    assert not office.is_working_day(date(2026, 4, 3))
    assert office.is_legal_working_day(date(2026, 4, 3))


def test_an_opening_wins_over_a_yearly_closure():
    office = build(
        'yearly: [{on: "11-20", reason: Party}]\nopenings: [{date: 2026-11-20, hours: ["09:00-12:00"], reason: Rush}]'
    )
    assert office.is_working_day(date(2026, 11, 20))


def test_a_team_is_away_while_the_office_works():
    office = build("closures: [{from: 2026-11-20, team: Recovery, reason: Training}]")
    assert office.is_working_day(date(2026, 11, 20))
    assert office.list_away(date(2026, 11, 20)) == {"Recovery": "Training"}


@pytest.mark.parametrize(
    "rule",
    [
        '{on: "11-20", easter: 1, reason: x}',
        "{nth: 1, reason: x}",
        "{reason: x}",
        '{on: "02-30", reason: x}',
        "{easter: 1, since: 2027, until: 2026, reason: x}",
    ],
)
def test_a_rule_that_says_no_day_is_refused(rule):
    with pytest.raises(SourceRefused):
        build(f"yearly: [{rule}]")


def edition(number: int, starts_on: date | None, more: str = "") -> SharedText:
    return SharedText("calendars", "office", number, starts_on, OFFICE + more)


CLOSED_FRIDAYS = "closures: [{from: 2026-11-20, reason: A}, {from: 2026-11-27, reason: A}]"


def test_an_edition_moves_no_day_before_its_first():
    office = join_editions((edition(1, None), edition(2, date(2026, 11, 25), CLOSED_FRIDAYS)))
    assert office.is_working_day(date(2026, 11, 20))
    assert not office.is_working_day(date(2026, 11, 27))


def test_a_later_edition_that_begins_earlier_takes_the_place_of_the_one_before():
    office = join_editions(
        (
            edition(1, None),
            edition(2, date(2026, 11, 25), CLOSED_FRIDAYS),
            edition(3, date(2026, 11, 23)),
        )
    )
    assert office.is_working_day(date(2026, 11, 27))


def test_working_days_are_counted_over_the_change_of_an_edition():
    office = join_editions((edition(1, None), edition(2, date(2026, 11, 25), CLOSED_FRIDAYS)))
    # Thu 19, Fri 20, Mon 23, Thu 26, then Mon 30: Friday 27 is closed
    assert office.add_working_days(date(2026, 11, 18), 5) == date(2026, 11, 30)


def test_what_is_published_is_read_in_place_of_the_file():
    shipped = SharedText("calendars", "belgium", 1, None, OFFICE.replace("office", "belgium"))
    shared_texts.offer(TextSource(lambda: 1, lambda: [shipped]))
    try:
        assert not load_calendar("belgium").is_working_day(date(2026, 11, 24))  # a Tuesday
    finally:
        shared_texts.offer(None)
    assert load_calendar("belgium").is_working_day(date(2026, 11, 24))
