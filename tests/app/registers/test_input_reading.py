"""What a person may type as an input: other names, other words, Belgian numbers; and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from app.registers.calculations import calculate
from app.registers.errors import InputRefused, InputUnknown


def result(name: str, **given: Any) -> Any:
    return calculate(name, given).result


class TestNumbers:
    @pytest.mark.parametrize("written", ["1.234,56", "1 234,56", "1234,56", "1234.56", " 1234.56 ", 1234.56])
    def test_an_amount_is_read_as_belgians_and_computers_write_it(self, written: Any) -> None:
        assert result("provisional_base", year=2025, estimate=written)["base"] == Decimal("1234.56")

    @pytest.mark.parametrize(
        "written", ["90.000", "1,234", "1.234.567", "1,234.56", "NaN", "12 34", True, ""]
    )
    def test_an_amount_that_can_be_read_in_two_ways_is_refused(self, written: Any) -> None:
        with pytest.raises(InputRefused, match="income"):
            result("contribution", year=2025, income=written)

    def test_a_rate_with_three_decimals_is_no_group_of_thousands(self) -> None:
        assert result("contribution", year=2025, fee_rate="0.041")["fee_rate"] == Decimal("0.041")


class TestNames:
    @pytest.mark.parametrize("name", ["fee", "management_fee", "management_fee_rate", "fee_percent"])
    def test_the_fee_goes_by_several_names(self, name: str) -> None:
        assert result("contribution", year=2025, income=10000, **{name: "4,05"})["payable"] == Decimal(
            "907.01"
        )

    @pytest.mark.parametrize("name", ["date", "paid_on", "credited_on", "value_date", "on"])
    def test_the_day_of_a_payment_goes_by_several_names(self, name: str) -> None:
        payments = [{name: "2025-07-15", "amount": "1000"}]
        assert result("surcharges", principal=1000, quarter="2025Q1", payments=payments)["surcharge"] == 60

    def test_a_payment_alone_is_a_list_of_one(self) -> None:
        paid = {"date": "2025-07-15", "amount": 1000}
        assert result("surcharges", principal=1000, quarter="2025Q1", payments=paid)["surcharge"] == 60
        assert str(result("limitation", year=2019, interrupted_on="2022-05-05")["last_day"]) == "2027-05-05"

    def test_the_income_of_three_years_before_may_be_called_so(self) -> None:
        assert result("provisional_contribution", year=2024, reference_income=30000)["payable"] == Decimal(
            "1824.68"
        )
        with pytest.raises(InputUnknown, match="reference_income"):
            result("contribution", year=2024, reference_income=30000)

    def test_a_name_without_one_meaning_is_unknown_and_the_inputs_are_listed(self) -> None:
        with pytest.raises(InputUnknown, match="the inputs are category, coverage"):
            result("contribution", year=2025, revenue=30000)

    def test_an_input_given_twice_is_refused(self) -> None:
        with pytest.raises(InputRefused, match="fee_rate is given twice"):
            result("contribution", year=2025, fee="4.05", fee_rate="3.95")


class TestWords:
    @pytest.mark.parametrize(
        ("word", "category"),
        [
            ("Titre principal", "main"),
            ("hoofdberoep", "main"),
            ("complémentaire", "secondary"),
            ("bijberoep", "secondary"),
            ("art. 37", "art37"),
            ("article_37_assimilation", "art37"),
            ("student_self_employed", "student"),
            ("spouse-maxi", "spouse_maxi"),
            ("spouse_helper_mini", "spouse_mini"),
            ("Pensionné actif", "pensioner"),
        ],
    )
    def test_a_category_is_understood_in_the_words_of_the_glossary(self, word: str, category: str) -> None:
        assert result("contribution", category=word, year=2025, income=30000)["category"] == category

    def test_a_quarter_covered_by_the_bridging_right_may_be_called_passerelle(self) -> None:
        assert result("contribution", year=2025, income=30000, coverage="droit passerelle")["payable"] == 0

    def test_a_procedure_is_understood_or_refused_by_name(self) -> None:
        assert result("company_contribution", year=2024, procedure="faillite")["amount"] == 0
        with pytest.raises(InputRefused, match="procedure must be one of none, bankruptcy"):
            result("company_contribution", year=2024, procedure="sold")

    @pytest.mark.parametrize("quarter", ["Q3", "3", 3, "2025Q3", "2025-Q3", "Q3 2025", "2025T3"])
    def test_a_quarter_is_read_as_people_write_it(self, quarter: Any) -> None:
        assert result("contribution", year=2025, quarter=quarter)["quarter"] == "2025Q3"

    def test_an_unreadable_quarter_is_refused_with_what_is_expected(self) -> None:
        with pytest.raises(InputRefused, match="a quarter such as 2025Q1 or a whole number"):
            result("contribution", year=2025, quarter="spring")

    def test_a_wrong_part_of_a_list_is_named(self) -> None:
        with pytest.raises(InputRefused, match=r"paid\[1\]"):
            result("regularisation", year=2023, income=30000, paid=["840.97", "much"])
