"""June 2024 to February 2025: each month is declared once it is over, and paid on the fund's day, until work begins."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.benefits.models import BenefitPayment, Entitlement
from app.ledger.models import Refund
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund
from tests.journeys.life.payments import pay_out

#: When a month is asked for: the first working day after it. When it is paid: the 8th, or the last working day before.
MONTHS = (
    ("2024-06-03", "2024-06-07"),
    ("2024-07-01", "2024-07-08"),
    ("2024-08-01", "2024-08-08"),
    ("2024-09-02", "2024-09-06"),
    ("2024-10-01", "2024-10-08"),
    ("2024-11-04", "2024-11-08"),
    ("2024-12-02", "2024-12-06"),
    ("2025-01-02", "2025-01-08"),
)
LAST_ASKED, LAST_PAID = "2025-02-03", "2025-02-07"


def live(fund: Fund) -> None:
    for number, (asked, paid) in enumerate(MONTHS):
        # 14 to 31 May: eighteen days
        declare(fund, asked, paid, days=30 if number else 18, situation="goes_on")
    declare(fund, LAST_ASKED, LAST_PAID, days=31, situation="resumed", still_due="yes")
    assert_paid()
    assert_ended()


def declare(fund: Fund, asked: str, paid: str, **declared: object) -> None:
    fund.live(asked)
    case = accounts.find_case("bankruptcy")
    fund.do("record_declaration", "benefit_officer", case, **declared)
    pay_out(fund, date.fromisoformat(paid))


def assert_paid() -> None:
    """Two full segments of seven days in May, a quarter of the month each; then whole months. None is late."""
    rows = BenefitPayment.objects.filter(kind="bridging_right").order_by("month").select_related("payout")
    whole = Decimal("1638.26")  # without family charge, from May 2024 to January 2025
    assert [(f"{one.month:%Y-%m}", one.amount, str(one.payout.paid_on)) for one in rows if one.payout] == [
        ("2024-05", Decimal("819.13"), MONTHS[0][1]),
        *((f"2024-{6 + number:02}", whole, paid) for number, (_asked, paid) in enumerate(MONTHS[1:])),
        ("2025-01", whole, LAST_PAID),
    ]
    assert [str(one.due_on) for one in rows] == [*(paid for _asked, paid in MONTHS), LAST_PAID]
    assert not Refund.objects.filter(kind="benefit", reason__startswith="interest").exists()


def assert_ended() -> None:
    """By the new start, with three of twelve months left. Each month was decided within its two working days."""
    case = accounts.find_case("bankruptcy")
    assert case.status == "completed"
    right = Entitlement.objects.get(months=12)
    assert (right.state, right.end_reason, right.months_used) == ("ended", "resumed", 9)
    promises = accounts.read_promises(case)
    assert promises.pop("bridging_payment/SLA-62") == "2025-02-05"  # Monday 3 February and two working days
    assert promises == {
        "SLA-20": "2024-12-31",  # the end of the second quarter after that of the judgment
        "SLA-21": "2024-05-27",  # Friday 17 May and five working days, without Whit Monday
        "benefit_decision/acknowledge_benefit": "2024-05-22",  # two working days
        "benefit_second_look/second_look": "2024-05-23",  # three, without Whit Monday
        "benefit_decision/SLA-22": "2024-06-16",  # thirty days
        "benefit_decision/SLA-60": "2024-09-17",  # four months (Charter art. 10)
        "bridging_payment/SLA-61": "2024-09-17",  # four months (Charter art. 12)
    }
