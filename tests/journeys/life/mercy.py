"""What the fund cannot give itself: an exemption that INASTI refuses (T11), a remission that it grants (T12)."""

from __future__ import annotations

from app.ledger.models import Receivable
from app.people.models import Party
from tests.journeys.life import accounts, outside, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.outside import pay, receive_money
from tests.journeys.life.stations import NISS, find_nora
from workflows import clock

WHY = "Deux clients ne paient plus."


def ask_exemption(fund: Fund) -> None:
    """April 2024: the second quarter is too much; the sheet goes to INASTI within five working days, which refuses."""
    nora = find_nora()
    request = {"quarters": "2024Q2", "extent": "total", "reason": "income_loss", "explanation": WHY}
    case = fund.bring("exemption", nora, **request, applicant="self", requested_on=clock.today())
    sheet = {
        "income": "1400.00",
        "expenses": "1250.00",
        "household": 3,
        "evidence": "Extraits de compte de mars",
    }
    fund.do("complete_file", "caseworker", case, **sheet)
    fund.live("2024-04-12")
    decision = {
        "decision": "refused",
        "decided_on": "2024-04-11",
        "reasons": "La situation n’est pas durable.",
    }
    outside.send_message(fund.drop, "inasti", "exemption_decision", NISS, **decision)
    fund.work()
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.list_letters(nora, "2024-04-01", "2024-04-14") == [
        "2024-04-04 exemption_acknowledgement",
        "2024-04-12 exemption_refusal",
    ]
    ((kind, to, state, content),) = accounts.list_transmissions(nora, "2024-04-01", "2024-04-14")
    assert (kind, to, state, content["applicant"], content["quarters"]) == (
        "T11",
        "inasti",
        "acknowledged",
        "self",
        ["2024Q2"],
    )


def pay_late(fund: Fund, nora: Party) -> None:
    """The first quarter of 2025, due on Monday 30 June, reaches the account on 4 July: 3 % of 871.71 is 26.15."""
    quarters.call(fund, "2025Q1")
    quarters.call(fund, "2025Q2")
    fund.live("2025-04-14")
    receive_money(pay(Receivable.objects.get(party=nora, year=2025, quarter=2)))
    fund.live("2025-07-04")
    owed = Receivable.objects.get(party=nora, year=2025, quarter=1)
    receive_money(pay(owed, owed.total - owed.surcharge))
    fund.work()
    owed.refresh_from_db()
    assert (owed.state, str(owed.surcharge), owed.total) == ("open", "26.15", owed.surcharge)


def ask_remission(fund: Fund, nora: Party) -> None:
    """The contribution is paid, the surcharge alone is left: INASTI waives it on the fund's opinion."""
    request = {
        "quarters": "2025Q1",
        "reason": "good_faith",
        "explanation": "Paiement quatre jours trop tard.",
    }
    case = fund.bring("surcharge_remission", nora, **request, applicant="self", requested_on="2025-07-04")
    opinion = {
        "opinion": "favourable",
        "opinion_reasons": "Un seul retard.",
        "evidence": "Extrait du 4 juillet",
    }
    fund.do("give_opinion", "caseworker", case, **opinion)
    fund.do("review_opinion", "team_lead", case, verdict="approve")
    fund.live("2025-07-09")
    decision = {"decision": "granted", "decided_on": "2025-07-08", "reasons": "Bonne foi."}
    outside.send_message(fund.drop, "inasti", "remission_decision", NISS, **decision)
    fund.work()
    case.refresh_from_db()
    assert case.status == "completed"
    assert Receivable.objects.get(party=nora, year=2025, quarter=1).state == "waived"
    sent = [one for one in accounts.list_transmissions(nora, "2025-07-04", "2025-07-31") if one[0] == "T12"]
    assert [(to, state, content["amount"], content["evidence"]) for _kind, to, state, content in sent] == [
        ("inasti", "acknowledged", "26.15", "Extrait du 4 juillet")
    ]
