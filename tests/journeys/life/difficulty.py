"""Spring 2024: the tax tells a higher income of 2022; what is owed cannot be paid; a plan is agreed."""

from __future__ import annotations

from decimal import Decimal

from app.ledger.bank.coda_writing import Movement
from app.ledger.models import PaymentPlan
from app.ledger.references import reference_for_plan
from app.people.models import Party
from tests.journeys.life import accounts, mercy, outside, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import NISS, find_nora
from workflows import clock

TOLD = "Deux clients ne paient plus."


def live(fund: Fund) -> None:
    nora = find_nora()
    settle_year(fund, nora)
    assert quarters.call(fund, "2024Q2").status == "completed"
    mercy.ask_exemption(fund)
    seek_advice(fund, nora)
    plan = agree(fund)
    pay_first(fund, plan)
    assert_told(nora)


def settle_year(fund: Fund, nora: Party) -> None:
    """21,000.00 in three quarters is 28,000.00 a year: 1,435.00 a quarter instead of 387.95."""
    fund.live("2024-03-04")
    income = {"year": 2022, "amount": "21000.00", "kind": "definitive"}
    outside.send_message(fund.drop, "spf_finances", "income_notice", NISS, **income)
    fund.live("2024-03-06")
    assert accounts.read_promises(accounts.find_case("regularisation")) == {"SLA-42": "2024-04-02"}
    period, owed, state = quarters.list_claims(nora)[-1]
    # 3 × (1,435.00 − 387.95) = 3,141.15 and a fee of 4.1 %: 128.79
    assert (period, owed, state) == ("2022", Decimal("3269.94"), "open")


def seek_advice(fund: Fund, nora: Party) -> None:
    """She calls; the debt is explained, the ways out are ranked, she chooses; recovery waits meanwhile."""
    fund.live("2024-04-15")
    case = fund.bring("payment_difficulty", nora, reason=TOLD, signalled_on="2024-04-15")
    reached = {"channel": "phone", "outcome": "reached", "short_gap": True}
    fund.do("contact_person", "caseworker", case, **reached, situation=TOLD)
    terms = {"months": 4, "down_payment": "400", "first_due_on": "2024-04-30"}
    fund.do(
        "choose_solution", "caseworker", case, chosen="payment_plan", **terms, choice_reason="En quatre mois."
    )
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.read_promises(case) == {
        "SLA-31": "2024-04-18",  # Monday 15 April and three working days
        "hold": "2024-05-07",  # fifteen working days, without 1 May
    }


def agree(fund: Fund) -> PaymentPlan:
    """A third up front would be agreed at once; with less a recovery officer decides."""
    case = accounts.find_case("payment_plan")
    terms = {"months": 4, "down_payment": "400", "first_due_on": "2024-04-30"}
    fund.do("decide_as_officer", "recovery_officer", case, verdict="agree", **terms)
    plan = PaymentPlan.objects.get()
    assert [(str(one.due_on), str(one.amount)) for one in plan.instalments.order_by("number")] == [
        ("2024-04-30", "400.00"),
        ("2024-05-30", "942.38"),  # (3,269.94 + 899.58 − 400.00) ÷ 4
        ("2024-06-30", "942.38"),
        ("2024-07-30", "942.38"),
        ("2024-08-30", "942.38"),
    ]
    assert accounts.read_promises(case) == {
        "SLA-01": "2024-04-17",  # Monday 15 April and two working days
        "SLA-49": "2024-04-22",  # five working days
    }
    return plan


def pay_first(fund: Fund, plan: PaymentPlan) -> None:
    fund.live("2024-04-29")
    reference = reference_for_plan(plan).number
    money = Movement(Decimal("400.00"), clock.today(), reference=reference, name="NORA LAMBERT")
    outside.receive_money(money)
    fund.live("2024-05-06")
    assert plan.instalments.get(number=1).state == "paid"


def assert_told(nora: Party) -> None:
    assert accounts.list_letters(nora, "2024-03-01", "2024-05-06") == [
        "2024-03-06 settlement_supplement",
        "2024-04-04 exemption_acknowledgement",
        "2024-04-12 exemption_refusal",
        "2024-04-15 advice_summary",
        "2024-04-15 plan_acknowledgement",
        "2024-04-15 plan_agreement",
    ]
