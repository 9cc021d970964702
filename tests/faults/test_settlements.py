"""F34 on the settlements of a year: whoever dies in whatever moment, each income is settled and told once."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.correspondence.models import Letter
from app.ledger.models import Entry, Refund
from app.ledger.proofs import list_faults
from app.years import settlement_letters, settlement_running, settlement_runs
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun
from tests.app.years.conftest import affiliate, call_year, tell
from tests.faults.fund import Fund, wait_for
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api, catalogue
from workflows.models import Job

ANNA, BEN, BY = actors.user(1), actors.user(2), actors.system("test")
NOW = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
PEOPLE, CHUNK = 12, 3
#: What was called for each quarter, and the income: nothing to settle, a supplement, a refund.
YEARS = (("840.97", "16409.20"), ("840.97", "30000"), ("1000", "16409.20"))


@pytest.fixture
def run(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettlementRun]:
    """A run that may go: four people with nothing to settle, four with a supplement, four with a refund."""
    assert fund.live_workers() == 0
    for module in (settlement_running, settlement_letters):
        monkeypatch.setattr(module, "CHUNK", CHUNK)
    catalogue.deploy(["recovery", "refund_follow", "regularisation", "year_settlement"], by=BY, now=NOW)
    for place in range(PEOPLE):
        party = affiliate()
        called, income = YEARS[place % 3]
        call_year(party, called)
        tell(party, income)
    prepared = settlement_runs.prepare_run(2023, by=ANNA, now=NOW, case_ref="")
    yield settlement_runs.approve_run(prepared.pk, checksum=prepared.checksum, by=BEN, now=NOW)
    assert [str(fault) for fault in list_faults()] == []


def strike_and_finish(fund: Fund, operation: str, run: SettlementRun, *deaths: str) -> None:
    """Two deaths at most: a job whose worker dies for the third time ends as an incident (F14)."""
    publish("struck", *one_call(operation, inputs=given("run", str(run.pk))))
    api.start("struck", {}, by=BY)
    for death in deaths:
        assert fund.worker(fault=death).wait(90) == -signal.SIGKILL
    fund.worker()
    done = Job.objects.filter(operation=operation, state="done")
    wait_for(done.exists, seconds=90, what="the operation ends")


def test_f34_incomes_whose_workers_are_killed_are_settled_once(fund: Fund, run: SettlementRun) -> None:
    strike_and_finish(
        fund, "years.run_settlements", run, "settlements_before_commit:2", "settlements_after_commit:1"
    )
    rows = Regularisation.objects.filter(run=run)
    outcomes = sorted(rows.values_list("state", "outcome"))
    assert outcomes == sorted([("settled", one) for one in ("nothing", "refund", "supplement")] * 4)
    assert Entry.objects.filter(idempotency_key__startswith="book:regularisation:").count() == 4
    assert Refund.objects.count() == 4


def test_f34_letters_of_a_killed_run_are_made_once(fund: Fund, run: SettlementRun) -> None:
    settlement_running.run_settlements(run.pk, by=BY, now=NOW)
    strike_and_finish(
        fund,
        "years.make_settlement_letters",
        run,
        "settlement_letters_before_commit:2",
        "settlement_letters_between_chunks:1",
    )
    told = Regularisation.objects.filter(run=run, letter_error="").values_list("letter", flat=True)
    assert (Letter.objects.filter(pk__in=told).count(), None in told) == (PEOPLE, False)
