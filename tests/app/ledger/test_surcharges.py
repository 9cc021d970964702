"""Surcharges fall when the law says, once, and go again when a payment found late shows they were not due."""

from datetime import date
from decimal import Decimal

import pytest

from app.ledger.closing import reduce_receivable
from app.ledger.models import Receivable
from app.ledger.payments import bounce_payment, identify_payment
from app.ledger.queries import credit_of, party_balance
from app.ledger.receivables import stop_surcharges
from app.ledger.surcharges import accrue, next_surcharge, waive_surcharges
from tests.factories.ledger import owe, pay
from tests.factories.people import make_company, make_person

pytestmark = pytest.mark.django_db


def read(receivable: Receivable) -> Receivable:
    return Receivable.objects.get(pk=receivable.pk)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 3, 30), 0),
        (date(2025, 3, 31), 30),
        (date(2025, 6, 30), 60),
        (date(2025, 9, 30), 90),
        (date(2025, 12, 31), 120),
        (date(2026, 1, 1), 190),
        (date(2026, 3, 31), 220),
        (date(2027, 1, 1), 310),
    ],
)
def test_three_percent_a_quarter_and_seven_once(on: date, expected: int) -> None:
    receivable = owe(make_person(), 1000, fee=41)
    assert accrue(receivable, on).receivable.surcharge == expected


def test_each_step_is_rounded_by_itself() -> None:
    # 4 × 26.15 + 61.02
    receivable = owe(make_person(), "871.71")
    assert accrue(receivable, date(2026, 1, 1)).receivable.surcharge == Decimal("165.62")


def test_the_fourth_quarter_is_claimed_in_its_own_year() -> None:
    receivable = owe(make_person(), 1000, quarter="2024Q4")
    assert accrue(receivable, date(2025, 1, 1)).receivable.surcharge == 100


def test_a_regularisation_supplement_bears_surcharges_from_its_own_due_day() -> None:
    receivable = owe(
        make_person(),
        "2786.12",
        quarter="2023Q4",
        kind="regularisation",
        due_on=date(2025, 12, 31),
        booked_on=date(2025, 8, 12),
    )
    assert accrue(receivable, date(2026, 1, 1)).receivable.surcharge == Decimal("278.61")


def test_nothing_falls_after_the_day_the_principal_was_paid() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    accrue(receivable, date(2025, 6, 30))
    pay(1000, on=date(2025, 7, 15), party=party)
    assert accrue(receivable, date(2026, 3, 31)).receivable.surcharge == 60


def test_a_surcharge_never_bears_a_surcharge() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    accrue(receivable, date(2026, 1, 1))
    pay(1000, on=date(2026, 1, 2), party=party)
    assert accrue(receivable, date(2026, 3, 31)).booked == ()
    assert read(receivable).surcharge == 190


def test_accruing_again_books_nothing() -> None:
    receivable = owe(make_person(), 1000)
    accrue(receivable, date(2025, 6, 30))
    assert accrue(receivable, date(2025, 6, 30)).booked == ()
    assert read(receivable).surcharge == 60


def test_missed_dates_are_caught_up() -> None:
    receivable = owe(make_person(), 1000)
    booked = accrue(receivable, date(2026, 1, 5)).booked
    assert [(one.kind, one.accrued_on) for one in booked][-2:] == [
        ("quarter", date(2025, 12, 31)),
        ("year", date(2026, 1, 1)),
    ]


def test_the_last_surcharge_is_that_of_the_quarter_before_the_summons() -> None:
    receivable = owe(make_person(), 1000)
    stop_surcharges(receivable, on=date(2025, 8, 20))
    assert accrue(receivable, date(2026, 3, 31)).receivable.surcharge == 60


def test_a_payment_found_late_takes_back_what_was_not_due() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    payment = pay(1000, on=date(2025, 3, 28))
    accrue(receivable, date(2025, 6, 30))
    identify_payment(payment, party=party, on=date(2025, 7, 10), key="found", by="fin")
    assert (read(receivable).total, read(receivable).state) == (0, "settled")
    assert receivable.surcharges.filter(withdrawn__isnull=True).count() == 0


def test_a_surcharge_already_paid_becomes_credit_when_it_was_not_due() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    lost = pay(1000, on=date(2025, 3, 28))
    accrue(receivable, date(2025, 6, 30))
    pay(1060, on=date(2025, 7, 1), party=party)
    identify_payment(lost, party=party, on=date(2025, 7, 10), key="found", by="fin")
    # The first payment pays the debt from March on; of the second nothing was due.
    assert (read(receivable).total, credit_of(party)) == (0, 1060)


def test_a_payment_of_part_found_late_makes_the_surcharges_smaller() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    payment = pay(400, on=date(2025, 3, 28))
    accrue(receivable, date(2025, 6, 30))
    identify_payment(payment, party=party, on=date(2025, 7, 10), key="found", by="fin")
    assert (read(receivable).principal, read(receivable).surcharge) == (600, 36)


def test_a_waived_surcharge_that_was_not_due_gives_nobody_money() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    payment = pay(1000, on=date(2025, 3, 28))
    accrue(receivable, date(2025, 6, 30))
    waive_surcharges(receivable, on=date(2025, 7, 1), key="w", by="lead", reason="remission")
    identify_payment(payment, party=party, on=date(2025, 7, 10), key="found", by="fin")
    assert party_balance(party).net == 0


def test_a_bounce_makes_the_surcharges_due_again() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    payment = pay(1000, on=date(2025, 3, 20), party=party)
    assert accrue(receivable, date(2025, 3, 31)).booked == ()
    bounce_payment(payment, on=date(2025, 4, 2), key="b")
    assert accrue(receivable, date(2025, 4, 2)).receivable.surcharge == 30


def test_a_lowered_claim_lowers_its_surcharges() -> None:
    receivable = owe(make_person(), 1000)
    accrue(receivable, date(2025, 6, 30))
    reduce_receivable(
        receivable,
        principal=Decimal(500),
        fee=Decimal(0),
        on=date(2025, 7, 1),
        key="r",
        by="x",
        reason="lower income",
    )
    assert (read(receivable).principal, read(receivable).surcharge) == (500, 30)


def test_a_company_bears_one_percent_a_month_the_month_of_payment_included() -> None:
    party = make_company()
    receivable = owe(party, 868, quarter="2017Q2", kind="company_contribution", due_on=date(2017, 6, 30))
    accrue(receivable, date(2017, 9, 20))
    pay("894.04", on=date(2017, 9, 20), party=party)
    assert read(receivable).state == "settled"
    assert accrue(receivable, date(2017, 12, 31)).booked == ()


def test_the_next_surcharge_is_known_beforehand() -> None:
    receivable = owe(make_person(), 1000)
    following = next_surcharge(receivable, date(2025, 4, 1))
    assert following is not None
    assert (following.on, following.amount) == (date(2025, 6, 30), 30)


def test_waiving_all_that_is_left_closes_the_debt() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    accrue(receivable, date(2025, 3, 31))
    pay(1000, on=date(2025, 4, 1), party=party)
    waived = waive_surcharges(receivable, on=date(2025, 5, 1), key="w", by="lead", reason="remission")
    assert (waived.state, waived.total) == ("waived", 0)


def test_a_claim_lowered_after_it_was_paid_late_bears_less_for_the_time_it_was_open() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    accrue(receivable, date(2025, 3, 31))
    pay(1030, on=date(2025, 5, 10), party=party)
    reduce_receivable(
        receivable,
        principal=Decimal(500),
        fee=Decimal(0),
        on=date(2025, 6, 1),
        key="r",
        by="x",
        reason="lower income",
    )
    assert (read(receivable).state, credit_of(party)) == ("settled", 515)
    assert accrue(receivable, date(2025, 6, 30)).booked == ()


def test_each_surcharge_tells_how_it_came_about() -> None:
    booked = accrue(owe(make_person(), 1000), date(2025, 3, 31)).booked[0]
    assert booked.trace["steps"][0]["parameters"][0]["code"] == "SURCHARGE.QUARTER"
