"""May 2024: the court declares the bankruptcy; recovery stops, the fund calls first, the right is decided by two."""

from __future__ import annotations

from app.cases.models import Case
from app.ledger import proposals
from app.ledger.models import PaymentPlan, Proposal
from app.people.models import Party
from tests.journeys.life import accounts, outside, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import NISS, find_nora
from workflows import clock


def live(fund: Fund) -> None:
    nora = find_nora()
    hear(fund)
    case = accounts.find_case("bankruptcy")
    answer = {
        "answer": "asks",
        "requested_on": "2024-05-17",
        "ground": "bankruptcy",
        "details": "Connaît le délai.",
    }
    fund.do("contact_member", "benefit_officer", case, **answer)
    cease(fund, nora)
    decide(fund, case)
    claim(fund)
    assert accounts.find_case("cessation").status == "completed"
    assert_told(nora)
    assert_promises(case)


def hear(fund: Fund) -> None:
    """The register of insolvency tells it: the plan ends at once, a claim and a case for the person are opened."""
    fund.live("2024-05-16")
    outside.send_message(
        fund.drop,
        "insolvency",
        "bankruptcy_judgment",
        NISS,
        reference="REGSOL-1",
        judged_on="2024-05-13",
        court="Tribunal de l’entreprise de Liège, division Namur",
    )
    fund.live("2024-05-17")
    plan = PaymentPlan.objects.get()
    assert (plan.state, plan.end_reason) == ("void", "bankruptcy")
    assert accounts.find_case("payment_plan").status == "completed"
    assert accounts.find_case("insolvency_claim").status == "active"
    followed = Case.objects.filter(process="recovery").exclude(status="completed")
    assert not followed.exists()


def cease(fund: Fund, nora: Party) -> None:
    """The activity ended with the judgment."""
    facts = {"stopped_on": "2024-05-13", "reason": "bankruptcy", "next_status": "none"}
    case = fund.bring("cessation", nora, **facts, received_on="2024-05-17")
    fund.do("check_cessation", "caseworker", case, proof="gazette", next="end")
    offer = {
        "contact_channel": "phone",
        "choice": "decline",
        "contact_summary": "Le droit passerelle suffit.",
    }
    fund.do("offer_right", "caseworker", case, **offer)


def decide(fund: Fund, case: Case) -> None:
    reasons = "Assujettie à titre principal depuis deux ans ; plus de quatre trimestres payés."
    fund.do("examine_claim", "benefit_officer", case, complete="yes", decision_reasons=reasons)
    fund.do("approve_decision", "benefit_officer", case, verdict="agree")
    fund.live("2024-05-27")


def claim(fund: Fund) -> None:
    """The legal officer files what is owed; the court discharges her: what is left is written off by two."""
    case = accounts.find_case("insolvency_claim")
    curator = {"administrator": "Maître Exemple, curateur", "address": "Rue de Fer 40\n5000 Namur"}
    fund.do("prepare_claim", "legal_officer", case, **curator, privilege="Loi hypothécaire, art. 19, 4°ter")
    fund.do("file_claim", "legal_officer", case, filed_on=clock.today(), receipt="REGSOL-77")
    news = {"told_on": clock.today(), "admission": "admitted", "text": "Effacée, sans dividende."}
    fund.do("follow_claim", "legal_officer", case, **news, ended=True, rest="discharged")
    case.refresh_from_db()
    assert case.status == "completed"
    lead = f"user:{fund.staff['team_lead'].pk}"
    for proposal in Proposal.objects.order_by("id"):
        proposals.approve(proposal, on=clock.today(), by=lead)
    assert [state for *_, state in quarters.list_claims(find_nora())][-2:] == ["written_off", "written_off"]
    assert accounts.read_promises(case)["SLA-23"] == "2024-06-04"  # fifteen working days from 13 May


def assert_told(nora: Party) -> None:
    """The pack of the cessation comes once: the detection of the same end is followed by the case that declared it."""
    assert accounts.list_letters(nora, "2024-05-07", "2024-05-31") == [
        "2024-05-17 bankruptcy_outreach",
        "2024-05-17 bridging_acknowledgement",
        "2024-05-17 bridging_granted",
        "2024-05-17 cessation",
        "2024-05-17 cessation_acknowledgement",
        "2024-05-17 cessation_confirmation",
    ]
    content = {"event": "cessation", "effective_on": "2024-05-13", "category": "main", "reason": "bankruptcy"}
    assert accounts.list_transmissions(nora, "2024-05-07", "2024-05-31") == [
        ("T10", "inasti", "acknowledged", content)
    ]
    assert accounts.list_detections(nora)[3:] == [
        "2024-05-13 bridging_right contacted entitled",
        "2024-05-13 continued_insurance contacted entitled",
        "2024-05-13 increased_allowance not_entitled regional",
    ]
    assert not Case.objects.filter(process="inform_and_accompany").exists()


def assert_promises(case: Case) -> None:
    assert accounts.list_tasks(case) == [
        "approve_decision benefit_officer completed",
        "contact_member benefit_officer completed",
        "examine_claim benefit_officer completed",
    ]
