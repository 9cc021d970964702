"""Surcharges, company contributions, due dates and terms, with the arithmetic written out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.registers.calculations import calculate


def result(name: str, **given: Any) -> Any:
    return calculate(name, given).result


def surcharge(until: str | None, principal: Any = 1000, **given: Any) -> Decimal:
    kept = {"principal": principal, "quarter": "2025Q1", "until": until, **given}
    return result("surcharges", **{name: value for name, value in kept.items() if value is not None})[
        "surcharge"
    ]


class TestSurcharges:
    @pytest.mark.parametrize(
        ("until", "total"),
        [
            ("2025-03-30", "0"),
            ("2025-03-31", "30"),  # 3 % x 1,000 at the end of the quarter it is due in
            ("2025-06-29", "30"),
            ("2025-06-30", "60"),
            ("2025-09-30", "90"),
            ("2025-12-31", "120"),
            ("2026-01-01", "190"),  # + 7 % x 1,000, once
            ("2026-03-31", "220"),
            ("2027-01-01", "310"),  # 2026: 4 x 30, no second 7 %
        ],
    )
    def test_e50_one_unpaid_quarter(self, until: str, total: str) -> None:
        assert surcharge(until) == Decimal(total)

    def test_e51_paid_in_full_after_two_quarter_ends(self) -> None:
        payments = [{"on": "2025-07-15", "amount": 1000}]
        assert surcharge(None, payments=payments) == Decimal("60.00")
        assert surcharge("2026-12-31", payments=payments) == Decimal("60.00")

    def test_e53_each_step_is_rounded(self) -> None:
        # 871.71 x 3 % = 26.1513 -> 26.15, four times; x 7 % = 61.0197 -> 61.02
        assert (
            surcharge("2026-01-01", "871.71") == 4 * Decimal("26.15") + Decimal("61.02") == Decimal("165.62")
        )

    def test_e54_the_last_quarter_of_a_year_bears_both_within_a_day(self) -> None:
        assert surcharge("2024-12-31", quarter="2024Q4") == Decimal("30.00")
        assert surcharge("2025-01-01", quarter="2024Q4") == Decimal("100.00")

    def test_e56_a_starter_affiliated_on_time_has_one_more_quarter_twice(self) -> None:
        days = [
            result("due_date", quarter=one, start="2025-04-01")["due_on"]
            for one in ("2025Q2", "2025Q3", "2025Q4")
        ]
        assert days == [date(2025, 9, 30), date(2025, 12, 31), date(2025, 12, 31)]
        paid = [{"on": "2025-09-15", "amount": 1000}]
        assert surcharge(None, quarter="2025Q2", start="2025-04-01", payments=paid) == 0
        late = surcharge(None, quarter="2025Q2", start="2025-04-01", affiliated_on_time=False, payments=paid)
        assert late == Decimal("30.00")

    def test_e57_a_regularisation_supplement(self) -> None:
        # 2,786.12 x 3 % = 83.5836; x 7 % = 195.0284; claimed in 2025, due at the end of 2025
        given = {"quarter": None, "due_on": "2025-12-31", "first_claimed_on": "2025-08-12"}
        assert surcharge("2025-12-31", "2786.12", **given) == Decimal("83.58")
        assert surcharge("2026-01-01", "2786.12", **given) == Decimal("278.61")

    def test_a_supplement_not_due_yet_on_1_january_bears_the_seven_percent_a_year_later(self) -> None:
        given = {"quarter": None, "due_on": "2026-03-31", "first_claimed_on": "2025-11-03"}
        assert surcharge("2026-01-01", **given) == 0
        assert surcharge("2026-12-31", **given) == Decimal("120.00")
        assert surcharge("2027-01-01", **given) == Decimal("190.00")

    def test_what_is_claimed_late_bears_the_seven_percent_after_the_year_of_the_claim(self) -> None:
        given = {"quarter": "2024Q4", "first_claimed_on": "2025-02-01"}
        assert surcharge("2025-01-01", **given) == Decimal("30.00")
        assert surcharge("2026-01-01", **given) == Decimal("220.00")  # 5 x 30 + 70

    def test_e58_never_on_surcharges(self) -> None:
        assert surcharge("2026-03-31", 0) == 0
        paid = [{"on": "2026-01-02", "amount": 1000}]
        assert surcharge("2028-12-31", payments=paid) == Decimal("190.00")

    def test_payments_in_part_lower_the_next_steps(self) -> None:
        # 03-31: 1,000 x 3 %; 06-30: 600 x 3 %; 09-30: 250 x 3 % = 7.50; then nothing
        payments = [
            {"on": "2025-12-01", "amount": 250},
            {"on": "2025-06-30", "amount": 400},
            {"on": "2025-07-01", "amount": 350},
        ]
        assert surcharge(None, payments=payments) == Decimal("30") + Decimal("18") + Decimal("7.50")

    @pytest.mark.parametrize(
        ("stopped_on", "total"),
        [
            ("2025-11-10", "90"),  # the last 3 % at the end of the third quarter
            ("2026-02-10", "190"),  # the fourth quarter and 1 January lie before the service
            ("2026-01-01", "190"),
            ("2025-12-31", "90"),
            ("2025-02-01", "0"),
        ],
    )
    def test_the_last_three_percent_end_the_quarter_before_the_summons(
        self, stopped_on: str, total: str
    ) -> None:
        assert surcharge("2027-12-31", stopped_on=stopped_on) == Decimal(total)

    @pytest.mark.parametrize(
        ("case", "quarter", "credited", "total"),
        [
            ("E138 one day late", "2025Q1", "2025-04-01", "30.00"),
            ("on the last day", "2025Q1", "2025-03-31", "0"),
            ("E139 a Sunday does not move", "2024Q2", "2024-07-01", "30.00"),
            ("on that Sunday", "2024Q2", "2024-06-30", "0"),
        ],
    )
    def test_the_credit_must_be_there_on_the_last_calendar_day(
        self, case: str, quarter: str, credited: str, total: str
    ) -> None:
        paid = [{"on": credited, "amount": 1000}]
        assert surcharge(None, quarter=quarter, payments=paid) == Decimal(total), case

    def test_the_result_says_what_is_open(self) -> None:
        found = result("surcharges", principal=1000, quarter="2025Q1", until="2025-12-31",
                       payments=[{"on": "2025-08-01", "amount": 400}])  # fmt: skip
        assert (found["surcharge"], found["principal_open"], found["to_pay"]) == (96, 600, 696)
        assert [step["cumulative"] for step in found["steps"]] == [30, 60, 78, 96]


class TestCompanies:
    @pytest.mark.parametrize(
        ("year", "total", "amount"),
        [
            (2016, "600000", "347.50"),  # E60
            (2016, "646787.86", "347.50"),
            (2016, "646787.87", "868.00"),
            (2022, "746410.17", "347.50"),  # E61
            (2022, "746410.18", "868.00"),
            (2024, "831990.83", "387.34"),  # E62
            (2024, "831990.84", "967.52"),
            (2025, "900000", "998.47"),  # E63
            (2025, "858605.72", "399.73"),
            (2023, "825750.10", "960.26"),
            (2017, "667529.12", "347.50"),
        ],
    )
    def test_e60_to_e63_the_threshold_of_each_year(self, year: int, total: str, amount: str) -> None:
        assert result("company_contribution", year=year, balance_sheet_total=total)["amount"] == Decimal(
            amount
        )

    def test_e68_the_first_two_years_are_small(self) -> None:
        assert result("company_contribution", year=2024, first_years=True)["amount"] == Decimal("387.34")
        born = {"personality_on": "2023-05-02", "balance_sheet_total": 10**9}
        assert result("company_contribution", year=2024, **born)["reason"] == "first_years"
        assert result("company_contribution", year=2025, **born)["amount"] == Decimal("998.47")

    def test_the_years_without_a_threshold_still_have_the_small_contribution(self) -> None:
        assert result("company_contribution", year=2019, first_years=True)["amount"] == Decimal("347.50")

    @pytest.mark.parametrize("procedure", ["bankruptcy", "liquidation", "reorganisation"])
    def test_a_company_in_a_procedure_owes_nothing(self, procedure: str) -> None:
        given = {"year": 2025, "balance_sheet_total": 10**7, "procedure": procedure}
        assert result("company_contribution", **given)["amount"] == 0

    @pytest.mark.parametrize(
        ("year", "born", "due"),
        [
            (2016, "2016-03-20", date(2016, 6, 30)),  # E66
            (2016, "2016-04-01", date(2016, 7, 31)),
            (2016, "2010-01-01", date(2016, 6, 30)),
            (2022, None, date(2022, 6, 30)),
            (2023, None, date(2023, 12, 31)),
            (2024, "2024-09-30", date(2024, 12, 31)),
            (2024, "2024-10-01", date(2025, 1, 31)),
            (2024, "2024-11-30", date(2025, 2, 28)),
        ],
    )
    def test_e66_when_it_is_due(self, year: int, born: str | None, due: date) -> None:
        given = {"year": year, "constituted_on": born, "first_years": True}
        assert result("company_contribution", **given)["due_on"] == due

    def test_e65_one_percent_for_each_month_begun(self) -> None:
        # due 30 June 2017, credited 20 September: July, August, September; 868 x 3 % = 26.04
        found = result("company_surcharge", principal=868, year=2017, paid_on="2017-09-20")
        assert (found["months"], found["surcharge"], found["total"]) == (
            3,
            Decimal("26.04"),
            Decimal("894.04"),
        )

    def test_paid_on_the_last_day_costs_nothing(self) -> None:
        assert result("company_surcharge", principal=868, year=2017, paid_on="2017-06-30")["surcharge"] == 0
        assert result("company_surcharge", principal=868, year=2017, paid_on="2017-07-01")[
            "surcharge"
        ] == Decimal("8.68")

    def test_parts_paid_bear_their_own_months_and_court_action_ends_the_count(self) -> None:
        # 400 x 1 % x 2 = 8.00; 468 x 1 % x 4 = 18.72 (July to October)
        given = {
            "principal": 868,
            "due_on": "2017-06-30",
            "payments": [{"on": "2017-08-10", "amount": 400}],
            "until": "2018-06-30",
            "court_action_on": "2017-10-02",
        }
        assert result("company_surcharge", **given)["surcharge"] == Decimal("26.72")


class TestTerms:
    def test_e133_an_exemption_may_be_asked_for_twelve_months(self) -> None:
        found = result("exemption_window", quarter="2020Q4")
        assert (found["from"], found["until"]) == (date(2021, 1, 1), date(2021, 12, 31))
        settled = result("exemption_window", settlement_received_on="2025-08-14")
        assert settled["until"] == date(2026, 9, 30)

    def test_e135_e136_limitation(self) -> None:
        assert result("limitation", year=2019)["last_day"] == date(2024, 12, 31)
        assert result("limitation", start="2017-05-01")["lapsed_on"] == date(2025, 1, 1)

    def test_an_interruption_begins_the_five_years_again(self) -> None:
        again = result("limitation", year=2019, interrupted_on=["2024-03-01"])
        assert again["last_day"] == date(2029, 3, 1)
        assert result("limitation", year=2019, interrupted_on=["2025-01-01"])["last_day"] == date(
            2024, 12, 31
        )

    def test_e137_continued_insurance(self) -> None:
        assert result("continued_insurance_window", end="2025-02-10")["until"] == date(2025, 9, 30)

    def test_e44_a_supplement_is_due_at_the_end_of_the_next_quarter(self) -> None:
        assert result("due_date", settled_on="2025-08-12")["due_on"] == date(2025, 12, 31)
        assert result("due_date", settled_on="2025-10-01")["due_on"] == date(2026, 3, 31)

    def test_judicial_interest_follows_the_rate_of_each_period(self) -> None:
        # 2024: 5.75 %, 366 days; 2025: 4.5 %, 365 days; of 365 days each
        whole = Decimal(1000) * (Decimal("0.0575") * 366 + Decimal("0.045") * 365) / 365
        found = result(
            "judicial_interest", principal=1000, start="2023-12-31", until="2025-12-31", matter="civil"
        )
        assert found["interest"] == whole.quantize(Decimal("0.01")) == Decimal("102.66")

    def test_a_payment_lowers_the_interest_from_the_next_day_on(self) -> None:
        paid = [{"on": "2024-07-01", "amount": 600}]
        found = result(
            "judicial_interest",
            principal=1000,
            start="2023-12-31",
            until="2024-12-31",
            payments=paid,
            matter="civil",
        )
        # 183 days on 1,000 and 183 on 400
        whole = Decimal("0.0575") * (1000 * 183 + 400 * 183) / 365
        assert found["interest"] == whole.quantize(Decimal("0.01"))
