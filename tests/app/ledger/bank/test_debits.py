"""A debit nobody ordered waits until one person has said what it was and another has agreed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import Client

from app.accounts.roles import as_actor
from app.ledger import chart, proposals
from app.ledger.bank import debits, suspense
from app.ledger.bank.errors import AlreadyDecided
from app.ledger.bank_models import BankTransaction
from app.ledger.errors import AccountUnknown, FourEyesRequired, ReasonMissing
from app.ledger.models import Posting, Proposal
from app.ledger.proofs import list_faults
from tests.app.ledger.bank.days import TODAY, take_in
from tests.app.ledger.bank.test_suspense import suspended
from tests.factories.cases import make_user
from tests.factories.coda import paid

pytestmark = pytest.mark.django_db
CHARGES = "6570"


@pytest.fixture
def debit(tmp_path: Path) -> BankTransaction:
    return take_in(tmp_path, paid("-12.10", message="FRAIS"))[0]


def booked() -> list[Decimal]:
    return list(Posting.objects.filter(account=CHARGES).values_list("amount", flat=True))


def explain(debit: BankTransaction) -> Proposal:
    return debits.explain_debit(debit, CHARGES, by="fin", reason="January")


def test_what_one_person_says_books_nothing_yet(debit: BankTransaction) -> None:
    explain(debit)
    debit.refresh_from_db()
    assert (debit.state, suspended(), booked()) == ("suspense", Decimal("12.10"), [])


def test_a_second_person_lets_it_leave_suspense(debit: BankTransaction) -> None:
    proposals.approve(explain(debit), on=TODAY, by="lead")
    debit.refresh_from_db()
    assert (debit.state, suspended(), booked()) == ("noted", 0, [Decimal("12.10")])
    assert [one.kind for one in debit.decisions.all()] == ["propose", "explain"]
    assert list(list_faults()) == []


def test_nobody_decides_on_what_they_said_themselves(debit: BankTransaction) -> None:
    with pytest.raises(FourEyesRequired):
        proposals.approve(explain(debit), on=TODAY, by="fin")
    assert suspended() == Decimal("12.10")


def test_refused_it_goes_on_waiting_and_may_be_explained_anew(debit: BankTransaction) -> None:
    proposals.refuse(explain(debit), by="lead", reason="this is a fraud")
    debit.refresh_from_db()
    assert debit.state == "suspense"
    proposals.approve(explain(debit), on=TODAY, by="lead")
    assert suspended() == 0


def test_it_is_explained_once_at_a_time(debit: BankTransaction) -> None:
    explain(debit)
    with pytest.raises(AlreadyDecided, match="second person"):
        explain(debit)


@pytest.mark.parametrize("account", [chart.BANK, chart.CREDIT, "9999", ""])
def test_only_accounts_open_to_manual_entries_explain_it(debit: BankTransaction, account: str) -> None:
    with pytest.raises(AccountUnknown):
        debits.explain_debit(debit, account, by="fin", reason="x")


def test_it_needs_a_reason(debit: BankTransaction) -> None:
    with pytest.raises(ReasonMissing):
        debits.explain_debit(debit, CHARGES, by="fin", reason=" ")


def test_money_that_came_in_is_not_explained_like_this(tmp_path: Path) -> None:
    [movement] = take_in(tmp_path, paid("5.00", message="cash"))
    with pytest.raises(AlreadyDecided, match="debit"):
        explain(movement)


def take_back(debit: BankTransaction) -> Proposal:
    proposals.approve(explain(debit), on=TODAY, by="lead")
    return debits.propose_taking_back(debit, by="lead", reason="it was a fraud")


def test_one_person_alone_does_not_take_an_explanation_back(debit: BankTransaction) -> None:
    proposal = take_back(debit)
    with pytest.raises(FourEyesRequired):
        proposals.approve(proposal, on=TODAY, by="lead")
    with pytest.raises(AlreadyDecided):
        suspense.undo(debit, by="lead", today=TODAY, reason="no")
    debit.refresh_from_db()
    assert (debit.state, suspended(), booked()) == ("noted", 0, [Decimal("12.10")])


def test_the_database_lets_nobody_agree_with_themselves(debit: BankTransaction) -> None:
    proposal = take_back(debit)
    decided = {"state": "approved", "decided_by": "lead", "decided_at": proposal.proposed_at}
    with pytest.raises(IntegrityError, match="proposal_seen_by_four_eyes"):
        Proposal.objects.filter(pk=proposal.pk).update(**decided)


def test_taken_back_by_two_persons_it_waits_again_and_may_be_explained_anew(debit: BankTransaction) -> None:
    proposals.approve(take_back(debit), on=TODAY, by="fin")
    assert (suspended(), sum(booked()), list(list_faults())) == (Decimal("12.10"), 0, [])
    proposals.approve(explain(debit), on=TODAY, by="lead")
    assert (suspended(), sum(booked()), list(list_faults())) == (0, Decimal("12.10"), [])


def test_refused_the_explanation_stands_and_its_taking_back_may_be_proposed_anew(
    debit: BankTransaction,
) -> None:
    proposals.refuse(take_back(debit), by="fin", reason="it was no fraud")
    debit.refresh_from_db()
    assert (debit.state, suspended()) == ("noted", 0)
    assert debits.propose_taking_back(debit, by="lead", reason="it was").state == "proposed"


def test_its_taking_back_is_proposed_once_at_a_time(debit: BankTransaction) -> None:
    take_back(debit)
    with pytest.raises(AlreadyDecided, match="second person"):
        debits.propose_taking_back(debit, by="fin", reason="x")


def test_only_what_was_explained_is_taken_back(debit: BankTransaction) -> None:
    with pytest.raises(AlreadyDecided):
        debits.propose_taking_back(debit, by="fin", reason="x")


def test_two_people_do_it_in_the_browser(client: Client, debit: BankTransaction) -> None:
    client.force_login(make_user("fin", "finance_officer"))
    page = f"/bank/movements/{debit.pk}/"
    client.post(page, {"action": "explain", "account": CHARGES, "reason": "January"})
    assert "fin" in client.get(page).content.decode()
    proposal = Proposal.objects.get()
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Proposal.objects.get().state == "proposed"
    client.force_login(make_user("lead", "team_lead"))
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert (Proposal.objects.get().state, suspended()) == ("approved", 0)


def test_two_people_take_it_back_in_the_browser(client: Client, debit: BankTransaction) -> None:
    proposals.approve(explain(debit), on=TODAY, by="lead")
    anne = make_user("anne", "finance_officer")
    client.force_login(anne)
    page = f"/bank/movements/{debit.pk}/"
    client.post(page, {"action": "undo", "reason": "it was a fraud"})
    assert f"{anne} has proposed to take the explanation back" in client.get(page).content.decode()
    proposal = Proposal.objects.get(kind="take_back")
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert suspended() == 0
    client.force_login(make_user("bo", "team_lead"))
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert suspended() == Decimal("12.10")


def test_who_proposed_in_a_process_is_the_same_person_on_the_pages(
    client: Client, debit: BankTransaction
) -> None:
    anne = make_user("anne", "finance_officer")
    proposal = debits.explain_debit(debit, CHARGES, by=str(as_actor(anne)), reason="January")
    client.force_login(anne)
    assert "Somebody else decides on what you proposed" in client.get("/books/proposals/").content.decode()
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert suspended() == Decimal("12.10")


def test_the_list_shows_debits_alone_when_asked(client: Client, tmp_path: Path) -> None:
    take_in(tmp_path, paid("-12.10", message="FRAIS"), paid("5.00", message="cash"))
    client.force_login(make_user("fin", "finance_officer"))
    shown = client.get("/bank/", {"direction": "out"}).context
    assert ([row.movement.message for row in shown["rows"]], shown["total"]) == (["FRAIS"], 1)


def test_the_entry_counts_from_the_day_of_the_bank(debit: BankTransaction) -> None:
    proposal = proposals.approve(explain(debit), on=date(2026, 4, 1), by="lead")
    assert proposal.entry is not None
    assert (proposal.entry.value_on, proposal.entry.booked_on) == (debit.value_on, date(2026, 4, 1))
