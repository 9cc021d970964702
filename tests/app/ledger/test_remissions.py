"""Paid surcharges that were remitted become credit; two persons see to it, and again to the refund."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from app.ledger import proposals
from app.ledger.errors import BalanceTooSmall, FourEyesRequired
from app.ledger.models import Payment, Proposal, Receivable, Refund
from app.ledger.payments import bounce_payment
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.refunds import approve_refund
from app.ledger.remissions import propose_remission, read_paid
from app.ledger.statements import statement
from app.ledger.surcharges import accrue, waive_surcharges
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
ON = date(2025, 9, 1)


@pytest.fixture
def debt() -> Receivable:
    """1,000 of 2025Q1, 3 % of 31 March and 3 % of 30 June: 60 of surcharges, all paid on 10 July."""
    made = owe(make_person(), 1000, quarter="2025Q1")
    accrue(made, date(2025, 7, 1))
    pay(1060, on=date(2025, 7, 10), party=made.party)
    made.refresh_from_db()
    return made


def propose(debt: Receivable, amount: str | None = None) -> Proposal:
    wanted = None if amount is None else Decimal(amount)
    return propose_remission(debt, key="k", by="fin", reason="INASTI, 20 August", amount=wanted)


def test_what_was_paid_is_refunded_once_two_and_two_have_agreed(debt: Receivable) -> None:
    assert read_paid(debt) == Decimal("60.00")
    proposals.approve(propose(debt), on=ON, by="lead")
    refund = Refund.objects.get()
    assert (refund.amount, refund.state, read_paid(debt)) == (Decimal("60.00"), "proposed", 0)
    with pytest.raises(FourEyesRequired):
        approve_refund(refund, by="fin")
    assert approve_refund(refund, by="lead").state == "approved"
    debt.refresh_from_db()
    assert (debt.state, debt.total, credit_of(debt.party)) == ("settled", 0, 0)
    assert list(list_faults()) == []


def test_proposed_alone_it_changes_nothing(debt: Receivable) -> None:
    proposal = propose(debt)
    with pytest.raises(FourEyesRequired):
        proposals.approve(proposal, on=ON, by="fin")
    assert (read_paid(debt), Refund.objects.count()) == (Decimal("60.00"), 0)


def test_a_part_of_it_may_be_remitted(debt: Receivable) -> None:
    proposals.approve(propose(debt, "45.00"), on=ON, by="lead")
    # 60.00 - 45.00
    assert (read_paid(debt), Refund.objects.get().amount) == (Decimal("15.00"), Decimal("45.00"))


def test_no_more_than_was_paid_is_remitted(debt: Receivable) -> None:
    with pytest.raises(BalanceTooSmall):
        propose(debt, "60.01")


def test_where_nothing_was_paid_nothing_is_remitted() -> None:
    with pytest.raises(BalanceTooSmall):
        propose(owe(make_person(), 1000, quarter="2025Q1"))


def test_what_came_back_since_it_was_proposed_is_not_remitted(debt: Receivable) -> None:
    proposal = propose(debt)
    bounce_payment(Payment.objects.get(), on=ON, key="bounce")
    with pytest.raises(BalanceTooSmall):
        proposals.approve(proposal, on=ON, by="lead")
    assert Proposal.objects.get().state == "proposed"
    assert list(list_faults()) == []


def test_another_debt_takes_it_before_it_is_refunded(debt: Receivable) -> None:
    other = owe(debt.party, 50, quarter="2025Q3")
    proposals.approve(propose(debt), on=ON, by="lead")
    other.refresh_from_db()
    # 60.00 - 50.00
    assert (other.total, Refund.objects.get().amount) == (0, Decimal("10.00"))
    assert list(list_faults()) == []


def test_a_larger_debt_leaves_nothing_to_refund(debt: Receivable) -> None:
    other = owe(debt.party, 500, quarter="2025Q3")
    proposals.approve(propose(debt), on=ON, by="lead")
    other.refresh_from_db()
    assert (other.total, Refund.objects.count()) == (Decimal("440.00"), 0)


def test_the_statement_says_what_was_remitted_and_what_is_on_its_way(debt: Receivable) -> None:
    proposals.approve(propose(debt), on=ON, by="lead")
    found = statement(debt.party, ON, with_settled=True)
    (line,) = found.lines
    assert (line.claimed.surcharge, line.remitted, line.paid) == (0, Decimal("60.00"), Decimal("1000.00"))
    assert (found.refunds, found.credit, found.total) == (Decimal("60.00"), 0, 0)


def test_the_statement_tells_unpaid_surcharges_that_were_remitted_too() -> None:
    debt = owe(make_person(), 1000, quarter="2025Q1")
    accrue(debt, date(2025, 7, 1))
    waive_surcharges(debt, on=date(2025, 7, 1), key="w", by="lead", reason="remission")
    (line,) = statement(debt.party, ON).lines
    assert (line.remitted, line.owed.total) == (Decimal("60.00"), Decimal("1000.00"))


def test_a_bounce_after_the_refund_claims_everything_again(debt: Receivable) -> None:
    proposals.approve(propose(debt), on=ON, by="lead")
    bounce_payment(Payment.objects.get(), on=date(2025, 9, 10), key="bounce")
    owed = sum(one.total for one in Receivable.objects.filter(party=debt.party))
    # 1,000 of principal, and 60 that were paid out of money that never came
    assert owed == Decimal("1060.00")
    assert list(list_faults()) == []


def test_it_is_proposed_and_decided_in_the_browser(client: Client, debt: Receivable) -> None:
    client.force_login(make_user("fin", "finance_officer"))
    page = f"/books/receivables/{debt.ref}/"
    assert "remission/" in client.get(page).content.decode()
    client.post(f"{page}remission/", {"reason": "INASTI", "amount": "60,00", "key": "1"})
    proposal = Proposal.objects.get()
    client.force_login(make_user("lead", "team_lead"))
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Refund.objects.get().amount == Decimal("60.00")
    shown = client.get(f"/books/parties/{debt.party.reference}/", {"all": "1"}).content.decode()
    assert "60.00\xa0€ remitted" in shown
    assert "Refunds on their way" in shown


@pytest.mark.parametrize("amount", ["many", "NaN", "-1", "0.001"])
def test_what_is_no_amount_is_refused_in_the_browser(client: Client, debt: Receivable, amount: str) -> None:
    client.force_login(make_user("fin", "finance_officer"))
    client.post(f"/books/receivables/{debt.ref}/remission/", {"reason": "x", "amount": amount, "key": "1"})
    assert not Proposal.objects.exists()
