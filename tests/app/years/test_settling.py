"""The books claim of a year what its income says: supplement, refund or nothing (§6.1 of the worked examples)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.ledger.models import Receivable, Refund
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.surcharges import accrue
from app.years.errors import IncomeChanged
from app.years.models import Outcome
from app.years.settling import settle
from tests.app.years.conftest import BY, NOW, affiliate, call_year, correct, open_row, settle_on, tell
from tests.factories.affiliation import CircumstanceFactory, IncomeFactory, QuarterStatusFactory
from tests.factories.ledger import owe

pytestmark = pytest.mark.django_db
D = Decimal


def is_proven() -> bool:
    return list(list_faults()) == []


def test_a_higher_income_gives_a_supplement_due_at_the_end_of_the_next_quarter() -> None:
    # E43: 30,000 × 20.5 % = 6,150.00; less 4 × 840.97 = 3,363.88: 2,786.12. E44: settled 2025-08-12, due 2025-12-31
    party = affiliate()
    call_year(party, "840.97")
    row = settle_on(tell(party, 30_000))
    assert row.receivable is not None
    claimed = (row.receivable.principal, row.receivable.due_on, row.receivable.kind)
    assert claimed == (D("2786.12"), date(2025, 12, 31), "regularisation")
    assert (row.outcome, row.definitive, is_proven()) == (Outcome.SUPPLEMENT, D("6150.00"), True)


def test_an_unpaid_supplement_bears_surcharges_from_its_own_day_on() -> None:
    # E57: 3 % of 2,786.12 = 83.58 on 31 December; 7 % = 195.03 on 1 January: 278.61
    party = affiliate()
    call_year(party, "840.97")
    row = settle_on(tell(party, 30_000))
    assert row.receivable is not None
    assert accrue(row.receivable, date(2026, 1, 1)).receivable.surcharge == D("278.61")


def test_the_fee_is_that_of_the_definitive_quarters() -> None:
    # 2023: fee 4.10 %; 840.97 × 4.10 % = 34.48; 1,537.50 × 4.10 % = 63.04; 4 × (63.04 − 34.48) = 114.24
    party = affiliate()
    call_year(party, "840.97", fee="34.48")
    row = settle_on(tell(party, 30_000))
    assert row.receivable is not None
    assert (row.fee, row.receivable.fee, row.receivable.total) == (D("114.24"), D("114.24"), D("2900.36"))


def test_a_lower_income_is_proposed_to_be_paid_back() -> None:
    # minimum 840.97; 4 × (1,537.50 − 840.97) = 2,786.12
    party = affiliate()
    call_year(party, "1537.50")
    row = settle_on(tell(party, 12_000))
    assert row.refund is not None
    assert (row.outcome, row.refund.amount, credit_of(party)) == (Outcome.REFUND, D("2786.12"), D("0.00"))
    assert is_proven()


def test_open_debts_take_their_part_of_a_refund_first() -> None:
    party = affiliate()
    call_year(party, "1537.50")
    debt = owe(party, "1000.00", quarter="2025Q2")
    row = settle_on(tell(party, 12_000))
    debt.refresh_from_db()
    assert row.refund is not None
    assert (debt.total, row.refund.amount) == (D("0.00"), D("1786.12"))


def test_debts_not_due_yet_that_take_all_of_a_refund_leave_none() -> None:
    # 4 × (1,537.50 − 840.97) = 2,786.12 of the 3,000.00 that are called and due on 30 September
    party = affiliate()
    call_year(party, "1537.50")
    debt = owe(party, "3000.00", quarter="2025Q3")
    row = settle_on(tell(party, 12_000))
    debt.refresh_from_db()
    assert (row.state, row.outcome, row.refund) == ("settled", Outcome.REFUND, None)
    assert (debt.total, credit_of(party), is_proven()) == (D("213.88"), D("0.00"), True)


def test_what_was_never_paid_is_only_claimed_less() -> None:
    party = affiliate()
    claims = call_year(party, "1537.50", paid=False)
    row = settle_on(tell(party, 12_000))
    claims[0].refresh_from_db()
    assert (claims[0].principal, row.refund, row.outcome) == (D("840.97"), None, Outcome.REFUND)


def test_too_high_surcharges_of_a_lowered_quarter_are_taken_back() -> None:
    # unpaid at 31 March 2023: 3 % of 1,537.50 = 46.13; of 840.97 it would have been 25.23
    party = affiliate()
    claim = call_year(party, "1537.50", paid=False)[0]
    accrue(claim, date(2023, 3, 31))
    settle_on(tell(party, 12_000))
    claim.refresh_from_db()
    assert (claim.surcharge, is_proven()) == (D("25.23"), True)


def test_under_five_euro_nothing_is_claimed() -> None:
    # 16,428.00 × 20.5 % = 3,367.74; / 4 = 841.94 (rounded up): 4 × 0.97 = 3.88
    party = affiliate()
    call_year(party, "840.97")
    row = settle_on(tell(party, 16_428))
    assert (row.outcome, row.receivable, row.difference) == (Outcome.NOTHING, None, D("3.88"))


def test_under_five_euro_paid_too_much_stays_on_the_account() -> None:
    party = affiliate()
    call_year(party, "841.94")
    row = settle_on(tell(party, 12_000))
    assert (row.outcome, credit_of(party), Refund.objects.count()) == (Outcome.NOTHING, D("3.88"), 0)


@pytest.mark.parametrize("income", ["-5000", "0"])
def test_a_loss_or_no_income_leaves_the_minimum_of_a_main_occupation(income: str) -> None:
    party = affiliate()
    call_year(party, "840.97")
    assert settle_on(tell(party, income)).definitive == D("3363.88")


def test_the_income_of_part_of_a_year_is_annualised() -> None:
    # E41 with 2023: one quarter, 6,000 × 4 = 24,000 × 20.5 % / 4 = 1,230.00
    party = affiliate(started_on=date(2023, 10, 1))
    QuarterStatusFactory(person=party, year=2023, number=4)
    CircumstanceFactory(
        person=party,
        kind="other_job",
        started_on=date(2020, 1, 1),
        facts={"job": "employee", "fraction": "1"},
    )
    owe(party, "93.04", quarter="2023Q4")
    row = settle_on(tell(party, 6_000))
    assert (row.definitive, row.difference) == (D("1230.00"), D("1136.96"))


def test_an_exempted_quarter_stays_free() -> None:
    # three quarters of 1,537.50 − 840.97 = 696.53: 2,089.59
    party = affiliate()
    QuarterStatusFactory(person=party, year=2023, number=4, exempt=True)
    for number in (1, 2, 3):
        owe(party, "840.97", quarter=f"2023Q{number}")
    row = settle_on(tell(party, 30_000))
    assert row.difference == D("2089.59")


def test_the_rate_is_that_of_the_incomes_own_year() -> None:
    # 30,000 × 21 % / 4 = 1,575.00 for 2017; × 20.5 % / 4 = 1,537.50 for 2018
    party = affiliate(started_on=date(2010, 1, 1))
    for year in (2017, 2018):
        call_year(party, "700", year=year)
    found = [settle_on(tell(party, 30_000, year=year)).definitive for year in (2017, 2018)]
    assert found == [D("6300.00"), D("6150.00")]


def test_settled_twice_it_is_booked_once() -> None:
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    row = settle_on(income)
    settle(row.pk, income_id=income.pk, by=BY, now=NOW)
    assert Receivable.objects.filter(kind="regularisation").count() == 1


def test_an_income_told_meanwhile_is_not_settled_unseen() -> None:
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    row = open_row(income)
    row.income = correct(income, 20_000)
    row.save()
    with pytest.raises(IncomeChanged):
        settle(row.pk, income_id=income.pk, by=BY, now=NOW)


def test_a_reduced_provisional_contribution_bears_surcharges_from_its_own_quarter_on() -> None:
    # legal provisional 2023: 30,000 × 1.183138 = 35,494.14 × 20.5 % / 4 = 1,819.07; claimed 840.97; definitive
    # 1,537.50: each quarter lacked 696.53. Q1, from 31 March 2023 to 12 August 2025: 3 % × 10 quarter ends (20.90
    # each) and 7 % (48.76) on 1 January 2024: 257.76; Q2 236.86; Q3 215.96; Q4 195.06: 905.64
    party = affiliate()
    IncomeFactory(party=party, year=2020, amount=D(30_000), received_on=date(2022, 9, 1))
    call_year(party, "840.97")
    tell(party, 16_000, kind="estimate", source="affiliate")
    row = settle_on(tell(party, 30_000))
    assert row.receivable is not None
    assert (row.surcharge, row.receivable.surcharge) == (D("905.64"), D("905.64"))
    assert is_proven()


def test_without_a_reduction_nothing_reaches_back() -> None:
    party = affiliate()
    call_year(party, "840.97")
    assert settle_on(tell(party, 30_000)).surcharge == D("0.00")


def test_the_day_of_the_settlement_is_a_day_in_brussels() -> None:
    party = affiliate()
    call_year(party, "840.97")
    late = datetime(2025, 9, 30, 22, 30, tzinfo=UTC)
    assert settle_on(tell(party, 30_000), late).due_on == date(2026, 3, 31)
