"""An undue sum that stays unpaid is kept back from later benefits, a tenth of each at most, and booked on the debt."""

from datetime import date
from decimal import Decimal

import pytest

from app.benefits import entitlements, undue
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.models import BenefitPayment, Claim, UndueDecision
from app.benefits.states import EndReason
from app.ledger import withholdings
from app.ledger.errors import WithholdingRefused
from app.ledger.models import Receivable, Refund
from app.ledger.payouts import claim_back
from app.ledger.plans import Due, open_plan, propose_plan
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.refunds import approve_refund, pay_refund, refuse_refund
from app.people.models import Party
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.states import DebtorEventKind
from tests.app.benefits.test_undue import DAY, weigh
from tests.factories.ledger import owe
from tests.factories.ledger import pay as transfer
from tests.factories.recovery import keep_evidence
from workflows import clock

OVERDUE = date(2024, 12, 5)


@pytest.fixture
def paid(granted: Claim) -> BenefitPayment:
    """June 2024, 1,638.26 paid on 9 July."""
    payment = pay(granted, date(2024, 6, 1), date(2024, 7, 8))
    assert payment.payout is not None
    pay_refund(approve_refund(payment.payout, by="user:7"), on=date(2024, 7, 9))
    return payment


@pytest.fixture
def claimed(paid: BenefitPayment, party: Party) -> Receivable:
    """All of June claimed back on 4 September, to be paid by 4 December 2024."""
    held = undue.claim(weigh(party, "one").pk, by="user:2", on=DAY)
    assert held.receivable is not None
    return held.receivable


def pay(claim: Claim, month: date, on: date) -> BenefitPayment:
    right = entitlements.open_entitlement(claim, first_month=date(2024, 5, 10))
    found = calculate_bridging_right(BridgingInputs(month=month))
    return entitlements.pay_month(right, month, found, on=on, by="system:benefits")


def order(claim: Claim, month: int = 11) -> Refund:
    payment = pay(claim, date(2024, month, 1), date(2024, 12, 6))
    assert payment.payout is not None
    return payment.payout


def follow(claimed: Receivable, on: date = OVERDUE) -> str:
    claimed.refresh_from_db()
    return undue.follow(claimed, on=on, by="system:benefits", case_ref="UF-1")


def owed(claimed: Receivable) -> Decimal:
    claimed.refresh_from_db()
    return claimed.total


def test_a_tenth_of_a_month_is_kept_back_and_booked_on_the_debt(claimed: Receivable, granted: Claim) -> None:
    assert follow(claimed) == "withheld"
    payout = order(granted)
    # 10 % of 1,638.26 = 163.826, cut to 163.82; 1,638.26 - 163.82 = 1,474.44 is paid, and 1,474.44 is owed still
    assert (payout.withheld, payout.amount) == (Decimal("163.82"), Decimal("1474.44"))
    assert owed(claimed) == Decimal("1474.44")
    assert credit_of(claimed.party) == 0
    assert not list(list_faults())


def test_no_more_is_kept_back_than_is_owed(claimed: Receivable, granted: Claim) -> None:
    follow(claimed)
    transfer(1600, on=OVERDUE, party=claimed.party)  # 1,638.26 - 1,600.00 = 38.26 is left
    assert (order(granted, 10).withheld, claimed_state(claimed)) == (Decimal("38.26"), "settled")
    assert order(granted, 11).withheld == 0


def test_two_debts_share_one_tenth(claimed: Receivable, granted: Claim) -> None:
    follow(claimed)
    transfer(1600, on=OVERDUE, party=claimed.party)
    second = book_undue(claimed.party, Decimal(500))
    withholdings.begin_withholding(second, on=OVERDUE, by="system:benefits")
    # 163.82 = 38.26 to the older debt + 125.56 to the younger: 500.00 - 125.56 = 374.44
    assert order(granted).withheld == Decimal("163.82")
    assert [owed(claimed), owed(second)] == [Decimal("0.00"), Decimal("374.44")]


def test_nothing_is_kept_back_before_the_last_day_to_pay(claimed: Receivable, granted: Claim) -> None:
    assert follow(claimed, on=date(2024, 12, 4)) == "waiting"
    with pytest.raises(WithholdingRefused):
        withholdings.begin_withholding(claimed, on=date(2024, 12, 4), by="system:benefits")
    assert order(granted).withheld == 0


def test_a_contribution_is_never_kept_back(party: Party) -> None:
    with pytest.raises(WithholdingRefused):
        withholdings.begin_withholding(owe(party), on=date(2026, 1, 1), by="system:benefits")


def test_a_plan_that_is_kept_bars_it(claimed: Receivable, granted: Claim) -> None:
    follow(claimed)
    terms = [Due(date(2025, 1, 5), claimed.total)]
    open_plan(propose_plan([claimed], terms, on=OVERDUE, key="plan", by="user:1"), on=OVERDUE)
    assert follow(claimed) == "held"
    assert order(granted).withheld == 0


def test_a_contestation_bars_it(claimed: Receivable, granted: Claim) -> None:
    DebtorEvent.objects.create(
        party=claimed.party,
        receivable=claimed,
        kind=DebtorEventKind.CONTESTATION,
        from_on=OVERDUE,
        evidence=keep_evidence(claimed.party),
        by="user:1",
        recorded_at=clock.now(),
    )
    assert follow(claimed) == "held"


def test_a_refused_order_gives_back_what_it_had_paid_of_the_debt(claimed: Receivable, granted: Claim) -> None:
    follow(claimed)
    transfer(1600, on=OVERDUE, party=claimed.party)
    refuse_refund(order(granted), on=OVERDUE, by="user:7", reason="wrong month")
    assert (owed(claimed), claimed.state) == (Decimal("38.26"), "open")
    assert not list(list_faults())


def test_a_waived_claim_is_followed_no_more(claimed: Receivable) -> None:
    undue.cancel(UndueDecision.objects.get().pk, by="user:3", on=DAY, reason="hardship")
    assert follow(claimed) == "settled"


def test_without_a_running_benefit_the_claim_is_unpaid(claimed: Receivable, granted: Claim) -> None:
    entitlements.end_entitlement(granted.entitlement, on=OVERDUE, reason=EndReason.RESUMED)
    assert follow(claimed) == "unpaid"


def claimed_state(claimed: Receivable) -> str:
    claimed.refresh_from_db()
    return claimed.state


def book_undue(party: Party, amount: Decimal) -> Receivable:
    return claim_back(
        party, amount=amount, due_on=date(2024, 12, 4), on=DAY, key="other", by="user:2", reason="undue"
    )
