"""June 2024 to February 2025: each month is declared and paid on the fund's day, until work begins again."""

from __future__ import annotations

from decimal import Decimal

from app.benefits.models import BenefitPayment, Entitlement
from app.ledger.models import Refund
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund
from tests.journeys.life.payments import pay_out

#: The 8th, or the last working day before it, of the month after each month of the right.
PAY_DAYS = (
    "2024-06-07", "2024-07-08", "2024-08-08", "2024-09-06", "2024-10-08", "2024-11-08", "2024-12-06", "2025-01-08",
)  # fmt: skip
LAST_PAY_DAY = "2025-02-07"


def live(fund: Fund) -> None:
    for number, day in enumerate(PAY_DAYS):
        declare(fund, day, days=30 if number else 18, situation="goes_on")  # 14 to 31 May: eighteen days
    declare(fund, LAST_PAY_DAY, days=31, situation="resumed", still_due="yes")
    pay_out(fund)  # the last interest
    assert_paid()
    assert_late_interest()
    assert_ended()


def declare(fund: Fund, day: str, **declared: object) -> None:
    fund.live(day)
    case = accounts.find_case("bankruptcy")
    fund.do("record_declaration", "benefit_officer", case, **declared)
    pay_out(fund)


def assert_paid() -> None:
    """Two full segments of seven days in May, a quarter of the month each; then whole months."""
    rows = BenefitPayment.objects.order_by("month")
    whole = Decimal("1638.26")  # without family charge, from May 2024 to January 2025
    assert [(f"{one.month:%Y-%m}", one.amount, str(one.ordered_on)) for one in rows] == [
        ("2024-05", Decimal("819.13"), PAY_DAYS[0]),
        *((f"2024-{6 + number:02}", whole, day) for number, day in enumerate(PAY_DAYS[1:])),
        ("2025-01", whole, LAST_PAY_DAY),
    ]


def assert_late_interest() -> None:
    """Declared on the fund's day, a month reaches the account on the next working day: 7 % a year for each day after.

    1,638.26 × 7 % ÷ 365 is 0.3142 a day; that day is one, three (a weekend) or four (11 November) days later.
    """
    paid = Refund.objects.filter(kind="benefit").order_by("id")
    assert set(paid.values_list("state", flat=True)) == {"paid"}
    interest = [str(one.amount) for one in paid if one.reason.startswith("interest")]
    assert interest == ["0.47", "0.31", "0.31", "0.94", "0.31", "1.26", "0.94", "0.31", "0.94"]


def assert_ended() -> None:
    """By the new start, with three of twelve months left. Each month was decided within its two working days."""
    case = accounts.find_case("bankruptcy")
    assert case.status == "completed"
    right = Entitlement.objects.get(months=12)
    assert (right.state, right.end_reason, right.months_used) == ("ended", "resumed", 9)
    promises = accounts.read_promises(case)
    assert promises.pop("bridging_payment/SLA-62") == "2025-02-11"  # Friday 7 February and two working days
    assert promises == {
        "SLA-20": "2024-12-31",  # the end of the second quarter after that of the judgment
        "SLA-21": "2024-05-27",  # Friday 17 May and five working days, without Whit Monday
        "benefit_decision/acknowledge_benefit": "2024-05-22",  # two working days
        "benefit_second_look/second_look": "2024-05-23",  # three, without Whit Monday
        "benefit_decision/SLA-22": "2024-06-16",  # thirty days
        "benefit_decision/SLA-60": "2024-09-17",  # four months (Charter art. 10)
        "bridging_payment/SLA-61": "2024-09-17",  # four months (Charter art. 12)
    }
