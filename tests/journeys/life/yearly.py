"""What the fund does for everybody: the mutualities are told each month (T03), the tax each year (T08)."""

from __future__ import annotations

from app.cases.models import Case
from app.exchanges.models import Transmission
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund


def tell_mutualities(fund: Fund) -> None:
    """1 August 2023: what was paid up to the end of July, for the mutuality of each."""
    fund.live("2023-08-01")
    case = fund.bring("mutuality_data", None, "team_lead", told_for="2023-07-31")
    for task in [one for one in fund.open_tasks() if one.case_ref == case.reference]:
        fund.complete(task, {"completion_note": "L’affiliation à une mutualité est demandée."})
        fund.work()
    case.refresh_from_db()
    assert case.status == "completed"
    sent = Transmission.objects.filter(message_type="T03", payload__month="2023-07")
    assert [(one.recipient, str(one.state), one.payload["month"]) for one in sent] == [
        ("mut_300", "acknowledged", "2023-07")
    ]


def certify(fund: Fund, year: int) -> Case:
    case = fund.bring("tax_certificate", None, "finance_officer", year=year)
    fund.do("check_certificates", "team_lead", case, verdict="approve")
    case.refresh_from_db()
    assert case.status == "completed"
    return case


def certify_year(fund: Fund) -> None:
    """February 2024: what was credited in 2023 is certified; whoever approves is not who prepared."""
    fund.live("2024-02-26")
    case = certify(fund, 2023)
    (sent,) = Transmission.objects.filter(message_type="T08")
    assert (sent.recipient, str(sent.state), sent.payload["year"]) == ("spf_finances", "acknowledged", 2023)
    assert {one["kind"] for one in sent.payload["certificates"]} == {"contributions", "benefits"}
    assert accounts.read_promises(case)["SLA-74"] == "2024-03-31"
