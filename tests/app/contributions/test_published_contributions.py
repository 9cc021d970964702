"""The worked examples of contributions: each with its arithmetic; most are amounts published by a fund."""

from decimal import Decimal
from typing import Any

import pytest

from app.registers.calculations import calculate

RATE = Decimal("0.205")


def quarter(**given: Any) -> Decimal:
    return calculate("contribution", given).result["quarter_amount"]


def payable(**given: Any) -> Decimal:
    return calculate("contribution", given).result["payable"]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_e01_below_the_floor_the_floor_counts() -> None:
    # max(10,000; 17,008.88) x 20.5 % / 4 = 3,486.8204 / 4 = 871.7051
    assert quarter(category="main", year=2025, income=10000) == cents(Decimal("17008.88") * RATE / 4)
    assert quarter(category="main", year=2025, income=10000) == Decimal("871.71")


def test_e02_an_income_in_the_first_bracket() -> None:
    # 30,000 x 20.5 % = 6,150.00; / 4
    assert quarter(year=2025, income=30000) == Decimal("1537.50")


def test_e04_nothing_is_due_above_the_ceiling() -> None:
    # 73,447.52 x 20.5 % = 15,056.7416; (108,238.40 - 73,447.52) x 14.16 % = 4,926.388608; sum / 4
    year = Decimal("73447.52") * RATE + Decimal("34790.88") * Decimal("0.1416")
    found = calculate("contribution", {"year": 2025, "income": 150000}).result
    assert found["annual"] == cents(year) == Decimal("19983.13")
    assert found["quarter_amount"] == Decimal("4995.78")


@pytest.mark.parametrize(
    ("case", "given", "amount", "fee"),
    [
        ("E05", {"year": 2025, "income": 150000, "fee_rate": "0.0395"}, "4995.78", "197.33"),  # 5,193.11
        ("E06", {"year": 2025, "fee_rate": "0.0405"}, "871.71", "35.30"),  # 907.01
        ("E07", {"year": 2025, "fee_rate": "0.0305"}, "871.71", "26.59"),  # 898.30
        ("E09", {"year": 2023, "fee_rate": "0.0395"}, "840.97", "33.22"),  # 874.19
        ("E10", {"year": 2023, "income": 200000, "fee_rate": "0.0395"}, "4819.65", "190.38"),  # 5,010.03
        ("E11", {"year": 2022, "fee_rate": "0.0395"}, "751.25", "29.67"),  # 780.92
        ("E13", {"year": 2020, "fee_rate": "0.0405"}, "717.18", "29.05"),  # 746.23
        ("E14", {"year": 2019, "fee_rate": "0.0305"}, "709.68", "21.65"),  # 731.33
        ("E15", {"year": 2018, "fee_rate": "0.0305"}, "694.46", "21.18"),  # 715.64
        ("E15", {"year": 2018, "income": 200000, "fee_rate": "0.0305"}, "3980.00", "121.39"),  # 4,101.39
        ("E18", {"year": 2015, "fee_rate": "0.04"}, "707.87", "28.31"),  # 736.18
        ("E18", {"year": 2015, "income": 200000, "fee_rate": "0.04"}, "3988.67", "159.55"),  # 4,148.22
    ],
)
def test_published_amounts_with_their_fee(case: str, given: dict[str, Any], amount: str, fee: str) -> None:
    found = calculate("contribution", given).result
    assert (found["quarter_amount"], found["fee"]) == (Decimal(amount), Decimal(fee)), case
    assert found["payable"] == Decimal(amount) + Decimal(fee)
    assert found["fee"] == cents(Decimal(amount) * Decimal(given["fee_rate"]))


def test_the_fee_of_a_fund_is_a_legal_value() -> None:
    # 871.71 x 3.95 % = 34.43; Liantis in 2025
    assert payable(year=2025, fund="liantis") == Decimal("906.14")
    assert payable(year=2025, fund="liantis") == payable(year=2025, fee_rate="3.95")
    # 864.15 x 4.10 % = 35.43; this fund's own rate in 2024
    assert payable(year=2024, with_fee=True) == Decimal("899.58")


@pytest.mark.parametrize(
    ("year", "least", "most"),
    [
        (2015, "707.87", "3988.67"),
        (2016, "699.32", "3961.90"),  # E17
        (2017, "698.05", "3977.09"),
        (2018, "694.46", "3980.00"),
        (2019, "709.68", "4067.20"),
        (2020, "717.18", "4110.20"),
        (2021, "719.68", "4124.53"),
        (2022, "751.25", "4305.42"),
        (2023, "840.97", "4819.65"),
        (2024, "864.15", "4952.48"),
        (2025, "871.71", "4995.78"),
        (2026, "890.42", "5103.05"),  # E19
    ],
)
def test_e17_e19_the_lowest_and_highest_quarter_of_each_year(year: int, least: str, most: str) -> None:
    assert (quarter(year=year), quarter(year=year, income=10**9)) == (Decimal(least), Decimal(most))


class TestPrimostarter:
    def test_e20_the_reduced_minimum_in_the_second_quarter(self) -> None:
        # 8,707.35 x 20.5 % / 4 = 446.25; x 4.10 % = 18.30
        given = {"category": "primostarter", "year": 2024, "income": 6000, "quarter": 2, "fee_rate": "0.041"}
        assert payable(**given) == Decimal("464.55")

    def test_the_first_quarter_is_reduced_once_more(self) -> None:
        # 446.25 - 115.03 = 331.22; x 4.10 % = 13.58; the reduction published with the fee is 119.75
        given = {"category": "primostarter", "quarter": "2024Q2", "start": "2024-04-10", "fee_rate": "0.041"}
        assert payable(**given) == Decimal("344.80") == Decimal("464.55") - Decimal("119.75")

    def test_before_april_2022_the_first_quarter_was_not(self) -> None:
        # 7,569.70 x 20.5 % / 4 = 387.95
        first = {"category": "primostarter", "quarter": "2022Q1", "start": "2022-03-31"}
        assert quarter(**first) == Decimal("387.95")
        assert quarter(**{**first, "quarter": "2022Q2", "start": "2022-04-01"}) == Decimal("287.95")

    def test_e22_e23_published_minima(self) -> None:
        # 6,997.55 x 20.5 % / 4 = 358.62; + 3.90 % = 13.99
        assert payable(category="primostarter", year=2018, fee_rate="0.039") == Decimal("372.61")
        assert quarter(category="primostarter", year=2022) == Decimal("387.95")

    def test_between_the_reduced_minimum_and_the_floor_the_own_income_counts(self) -> None:
        # 12,000 x 20.5 % / 4
        given = {"category": "primostarter", "year": 2024, "quarter": 3, "income": 12000}
        assert quarter(**given) == Decimal("615.00")

    def test_from_the_fifth_quarter_on_the_floor_counts(self) -> None:
        given = {"category": "primostarter", "quarter": "2025Q1", "start": "2024-01-15", "income": 6000}
        assert quarter(**given) == Decimal("871.71")

    def test_without_a_start_the_first_of_january_is_assumed_and_said(self) -> None:
        found = calculate("contribution", {"category": "primostarter", "quarter": "2024Q1"})
        assert [step.key for step in found.trace.warnings] == ["primo_start_assumed"]
        assert found.result["quarter_amount"] == Decimal("331.22")


class TestOtherCategories:
    def test_e24_e25_secondary_occupation_at_its_threshold(self) -> None:
        assert quarter(category="secondary", year=2025, income=1800) == 0
        assert quarter(category="secondary", year=2025, income="1881.75") == 0
        # 1,881.76 x 20.5 % / 4 = 96.4402
        assert quarter(category="secondary", year=2025, income="1881.76") == Decimal("96.44")

    @pytest.mark.parametrize(
        ("category", "year", "rate", "amount"),
        [
            ("secondary", 2023, "0.0395", "96.72"),  # E27: 93.04 + 3.68
            ("secondary", 2024, "0.0305", "98.52"),  # E28: 95.60 + 2.92
            ("student", 2025, "0.0405", "100.35"),  # E29: 96.44 + 3.91
        ],
    )
    def test_e27_e28_e29_starters_pay_on_the_threshold(
        self, category: str, year: int, rate: str, amount: str
    ) -> None:
        given = {"category": category, "year": year, "starter": True, "fee_rate": rate}
        assert payable(**given) == Decimal(amount)

    def test_e30_e32_a_student_pays_on_what_exceeds_half_of_the_floor(self) -> None:
        # (11,430.73 - 8,430.73) x 20.5 % / 4 = 615 / 4
        assert quarter(category="student", year=2024, income="11430.73") == Decimal("153.75")
        assert quarter(category="student", year=2025, income=8000) == 0
        # from the floor on as main occupation
        assert quarter(category="student", year=2025, income="17008.88") == Decimal("871.71")
        # (17,008.87 - 8,504.44) x 20.5 % / 4 = 435.8520
        assert quarter(category="student", year=2025, income="17008.87") == Decimal("435.85")

    def test_e33_e34_a_working_pensioner(self) -> None:
        # 25,000 x 14.7 % / 4 = 918.75; x 3.95 % = 36.29
        given = {"category": "pensioner", "year": 2024, "income": 25000}
        assert quarter(**given) == Decimal("918.75")
        assert payable(**given, fee_rate="0.0395") == Decimal("955.04")
        assert quarter(category="pensioner", year=2024, income=3700) == 0
        assert quarter(category="pensioner", year=2024, income="3730.88") == 0
        # 3,730.89 x 14.7 % / 4 = 137.1102
        assert quarter(category="pensioner", year=2024, income="3730.89") == Decimal("137.11")

    def test_e36_a_spouse_helper_with_the_full_status(self) -> None:
        # 7,208.56 x 20.5 % / 4 = 369.44; x 3.90 % = 14.41
        assert quarter(category="spouse_maxi", year=2023) == Decimal("369.44")
        assert payable(category="spouse_maxi", year=2023, fee_rate="0.039") == Decimal("383.85")

    def test_e37_article_37_below_and_from_its_limit(self) -> None:
        # 5,000 x 20.5 % / 4; from 8,832.73 on at least the floor: 16,861.46 x 20.5 % / 4
        assert quarter(category="art37", year=2024, income=5000) == Decimal("256.25")
        assert quarter(category="art37", year=2024, income="8832.72") == Decimal("452.68")
        assert quarter(category="art37", year=2024, income="8832.73") == Decimal("864.15")
        assert quarter(category="art37", year=2024, income=9000) == Decimal("864.15")
        assert quarter(category="art37", year=2024, income=1800) == 0

    def test_legal_pension_age_without_pension_pays_as_main_occupation(self) -> None:
        assert quarter(category="pension_age_no_pension", quarter="2025Q4", income=0) == Decimal("871.71")

    def test_the_mini_status_pays_on_the_partners_income(self) -> None:
        # 30,000 x 0.79 % / 4
        assert quarter(category="spouse_mini", year=2025, income=30000) == Decimal("59.25")


class TestQuarters:
    @pytest.mark.parametrize("coverage", ["exempt", "assimilated", "bridging", "birth_exempt"])
    def test_covered_quarters_cost_nothing_not_even_a_fee(self, coverage: str) -> None:
        found = calculate(
            "contribution", {"year": 2025, "income": 30000, "coverage": coverage, "with_fee": True}
        )
        assert (found.result["quarter_amount"], found.result["payable"]) == (0, 0)

    def test_e41_the_income_of_one_quarter_is_brought_to_a_year(self) -> None:
        # 6,000 x 4 / 1 = 24,000; x 20.5 % = 4,920; / 4
        given = {"category": "secondary", "start": "2025-10-01", "income": 6000, "quarter": "2025Q4"}
        found = calculate("contribution", given).result
        assert (found["base"], found["quarter_amount"]) == (Decimal("24000.00"), Decimal("1230.00"))

    def test_e46_a_quarter_begun_is_due_in_full(self) -> None:
        assert quarter(quarter="2025Q2", start="2025-06-28") == Decimal("871.71")
        assert quarter(quarter="2025Q1", start="2025-06-28") == 0

    def test_e47_the_quarter_of_cessation_is_the_last(self) -> None:
        assert quarter(quarter="2025Q2", end="2025-05-10") == Decimal("871.71")
        assert quarter(quarter="2025Q3", end="2025-05-10") == 0

    def test_until_2017_a_starter_has_rates_of_his_own(self) -> None:
        # 13,010.66 x 20.5 % / 4, x 21 % / 4, x 21.5 % / 4
        found = [quarter(year=2016, starter_year=year) for year in (1, 2, 3)]
        assert found == [Decimal("666.80"), Decimal("683.06"), Decimal("699.32")]
        assert quarter(year=2018, starter_year=1) == Decimal("694.46")
