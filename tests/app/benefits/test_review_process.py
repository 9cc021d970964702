"""A review through its pages: assessed, looked at by a second officer, told by letter; the undue sum is opened."""

from datetime import date
from decimal import Decimal

import pytest

from app.benefits import entitlements
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.models import Claim, Entitlement
from app.benefits.review_models import Review
from app.cases.models import Case
from app.ledger.refunds import approve_refund, pay_refund
from tests.factories.cases import make_user
from tests.factories.desk import Desk
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER, SECOND = "benefit_officer", "second"


@pytest.fixture
def officers(settings: object) -> Desk:
    settings.VIRTUAL_CLOCK = True  # type: ignore[attr-defined]
    desk = Desk(OFFICER)
    desk.people[SECOND] = make_user(SECOND, OFFICER, "team_lead")
    catalogue.deploy(["undue_payment"], by=api.system("tests"), now=clock.now())
    return desk


@pytest.fixture
def right(granted: Claim) -> Entitlement:
    """July and August 2024 paid by the bank, 1,638.26 each."""
    held = entitlements.open_entitlement(granted, first_month=date(2024, 7, 1))
    for month in (date(2024, 7, 1), date(2024, 8, 1)):
        found = calculate_bridging_right(BridgingInputs(month=month))
        made = entitlements.pay_month(held, month, found, on=date(2024, 9, 6), by="system:benefits")
        assert made.payout is not None
        pay_refund(approve_refund(made.payout, by="user:9"), on=date(2024, 9, 9))
    return held


def open_case(officers: Desk, right: Entitlement) -> None:
    told = {"event": "restart", "event_on": "2024-08-05", "received_on": "2026-03-02"}
    officers.open("benefit_review", right.claim.party, role=OFFICER, **told)


def test_a_right_that_ended_earlier_is_told_and_opens_an_undue(officers: Desk, right: Entitlement) -> None:
    open_case(officers, right)
    ended = {"outcome": "ended", "end_reason": "resumed", "last_month": "2024-07-31"}
    officers.do("assess_change", OFFICER, complete="yes", review_reasons="Activité reprise.", **ended)
    officers.do("approve_review", SECOND, verdict="agree")
    right.refresh_from_db()
    review = Review.objects.get()
    assert (right.state, right.end_reason, officers.letters()) == ("ended", "resumed", ["review_ended"])
    assert review.overpaid == Decimal("1638.26")
    assert Case.objects.get(process="undue_payment").reference == review.undue_case
    assert officers.has_ended()


def test_whoever_assessed_it_cannot_agree_to_it(officers: Desk, right: Entitlement) -> None:
    open_case(officers, right)
    officers.do("assess_change", OFFICER, complete="yes", outcome="kept", review_reasons="Rien ne change.")
    officers.people[OFFICER].groups.add(*officers.people[SECOND].groups.all())
    officers.do("approve_review", OFFICER, verdict="agree")
    assert officers.find_task("approve_review")
    officers.do("approve_review", SECOND, verdict="agree")
    assert (Review.objects.get().outcome, officers.letters()) == ("kept", ["review_kept"])


def test_a_second_case_of_the_same_event_ends_at_once(officers: Desk, right: Entitlement) -> None:
    open_case(officers, right)
    open_case(officers, right)
    assert officers.has_ended()
    assert Review.objects.count() == 1
