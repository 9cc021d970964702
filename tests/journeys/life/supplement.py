"""Autumn 2025: a supplementary pension is compared, advised and concluded; it is reviewed each year to its end."""

from __future__ import annotations

from decimal import Decimal

from app.people.models import Party
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora


def live(fund: Fund) -> None:
    nora = find_nora()
    fund.live("2025-09-01")
    case = fund.bring("supplementary_pension", nora, trigger="question", received_on="2025-09-01")
    fund.live("2025-09-04")
    needs = {"reference_income": "17008.88", "pays_main_level": True, "horizon": 37, "family": "dependants"}
    fund.do("analyse_needs", "caseworker", case, **needs)
    advice = {
        "recommended": "ordinary",
        "advice_reasons": "Elle veut une prime simple.",
        "evidence": "NOTE-2025-9",
    }
    fund.do("write_advice", "caseworker", case, **advice)
    contract = {"contract_kind": "ordinary", "insurer": "Assureur A", "contract_ref": "PLCI-77"}
    terms = {"premium": "1300.00", "starts_on": "2025-10-01"}
    fund.do("record_choice", "caseworker", case, choice="contract", **contract, **terms)
    case.refresh_from_db()
    assert case.status == "completed"
    assert_told(nora)
    first_review(fund, nora)


def assert_told(nora: Party) -> None:
    """E100, with her floor: 17,008.88 × 8.17 % = 1,389.63 at most."""
    case = accounts.find_case("supplementary_pension")
    assert accounts.read_variable(case, "ordinary_maximum") == Decimal("1389.63")
    assert "2025-09-04 supplementary_advice" in accounts.list_letters(nora, "2025-09-01", "2025-09-30")


def first_review(fund: Fund, nora: Party) -> None:
    """1 October: the campaign of the year, with the certificate of what was paid the year before."""
    fund.live("2025-10-02")
    case = accounts.find_case("supplementary_pension_contract")
    assert accounts.list_tasks(case) == ["review_contract caseworker completed"]
    told = accounts.list_letters(nora, "2025-10-01", "2025-10-02")
    assert len(told) == 1, told


def end_contract(fund: Fund) -> None:
    """With the pension the insurer pays the capital: the next look ends the contract, and its case."""
    fund.standing["supplementary_pension_contract/review"] = {
        "review_outcome": "end",
        "review_note": "L’assureur a payé le capital.",
    }
