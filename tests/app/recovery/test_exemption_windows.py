"""When an exemption may be asked (D24): twelve months after the quarter; for who begins, from the fifth quarter on."""

from datetime import date
from typing import Any

import pytest

from app.people.models import Party
from app.recovery import exemptions
from app.registers.quarters import Quarter
from tests.factories.affiliation import LiabilityPeriodFactory, make_person

pytestmark = pytest.mark.django_db


def make_starter(started_on: date, ended_on: date | None = None) -> Party:
    person = make_person()
    traits: dict[str, Any] = {} if ended_on is None else {"ended": True, "ended_on": ended_on}
    LiabilityPeriodFactory(person=person, started_on=started_on, **traits)
    return person


def read(person: Party, quarter: str, asked_on: date, settled_on: date | None = None) -> dict[str, Any]:
    return exemptions.read_facts(person, [Quarter.parse(quarter)], asked_on, settled_on)


def test_the_window_is_twelve_months_from_the_quarter_after() -> None:
    """E133: the fourth quarter of 2020 may be asked until 31 December 2021."""
    facts = read(make_starter(date(2015, 1, 1)), "2020Q4", date(2021, 2, 1))
    assert (facts["quarters_in_time"], facts["window_ends_on"]) == (["2020Q4"], date(2021, 12, 31))


def test_the_first_quarter_of_a_starter_may_be_asked_for_a_year_from_the_fifth() -> None:
    """Begun in 2024Q2: the fifth quarter is 2025Q2, and its year ends on 31 March 2026."""
    facts = read(make_starter(date(2024, 5, 20)), "2024Q2", date(2025, 9, 1))
    assert facts["quarters_in_time"] == ["2024Q2"]
    assert facts["window_ends_on"] == date(2026, 3, 31)


def test_a_starter_who_asks_in_the_fifth_quarter_need_not_wait_any_more() -> None:
    """The activity is counted until the day of the request, not until the quarter asked."""
    starter = make_starter(date(2024, 5, 20))
    assert read(starter, "2024Q2", date(2025, 3, 31))["quarters_active"] == 4
    assert read(starter, "2024Q2", date(2025, 4, 1))["quarters_active"] == 5


def test_the_fifth_quarter_itself_has_the_window_of_everybody() -> None:
    """2025Q2: from 1 July 2025 for twelve months."""
    facts = read(make_starter(date(2024, 5, 20)), "2025Q2", date(2025, 9, 1))
    assert facts["window_ends_on"] == date(2026, 6, 30)


def test_who_stopped_before_the_fifth_quarter_has_the_window_of_everybody() -> None:
    starter = make_starter(date(2024, 5, 20), date(2024, 11, 3))
    facts = read(starter, "2024Q2", date(2024, 12, 2))
    assert (facts["still_active"], facts["window_ends_on"]) == (False, date(2025, 6, 30))


def test_the_quarters_are_counted_from_the_start_that_still_runs() -> None:
    """Stopped in 2022 and begun again in 2024Q2: the four quarters are those that follow one another."""
    person = make_starter(date(2018, 1, 1), date(2022, 2, 1))
    LiabilityPeriodFactory(person=person, started_on=date(2024, 5, 20))
    facts = read(person, "2024Q2", date(2024, 9, 2))
    assert (facts["quarters_active"], facts["window_ends_on"]) == (2, date(2026, 3, 31))


def test_a_settlement_has_its_year_from_the_quarter_after_its_receipt() -> None:
    facts = read(make_starter(date(2015, 1, 1)), "2022Q1", date(2024, 6, 3), date(2024, 3, 6))
    assert facts["window_ends_on"] == date(2025, 3, 31)
