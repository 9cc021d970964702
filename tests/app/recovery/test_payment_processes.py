"""The payment processes lived through the real pages: start form, tasks, books and letters, on the virtual clock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app.accounts.models import User
from app.affiliation.companies import record_balance_sheet
from app.affiliation.models import QuarterStatus
from app.cases.models import Case
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.ledger import proposals
from app.ledger.errors import FourEyesRequired
from app.ledger.models import PaymentPlan, Proposal, Receivable
from app.ledger.surcharges import accrue
from app.people.models import Party
from app.recovery.advice_models import Advice
from app.recovery.insolvency_models import InsolvencyClaim
from app.registers.quarters import Quarter
from tests.factories import affiliation
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import make_company, make_person
from workflows import api, catalogue, clock, simulation
from workflows.models import HumanTask, Incident, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)
BRUSSELS = ZoneInfo("Europe/Brussels")
#: What a process opens besides itself.
FOLLOWERS = {
    "payment_difficulty": ("payment_plan",),
    "company_contribution": ("recovery", "insolvency_claim"),
}


class Fund:
    """The people of the fund at their screens, and a clock that can be moved."""

    def __init__(self) -> None:
        clock.begin(datetime(2026, 3, 2, 9, 0, tzinfo=BRUSSELS))
        self.people: dict[str, User] = {
            role: make_user(role, role)
            for role in ("caseworker", "recovery_officer", "team_lead", "legal_officer")
        }
        self.case: Case

    def open(self, process: str, party: Party, **answers: Any) -> Case:
        """What a caseworker types in the start form."""
        needed = [process, *FOLLOWERS.get(process, ())]
        catalogue.deploy(needed, by=api.system("tests"), now=clock.now())
        known = {
            "party_ref": party.reference,
            "party_name": party.name,
            "party_address": "Place Verte 3, 4800 Verviers",
            "language": "fr",
        }
        response = self.sign_in("caseworker").post(f"/cases/new/{process}/", {**known, **answers})
        assert response.status_code == 302, response.context["form"].errors
        self.case = Case.objects.get(reference=response["Location"].split("/")[2])
        self.live()
        return self.case

    def do(self, node: str, role: str, **answers: Any) -> None:
        """Complete a task through its page."""
        task = HumanTask.objects.get(
            case_ref=self.case.reference, node_id__endswith=node, state__in=["ready", "claimed"]
        )
        browser = self.sign_in(role)
        browser.post(f"/inbox/{task.pk}/claim/")
        response = browser.post(f"/inbox/{task.pk}/", answers)
        assert response.status_code == 302, response.context["form"].errors
        self.live()

    def tell(self, name: str, **payload: Any) -> None:
        api.receive("tests", f"{name}:{clock.now()}", name, self.case.reference, payload)
        self.live()

    def live(self, day: date | None = None) -> None:
        until = datetime(day.year, day.month, day.day, 10, tzinfo=BRUSSELS) if day else clock.now()
        simulation.simulate(until)
        assert not Incident.objects.exists(), [(one.node_id, one.message) for one in Incident.objects.all()]

    def sign_in(self, role: str) -> Client:
        browser = Client()
        browser.force_login(self.people[role])
        return browser

    def letters(self) -> list[str]:
        made = Letter.objects.filter(case_ref=self.case.reference)
        return [one.name for one in made.order_by("made_at", "name")]

    def has_ended(self) -> bool:
        return not ProcessInstance.objects.filter(case_ref=self.case.reference, status="active").exists()


ASKED = ["plan_acknowledgement"]


@pytest.fixture
def fund(settings: Any) -> Fund:
    settings.VIRTUAL_CLOCK = True
    return Fund()


def make_affiliate(quarter: str = "2025Q4") -> Party:
    party = make_person(language="fr")
    affiliation.LiabilityPeriodFactory(person=party)
    period = Quarter.parse(quarter)
    affiliation.QuarterStatusFactory(person=party, year=period.year, number=period.number)
    return party


def ask_plan(fund: Fund, party: Party, **other: Any) -> PaymentPlan:
    wish = {
        "quarters": "",
        "months": "2",
        "down_payment": "400",
        "first_due_on": "2026-03-16",
        "requested_on": "2026-03-02",
    }
    fund.open("payment_plan", party, **{**wish, **other})
    return PaymentPlan.objects.get()


def test_a_plan_with_a_third_up_front_is_opened_at_once_and_closed_when_paid(fund: Fund) -> None:
    party = make_affiliate()
    debt = owe(party, 1000, quarter="2025Q4")
    plan = ask_plan(fund, party)
    assert [(one.due_on, one.amount) for one in plan.instalments.all()] == [
        (date(2026, 3, 16), Decimal("400.00")),
        (date(2026, 4, 16), Decimal("300.00")),
        (date(2026, 5, 16), Decimal("300.00")),
    ]
    for day, amount in ((date(2026, 3, 16), 400), (date(2026, 4, 15), 300), (date(2026, 5, 15), 300)):
        fund.live(day)
        pay(amount, on=day, reference=str(plan.reference.number if plan.reference else ""))
        fund.live()
    debt.refresh_from_db()
    assert (debt.principal, fund.letters()) == (Decimal("0.00"), [*ASKED, "plan_agreement", "plan_settled"])
    assert fund.has_ended()


def test_a_second_miss_breaks_the_plan_after_one_reminder(fund: Fund) -> None:
    party = make_affiliate()
    owe(party, 1000, quarter="2025Q4")
    plan = ask_plan(fund, party)
    fund.live(date(2026, 4, 10))
    plan.refresh_from_db()
    assert plan.state == "broken"
    assert fund.letters() == [*ASKED, "plan_agreement", "plan_reminder", "plan_void"]
    assert fund.has_ended()


def test_less_than_a_third_is_refused_by_two_colleagues_with_the_way_to_appeal(fund: Fund) -> None:
    party = make_affiliate()
    owe(party, 1000, quarter="2025Q4")
    wish = {"months": "10", "down_payment": "50", "first_due_on": "2026-03-16", "requested_on": "2026-03-02"}
    fund.open("payment_plan", party, **wish)
    fund.do(
        "decide_as_officer",
        "recovery_officer",
        verdict="refuse",
        refusal_reasons="Le revenu permet davantage.",
        alternatives="Un plan avec un tiers au départ.",
    )
    assert fund.letters() == ASKED
    fund.do("confirm_refusal", "team_lead", verdict="uphold")
    assert (fund.letters(), PaymentPlan.objects.count()) == ([*ASKED, "plan_refusal"], 0)
    assert fund.has_ended()


def test_the_advice_is_kept_and_opens_the_plan_the_person_chose(fund: Fund) -> None:
    party = make_affiliate()
    owe(party, 900, quarter="2025Q4")
    fund.open("payment_difficulty", party, reason="Je ne peux pas payer", signalled_on="2026-03-02")
    fund.do("contact_person", "caseworker", channel="phone", outcome="reached", short_gap="on")
    fund.do(
        "choose_solution",
        "caseworker",
        chosen="payment_plan",
        months="3",
        down_payment="300",
        first_due_on="2026-03-16",
    )
    advice = Advice.objects.get()
    assert advice.chosen == "payment_plan"
    assert [one["solution"] for one in advice.solutions] == ["payment_plan", "later_remission"]
    assert fund.letters() == ["advice_summary"]
    assert fund.has_ended()
    assert PaymentPlan.objects.get().total == Decimal("900.00")
    assert Case.objects.get(process="payment_plan").party == party


def test_a_granted_exemption_cancels_the_claim_and_covers_the_quarter(fund: Fund) -> None:
    party = make_affiliate()
    debt = owe(party, 900, quarter="2025Q4", fee="36")
    fund.open(
        "exemption",
        party,
        quarters="2025Q4",
        extent="total",
        reason="income_loss",
        explanation="Perte du plus grand client",
        applicant="self",
        requested_on="2026-03-02",
    )
    fund.do("complete_file", "caseworker", income="1400", expenses="1900", household="3", evidence="Extraits")
    fund.tell(
        "inasti.exemption_decision",
        decision="granted",
        decided_on=date(2026, 3, 2),
        reasons="État de besoin établi",
    )
    debt.refresh_from_db()
    assert (debt.state, debt.total) == ("cancelled", Decimal("0.00"))
    assert QuarterStatus.objects.get(person=party, superseded_at=None).coverage == "exempt"
    assert fund.letters() == ["exemption_acknowledgement", "exemption_granted"]
    assert list_sent() == [("T11", ["2025Q4"])]
    assert fund.has_ended()


def test_a_remission_waives_the_surcharges_once_the_contribution_is_paid(fund: Fund) -> None:
    party = make_affiliate("2025Q1")
    debt = owe(party, 1000, quarter="2025Q1")
    accrue(debt, date(2025, 4, 1))
    pay(1000, on=date(2025, 4, 15), party=party)
    debt.refresh_from_db()
    assert (debt.principal, debt.surcharge) == (Decimal("0.00"), Decimal("30.00"))
    fund.open(
        "surcharge_remission",
        party,
        quarters="2025Q1",
        reason="force_majeure",
        explanation="Incendie",
        applicant="self",
        requested_on="2026-03-02",
    )
    fund.do("give_opinion", "caseworker", opinion="favourable", opinion_reasons="Incendie prouvé")
    fund.do("review_opinion", "team_lead", verdict="approve")
    fund.tell(
        "inasti.remission_decision",
        decision="granted",
        decided_on=date(2026, 3, 2),
        reasons="Force majeure",
    )
    debt.refresh_from_db()
    assert debt.total == Decimal("0.00")
    assert fund.letters() == ["remission_acknowledgement", "remission_granted"]
    assert list_sent() == [("T12", ["2025Q1"])]
    assert fund.has_ended()


def test_surcharges_that_were_paid_are_proposed_for_refund_by_who_gave_the_opinion(fund: Fund) -> None:
    party = make_affiliate("2025Q1")
    debt = owe(party, 1000, quarter="2025Q1")
    accrue(debt, date(2025, 4, 1))
    pay(1030, on=date(2025, 4, 15), party=party)  # 1,000 and 3 %: all of it
    fund.open(
        "surcharge_remission",
        party,
        quarters="2025Q1",
        reason="force_majeure",
        explanation="Incendie",
        applicant="self",
        requested_on="2026-03-02",
    )
    fund.do("give_opinion", "caseworker", opinion="favourable", opinion_reasons="Incendie prouvé")
    fund.do("review_opinion", "team_lead", verdict="approve")
    told = {"decision": "partial", "share": 50, "decided_on": date(2026, 3, 2), "reasons": "Force majeure"}
    fund.tell("inasti.remission_decision", **told)
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.act["amount"]) == ("remission", "15.00")  # half of 30.00
    assert proposal.proposed_by == f"user:{fund.people['caseworker'].pk}"
    with pytest.raises(FourEyesRequired):
        proposals.approve(proposal, on=date(2026, 3, 2), by=proposal.proposed_by)
    assert fund.has_ended()


def list_sent() -> list[tuple[str, list[str]]]:
    """The type and the quarters of what was sent to INASTI."""
    return [(one.message_type, one.payload["quarters"]) for one in Transmission.objects.all()]


def claim_on(party: Party, income: int) -> Receivable:
    found = calculate_contribution(ContributionInputs(quarter=Quarter(2025, 4), income=Decimal(income)))
    amount = found.result["quarter_amount"]
    return owe(party, str(amount), quarter="2025Q4", trace=found.trace.to_json())


def test_a_reduction_recalculates_what_was_claimed_on_the_estimate(fund: Fund) -> None:
    party = make_affiliate()
    debt = claim_on(party, 40_000)
    fund.open(
        "provisional_change",
        party,
        year="2025",
        direction="down",
        estimate="20000",
        evidence="Comptes",
        requested_on="2026-03-02",
    )
    fund.do("assess_evidence", "caseworker", evidence_verdict="objective", estimate="20000")
    debt.refresh_from_db()
    assert debt.principal == Decimal("1025.00")  # 20,000 × 20.5 % ÷ 4
    assert fund.letters() == ["change_accepted", "change_acknowledgement"]
    assert fund.has_ended()


def test_a_reduction_without_evidence_is_refused_after_a_second_look(fund: Fund) -> None:
    party = make_affiliate()
    debt = claim_on(party, 40_000)
    fund.open(
        "provisional_change",
        party,
        year="2025",
        direction="down",
        estimate="20000",
        requested_on="2026-03-02",
    )
    fund.do("assess_evidence", "caseworker", evidence_verdict="insufficient", estimate="20000")
    fund.do("review_refusal", "team_lead", verdict="refuse", refusal_reasons="Aucune pièce.")
    debt.refresh_from_db()
    assert debt.principal == Decimal("2050.00")  # 40,000 × 20.5 % ÷ 4
    assert fund.letters() == ["change_acknowledgement", "change_refusal"]


def test_a_bankrupt_company_is_claimed_from_its_curator_in_the_one_case_of_the_insolvency(fund: Fund) -> None:
    company = make_company()
    open_accounts(company)
    fund.open("company_contribution", company, year="2025", exemption_ground="none")
    fund.tell("company.stopped", event="bankruptcy", on=date(2026, 3, 2))
    assert fund.has_ended()
    claim = InsolvencyClaim.objects.get()
    assert claim.case_ref == Case.objects.get(process="insolvency_claim").reference
    assert (claim.event.party, claim.event.kind, claim.event.from_on) == (
        company,
        "bankruptcy",
        date(2026, 3, 2),
    )
    assert HumanTask.objects.get(state="ready").node_id == "prepare_claim"


def open_accounts(company: Party) -> None:
    record_balance_sheet(
        company,
        2023,
        Decimal("900000"),
        source="central balance sheet office",
        received_on=date(2025, 1, 1),
        by=api.system("tests"),
        now=clock.now(),
    )


def test_a_large_company_is_claimed_and_pays_one_percent_for_each_month_begun(fund: Fund) -> None:
    company = make_company()
    open_accounts(company)
    fund.open("company_contribution", company, year="2025", exemption_ground="none")
    debt = Receivable.objects.get(kind="company_contribution")
    assert (debt.principal, debt.due_on, fund.letters()) == (
        Decimal("998.47"),
        date(2025, 12, 31),
        ["company_notice"],
    )
    debt.refresh_from_db()
    assert debt.surcharge == Decimal("29.95")  # January, February and March 2026 begun: 3 × 1 %
    assert Case.objects.filter(process="recovery").count() == 1
    pay(str(debt.total), on=date(2026, 3, 2), party=company)
    fund.live(date(2026, 4, 2))  # the month's check sees the payment; the message belongs to the recovery
    assert fund.has_ended()
