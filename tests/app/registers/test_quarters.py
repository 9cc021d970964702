from datetime import date

import pytest

from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter


def test_a_day_belongs_to_its_quarter() -> None:
    days = [date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), date(2025, 12, 31)]
    assert [str(Quarter.of(day)) for day in days] == ["2025Q1", "2025Q1", "2025Q2", "2025Q4"]


@pytest.mark.parametrize("text", ["2025Q3", "2025-Q3", "2025T3", "2025k3", " 2025 Q3 ", "Q3 2025"])
def test_a_quarter_is_read_as_people_write_it(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2025, 3)


@pytest.mark.parametrize("text", ["2025Q5", "2025", "25Q1", "Q5 2025", "2025Q0", "0000Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(QuarterUnreadable):
        Quarter.parse(text)


def test_a_quarter_knows_its_days_also_in_a_leap_year() -> None:
    assert Quarter(2024, 1).first_day == date(2024, 1, 1)
    assert Quarter(2024, 1).last_day == date(2024, 3, 31)
    assert Quarter(2024, 4).last_day == date(2024, 12, 31)


def test_quarters_are_shifted_over_years_and_put_in_order() -> None:
    assert Quarter(2024, 4).shift(1) == Quarter(2025, 1)
    assert Quarter(2025, 1).shift(-5) == Quarter(2023, 4)
    assert Quarter(2024, 4) < Quarter(2025, 1)
    assert Quarter(2025, 2).count_since(Quarter(2024, 4)) == 2


def test_quarters_up_to_another_include_both_ends() -> None:
    found = [str(quarter) for quarter in Quarter(2024, 4).until(Quarter(2025, 2))]
    assert found == ["2024Q4", "2025Q1", "2025Q2"]
    assert list(Quarter(2025, 2).until(Quarter(2025, 1))) == []
