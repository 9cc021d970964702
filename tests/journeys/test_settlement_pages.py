"""The pages of a year settled by one run: no barrier, no breach, no sideways scroll in any language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from app.years.settlement_models import SettlementRun
from app.years.settlement_running import run_settlements
from tests.app.years.conftest import BY, NOW, affiliate, call_year, tell
from tests.app.years.test_settling_together import PROCESSES, prepare
from tests.factories.cases import make_user
from tests.journeys.test_every_fund_page import look_at
from workflows import catalogue

pytestmark = pytest.mark.browser


@pytest.fixture
def run(transactional_db: None) -> SettlementRun:
    """A supplement and a refund, settled; their letters still to be made."""
    catalogue.deploy(PROCESSES, by=BY, now=NOW)
    for called, told in (("840.97", "30000"), ("1000", "16409.20")):
        party = affiliate()
        call_year(party, called)
        tell(party, told)
    found = prepare(2)
    run_settlements(found.pk, by=BY, now=NOW)
    return found


def test_the_pages_of_a_run_have_no_barrier_in_any_language(
    run: SettlementRun, open_context: Callable[..., BrowserContext]
) -> None:
    user = make_user("filip", "finance_officer")
    page = open_context(user).new_page()
    found = []
    for address in ("/settlements/", f"/settlements/{run.pk}/", f"/settlements/{run.pk}/?view=supplement"):
        found += [f"{address} {problem}" for problem in look_at(page, address, user)]
    assert found == []
