"""What the process that settles a year for many may ask."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min

from app.collection.operations import find_opener, read_actor
from app.years import settlement_letters, settlement_refunds, settlement_running, settlement_runs
from app.years.errors import RefundsChanged, SecondPersonNeeded, SettlementsRunning
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun, SettlementState
from workflows import api
from workflows.clock import BRUSSELS
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

BY = api.system("regularisation")
#: One turn of a loop works so many seconds; its job may take as long as a chunk more.
TURN = 20.0
LIMIT = timedelta(seconds=120)
#: 200,000 incomes are frozen, or refunds approved, in one go.
LONG = timedelta(seconds=600)


@dataclass(frozen=True)
class PreparedSettlements:
    run: int
    run_ref: str
    population: int
    checksum: str
    told_on: date


@dataclass(frozen=True)
class ApprovedSettlements:
    same_person: bool


@dataclass(frozen=True)
class SettlementsStanding:
    """`state` of the run; incomes that wait, those handed over to cases, and the refunds nobody has decided (EUR)."""

    state: str
    waiting: int
    handed_over: int
    refunds: int
    refunds_total: Decimal
    refunds_checksum: str


@dataclass(frozen=True)
class ApprovedRefunds:
    """`same_person`: whoever let the run go cannot approve; `approved`: how many were, none where they have changed."""

    same_person: bool
    approved: int


@dataclass(frozen=True)
class ToldSettlements:
    untold: int


@dataclass(frozen=True)
class SettlementsState:
    state: str


def write_ref(run: SettlementRun) -> str:
    """`2023/4`: the year and the number of the run."""
    return f"{run}/{run.pk}"


@operation("years.prepare_settlements", queue=Queue.BULK, timeout=LONG)
def prepare_settlements(call: Call, *, year: int) -> PreparedSettlements:
    """Freeze the incomes of a year that wait to be settled. Refuses with SETTLEMENTS_RUNNING."""
    try:
        run = settlement_runs.prepare_run(year, by=find_opener(call), now=call.now, case_ref=call.case_ref)
    except SettlementsRunning as error:
        raise BusinessError("SETTLEMENTS_RUNNING", str(error), year=year) from error
    told = run.rows.aggregate(first=Min("income__received_on"))["first"]
    today = call.now.astimezone(BRUSSELS).date()
    return PreparedSettlements(run.pk, write_ref(run), run.population, run.checksum, told or today)


@operation("years.approve_settlements")
def approve_settlements(call: Call, *, run: int, checksum: str, approval: str) -> ApprovedSettlements:
    """Let the run go on the word of whoever did the task `approval`; never of the one who prepared it."""
    if SettlementRun.objects.get(pk=run).state == SettlementState.RUNNING:
        return ApprovedSettlements(same_person=False)
    by = read_actor(api.find_performer(call.case_ref, approval, otherwise=str(BY)))
    try:
        settlement_runs.approve_run(run, checksum=checksum, by=by, now=call.now)
    except SecondPersonNeeded:
        return ApprovedSettlements(same_person=True)
    return ApprovedSettlements(same_person=False)


@operation("years.run_settlements", queue=Queue.BULK, timeout=LIMIT)
def run_settlements(call: Call, *, run: int) -> SettlementsStanding:
    """Calculate, book and follow for one turn; what is doubtful is handed over to a case of its own."""
    turn = settlement_running.run_settlements(run, by=BY, now=call.now, seconds=TURN)
    proposal = settlement_refunds.read_proposal(run)
    handed = Regularisation.objects.filter(run=run, handed_over_at__isnull=False).count()
    return SettlementsStanding(
        turn.state, turn.waiting, handed, proposal.count, proposal.total, proposal.checksum
    )


@operation("years.approve_refunds", queue=Queue.BULK, timeout=LONG)
def approve_refunds(call: Call, *, run: int, checksum: str, approval: str) -> ApprovedRefunds:
    """Approve the refunds together on the word of whoever did the task `approval`; not of whoever let the run go."""
    by = read_actor(api.find_performer(call.case_ref, approval, otherwise=str(BY)))
    try:
        done = settlement_refunds.approve_refunds(run, checksum=checksum, by=by, now=call.now)
    except SecondPersonNeeded:
        return ApprovedRefunds(same_person=True, approved=0)
    except RefundsChanged:
        return ApprovedRefunds(same_person=False, approved=0)
    return ApprovedRefunds(same_person=False, approved=done)


@operation("years.make_settlement_letters", queue=Queue.LETTERS, timeout=LIMIT)
def make_settlement_letters(call: Call, *, run: int) -> ToldSettlements:
    """Make letters for one turn."""
    return ToldSettlements(settlement_letters.make_letters(run, now=call.now, seconds=TURN))


@operation("years.finish_settlements")
def finish_settlements(call: Call, *, run: int) -> SettlementsState:
    """Close the run once its letters are handed over."""
    return SettlementsState(str(settlement_runs.finish_run(run, now=call.now).state))


@operation("years.cancel_settlements")
def cancel_settlements(call: Call, *, run: int) -> SettlementsState:
    """Cancel the run; what it has settled stays settled."""
    return SettlementsState(str(settlement_runs.cancel_run(run, now=call.now).state))
