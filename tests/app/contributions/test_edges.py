"""Edges of the law: what payments reach, days that contradict each other, eras, starters, unknown totals."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from app.registers.calculations import calculate
from app.registers.errors import InputMissing, InputRefused, TableRefused
from app.registers.rendering import render
from app.registers.rulebook import decide
from workflows.errors import WorkflowError


def result(name: str, **given: Any) -> Any:
    return calculate(name, given).result


def warnings(name: str, **given: Any) -> list[str]:
    return [step.key for step in calculate(name, given).trace.warnings]


class TestPaymentsOfADebt:
    def test_what_exceeds_the_principal_reaches_the_surcharges(self) -> None:
        # 1,030 on 15 July: 1,000 of principal, 30 of the 60 of surcharges
        found = result(
            "surcharges", principal=1000, quarter="2025Q1", payments=[{"on": "2025-07-15", "amount": 1030}]
        )
        assert (found["surcharge"], found["surcharge_open"], found["to_pay"]) == (60, 30, 30)

    def test_nothing_is_left_to_pay_once_all_is_paid(self) -> None:
        found = result(
            "surcharges", principal=1000, quarter="2025Q1", payments=[{"on": "2025-04-15", "amount": 1030}]
        )
        assert (found["surcharge"], found["to_pay"], found["total"]) == (30, 0, 1030)

    def test_a_partial_payment_lowers_the_next_steps_only(self) -> None:
        # 30 + 30 on 1,000; 500 paid on 1 July; 15 + 15 and 7 % of 500
        found = result(
            "surcharges",
            principal=1000,
            quarter="2025Q1",
            payments=[{"on": "2025-07-01", "amount": 500}],
            until="2026-01-01",
        )
        assert [one["amount"] for one in found["steps"]] == [30, 30, 15, 15, 35]
        assert [one["cumulative"] for one in found["steps"]] == [30, 60, 75, 90, 125]
        assert (found["principal_open"], found["to_pay"]) == (500, 625)

    def test_paid_on_is_the_payment_of_all_the_principal(self) -> None:
        found = result("surcharges", principal=1000, due_on="2025-03-31", paid_on="2025-07-15")
        assert (found["surcharge"], found["principal_open"]) == (60, 0)
        with pytest.raises(InputRefused, match="not both"):
            result(
                "surcharges",
                principal=1000,
                due_on="2025-03-31",
                paid_on="2025-07-15",
                payments=[{"on": "2025-07-15", "amount": 1}],
            )

    def test_a_company_that_paid_all_has_nothing_left_to_pay(self) -> None:
        paid = [{"on": "2017-09-20", "amount": "894.04"}]
        found = result("company_surcharge", principal=868, year=2017, payments=paid)
        assert (found["surcharge"], found["to_pay"]) == (Decimal("26.04"), 0)

    def test_a_supplement_is_due_and_claimed_by_its_settlement(self) -> None:
        # settled on 12 August 2025: due on 31 December; 83.58 then, 195.03 on 1 January
        found = result("surcharges", principal="2786.12", settled_on="2025-08-12", until="2026-01-01")
        assert (found["due_on"], found["surcharge"]) == (date(2025, 12, 31), Decimal("278.61"))

    def test_without_a_day_of_any_kind_the_inputs_that_would_do_are_named(self) -> None:
        with pytest.raises(InputMissing, match="due_on \\(or quarter, or settled_on\\)"):
            result("surcharges", principal=1000, until="2025-12-31")


class TestCompanies:
    def test_a_company_born_late_in_the_year_counts_months_from_its_own_due_date(self) -> None:
        # born on 1 October 2024: due on 31 January 2025; paid on 3 February: 1 % of 387.34 = 3.8734
        found = result(
            "company_surcharge",
            principal="387.34",
            year=2024,
            constituted_on="2024-10-01",
            paid_on="2025-02-03",
        )
        assert (found["due_on"], found["surcharge"]) == (date(2025, 1, 31), Decimal("3.87"))

    @pytest.mark.parametrize(
        ("born", "due"),
        [
            ("2022-03-31", "2022-06-30"),
            ("2022-04-01", "2022-07-31"),
            ("2022-10-01", "2023-01-31"),
            ("2023-04-01", "2023-12-31"),
            ("2023-09-30", "2023-12-31"),
            ("2023-10-01", "2024-01-31"),
            ("2023-11-30", "2024-02-29"),
        ],
    )
    def test_a_new_company_pays_by_the_end_of_the_third_month_in_either_era(
        self, born: str, due: str
    ) -> None:
        found = result("company_contribution", year=int(born[:4]), constituted_on=born)
        assert str(found["due_on"]) == due

    def test_an_amount_without_a_balance_sheet_total_warns(self) -> None:
        assert warnings("company_contribution", year=2024) == ["company_total_unknown"]
        assert not warnings("company_contribution", year=2024, first_years=True)
        assert not warnings("company_contribution", year=2024, total="831990.83")


class TestEras:
    def test_an_end_before_the_start_is_refused(self) -> None:
        with pytest.raises(InputRefused, match="lies before the start"):
            result("contribution", year=2025, income=10000, start="2025-06-01", end="2025-03-01")

    def test_at_pension_age_without_a_pension_the_main_minimum_counts_from_the_fourth_quarter_of_2025(
        self,
    ) -> None:
        given = {"category": "pension_age_no_pension", "income": 5000}
        assert result("contribution", quarter="2025Q4", **given)["payable"] == Decimal("871.71")
        with pytest.raises(WorkflowError, match=r"PENSION_AGE.* 2025-07-01"):
            result("contribution", quarter="2025Q3", **given)

    def test_the_limitation_of_a_quarter_is_that_of_its_year(self) -> None:
        assert str(result("limitation", quarter="2019Q3")["last_day"]) == "2024-12-31"


class TestStarters:
    @pytest.mark.parametrize(("income", "payable"), [(None, "96.44"), (500, "96.44"), (6000, "307.50")])
    def test_a_starter_pays_the_flat_amount_unless_a_higher_income_is_estimated(
        self, income: int | None, payable: str
    ) -> None:
        given = {"category": "secondary", "year": 2025, "starter": True, "income": income}
        assert result("contribution", **given)["payable"] == Decimal(payable)

    def test_who_is_no_starter_pays_nothing_below_the_threshold(self) -> None:
        assert result("contribution", category="secondary", year=2025, income=500)["payable"] == 0


class TestInterest:
    def test_contributions_bear_the_rate_of_social_matters(self) -> None:
        # law of 5 May 1865, art. 2 §3: 7 %; 31 December 2023 to 31 December 2024 are 366 days
        found = result("judicial_interest", principal=1000, start="2023-12-31", until="2024-12-31")
        assert found["interest"] == Decimal("70.19")

    def test_a_civil_debt_bears_the_published_rate_of_the_year(self) -> None:
        # 5.75 % in 2024: 1,000 x 5.75 % x 366 / 365 = 57.6575
        found = result(
            "judicial_interest", principal=1000, summons_on="2023-12-31", until="2024-12-31", matter="civil"
        )
        assert found["interest"] == Decimal("57.66")


class TestReducedProvisionals:
    """A reduced provisional contribution that was too low bears surcharges from the start on what lacked."""

    GIVEN: ClassVar[dict[str, Any]] = {
        "year": 2023,
        "income": 30000,  # 1,537.50 a quarter
        "paid": "3363.88",  # 840.97 a quarter, on an estimate
        "reduced_provisional": True,
        "settled_on": "2025-08-12",
    }

    def test_they_run_on_what_lacked_up_to_the_legal_provisional(self) -> None:
        found = result("regularisation", **self.GIVEN, legal_provisional="4800")  # 1,200 a quarter
        assert [one["surcharge_base"] for one in found["quarters"]] == [Decimal("359.03")] * 4
        # each quarter: 10.77 at each quarter end from its own to 30 June 2025, 7 % = 25.13 on 1 January 2024
        ends = 10 + 9 + 8 + 7
        assert found["retroactive_surcharge"] == ends * Decimal("10.77") + 4 * Decimal("25.13")

    def test_they_run_on_the_definitive_where_that_is_lower(self) -> None:
        found = result("regularisation", **self.GIVEN, legal_provisional="8000")  # 2,000 a quarter
        assert {one["surcharge_base"] for one in found["quarters"]} == {Decimal("696.53")}

    def test_none_run_without_a_reduction_or_below_what_was_paid(self) -> None:
        assert result("regularisation", **self.GIVEN, legal_provisional="3000")["retroactive_surcharge"] == 0
        given = {**self.GIVEN, "reduced_provisional": False}
        found = result("regularisation", **given, legal_provisional="4800")
        assert (found["retroactive_surcharges"], found["retroactive_surcharge"]) == (False, 0)

    def test_without_the_legal_provisional_the_sum_is_not_told(self) -> None:
        found = result("regularisation", **self.GIVEN)
        assert (found["retroactive_surcharges"], found["retroactive_surcharge"]) == (True, None)


class TestRegularisations:
    def test_the_provisional_may_be_told_by_quarter(self) -> None:
        found = result("regularisation", year=2023, income=30000, paid_per_quarter="840.97")
        assert found["supplement"] == Decimal("2786.12")

    def test_a_refund_is_told_with_its_fee(self) -> None:
        # 4 x 696.53 = 2,786.12 too much; the fee of 3.95 % on each 696.53 = 27.51
        found = result(
            "regularisation", year=2023, income=15000, paid="6150", fee="3.95", settled_on="2025-08-12"
        )
        assert (found["outcome"], found["refund"], found["due_on"]) == ("refund", Decimal("2786.12"), None)
        assert found["payable"] == -(Decimal("2786.12") + 4 * Decimal("27.51"))

    def test_three_quarters_are_annualised_and_settled_one_by_one(self) -> None:
        # 30,000 x 4 / 3 = 40,000; 8,200 / 4 = 2,050 a quarter; less 840.97: 1,209.03
        found = result(
            "regularisation", year=2023, income=30000, paid_per_quarter="840.97", start="2023-04-01"
        )
        assert [one["difference"] for one in found["quarters"]] == [Decimal("1209.03")] * 3


class TestExplanations:
    """What is told must be true of the amount it is told of."""

    def test_an_indexed_income_is_not_told_as_the_income_of_the_year(self) -> None:
        found = calculate("provisional_contribution", {"year": 2024, "income": 30000})
        assert "income" not in [step.key for step in found.trace.steps]

    def test_a_mini_status_tells_whose_income_counts(self) -> None:
        found = calculate("contribution", {"year": 2025, "income": 20000, "category": "spouse_mini"})
        assert found.trace.steps[0].key == "income_partner"

    def test_a_company_that_owes_nothing_is_told_no_day_to_pay(self) -> None:
        found = calculate("company_contribution", {"year": 2024, "procedure": "bankruptcy"})
        assert "company_due" not in [step.key for step in found.trace.steps]

    def test_the_fee_of_a_regularisation_and_of_another_fund_is_told_by_name(self) -> None:
        given = {"year": 2023, "income": 30000, "paid": "3363.88", "fund": "liantis"}
        lines = render(calculate("regularisation", given).trace, "fr")
        told = next(line for line in lines if line.text.startswith("Frais de gestion"))
        assert told.result.startswith("110,04")  # 4 x 27.51
        assert told.sources[0].startswith("frais de gestion")


class TestCategories:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("pension_status", "pension"), ("other_job", "teacher"), ("art37_claim", "cohabiting")],
    )
    def test_a_word_the_table_does_not_know_never_falls_through_to_main(self, name: str, value: str) -> None:
        with pytest.raises(InputRefused, match=f"{name} must be one of none"):
            result("contribution_category", quarter="2025Q1", **{name: value})
        with pytest.raises(TableRefused, match="allowed are"):
            decide("contribution_category", {"quarter": "2025Q1", name: value})

    def test_a_survivor_pension_is_understood_in_french(self) -> None:
        found = result("contribution_category", quarter="2025Q1", pension_status="pension de survie")
        assert found["category"] == "pensioner"


class TestFees:
    def test_a_fund_is_found_as_its_name_is_written(self) -> None:
        assert result("contribution", year=2023, category="maxi", fund="Group S")["payable"] == Decimal(
            "383.85"
        )

    @pytest.mark.parametrize("rate", ["0.5", "0.2", "100", "-1"])
    def test_a_rate_that_no_fund_asks_is_refused(self, rate: str) -> None:
        with pytest.raises(InputRefused, match="fee_rate must be"):
            result("contribution", year=2025, fee_rate=rate)

    def test_the_first_quarter_of_a_primostarter_bears_its_fee_on_what_is_left(self) -> None:
        # 446.25 - 115.03 = 331.22; 4.10 % = 13.58; published: 464.55 - 119.75 = 344.80
        found = result("contribution", category="primostarter", quarter="2024Q1", start="2024-01-15", fee=4.1)
        assert found["payable"] == Decimal("344.80")
