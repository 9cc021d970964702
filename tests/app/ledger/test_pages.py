"""The pages of the books: read by those who may, changed by two."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from app.accounts.models import User
from app.ledger import proposals
from app.ledger.models import Entry, PaymentOrder, Proposal, Receivable, Refund
from app.ledger.receivables import add_component
from app.ledger.references import reference_for
from app.ledger.statements import statement
from app.ledger.states import Component
from app.ledger.surcharges import accrue
from app.people.contacts import open_bank_account
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import CLERK, make_iban, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client) -> Client:
    client.force_login(make_user("fin", "finance_officer"))
    return client


@pytest.fixture
def receivable() -> Receivable:
    party = make_person()
    made = owe(party, 1000, fee=41)
    reference_for(made)
    accrue(made, date(2025, 6, 30))
    pay(100, on=date(2025, 7, 2), party=party)
    return made


def test_the_journal_shows_entries_and_narrows_them(finance: Client, receivable: Receivable) -> None:
    assert receivable.ref in finance.get("/books/").content.decode()
    page = finance.get("/books/?kind=waiver&account=4000&first=2025-01-01&last=x&after=y.1").content.decode()
    assert "No entry" in page


def test_the_journal_goes_page_by_page(finance: Client) -> None:
    party = make_person()
    for _ in range(51):
        owe(party, 1)
    first = finance.get("/books/")
    assert len(first.context["entries"]) == 50
    assert len(finance.get(f"/books/?{first.context['following']}").context["entries"]) == 1


def test_the_journal_is_exported_posting_by_posting(finance: Client, receivable: Receivable) -> None:
    text = b"".join(finance.get("/books/export/?kind=booking&taken_for=work").streaming_content).decode()
    assert len(text.splitlines()) == 1 + 4


def test_the_chart_shows_balances_at_a_past_day(finance: Client, receivable: Receivable) -> None:
    lines = finance.get("/books/accounts/?on=2025-03-30").context["lines"]
    assert {line.account.code: line.balance for line in lines}["4000"] == 1000
    assert {line.account.code: line.balance for line in lines}["4002"] == 0


def test_a_receivable_tells_its_postings_surcharges_and_reference(
    finance: Client, receivable: Receivable
) -> None:
    page = finance.get(f"/books/receivables/{receivable.ref}/").content.decode()
    for text in ("+++", "1,000.00", "3 % at the end of the quarter", "to come", "Limitation"):
        assert text in page


def test_an_unknown_receivable_or_party_is_not_found(finance: Client) -> None:
    assert finance.get("/books/receivables/R9999999/").status_code == 404
    assert finance.get("/books/receivables/nonsense/").status_code == 404
    assert finance.get("/books/parties/P9999999/").status_code == 404


def test_the_statement_sums_to_the_cent(finance: Client, receivable: Receivable) -> None:
    found = finance.get(f"/books/parties/{receivable.party.reference}/?on=2025-07-02").context["statement"]
    line = found.lines[0]
    assert (line.claimed.total, line.paid, line.owed.total) == (1101, 100, 1001)
    assert (line.following.on, line.following.amount) == (date(2025, 9, 30), 27)
    assert found.to_json()["lines"][0]["balance"] == "1001.00"


def test_the_statement_is_exported(finance: Client, receivable: Receivable) -> None:
    answer = finance.get(f"/books/parties/{receivable.party.reference}/export/?on=2025-07-02&taken_for=work")
    assert "1001.00" in b"".join(answer.streaming_content).decode()


def test_the_exported_statement_speaks_the_reader_s_language(finance: Client, receivable: Receivable) -> None:
    User.objects.update(language="nl")
    answer = finance.get(f"/books/parties/{receivable.party.reference}/export/?on=2025-07-02&taken_for=work")
    text = b"".join(answer.streaming_content).decode()
    assert "sociale bijdrage" in text
    assert "31 maart 2025" in text
    assert "contribution" not in text


def test_a_letter_has_the_word_beside_the_code(receivable: Receivable) -> None:
    [line] = statement(receivable.party, date(2025, 7, 2)).to_json()["lines"]
    assert (line["kind"], line["kind_label"]) == ("contribution", "sociale bijdrage")


def test_the_party_page_shows_the_account(finance: Client, receivable: Receivable) -> None:
    page = finance.get(f"/people/{receivable.party.reference}/").content.decode()
    assert "1,001.00" in page


def test_a_role_without_the_books_sees_none(client: Client, receivable: Receivable) -> None:
    client.force_login(make_user("legal", "legal_officer"))
    assert client.get("/books/").status_code == 403


def test_a_manual_entry_needs_two_persons(finance: Client, client: Client) -> None:
    form = {
        "debit": "6570",
        "credit": "5500",
        "amount": "12.50",
        "value_on": "2025-03-31",
        "reason": "bank charges of March",
        "key": "11111111-1111-1111-1111-111111111111",
    }
    finance.get("/books/proposals/new/")
    for _ in range(2):
        assert finance.post("/books/proposals/new/", form).status_code == 302
    proposal = Proposal.objects.get()
    finance.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Entry.objects.count() == 0
    client.force_login(make_user("lea", "team_lead"))
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Entry.objects.get().reason == "bank charges of March"
    assert "bank charges of March" in client.get("/books/proposals/").content.decode()


def test_a_manual_entry_between_one_account_is_refused(finance: Client) -> None:
    form = {"debit": "5500", "credit": "5500", "amount": "1", "value_on": "2025-03-31", "reason": "x"}
    assert finance.post("/books/proposals/new/", form).status_code == 422


def test_a_write_off_needs_a_reason_and_two_persons(
    finance: Client, client: Client, receivable: Receivable
) -> None:
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": ""})
    assert not Proposal.objects.exists()
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "no assets"})
    client.force_login(make_user("lea", "team_lead"))
    proposal = Proposal.objects.get()
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Receivable.objects.get(pk=receivable.pk).state == "written_off"


def test_what_was_refused_may_be_proposed_anew(
    finance: Client, client: Client, receivable: Receivable
) -> None:
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "no assets"})
    proposals.refuse(Proposal.objects.get(), by="lea", reason="try again")
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "tried again"})
    assert Proposal.objects.get(state="proposed").reason == "tried again"


def test_a_write_off_is_proposed_once_at_a_time(finance: Client, receivable: Receivable) -> None:
    for _ in range(2):
        finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "no assets"})
    assert Proposal.objects.count() == 1


def test_more_than_was_proposed_is_not_written_off(
    finance: Client, client: Client, receivable: Receivable
) -> None:
    """Whoever agrees has seen a sum; a payment that bounced or a surcharge since makes it another act."""
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "no assets"})
    add_component(
        receivable, Component.PRINCIPAL, Decimal("0.01"), on=date(2026, 3, 2), key="more", by="test"
    )
    client.force_login(make_user("lea", "team_lead"))
    proposal = Proposal.objects.get()
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "approve"})
    assert Receivable.objects.get(pk=receivable.pk).state == "open"
    assert Proposal.objects.get().state == "proposed"


def test_a_refused_proposal_books_nothing(finance: Client, client: Client, receivable: Receivable) -> None:
    finance.post(f"/books/receivables/{receivable.ref}/write-off/", {"reason": "no assets"})
    client.force_login(make_user("lea", "team_lead"))
    proposal = Proposal.objects.get()
    client.post(f"/books/proposals/{proposal.pk}/decide/", {"decision": "refuse", "reason": "try again"})
    proposal.refresh_from_db()
    assert (proposal.state, Receivable.objects.get(pk=receivable.pk).state) == ("refused", "open")


@pytest.fixture
def rich(receivable: Receivable) -> Receivable:
    """Somebody who paid too much."""
    pay(5000, on=date(2025, 7, 3), party=receivable.party)
    return receivable


def propose(client: Client, receivable: Receivable, reason: str = "paid too much", **given: str) -> int:
    told = {"party": receivable.party.reference, "reason": reason, "key": str(uuid4()), **given}
    return client.post("/books/refunds/new/", told).status_code


def test_credit_that_no_debt_needs_is_offered_for_refund(finance: Client, rich: Receivable) -> None:
    page = finance.get("/books/refunds/")
    assert [one.party_id for one in page.context["credits"]] == [rich.party_id]
    form = finance.get(f"/books/refunds/new/?party={rich.party.reference}").content.decode()
    assert rich.party.reference in form


def test_a_refund_needs_two_people_and_goes_into_a_batch(
    finance: Client, rich: Receivable, client: Client
) -> None:
    assert propose(finance, rich) == 302
    refund = Refund.objects.get()
    finance.post(f"/books/refunds/{refund.pk}/decide/", {"decision": "approve"})
    refund.refresh_from_db()
    assert refund.state == "proposed"
    other = Client()
    other.force_login(make_user("lea", "team_lead"))
    other.post(f"/books/refunds/{refund.pk}/decide/", {"decision": "approve"})
    open_bank_account(rich.party, iban=make_iban(), by=CLERK, started_on=date(2020, 1, 1))
    assert refund.ref in finance.get("/books/refunds/").content.decode()
    for _ in range(2):
        finance.post(f"/books/refunds/{refund.pk}/order/")
    assert [one.refund_id for one in PaymentOrder.objects.all()] == [refund.pk]
    assert finance.get("/books/refunds/").context["approved"] == []


def test_a_refused_refund_is_credit_again_and_says_why(rich: Receivable, finance: Client) -> None:
    propose(finance, rich, amount="100.00")
    refund = Refund.objects.get()
    other = Client()
    other.force_login(make_user("lea", "team_lead"))
    other.post(f"/books/refunds/{refund.pk}/decide/", {"decision": "refuse", "reason": ""})
    refund.refresh_from_db()
    assert refund.state == "proposed"
    other.post(f"/books/refunds/{refund.pk}/decide/", {"decision": "refuse", "reason": "asked to keep it"})
    refund.refresh_from_db()
    assert refund.state == "refused"
    assert "asked to keep it" in finance.get("/books/refunds/").content.decode()


def test_a_refund_without_credit_is_refused_in_the_form(finance: Client, receivable: Receivable) -> None:
    assert propose(finance, receivable) == 422
    assert propose(finance, receivable, reason="") == 422
    assert not Refund.objects.exists()


def test_only_finance_proposes_refunds(client: Client, rich: Receivable) -> None:
    client.force_login(make_user("cas", "caseworker"))
    assert client.get("/books/refunds/").status_code == 200
    assert propose(client, rich) == 403
