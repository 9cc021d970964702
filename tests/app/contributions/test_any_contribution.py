"""What holds for every income: contributions never fall as income grows, and jump only where the law says so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contributions.arithmetic.categories import Category
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.arithmetic.regularisation import RegularisationInputs, calculate_regularisation
from app.contributions.arithmetic.surcharges import Payment, SurchargeInputs, calculate_surcharges
from app.registers.quarters import Quarter
from app.registers.traces import Trace
from workflows.parameters import parameter

CENT = Decimal("0.01")
YEARS = st.integers(2018, 2026)
INCOMES = st.decimals(0, 200_000, places=2)
AMOUNTS = st.decimals(0, 20_000, places=2)
#: Pension age without a pension is a category of the last quarter of 2025 on: it has its own test.
APART = (Category.ART37, Category.PRIMOSTARTER, Category.PENSION_AGE_NO_PENSION)
WHOLE = [one for one in Category if one not in APART]
#: Where the law makes a contribution begin or change at once; elsewhere one cent of income is worth a cent at most.
JUMPS = {
    Category.SECONDARY: ["CONTRIB.THRESHOLD.SECONDARY"],
    Category.STUDENT: ["CONTRIB.FLOOR"],
    Category.PENSIONER: ["CONTRIB.THRESHOLD.PENSIONER"],
}


def compute(category: Category, year: int, income: Decimal) -> Decimal:
    found = calculate_contribution(ContributionInputs(category=category, year=year, income=income))
    return found.result["quarter_amount"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), YEARS, INCOMES, INCOMES)
def test_more_income_never_costs_less(category: Category, year: int, one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    assert compute(category, year, low) <= compute(category, year, high)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), YEARS, INCOMES)
def test_one_cent_more_income_is_worth_a_cent_at_most_but_at_a_threshold(
    category: Category, year: int, income: Decimal
) -> None:
    step = compute(category, year, income + CENT) - compute(category, year, income)
    thresholds = [parameter(code, date(year, 12, 31)) for code in JUMPS.get(category, [])]
    if not any(income <= threshold <= income + CENT for threshold in thresholds):
        assert step in (0, CENT)


@settings(max_examples=40, deadline=None)
@given(INCOMES)
def test_at_pension_age_without_a_pension_it_is_the_contribution_of_a_main_occupation(
    income: Decimal,
) -> None:
    found = compute(Category.PENSION_AGE_NO_PENSION, 2026, income)
    assert found == compute(Category.MAIN, 2026, income)


@pytest.mark.parametrize(("category", "codes"), JUMPS.items())
@pytest.mark.parametrize("year", range(2018, 2027))
def test_it_does_jump_at_each_documented_threshold(category: Category, codes: list[str], year: int) -> None:
    threshold = parameter(codes[0], date(year, 12, 31))
    assert compute(category, year, threshold + CENT) - compute(category, year, threshold - CENT) > 10


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WHOLE), YEARS, INCOMES)
def test_four_quarters_are_the_year_but_for_two_cents(category: Category, year: int, income: Decimal) -> None:
    found = calculate_contribution(ContributionInputs(category=category, year=year, income=income)).result
    assert abs(4 * found["quarter_amount"] - found["annual"]) <= 2 * CENT + CENT / 2


@settings(max_examples=40, deadline=None)
@given(YEARS, INCOMES, st.integers(1, 4))
def test_a_part_of_a_year_costs_as_much_a_quarter_as_a_year_of_that_income(
    year: int, income: Decimal, quarters: int
) -> None:
    part = ContributionInputs(year=year, income=income * quarters / 4, quarters=quarters)
    assert calculate_contribution(part).result["quarter_amount"] == compute(Category.MAIN, year, income)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WHOLE), YEARS, INCOMES)
def test_an_income_that_was_foreseen_leaves_nothing_to_settle(
    category: Category, year: int, income: Decimal
) -> None:
    paid = (compute(category, year, income),) * 4
    inputs = RegularisationInputs(category=category, year=year, income=income, paid=paid)
    found = calculate_regularisation(inputs).result
    assert (found["difference"], found["outcome"]) == (0, "book_only")


@settings(max_examples=40, deadline=None)
@given(
    AMOUNTS,
    st.lists(st.tuples(st.integers(0, 900), AMOUNTS), max_size=4),
    st.integers(0, 900),
    st.integers(0, 300),
)
def test_surcharges_grow_with_time_and_shrink_with_payments(
    principal: Decimal, paid: list[tuple[int, Decimal]], days: int, more: int
) -> None:
    due = Quarter(2024, 1).last_day
    payments = tuple(Payment(due + timedelta(days=day), amount) for day, amount in paid)

    def add_up(until: date, kept: tuple[Payment, ...]) -> Decimal:
        given_ = SurchargeInputs(principal=principal, due_on=due, payments=kept, until=until)
        return calculate_surcharges(given_).result["surcharge"]

    until = due + timedelta(days=days)
    assert add_up(until, payments) <= add_up(until + timedelta(days=more), payments)
    assert add_up(until, payments) <= add_up(until, ())
    assert 0 <= add_up(until, payments) <= principal * Decimal("0.55")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WHOLE), YEARS, INCOMES, st.decimals(0, "0.0999", places=4))
def test_a_trace_ends_with_the_amount_and_survives_storage(
    category: Category, year: int, income: Decimal, fee: Decimal
) -> None:
    inputs = ContributionInputs(category=category, year=year, income=income, fee_rate=fee)
    found = calculate_contribution(inputs)
    assert found.trace.steps[-1].result == str(found.result["payable"])
    assert Trace.from_json(found.trace.to_json()) == found.trace
