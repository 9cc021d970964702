"""Vouchers that wait for the definitive contribution, and the leave of the other parent, through the real pages."""

from datetime import date
from decimal import Decimal

import pytest

from app.affiliation.models import Category
from app.benefits.models import BenefitPayment
from app.exchanges.models import Transmission
from app.ledger.refunds import approve_refund, pay_refund, refuse_refund
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.cases import make_user
from tests.factories.contributions import tell_income
from tests.factories.desk import Desk
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows import api

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER, SECOND = "benefit_officer", "second"


@pytest.fixture
def officers(settings: object) -> Desk:
    """Two benefit officers: a decision needs a second look."""
    settings.VIRTUAL_CLOCK = True  # type: ignore[attr-defined]
    desk = Desk(OFFICER)
    desk.people[SECOND] = make_user(SECOND, OFFICER)
    return desk


@pytest.fixture
def parent() -> Party:
    person = make_person("Joke Vermeulen", language="nl")
    LiabilityPeriodFactory(person=person, started_on=date(2018, 1, 1))
    return person


def test_vouchers_wait_until_the_year_is_settled_and_are_ordered(officers: Desk, parent: Party) -> None:
    decide_quarters(parent, 2025, 2026, Category.SECONDARY)
    officers.open("maternity_vouchers", parent, role=OFFICER, birth_date="2026-02-20")
    officers.tell("affiliate.vouchers_answer", wanted=True, child_at_address=True, resumes_half_time=True)
    tell_income(parent, 2025, Decimal("17008.88"))  # the minimum of a main occupation in 2025
    told = {"year": 2025, "settled_on": date(2026, 3, 2)}
    api.receive("years", "settled", "benefits.retest", parent.reference, told)
    officers.live()
    reasons = {"complete": "yes", "decision_reasons": "Alle voorwaarden zijn vervuld."}
    officers.do("examine_claim", OFFICER, child_at_address="on", resumes_half_time="on", **reasons)
    officers.do("approve_decision", SECOND, verdict="agree")
    order = {"region": "flanders", "order_address": "Kerkstraat 1, 9000 Gent", "voucher_type": "paper"}
    officers.do("prepare_order", OFFICER, **order)
    sent = Transmission.objects.get()
    assert (sent.message_type, sent.recipient, sent.payload["voucher_type"]) == (
        "T02",
        "vouchers_flanders",
        "paper",
    )


def test_a_leave_of_2019_is_decided_by_two_people_and_ordered_at_once(officers: Desk, parent: Party) -> None:
    decide_quarters(parent, 2018, 2019)
    for quarter in ("2018Q4", "2019Q1"):
        owe(parent, quarter=quarter)
    pay(2000, on=date(2019, 4, 1), party=parent)
    leave = {"days": "10", "half_days": "0", "leave_from": "2019-05-13"}
    asked = {
        "birth_date": "2019-05-10",
        "requested_on": "2019-06-03",
        "leave_last_day": "2019-05-24",
        "link": "father",
    }
    officers.open("paternity_allowance", parent, role=OFFICER, **leave, **asked)
    reasons = {"complete": "yes", "decision_reasons": "Alle voorwaarden zijn vervuld."}
    officers.do("examine_claim", OFFICER, **leave, leave_until="2019-05-24", quarters_paid="on", **reasons)
    officers.do("approve_decision", SECOND, verdict="agree")
    ordered = BenefitPayment.objects.get()
    assert (ordered.amount, officers.has_ended()) == (Decimal("808.20"), False)  # 10 x 80.82
    assert ordered.payout is not None
    pay_refund(approve_refund(ordered.payout, by="user:9"), on=date(2026, 3, 4))
    officers.live()
    assert officers.has_ended()


def test_an_order_that_finance_refused_comes_back_to_an_officer(officers: Desk, parent: Party) -> None:
    decide_quarters(parent, 2018, 2019)
    for quarter in ("2018Q4", "2019Q1"):
        owe(parent, quarter=quarter)
    pay(2000, on=date(2019, 4, 1), party=parent)
    leave = {"days": "10", "half_days": "0", "leave_from": "2019-05-13"}
    asked = {
        "birth_date": "2019-05-10",
        "requested_on": "2019-06-03",
        "leave_last_day": "2019-05-24",
        "link": "father",
    }
    officers.open("paternity_allowance", parent, role=OFFICER, **leave, **asked)
    reasons = {"complete": "yes", "decision_reasons": "Alle voorwaarden zijn vervuld."}
    officers.do("examine_claim", OFFICER, **leave, leave_until="2019-05-24", quarters_paid="on", **reasons)
    officers.do("approve_decision", SECOND, verdict="agree")
    ordered = BenefitPayment.objects.get()
    assert ordered.payout is not None
    refuse_refund(ordered.payout, on=date(2026, 3, 3), by="user:9", reason="Verkeerde rekening")
    officers.live()
    officers.do("look_at_refusal", OFFICER, order_again="yes")
    again = BenefitPayment.objects.get(state="ordered")
    assert (again.amount, again.pk != ordered.pk) == (Decimal("808.20"), True)
