"""2025: a new start after the bankruptcy; the quarter in which work begins again is due in full."""

from __future__ import annotations

from app.people.models import Party
from tests.journeys.life import accounts, mercy, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora


def live(fund: Fund) -> None:
    nora = find_nora()
    begin_again(fund, nora)
    mercy.pay_late(fund, nora)
    mercy.ask_remission(fund, nora)
    quarters.call_and_pay(fund, "2025Q3", "2025Q3")
    assert_due(nora)


def begin_again(fund: Fund, nora: Party) -> None:
    fund.live("2025-02-12")
    answers = {"origin": "office", "received_on": "2025-02-12", "started_on": "2025-02-12"}
    case = fund.bring("start_of_activity", nora, **answers, capacity="self_employed", activity="Ébéniste")
    fund.do("check_declaration", "caseworker", case, next="affiliate")
    fund.live("2025-02-14")
    case.refresh_from_db()
    assert case.status == "completed"
    assert accounts.list_letters(nora, "2025-02-12", "2025-02-14") == [
        "2025-02-12 affiliation_decision",
        "2025-02-12 service_charter",
        "2025-02-12 start_acknowledgement",
        "2025-02-12 start_of_activity",
    ]
    content = {"event": "affiliation", "effective_on": "2025-02-12", "category": "main"}
    content["capacity"] = "self_employed"
    assert accounts.list_transmissions(nora, "2025-02-12", "2025-02-14") == [
        ("T10", "inasti", "acknowledged", content)
    ]
    assert (
        accounts.read_promises(case)["SLA-02"] == "2025-02-17"
    )  # Wednesday 12 February and three working days


def assert_due(nora: Party) -> None:
    """After two free quarters she is a starter again: 17,008.88 × 20.5 % ÷ 4 = 871.71; a fee of 4.1 %: 35.74."""
    assert quarters.list_called(nora)[-3:] == [
        ("2025Q1", "907.45", "2025-06-30"),
        ("2025Q2", "907.45", "2025-09-30"),
        ("2025Q3", "907.45", "2025-09-30"),
    ]
    assert accounts.list_quarters(nora)[-3:] == ["2025Q1 main due", "2025Q2 main due", "2025Q3 main due"]
    assert [state for *_, state in quarters.list_claims(nora)][-3:] == ["waived", "settled", "settled"]
