"""Regularisations (P19): the incomes of a year, each by its own case and, beside it, many by one run.

Of three people one owes what was called, one more, one less; all have paid, but for those in a plan. Of ten in the run
one bears surcharges and one is in a plan. Then the incomes that had claimed a supplement are corrected by another run.
Refunds of the run are approved together.
The processor's time is ours and the press's; PostgreSQL's is told beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter, process_time

from django.db import connection
from django.db.models import Count

from app.collection.assessment import Assessed, assess_many
from app.correspondence import press
from app.ledger.models import Refund
from app.ledger.proofs import list_faults
from app.ledger.receipts import Receipt, receive_many
from app.ledger.receivables import Claim, book_many
from app.ledger.states import ReceivableKind
from app.people.models import Party
from app.registers.quarters import Quarter
from app.years import settlement_letters, settlement_refunds, settlement_running, settlement_runs
from app.years.models import Regularisation, RegularisationState
from app.years.opening import open_waiting
from app.years.settlement_models import SettlementRun, SettlementState
from benchmarks import burdens, population
from benchmarks.calls import spent_by, spent_by_press
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from workflows import actors, catalogue, execution, jobs
from workflows.models import Incident
from workflows.models.job import Queue

CASES, TOGETHER, A_YEAR = 600, 12_000, 200_000
#: Of one core, for a year settled together.
HOURS = 2
#: The year called on the incomes that the population has.
YEAR = population.INCOME_YEAR + 3
BY = actors.system("benchmark")
PROCESSES = ["recovery", "refund_follow", "regularisation", "year_settlement"]
#: Of those who owe what was called the income is known before the call; that of the others is told after it.
TELL = """
    INSERT INTO contributions_income (party_id, year, amount, kind, source, received_on, note, recorded_at, recorded_by)
    SELECT party_id, year + 3, round(amount * %(factor)s, 2), kind, source, received_on, note, recorded_at, recorded_by
    FROM contributions_income
    WHERE year = %(year)s AND party_id %% 3 = %(rest)s AND party_id BETWEEN %(first)s AND %(last)s
"""
FACTORS = {0: "1.0", 1: "1.5", 2: "0.9"}


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Regularisations (P19): a year of 200,000")
    cases, together = scale.count(CASES, 3), scale.count(TOGETHER, 3)
    catalogue.deploy(PROCESSES, by=BY, now=datetime.now(UTC))
    call_year(cases)
    single = report_cases(chapter, cases)
    keys = call_year(together, is_burdened=True)
    many = report_run(chapter, together)
    again = report_corrections(chapter, keys)
    chapter.figures |= {"settlements": single, "settled_together": many, "settled_again": again}
    hours = many * A_YEAR / 3600
    chapter.add(
        "200,000 incomes settled together, from the file to the letter",
        f"{hours:,.1f} hours of one core; each by its case {single * A_YEAR / 3600:,.1f}",
        f"≤ {HOURS} hours of one core",
        hours <= HOURS,
    )
    report_exactness(chapter)
    return chapter


def call_year(count: int, *, is_burdened: bool = False) -> range:
    """Everybody is called for the year and has paid it, some late or by a plan; then the incomes are told."""
    keys = population.settle(count)
    tell(0, keys)
    parties = list(Party.objects.filter(pk__in=keys).order_by("pk"))
    for number in range(1, 5):
        call_quarter(Quarter(YEAR, number), parties)
    analyse(*connection.introspection.table_names())
    if is_burdened:
        burdens.burden(keys)
    pay_all()
    tell(1, keys)
    tell(2, keys)
    analyse(*connection.introspection.table_names())
    return keys


def tell(rest: int, keys: range) -> None:
    """The income of those of the parties whose number leaves this rest."""
    values: dict[str, int | str] = {
        "year": YEAR - 3,
        "factor": FACTORS[rest],
        "rest": rest,
        "first": keys[0],
        "last": keys[-1],
    }
    with connection.cursor() as cursor:
        cursor.execute(TELL, values)


def call_quarter(quarter: Quarter, parties: Sequence[Party]) -> None:
    """What a quarterly call claims, without its cases: they would be followed all the while."""
    now = datetime.now(UTC)
    for first in range(0, len(parties), 500):
        chosen = parties[first : first + 500]
        assessed = assess_many(chosen, quarter, by=BY, now=now)
        book_many([describe_claim(party, quarter, assessed[party.pk]) for party in chosen])


def describe_claim(party: Party, quarter: Quarter, assessed: Assessed | str) -> Claim:
    if not isinstance(assessed, Assessed):
        raise TypeError(f"{party.reference} cannot be called: {assessed}")
    return Claim(
        party=party,
        kind=ReceivableKind.CONTRIBUTION.value,
        year=quarter.year,
        quarter=quarter.number,
        due_on=assessed.due_on,
        principal=assessed.principal,
        fee=assessed.fee,
        key=f"bench:{party.pk}:{quarter}",
        booked_on=quarter.first_day,
        trace=assessed.trace,
        by=str(BY),
    )


def pay_all() -> None:
    on = datetime.now(UTC).date()
    receipts = [
        Receipt(amount=one.total, value_on=on, booked_on=on, key=f"bench:{one.pk}", party=one.party)
        for one in burdens.list_payable()
    ]
    for first in range(0, len(receipts), 500):
        receive_many(receipts[first : first + 500])


@dataclass(frozen=True)
class Spent:
    """Processor seconds of this process, of the press and of the database's process for us; seconds by the clock."""

    own: float
    pressed: float
    database: float
    clock: float

    @property
    def ours(self) -> float:
        return self.own + self.pressed


def measure(act: Callable[[], object]) -> Spent:
    begun, own, pressed, served = perf_counter(), process_time(), spent_by_press(), spent_by_database()
    act()
    found = Spent(
        process_time() - own,
        spent_by_press() - pressed,
        spent_by_database() - served,
        perf_counter() - begun,
    )
    press.end_press()
    return found


def spent_by_database() -> float:
    """Of the process that serves this connection, on this machine."""
    connection.ensure_connection()
    return spent_by(connection.connection.info.backend_pid)


def report_cases(chapter: Chapter, count: int) -> float:
    """Processor seconds a case, the letters' typesetting included."""
    spent: dict[str, float] = defaultdict(float)

    def act() -> None:
        open_waiting(by=BY, now=datetime.now(UTC), most=count)
        work_off(spent)

    found = measure(act)
    each = found.ours / count
    chapter.add(f"{count:,} incomes, a case each", f"{each * 1000:.0f} ms of processor each", "–", None)
    clock, pressed = found.clock / count * 1000, found.pressed / count * 1000
    chapter.notes.append(f"A case each: by the clock {clock:.0f} ms, the press {pressed:.1f} ms.")
    chapter.notes += [f"{name}: {total / count * 1000:.1f} ms" for name, total in sorted(spent.items())]
    return each


def report_run(chapter: Chapter, count: int) -> float:
    """Processor seconds an income of a run: frozen, settled, told, its refunds approved, its cases begun."""
    spent: dict[str, Spent] = {}
    spent["freezing"] = measure(lambda: prepare(count))
    run = SettlementRun.objects.latest("pk")
    chapter.profile = profile(lambda: settle_first(run)) if count > 500 else ""
    left = count - run.rows.exclude(state=RegularisationState.WAITING).count()
    spent["booking"] = measure(lambda: book(run))
    spent["refunds"] = measure(lambda: approve(run))
    spent["letters"] = measure(
        lambda: settlement_letters.make_letters(run.pk, now=datetime.now(UTC), seconds=1e9)
    )
    spent["cases"] = measure(lambda: work_off(defaultdict(float)))
    shares = {"booking": left}
    each = sum(one.ours / (shares.get(name) or count) for name, one in spent.items())
    chapter.add(f"{count:,} incomes, settled together", f"{each * 1000:.1f} ms of processor each", "–", None)
    for name, one in spent.items():
        among = shares.get(name) or count
        told = (
            f"{one.ours / among * 1000:.1f} ms of processor, PostgreSQL {one.database / among * 1000:.1f} ms"
        )
        chapter.notes.append(f"Together, {name}: {told}; {one.clock / among * 1000:.1f} ms by the clock")
    return each


def report_corrections(chapter: Chapter, keys: range) -> float:
    """Processor seconds to book an income that is corrected after its supplement."""
    SettlementRun.objects.update(state=SettlementState.FINISHED)
    burdens.correct_incomes(keys, year=YEAR, rest=1, factor="0.8")
    count = sum(1 for one in keys if one % 3 == 1)
    prepare(count)
    run = SettlementRun.objects.latest("pk")
    found = measure(lambda: book(run))
    each = found.ours / count
    told = f"{each * 1000:.1f} ms of processor each"
    chapter.add(f"{count:,} corrected incomes, booked together", told, "–", None)
    return each


def prepare(count: int) -> None:
    run = settlement_runs.prepare_run(YEAR, by=worker_of(0), now=datetime.now(UTC), case_ref="")
    if run.population != count:
        raise RuntimeError(f"{run.population} incomes wait, not {count}.")
    settlement_runs.approve_run(run.pk, checksum=run.checksum, by=worker_of(1), now=datetime.now(UTC))


def settle_first(run: SettlementRun) -> None:
    settlement_running.settle_chunk(run.pk, by=BY, now=datetime.now(UTC))


def book(run: SettlementRun) -> None:
    while SettlementRun.objects.get(pk=run.pk).state == SettlementState.RUNNING:
        settlement_running.run_settlements(run.pk, by=BY, now=datetime.now(UTC))


def approve(run: SettlementRun) -> None:
    proposal = settlement_refunds.read_proposal(run.pk)
    settlement_refunds.approve_refunds(
        run.pk, checksum=proposal.checksum, by=worker_of(0), now=datetime.now(UTC)
    )


def work_off(spent: dict[str, float]) -> None:
    """Run every job there is, the first steps of recoveries too; what each kind takes of the processor is added up."""
    while sum(work_queue(queue, spent) for queue in Queue):
        pass


def work_queue(queue: Queue, spent: dict[str, float]) -> int:
    claimed = jobs.claim(queue, owner="benchmark", limit=50)
    for job in claimed:
        begun = process_time()
        execution.run(job)
        spent[job.operation] += process_time() - begun
    return len(claimed)


def report_exactness(chapter: Chapter) -> None:
    settled = Regularisation.objects.filter(state=RegularisationState.SETTLED)
    outcomes = dict(settled.order_by().values_list("outcome").annotate(Count("id")))
    refunds = Refund.objects.filter(regularisation__run__isnull=False)
    paid_back = sum(refunds.values_list("amount", flat=True), Decimal(0))
    chapter.notes.append(
        f"Outcomes: {outcomes}; waiting for a person: {Regularisation.objects.count() - settled.count()};"
        f" refunds of the run {refunds.count()}"
        f" of {paid_back:,.2f} EUR, not approved {refunds.filter(state='proposed').count()}."
    )
    incidents, faults = Incident.objects.count(), len(list(list_faults()))
    chapter.add("Incidents · faults in the books", f"{incidents} · {faults}", "0 · 0", not incidents + faults)
