from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.calendars import Calendar, CalendarNeverOpens, CalendarUnknown, load_calendar, read_calendar
from workflows.yaml_source import SourceRefused, read_text

BRUSSELS = ZoneInfo("Europe/Brussels")
NIGHT_DESK = """
calendar: night_desk
zone: Europe/Brussels
holidays: BE
week: {saturday: ["22:00-24:00"], sunday: ["00:00-06:00"]}
"""
BRIDGE = """
calendar: bridge
zone: Europe/Brussels
holidays: BE
week: {monday: ["09:00-17:00"], thursday: ["09:00-17:00"], friday: ["09:00-17:00"]}
closures: [{from: 2026-05-15, reason: Bridge day}]
openings: [{date: 2026-05-14, hours: ["10:00-12:00"], reason: Stock-taking}]
"""


def brussels(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BRUSSELS)


def build(text: str) -> Calendar:
    return read_calendar(read_text(text, file="calendar.yaml"))


@pytest.mark.parametrize(
    ("year", "moving"),
    [
        (2024, ["04-01", "05-09", "05-20"]),
        (2025, ["04-21", "05-29", "06-09"]),
        (2026, ["04-06", "05-14", "05-25"]),
        (2027, ["03-29", "05-06", "05-17"]),
        (2028, ["04-17", "05-25", "06-05"]),
    ],
)
def test_the_ten_legal_holidays_of_belgium_are_not_worked(year, moving, belgium: Calendar):
    fixed = ["01-01", "05-01", "07-21", "08-15", "11-01", "11-11", "12-25"]
    start = date(year, 1, 1)
    weekdays = [
        start + timedelta(days=day) for day in range(366) if (start + timedelta(days=day)).year == year
    ]
    closed = {f"{day:%m-%d}" for day in weekdays if day.weekday() < 5 and not belgium.is_working_day(day)}
    expected = {day for day in fixed + moving if date.fromisoformat(f"{year}-{day}").weekday() < 5}
    assert closed == expected


def test_the_second_of_november_is_worked(belgium: Calendar):
    assert belgium.is_working_day(date(2026, 11, 2))


def test_next_and_previous_working_day_leave_the_day_itself(belgium: Calendar):
    assert belgium.next_working_day(date(2026, 5, 13)) == date(2026, 5, 15)
    assert belgium.previous_working_day(date(2026, 5, 15)) == date(2026, 5, 13)


def test_working_days_are_subtracted(belgium: Calendar):
    assert belgium.add_working_days(date(2026, 5, 18), -3) == date(2026, 5, 12)  # 15, 13, 12


def test_zero_working_days_after_a_sunday_is_monday(belgium: Calendar):
    assert belgium.add_working_days(date(2026, 5, 17), 0) == date(2026, 5, 18)
    assert belgium.add_working_days(date(2026, 5, 18), 0) == date(2026, 5, 18)


def test_working_days_between_leave_out_the_first_and_count_the_last(belgium: Calendar):
    assert belgium.working_days_between(date(2026, 5, 11), date(2026, 5, 18)) == 4  # 12, 13, 15, 18
    assert belgium.working_days_between(date(2026, 5, 18), date(2026, 5, 11)) == -4


def test_working_time_stops_at_noon_and_at_night(belgium: Calendar):
    found = belgium.add_working_time(brussels(2026, 5, 12, 11, 0), timedelta(hours=5))
    assert found == brussels(2026, 5, 13, 8, 30) + timedelta(minutes=30)  # 1 h, 3.5 h, 0.5 h


def test_working_time_skips_a_holiday_and_a_week_end(belgium: Calendar):
    found = belgium.add_working_time(brussels(2026, 4, 3, 16, 0), timedelta(hours=1))
    assert found == brussels(2026, 4, 7, 9, 0)


def test_working_time_ends_exactly_at_closing_time(belgium: Calendar):
    found = belgium.add_working_time(brussels(2026, 5, 12, 15, 30), timedelta(hours=1))
    assert found == brussels(2026, 5, 12, 16, 30)


def test_working_time_is_subtracted(belgium: Calendar):
    found = belgium.add_working_time(brussels(2026, 4, 7, 9, 0), -timedelta(hours=1))
    assert found == brussels(2026, 4, 3, 16, 0)


def test_working_time_between_counts_office_hours_only(belgium: Calendar):
    found = belgium.working_time_between(brussels(2026, 4, 3, 15, 30), brussels(2026, 4, 7, 9, 30))
    assert found == timedelta(hours=2)


def test_the_night_with_two_two_oclocks_is_an_hour_longer():
    desk = build(NIGHT_DESK)
    worked = desk.working_time_between(brussels(2026, 10, 24, 22, 0), brussels(2026, 10, 25, 6, 0))
    assert worked == timedelta(hours=9)


def test_the_night_without_a_two_oclock_is_an_hour_shorter():
    desk = build(NIGHT_DESK)
    worked = desk.working_time_between(brussels(2026, 3, 28, 22, 0), brussels(2026, 3, 29, 6, 0))
    assert worked == timedelta(hours=7)


def test_working_time_runs_through_the_end_of_summer_time():
    desk = build(NIGHT_DESK)
    found = desk.add_working_time(brussels(2026, 10, 24, 22, 0), timedelta(hours=6))
    assert found == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)  # 3:00 by the second clock


def test_an_office_closure_is_not_worked_but_is_a_legal_working_day():
    office = build(BRIDGE)
    assert office.explain_closed(date(2026, 5, 15)) == "Bridge day"
    assert office.is_legal_working_day(date(2026, 5, 15))


def test_an_opening_wins_over_a_legal_holiday():
    office = build(BRIDGE)
    assert office.is_working_day(date(2026, 5, 14))
    assert not office.is_legal_working_day(date(2026, 5, 14))


def test_a_calendar_that_never_opens_is_told():
    with pytest.raises(CalendarNeverOpens):
        build("{calendar: never, zone: Europe/Brussels, holidays: BE, week: {}}").next_working_day(
            date(2026, 5, 12)
        )


def test_a_naive_instant_is_refused(belgium: Calendar):
    with pytest.raises(ValueError, match="no time zone"):
        belgium.add_working_time(datetime(2026, 5, 12), timedelta(hours=1))  # noqa: DTZ001


def test_the_calendar_of_the_fund_is_found_by_name():
    assert load_calendar("belgium").zone == BRUSSELS


def test_an_unknown_calendar_is_named():
    with pytest.raises(CalendarUnknown, match="atlantis"):
        load_calendar("atlantis")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zone: Mars/Olympus", "calendar.yaml:2: zone: is no time zone"),
        ("zone: Europe/Brussels\nweeks: {}", "calendar.yaml:3: weeks: unknown key; did you mean 'week'?"),
        ('zone: Europe/Brussels\nclosures: [{from: "2026-02-30", reason: x}]', "2026-02-30 is no date"),
        (
            "zone: Europe/Brussels\nopenings: [{date: 2026-05-14, hours: [25:00-26:00], reason: x}]",
            "08:30-12:00",
        ),
        (
            "zone: Europe/Brussels\nopenings: [{date: 2026-05-14, reason: x, hours: ['09:00-12:00', '11:00-13:00']}]",
            "11:00-13:00 overlaps the hours before it",
        ),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_place(text, message):
    with pytest.raises(SourceRefused) as refusal:
        build(f"{{}}\n{text}".replace("{}\n", "calendar: wrong\n", 1) + "\nholidays: BE\nweek: {}")
    assert message in str(refusal.value)
