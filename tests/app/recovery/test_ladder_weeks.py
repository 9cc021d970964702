"""The coming weeks of a ladder: from this Monday on, holidays by name, held days marked."""

from datetime import date

from app.recovery.ladder_course import Course, Rung, read_number
from app.recovery.ladder_weeks import list_closings, list_weeks
from workflows.calendars import load_calendar
from workflows.deadlines import Pause

TODAY = date(2026, 4, 1)  # a Wednesday


def make_course(*rungs: Rung, pauses: tuple[Pause, ...] = ()) -> Course:
    return Course(rungs, held=False, receivable_ref="R0000001", running=True, pauses=pauses)


def find_day(course: Course, day: date, language: str = "nl") -> tuple[str, str, tuple[str, ...]]:
    weeks = list_weeks(course, load_calendar(), today=TODAY, language=language)
    found = next(one for week in weeks for one in week.days if one.day == day)
    return found.kind, found.closed, tuple(rung.step for rung in found.rungs)


def test_it_begins_on_the_monday_of_this_week_and_lasts_at_least_six() -> None:
    weeks = list_weeks(make_course(), load_calendar(), today=TODAY, language="fr")
    assert (weeks[0].days[0].day, len(weeks)) == (date(2026, 3, 30), 6)


def test_it_reaches_the_last_coming_step_and_no_further_than_half_a_year() -> None:
    near = make_course(Rung("R7", "Transfer", date(2026, 6, 30), "coming"))
    far = make_course(Rung("R7", "Transfer", date(2027, 6, 30), "coming"))
    # From Monday 30 March to Tuesday 30 June are 92 days: fourteen weeks begun.
    assert len(list_weeks(near, load_calendar(), today=TODAY, language="fr")) == 14
    assert len(list_weeks(far, load_calendar(), today=TODAY, language="fr")) == 26


def test_a_step_stands_on_its_day() -> None:
    course = make_course(Rung("R1", "Reminder", date(2026, 4, 10), "next"))
    assert find_day(course, date(2026, 4, 10)) == ("plain", "", ("R1",))


def test_a_holiday_is_named_in_the_language() -> None:
    assert find_day(make_course(), date(2026, 4, 6), "nl") == ("closed", "Paasmaandag", ())
    assert find_day(make_course(), date(2026, 4, 6), "fr") == ("closed", "Lundi de Pâques", ())


def test_held_days_and_weekends_are_told_apart() -> None:
    course = make_course(pauses=(Pause(date(2026, 4, 8), date(2026, 4, 9)),))
    assert find_day(course, date(2026, 4, 8))[0] == "paused"
    assert find_day(course, date(2026, 4, 11))[0] == "weekend"


def test_closings_are_listed() -> None:
    weeks = list_weeks(make_course(), load_calendar(), today=TODAY, language="en")
    assert [one.day for one in list_closings(weeks)] == [
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
    ]


def test_steps_are_in_the_order_of_their_numbers() -> None:
    assert sorted(["R6", "R4", "R10", "R0"], key=read_number) == ["R0", "R4", "R6", "R10"]
