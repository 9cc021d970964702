"""2023: a child is expected and told, born and told by the register; the rights of the mother come by themselves."""

from __future__ import annotations

from app.cases.models import Case
from app.people.models import Party
from tests.journeys.life import accounts, outside, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import NISS, find_nora

BORN_ON = "2023-05-15"


def live(fund: Fund) -> None:
    nora = find_nora()
    case = expect(fund, nora)
    bear(fund, nora)
    take_vouchers(fund)
    quarters.call_and_pay(fund, "2023Q3", "2023Q3")
    assert_exempted(nora)
    fund.live("2023-07-17")
    fund.do("review_checklist", "caseworker", case, review_outcome="nothing")
    assert_told(nora)
    assert_promises(case)


def expect(fund: Fund, nora: Party) -> Case:
    """Monday 6 March: she tells the fund, and asks for the birth allowance where it is not to be had."""
    fund.live("2023-03-06")
    told = {"event": "pregnancy", "is_mother": True, "due_on": "2023-05-20", "received_on": "2023-03-06"}
    case = fund.bring("family_growth", nora, **told, grant_asked=True, vouchers_asked=True)
    quarters.call_and_pay(fund, "2023Q2", "2023Q2")
    return case


def bear(fund: Fund, nora: Party) -> None:
    """The register tells the birth: the case that waits for the child hears of it, no second one is opened."""
    fund.live("2023-05-22")
    outside.send_message(
        fund.drop, "bcss", "birth_notice", NISS, reference="BCSS-1", born_on=BORN_ON, parent="mother"
    )
    fund.live("2023-05-23")
    assert accounts.list_detections(nora) == [
        "2023-05-15 birth_exemption granted entitled",
        "2023-05-15 family_growth contacted entitled",
    ]
    assert Case.objects.filter(process="family_growth").count() == 1


def take_vouchers(fund: Fund) -> None:
    """She answers the offer; two benefit officers decide; the issuer of her region delivers."""
    case = accounts.find_case("maternity_vouchers")
    fund.live("2023-06-12")
    wishes = {"child_at_address": True, "resumes_half_time": True}
    fund.tell("affiliate.vouchers_answer", case.reference, wanted=True, **wishes)
    reasons = "Les deuxième et troisième trimestres d’avant la naissance sont payés."
    fund.do("examine_claim", "benefit_officer", case, complete="yes", **wishes, decision_reasons=reasons)
    fund.do("approve_decision", "benefit_officer", case, verdict="agree")
    fund.do("prepare_order", "benefit_officer", case)
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.read_promises(case) == {
        "SLA-13": "2023-06-07",  # ten working days from Tuesday 23 May, without Whit Monday
        "benefit_decision/acknowledge_benefit": "2023-06-14",  # two working days
        "benefit_second_look/second_look": "2023-06-15",  # three working days from Monday 12 June
        "benefit_decision/SLA-22": "2023-07-12",  # thirty days
        "benefit_decision/SLA-60": "2023-10-12",  # four months (Charter art. 10)
        "voucher_order/SLA-14": "2023-06-19",  # five working days
        "voucher_order/order_acknowledged": "2023-06-20",  # six
    }


def assert_exempted(nora: Party) -> None:
    """The quarter after the birth is called like any other, and taken back: it costs nothing and counts."""
    assert accounts.list_quarters(nora)[-1] == "2023Q3 main birth_exempt"
    assert quarters.list_claims(nora)[-1][2] == "cancelled"


def assert_told(nora: Party) -> None:
    assert accounts.list_letters(nora, "2023-03-01", "2023-07-31") == [
        "2023-03-06 family_acknowledgement",
        "2023-03-06 family_growth",
        "2023-03-06 maternity_reminder",
        "2023-05-23 birth_exemption",
        "2023-05-23 family_orientation",
        "2023-05-23 vouchers_offer",
        "2023-06-12 vouchers_acknowledgement",
        "2023-06-12 vouchers_granted",
    ]
    sent = accounts.list_transmissions(nora, "2023-03-01", "2023-07-31")
    assert [(kind, to, state) for kind, to, state, _content in sent] == [
        ("T04", "mut_300", "acknowledged"),
        ("T09", "family_famiwal", "acknowledged"),
        ("T02", "vouchers_wallonia", "acknowledged"),
    ]
    certificate, forwarded, order = (content for *_, content in sent)
    assert certificate["quarters"] == [
        {"quarter": "2022Q3", "status": "paid"},
        {"quarter": "2022Q4", "status": "paid"},
    ]  # the third and second quarter before that of the birth; its own is not called yet
    assert forwarded["received_on"] == "2023-03-06"  # the day of receipt stays valid elsewhere
    assert (order["number"], order["region"], order["birth_date"]) == (105, "wallonia", BORN_ON)


def assert_promises(case: Case) -> None:
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.list_tasks(case) == ["review_checklist caseworker completed"]
    assert (
        accounts.read_promises(case)
        == {
            "SLA-01": "2023-03-08",  # Monday 6 March and two working days
            "SLA-10": "2023-03-13",  # five working days
            "inform_and_accompany/SLA-10": "2023-03-13",
            "contribution_certificate/SLA-18": "2023-03-16",  # eight working days
            "birth_rights/SLA-11": "2023-06-07",  # ten working days from 23 May, without Whit Monday
            "birth_rights/SLA-36": "2023-05-25",  # two working days
            "transmit/SLA-36": "2023-05-25",
            "birth_rights/review": "2023-07-24",  # from Friday 14 July (sixty days), five working days without 21 July
        }
    )
