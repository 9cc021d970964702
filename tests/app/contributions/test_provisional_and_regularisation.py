"""Provisional contributions and their regularisation, with the arithmetic written out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.registers.calculations import calculate


def result(name: str, **given: Any) -> Any:
    return calculate(name, given).result


class TestProvisional:
    def test_e38_the_income_of_three_years_before_is_indexed(self) -> None:
        # 30,000 x 1.186782596 = 35,603.47788; rounded 35,603.48; x 20.5 % / 4 = 1,824.67835
        found = result("provisional_contribution", year=2024, income=30000)
        assert (found["provisional_base"], found["quarter_amount"]) == (
            Decimal("35603.48"),
            Decimal("1824.68"),
        )
        assert found["source"] == "reference_income"

    def test_e39_the_same_in_2026(self) -> None:
        # 30,000 x 1.07236269 = 32,170.8807; x 20.5 % / 4 = 1,648.7576
        found = result("provisional_contribution", year=2026, incomes={"2023": 30000})
        assert (found["provisional_base"], found["quarter_amount"]) == (
            Decimal("32170.88"),
            Decimal("1648.76"),
        )

    def test_an_income_known_only_later_does_not_count(self) -> None:
        incomes = [
            {"year": 2021, "amount": 30000, "known_on": "2024-01-02"},
            {"year": 2020, "amount": 20000, "known_on": "2022-06-01"},
        ]
        calculation = calculate("provisional_base", {"year": 2024, "incomes": incomes})
        # 20,000 x 1.1831380, the coefficient of 2023
        assert calculation.result == {"year": 2024, "source": "earlier_income", "base": Decimal("23662.76")}
        assert [step.key for step in calculation.trace.warnings] == ["earlier_income_used"]

    def test_an_income_of_two_quarters_is_annualised_first(self) -> None:
        # 10,000 x 4 / 2 x 1.186782596
        incomes = [{"year": 2021, "amount": 10000, "quarters": 2}]
        assert result("provisional_base", year=2024, incomes=incomes)["base"] == Decimal("23735.65")

    def test_an_estimate_goes_before_the_income_of_three_years_ago(self) -> None:
        found = result("provisional_contribution", year=2024, income=30000, estimate=20000)
        assert (found["source"], found["quarter_amount"]) == ("estimate", Decimal("1025.00"))

    @pytest.mark.parametrize(
        ("start", "last"), [("2022-01-01", 2024), ("2022-01-02", 2025), ("2022-12-31", 2025)]
    )
    def test_a_starter_pays_the_minimum_until_the_end_of_the_third_full_year(
        self, start: str, last: int
    ) -> None:
        found = result("provisional_base", year=last, start=start, income=30000)
        assert (found["source"], found["base"]) == ("starter_minimum", None)
        assert (
            result("provisional_base", year=2026, start="2022-06-01", income=1)["source"]
            == "reference_income"
        )

    def test_a_starter_in_main_occupation_pays_on_the_floor(self) -> None:
        found = result("provisional_contribution", quarter="2025Q3", start="2025-06-28")
        assert found["quarter_amount"] == Decimal("871.71")

    def test_the_definitive_income_goes_before_all(self) -> None:
        found = result("provisional_contribution", year=2024, income=30000, definitive=20000, starter=True)
        assert (found["source"], found["quarter_amount"]) == ("definitive_income", Decimal("1025.00"))


class TestRegularisation:
    def test_e43_e44_a_supplement_and_its_due_date(self) -> None:
        # 30,000 x 20.5 % = 6,150.00; less 4 x 840.97 = 3,363.88
        found = result("regularisation", year=2023, income=30000, paid=[840.97] * 4, settled_on="2025-08-12")
        assert found["definitive"] == Decimal("6150.00")
        assert found["supplement"] == Decimal("2786.12")
        assert found["due_on"] == date(2025, 12, 31)
        assert found["outcome"] == "supplement"
        assert [one["difference"] for one in found["quarters"]] == [Decimal("696.53")] * 4

    def test_one_amount_for_the_year_is_spread_to_the_cent(self) -> None:
        found = result("regularisation", year=2023, income=30000, paid="3363.89")
        assert [one["provisional"] for one in found["quarters"]] == [Decimal("840.97")] * 3 + [
            Decimal("840.98")
        ]
        assert found["supplement"] == Decimal("2786.11")

    def test_too_much_is_paid_back(self) -> None:
        # floor of 2023: 4 x 840.97 = 3,363.88; 4 x 1,537.50 were claimed
        found = result("regularisation", year=2023, income=10000, paid=6150, settled_on="2025-08-12")
        assert (found["refund"], found["outcome"], found["due_on"]) == (Decimal("2786.12"), "refund", None)

    def test_less_than_five_euro_are_booked_only(self) -> None:
        found = result("regularisation", year=2023, income=30000, paid="6145.01")
        assert (found["difference"], found["outcome"]) == (Decimal("4.99"), "book_only")
        assert result("regularisation", year=2023, income=30000, paid=6145)["outcome"] == "supplement"

    def test_each_quarter_has_its_own_category_and_coverage(self) -> None:
        claimed = [
            {"quarter": "2023Q1", "provisional": "93.04", "category": "secondary"},
            {"quarter": "2023Q2", "provisional": "0", "coverage": "birth_exempt"},
            {"quarter": "2023Q3", "provisional": "840.97"},
            {"quarter": "2023Q4", "provisional": "840.97"},
        ]
        found = result("regularisation", year=2023, income=12000, claimed=claimed)
        # secondary: 12,000 x 20.5 % / 4 = 615.00; exempt: 0; main: the floor
        definitive = [one["definitive"] for one in found["quarters"]]
        assert definitive == [Decimal("615.00"), Decimal(0), Decimal("840.97"), Decimal("840.97")]
        assert found["difference"] == Decimal("521.96")

    def test_the_income_of_a_part_of_the_year_is_annualised(self) -> None:
        # from 1 July: 10,000 x 4 / 2 = 20,000; x 20.5 % / 4 = 1,025.00 for each of two quarters
        found = result("regularisation", year=2023, income=10000, start="2023-07-01", paid=[840.97, 840.97])
        assert found["definitive"] == Decimal("2050.00")
        assert [one["quarter"] for one in found["quarters"]] == ["2023Q3", "2023Q4"]

    def test_surcharges_are_retroactive_only_after_a_reduction_on_request(self) -> None:
        given = {"year": 2023, "income": 30000, "paid": "3363.88"}
        assert result("regularisation", **given)["retroactive_surcharges"] is False
        assert result("regularisation", **given, reduced_provisional=True)["retroactive_surcharges"] is True
