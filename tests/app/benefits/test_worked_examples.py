"""The worked examples of benefits, each with its arithmetic; amounts marked published stand on a fund's own pages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.registers.calculations import calculate
from app.registers.quarters import Quarter


def find(name: str, **given: Any) -> Any:
    return calculate(name, given).result


@pytest.mark.parametrize(
    ("days", "amount"),
    # published: 1,638.26 x 25 % = 409.565; x 50 % = 819.13; x 75 % = 1,228.695; x 100 %
    [(6, "0.00"), (10, "409.57"), (14, "819.13"), (21, "1228.70"), (28, "1638.26"), (31, "1638.26")],
)
def test_e70_each_seven_days_in_a_row_pay_a_quarter_of_the_month(days: int, amount: str) -> None:
    assert find("bridging_right", month="2024-06", days=days)["amount"] == Decimal(amount)
    assert find("bridging_right", monthly_amount=1638.26, days=days)["amount"] == Decimal(amount)


def test_e72_one_segment_in_2023_without_and_with_family() -> None:
    # published: 1,574.68 x 25 % = 393.67; 1,967.73 x 25 % = 491.9325
    assert find("bridging_right", month="2023-03", days=7)["amount"] == Decimal("393.67")
    with_family = find("bridging_right", month="2023-03", days=7, family_charge=True)
    assert with_family["amount"] == Decimal("491.93")


@pytest.mark.parametrize(
    ("career", "quarters", "months"), [(7, 0, 0), (19, 1, 3), (20, 2, 6), (59, 2, 6), (60, 4, 12)]
)
def test_e74_economic_difficulty_lasts_as_the_career_did(career: int, quarters: int, months: int) -> None:
    # published: below 8 nothing; below 20 one quarter; below 60 two; from 60 four
    found = find(
        "bridging_right", fact_date="2021-05-03", ground="economic_difficulty", career_quarters=career
    )
    assert (found["quarters_left"], found["months_left"]) == (quarters, months)


def test_e75_paid_quarters_are_sought_among_sixteen() -> None:
    # the quarter after the fact is 2024Q3; sixteen before it: 2020Q3 to 2024Q2
    found = find("bridging_right", fact_date="2024-05-10")
    assert (found["window_from"], found["window_until"]) == (Quarter(2020, 3), Quarter(2024, 2))


def test_e77_months_used_before_are_no_longer_there() -> None:
    # fewer than 60 quarters: 12 - 9
    found = find("bridging_right", fact_date="2022-04-04", career_quarters=40, used_months=9)
    assert found["months_left"] == 3


def test_e80_twelve_weeks_at_the_amounts_of_february_2025() -> None:
    # 4 x 890.31 + 8 x 814.32 = 3,561.24 + 6,514.56
    found = find("maternity_allowance", birth_date="2025-03-10", start="2025-03-03")
    assert found["amount"] == Decimal("10075.80")


def test_e82_the_compulsory_weeks_alone() -> None:
    # 3 x 890.31
    assert find("maternity_allowance", start="2025-03-03", weeks=3)["amount"] == Decimal("2670.93")


def test_e84_optional_weeks_taken_half_time_count_double() -> None:
    # published: (12 - 3) x 2 and (13 - 3) x 2
    assert find("maternity_leave", birth_date="2025-03-10")["half_time_weeks_max"] == 18
    assert find("maternity_leave", birth_date="2025-03-10", multiple=True)["half_time_weeks_max"] == 20


@pytest.mark.parametrize(
    ("birth", "weeks"), [("2005-06-01", 6), ("2010-06-01", 8), ("2016-12-31", 8), ("2017-01-01", 12)]
)
def test_e85_weeks_by_the_date_of_birth(birth: str, weeks: int) -> None:
    assert find("maternity_leave", birth_date=birth)["weeks"] == weeks


def test_e86_vouchers_and_their_value() -> None:
    # published: 105 x 9
    found = find(
        "service_vouchers",
        birth_date="2024-01-15",
        category="main",
        child_at_address=True,
        resumes_half_time=True,
    )
    assert (found["outcome"], found["count"], found["amount"]) == ("grant", 105, Decimal("945.00"))


def test_e87_the_second_and_third_quarter_before_the_birth_are_checked() -> None:
    found = find("maternity_vouchers", birth_date="2024-01-15")
    assert found["quarters_checked"] == (Quarter(2023, 2), Quarter(2023, 3))


def test_e88_the_quarter_after_the_birth_bears_no_contribution() -> None:
    assert find("birth_exemption", birth_date="2024-01-15")["quarter"] == Quarter(2024, 2)


def test_e90_paternity_days_of_2019() -> None:
    # 10 x 80.82; 3 x 40.41
    assert find("paternity_allowance", birth_date="2019-06-03", days=10)["amount"] == Decimal("808.20")
    assert find("paternity_allowance", birth_date="2019-06-03", half_days=3)["amount"] == Decimal("121.23")


def test_paternity_days_of_2023() -> None:
    """96.60 a day in the first half of the year, 99.51 from November; the first day of the leave counts."""
    found = find("paternity_allowance", birth_date="2023-05-15", leave_from="2023-06-05", days=10)
    assert found["amount"] == Decimal("966.00")
    later = find("paternity_allowance", birth_date="2023-10-20", leave_from="2023-11-06", half_days=3)
    assert later["amount"] == Decimal("149.28")  # 3 × 49.76


def test_e92_seven_days_of_incapacity_pay_nothing() -> None:
    found = find("incapacity_allowance", start="2024-05-06", until="2024-05-12", household="family")
    assert found["amount"] == Decimal("0.00")


def test_e93_eight_days_with_one_sunday() -> None:
    # 7 x 77.95
    found = find("incapacity_allowance", start="2024-05-06", until="2024-05-13", household="family")
    assert found["amount"] == Decimal("545.65")


def test_e95_assimilation_begins_with_the_quarter_or_the_next() -> None:
    assert find("sickness_assimilation", start="2025-04-10")["first_quarter"] == Quarter(2025, 2)
    assert find("sickness_assimilation", start="2025-05-02")["first_quarter"] == Quarter(2025, 3)


def test_e97_the_certificate_within_seven_days_the_first_not_counted() -> None:
    # 12 + 7 April is a Saturday; Monday 21 is Easter Monday
    found = find("incapacity_certificate", start="2025-04-12")
    assert (found["until"], found["next_working_day"]) == (date(2025, 4, 19), date(2025, 4, 22))


@pytest.mark.parametrize(
    ("base", "ordinary", "social"),
    # published; 16,861.46 x 8.17 % = 1,377.581..., x 9.40 % = 1,584.977...
    [
        ("30000", "2451.00", "2820.00"),
        ("48540.64", "3965.77", "4562.82"),
        ("16861.46", "1377.58", "1584.98"),
    ],
)
def test_e100_e101_and_e103_supplementary_pension_of_2024(base: str, ordinary: str, social: str) -> None:
    found = find("supplementary_pension_maximum", year=2024, base=base)
    assert (found["maximum"], found["social"]) == (Decimal(ordinary), Decimal(social))
    assert find("plci", year=2024, base=base, type="social")["maximum"] == Decimal(social)


def test_e105_the_lowest_premium_is_allowed_all_the_same() -> None:
    # 1,000 x 8.17 % = 81.70, below 100
    found = find("supplementary_pension_maximum", year=2025, base=1000, kind="ordinary")
    assert (found["maximum"], found["rule"]) == (Decimal("100"), "minimum")


def test_e110_three_children_below_six_in_july_2014() -> None:
    # 90.28 + 167.05 + 249.41
    children = ["2009-01-10", "2011-02-20", "2013-03-30"]
    found = find("family_allowance", month="2014-07", children=children)
    assert found["amount"] == Decimal("506.74")


def test_e112_an_age_supplement_begins_after_the_birthday_or_on_the_first() -> None:
    assert find("age_supplement", birthday="2014-05-01")["from"] == date(2014, 5, 1)
    assert find("age_supplement", birthday="2014-05-02")["from"] == date(2014, 6, 1)
    assert find("age_supplement", birth_date="2002-05-02", age=12)["from"] == date(2014, 6, 1)


def test_e113_rank_one_of_a_beneficiary_of_the_bankruptcy_insurance() -> None:
    # 90.28 + 45.96
    found = find("family_allowance", month="2014-07", children=["2012-01-01"], bankruptcy_beneficiary=True)
    assert found["amount"] == Decimal("136.24")


def test_e114_the_annual_supplement_of_2007() -> None:
    # 51.00 (nine years) + 71.40 (fifteen)
    assert find("annual_supplement", year=2007, children=[1998, 1992])["amount"] == Decimal("122.40")
