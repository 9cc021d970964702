"""Borders between laws, half-time weeks, lapsed sums, late payments; and what is refused loudly."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from app.registers.calculations import calculate
from app.registers.errors import InputMissing, InputRefused
from app.registers.missing_values import tell_refusal
from workflows.parameters import ParameterNotValid, ParameterUnknown


def find(name: str, **given: Any) -> Any:
    return calculate(name, given).result


REFUSED: list[tuple[str, dict[str, Any], type[Exception], str]] = [
    ("bridging_right", {}, InputMissing, "days"),
    ("bridging_right", {"days": 7}, InputMissing, "month"),
    ("bridging_right", {"month": "2025-06", "days": 7}, ParameterNotValid, "DP.MONTHLY.SINGLE.*2025-06-01"),
    ("bridging_right", {"month": "2022-06", "days": 7}, ParameterNotValid, "2022-06-01"),
    ("bridging_right", {"month": "June", "days": 7}, InputRefused, "month"),
    ("bridging_right", {"fact_date": "2016-05-01"}, ParameterNotValid, "DP.MAX_MONTHS.*2016-05-01"),
    (
        "bridging_right",
        {"month": "2024-06", "days": 7, "other_income": True},
        ParameterUnknown,
        "DP.CUMULATION_LIMIT",
    ),
    ("bridging_right", {"month": "2024-06", "days": -1}, InputRefused, "days"),
    ("maternity_allowance", {}, InputMissing, "birth_date"),
    ("maternity_allowance", {"start": "2026-01-05"}, ParameterNotValid, "MAT.WEEKLY.*2026-01-05"),
    ("maternity_allowance", {"start": "2025-03-03", "weeks": 13}, InputRefused, "12 weeks"),
    ("maternity_allowance", {"start": "2025-03-03", "half_time_weeks": 19}, InputRefused, "18"),
    ("paternity_allowance", {"birth_date": "2025-02-01", "days": 5}, ParameterNotValid, "PATERNITY.DAILY"),
    ("incapacity_allowance", {"start": "2025-05-01", "days": 10}, ParameterNotValid, "INCAP.DAILY.SINGLE"),
    ("incapacity_allowance", {"start": "2024-05-01"}, InputMissing, "until"),
    ("supplementary_pension_maximum", {"year": 2017, "base": 1}, ParameterNotValid, "PLCI.CAP"),
    ("family_allowance", {"month": "2014-06", "children": [2012]}, ParameterNotValid, "FA.RANK1"),
    ("family_allowance", {"month": "2014-07", "children": 3}, InputRefused, "children"),
    ("family_allowance", {"month": "2019-01", "children": [2016]}, ParameterNotValid, "FA.RANK1"),
    ("family_allowance", {"month": "2014-07", "children": [2005]}, ParameterNotValid, "FA.AGE.RANK1"),
    ("family_allowance", {"month": "2018-09", "children": [2006]}, InputMissing, "birth_date"),
    ("family_allowance", {"month": "2018-09", "children": ["1990-01-01"]}, InputRefused, "25"),
    ("family_allowance", {"month": "2018-09", "children": []}, InputMissing, "children"),
    ("work_after_pension", {"year": 2025}, ParameterNotValid, "PENSION.WORK.EARLY"),
    (
        "work_after_pension",
        {"year": 2024, "pension": "survivor", "with_child": True},
        ParameterUnknown,
        "SURVIVOR_CHILD",
    ),
    ("undue_payment", {"found_on": "2025-01-01"}, InputMissing, "payments"),
    ("benefit_interest", {"amount": 1, "paid_on": "2025-01-01"}, InputMissing, "due_on"),
]


@pytest.mark.parametrize(("day", "told"), [("2023-07-03", "3 July 2023"), ("2023-10-31", "31 October 2023")])
def test_a_day_of_leave_of_the_summer_of_2023_has_no_amount_and_says_who_can_publish_one(
    day: str, told: str
) -> None:
    """The sources give the amounts until June and from November: to the cent, neither tells the one between."""
    with pytest.raises(ParameterNotValid) as refused:
        find("paternity_allowance", birth_date="2023-06-20", leave_from=day, days=5)
    with override("en"):
        assert tell_refusal(str(refused.value)) == (
            f"Paternity allowance a day (PATERNITY.DAILY) is not published for {told}, and nothing is guessed. A "
            "legal officer, process owner or director proposes it under Legal values; once a second person has "
            "published it, try again."
        )


@pytest.mark.parametrize(("name", "given", "error", "told"), REFUSED)
def test_what_cannot_be_told_is_refused_by_name_and_date(
    name: str, given: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        calculate(name, given)


GRANT = {"request_date": "2024-12-31", "main_in_4_quarters": True, "paid_quarters": 4}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "entitled"),
        ({"request_date": "2025-01-01"}, "late"),
        ({"paid_quarters": 3}, "not_paid"),
        ({"convicted": True}, "excluded"),
        ({"ground": "economic_difficulty"}, "economic"),
        ({"ground": "economic_difficulty", "income": 16861.46, "income_previous_year": 16409.20}, "entitled"),
        ({"ground": "economic_difficulty", "income": 16861.47, "income_previous_year": 16409.20}, "economic"),
        ({"used_months": 12}, "entitled"),  # the additional right
    ],
)
def test_the_decision_names_its_reason(more: dict[str, Any], reason: str) -> None:
    assert find("bridging_right", fact_date="2024-05-10", **{**GRANT, **more})["reason"] == reason


def test_the_additional_right_says_that_it_is_a_minimum() -> None:
    found = calculate("bridging_right", {"fact_date": "2024-05-10", "used_months": 12})
    assert (found.result["months_left"], found.result["additional_right"]) == (3, True)
    assert any(step.key == "bridging_additional_minimum" for step in found.trace.warnings)


def test_before_2023_a_credit_used_up_is_refused() -> None:
    given = {**GRANT, "request_date": "2022-12-01", "used_months": 12}
    assert find("bridging_right", fact_date="2022-05-10", **given)["reason"] == "credit"


def test_a_long_career_had_twice_the_credit() -> None:
    # 24 - 9
    found = find("bridging_right", fact_date="2022-04-04", career_quarters=60, used_months=9)
    assert found["months_left"] == 15


def test_three_full_weeks_and_half_time_ones_after_them() -> None:
    # 3 x 890.31 + 2 half weeks of week 4 x 445.16 + 16 x 407.16 = 2,670.93 + 890.32 + 6,514.56
    found = find("maternity_allowance", start="2025-03-03", half_time_weeks=18)
    assert found["amount"] == Decimal("10075.81")


def test_weeks_across_a_new_amount_are_paid_at_their_own() -> None:
    # first days 20 and 27 January at 872.87; 3 and 10 February at 890.31: 1,745.74 + 1,780.62
    assert find("maternity_allowance", start="2025-01-20", weeks=4)["amount"] == Decimal("3526.36")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"birth_date": "2017-08-31", "request_date": "2017-12-15"}, "late"),
        ({"birth_date": "2017-08-31", "request_date": "2017-12-14"}, "entitled"),  # 15 weeks, the last day
        ({"birth_date": "2017-09-01"}, "entitled"),
        ({"category": "secondary"}, "not_definitive"),
        ({"category": "secondary", "definitive": True}, "not_insured"),
        ({"category": "secondary", "covered": True}, "entitled"),
        ({"resumes_half_time": False}, "not_resumed"),
        ({"birth_date": "2005-12-31"}, "before_scheme"),
    ],
)
def test_vouchers_are_decided_by_the_law_of_the_birth(given: dict[str, Any], outcome: str) -> None:
    told = {
        "birth_date": "2024-01-15",
        "category": "main",
        "child_at_address": True,
        "resumes_half_time": True,
    }
    assert find("maternity_vouchers", **{**told, **given})["reason"] == outcome


def test_paternity_refuses_more_days_than_the_right() -> None:
    found = find("paternity_allowance", birth_date="2019-06-03", days=10, half_days=1)
    assert (found["reason"], found["total"]) == ("too_many_days", Decimal("0.00"))


def test_birth_aid_beside_a_short_leave() -> None:
    # 8 x 80.82 + 135 = 646.56 + 135; with 9 days no aid: 727.38
    found = find("paternity_allowance", birth_date="2019-06-03", days=8, birth_aid=True)
    assert found["total"] == Decimal("781.56")
    longer = find("paternity_allowance", birth_date="2019-06-03", days=9, birth_aid=True)
    assert longer["total"] == Decimal("727.38")


def test_the_waiting_days_of_2018_are_not_paid() -> None:
    # 1 to 14 March 2018 wait; 15 to 31 are 17 days with 2 Sundays: 15 x 46.96
    found = find("incapacity_allowance", start="2018-03-01", until="2018-03-31")
    assert found["amount"] == Decimal("704.40")


@pytest.mark.parametrize(
    ("given", "last"),
    [
        ({"resumed_on": "2025-09-01"}, "2025Q3"),
        ({"resumed_on": "2025-08-31"}, "2025Q2"),
        ({"end": "2025-08-01"}, "2025Q3"),
    ],
)
def test_an_assimilation_ends_by_the_month_of_the_resumption(given: dict[str, Any], last: str) -> None:
    assert str(find("sickness_assimilation", start="2025-04-10", **given)["last_quarter"]) == last


def test_an_assimilation_without_one_full_quarter_is_not_admissible() -> None:
    found = find("sickness_assimilation", start="2025-05-02", resumed_on="2025-08-01")
    assert (found["quarters"], found["admissible"]) == ([], False)


@pytest.mark.parametrize(
    ("birth", "age", "reached"),
    [("1959-12-31", 65, "2024-12-31"), ("1960-02-01", 66, "2026-02-01"), ("1964-02-01", 67, "2031-02-01")],
)
def test_the_legal_pension_age_is_the_one_of_the_birthday_that_reaches_it(
    birth: str, age: int, reached: str
) -> None:
    found = find("legal_pension_age", birth_date=birth)
    assert (found["age"], str(found["reached_on"])) == (age, reached)


def test_income_above_the_limit_lowers_the_pension_by_as_much() -> None:
    # (9,850 - 7,880) / 7,880 = 25 %
    found = find("work_after_pension", year=2024, income=9850)
    assert (found["limit"], found["reduction"]) == (Decimal(7880), Decimal("0.25"))
    # exactly twice the limit, 15,760: reduced by 100 %, and suspended only beyond it
    assert find("work_after_pension", year=2024, income=15760)["suspended"] is False
    assert find("work_after_pension", year=2024, income=15761)["suspended"] is True
    assert find("work_after_pension", year=2024, career_years=45)["unlimited"] is True


def test_a_lapsed_payment_is_not_claimed_back() -> None:
    # 3 years back from 1 March 2025: 28 February 2022 has lapsed, 1 March 2022 has not
    paid = [{"on": "2022-02-28", "amount": 100}, {"on": "2022-03-01", "amount": 100, "due": 40}]
    found = find("undue_payment", found_on="2025-03-01", payments=paid, monthly_benefit=200)
    # 100 - 40 = 60 claimed, 20 a month kept back: 3 months
    assert (found["lapsed"], found["claimed"], found["months"]) == (Decimal(100), Decimal(60), 3)


def test_our_own_error_in_good_faith_is_not_claimed_back() -> None:
    given = {"found_on": "2025-03-01", "amount": 500, "paid_on": "2025-01-08", "cause": "own_error"}
    assert find("undue_payment", **given)["claimed"] == 0
    assert find("undue_payment", **given, knew=True)["claimed"] == Decimal(500)


def test_fraud_bears_interest_from_the_payment() -> None:
    # 1,000 x 7 % x 365 / 365
    given = {"found_on": "2025-01-08", "amount": 1000, "paid_on": "2024-01-09", "cause": "fraud"}
    assert find("undue_payment", **given)["interest"] == Decimal("70.00")


def test_a_benefit_paid_late_bears_interest_by_itself() -> None:
    # decision told on 10 January: payable by 10 May; 73 days late: 1,000 x 7 % x 73 / 365
    found = find("benefit_interest", amount=1000, notified_on="2024-01-10", paid_on="2024-07-22")
    assert (found["days"], found["interest"]) == (73, Decimal("14.00"))
    assert (
        find("benefit_interest", amount=1000, notified_on="2024-01-10", paid_on="2024-05-10")["interest"] == 0
    )


def test_the_four_months_do_not_move_but_wait_with_the_applicant() -> None:
    found = find("benefit_terms", received_on="2025-10-31")
    assert (found["decide_by"], found["decide_target"]) == (date(2026, 2, 28), date(2026, 2, 27))
    paused = find("benefit_terms", received_on="2025-01-10", paused=["2025-02-01/2025-02-10"])
    assert paused["decide_by"] == date(2025, 5, 20)


def test_continued_insurance_near_the_pension_lasts_until_it() -> None:
    found = find("continued_insurance", end="2025-02-10", birth_date="1960-06-01")
    assert (found["reason"], str(found["last_quarter"])) == ("until_pension", "2026Q2")
    young = find("continued_insurance", end="2025-02-10", birth_date="1990-06-01")
    assert (str(young["first_quarter"]), str(young["last_quarter"])) == ("2025Q2", "2027Q1")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"ground": "economic_difficulty"}, "ground"),
        (
            {"ground": "forced_interruption", "fact_date": "2012-09-30", "request_date": "2012-12-31"},
            "ground",
        ),
        ({"request_date": "2016-01-01"}, "late"),
        ({"convicted": True}, "excluded"),
        ({"main_in_4_quarters": False}, "not_main"),
    ],
)
def test_before_2017_a_refusal_needs_no_duration(given: dict[str, Any], reason: str) -> None:
    asked = {"fact_date": "2015-05-10", "request_date": "2015-12-31", "main_in_4_quarters": True}
    found = find("bridging_right", **{**asked, "paid_quarters": 0, **given})
    assert (found["outcome"], found["reason"], "months_left" in found) == ("refuse", reason, False)


def test_before_2017_a_grant_asks_the_duration_that_is_not_loaded() -> None:
    asked = {"fact_date": "2015-05-10", "request_date": "2015-12-31", "main_in_4_quarters": True}
    with pytest.raises(ParameterNotValid, match="DP.MAX_MONTHS"):
        find("bridging_right", **asked, paid_quarters=16)


def test_continued_insurance_is_asked_until_six_months_after_the_quarter() -> None:
    # cessation on 10 February 2025: the quarter ends on 31 March, six months later it is 30 September
    for day, outcome in (("2025-09-30", "grant"), ("2025-10-01", "refuse")):
        found = find("continued_insurance", cessation_date="2025-02-10", request_date=day)
        assert (found["outcome"], found["request_until"]) == (outcome, date(2025, 9, 30))
