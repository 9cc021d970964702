"""Autumn 2023: the mutuality tells of an incapacity; the activity stops, INASTI assimilates, work is resumed."""

from __future__ import annotations

from datetime import date

from app.cases.models import Case
from app.people.models import Party
from tests.journeys.life import accounts, outside, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.outside import open_debts, pay, receive_money
from tests.journeys.life.payments import pay_out
from tests.journeys.life.stations import NISS, find_nora


def live(fund: Fund) -> None:
    nora = find_nora()
    quarters.call_and_pay(fund, "2023Q4", "2023Q4")
    fall_ill(fund)
    asked = stop(fund)
    decide(fund)
    resume(fund, nora, asked)
    assert_told(nora)
    assert_promises(asked)


def fall_ill(fund: Fund) -> None:
    """The fund hears it from the mutuality alone, and calls first."""
    fund.live("2023-10-20")
    outside.send_message(
        fund.drop, "cin", "incapacity_notice", NISS, reference="M300-1", from_on="2023-10-16"
    )
    fund.live("2023-10-23")
    fund.live("2023-11-17")
    case = accounts.find_case("illness")
    fund.do("ask_about_stop", "caseworker", case, situation="stopped", stopped_on="2023-10-16")
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.read_promises(case) == {
        "SLA-01": "2023-10-25",  # Monday 23 October and two working days
        "SLA-10": "2023-10-30",  # five working days
        "SLA-17": "2023-10-23",  # the same day
        "inform_and_accompany/SLA-10": "2023-10-30",
        "contribution_certificate/SLA-18": "2023-11-03",  # eight working days, without 1 November
        "SLA-12": "2023-11-29",  # ten working days from 15 November, a month after the illness began
    }


def stop(fund: Fund) -> Case:
    """The request goes complete to INASTI; until the decision nothing is recovered."""
    asked = accounts.find_case("sickness_assimilation")
    answers = {"has_stopped": True, "stopped_on": "2023-10-16", "next": "forward", "proof": "declaration"}
    fund.do("check_request", "caseworker", asked, **answers, mutuality_certificate="M300-CERT-7")
    return asked


def decide(fund: Fund) -> None:
    """Begun in the first month of a quarter, the assimilation covers that quarter (D11), and has no end yet."""
    fund.live("2023-12-11")
    outside.send_message(
        fund.drop,
        "inasti",
        "assimilation_decision",
        NISS,
        decision="granted",
        decided_on="2023-12-08",
        first_quarter="2023Q4",
        reasons="Les conditions de l’assimilation sont remplies.",
    )
    fund.work()
    pay_out(fund)  # what was paid for the quarter goes back


def resume(fund: Fund, nora: Party, asked: Case) -> None:
    """Work again from Monday 19 February, the second month: the quarter before was the last, this one is due again.

    It had been called and taken back; the call of those who came later claims it anew.
    """
    quarters.call(fund, "2024Q1")
    fund.live("2024-02-20")
    assert accounts.list_quarters(nora)[-2:] == ["2023Q4 main assimilated", "2024Q1 main assimilated"]
    fund.tell("assimilation.end", asked.reference, resumed_on=date(2024, 2, 19))
    assert accounts.list_quarters(nora)[-2:] == ["2023Q4 main assimilated", "2024Q1 main due"]
    assert quarters.call(fund, "2024Q1").status == "completed"
    fund.do("claim_again", "caseworker", asked, claim_note="Le premier trimestre est appelé de nouveau.")
    receive_money(*[pay(one) for one in open_debts(nora.pk)])
    fund.work()
    states = [state for period, _owed, state in quarters.list_claims(nora) if period in ("2023Q4", "2024Q1")]
    assert states == [
        "cancelled",
        "cancelled",
        "settled",
    ]  # the last one anew


def assert_told(nora: Party) -> None:
    assert accounts.list_letters(nora, "2023-10-01", "2024-02-29") == [
        "2023-10-23 illness",
        "2023-10-23 illness_acknowledgement",
        "2023-10-23 related_rights",
        "2023-11-17 assimilation_acknowledgement",
        "2023-12-11 assimilation_granted",
        "2024-02-20 assimilation_ended",
    ]
    (first, *_, certificate), (second, *_, request) = accounts.list_transmissions(
        nora, "2023-10-01", "2024-02-29"
    )
    assert (first, second) == ("T04", "T05")
    assert certificate == {
        "purpose": "incapacity",
        "event_on": "2023-10-16",
        "category": "main",
        "quarters": [{"quarter": "2023Q1", "status": "paid"}, {"quarter": "2023Q2", "status": "paid"}],
    }
    assert request == {
        "requested_on": "2023-11-17",
        "incapacity_from": "2023-10-16",
        "activity_stopped_on": "2023-10-16",
        "continued_by_other": False,
        "quarters": ["2023Q4"],
        "mutuality_certificate": "M300-CERT-7",
        "proof": "declaration",
    }


def assert_promises(asked: Case) -> None:
    asked.refresh_from_db()
    assert asked.status == "completed"
    assert accounts.list_tasks(asked) == [
        "check_request caseworker completed",
        "claim_again caseworker completed",
    ]
    assert accounts.read_promises(asked) == {
        "SLA-01": "2023-11-21",  # Friday 17 November and two working days
        "SLA-72": "2023-12-01",  # ten working days
        "decide": "2024-03-17",  # four months (Charter art. 10)
        "assimilation_follow/apply": "2023-12-18",  # five working days from Monday 11 December
        "assimilation_follow/claim_again": "2024-03-05",  # ten working days from Tuesday 20 February
    }
