"""F1, F2, F12, F34 on the books: whoever dies in whatever moment, each amount is booked once and the books prove."""

import signal
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.cases.models import Case
from app.collection import booking, calls
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.collection.operations import write_ref
from app.ledger.models import Entry, Receivable, ReferenceTarget, Surcharge
from app.ledger.proofs import list_faults
from app.registers.quarters import Quarter
from benchmarks import population
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.faults.fund import Fund, wait_for
from tests.workflows.engine.drawing import ended, flows, node, started, timer, user
from tests.workflows.jobs.models import calls as calls_operation
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api, catalogue
from workflows.models import Incident, Job, Timer

ANNA, BEN, BY = actors.user(1), actors.user(2), actors.system("test")
NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
#: Three chunks: one worker dies before it writes its first, others later. Small, for each worker must come to its death
#: in time also on a machine that does ten other things.
CHUNK, PEOPLE = 40, 120
#: Enough for a worker to be in the middle of it when it is struck.
MANY = 400
DEATHS = ("call_before_commit:1", "call_after_commit:1", "call_before_commit:2")

REFERENCE = given("receivable_ref", "receivable_ref") + given("on", "on")
#: 1,000 EUR of 2025Q1 at the end of 2025: 3 % at each of four quarters' ends and 7 % on 1 January.
UNTIL, SURCHARGES = date(2026, 1, 5), 5


@pytest.fixture
def books(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fund]:
    """A fund whose books must prove when the test is over; its workers are forked and have this chunk as well."""
    monkeypatch.setattr(booking, "CHUNK", CHUNK)
    monkeypatch.setattr(booking.run_chunk, "__kwdefaults__", {"size": CHUNK})
    yield fund
    assert [str(fault) for fault in list_faults()] == []


def begin_call(fund: Fund, people: int = PEOPLE) -> QuarterlyCall:
    """A call of so many people, approved, that two jobs run until it is booked."""
    catalogue.deploy(["recovery"], by=BY, now=NOW)
    population.settle(people)
    call = calls.prepare_call(Quarter(2026, 1), by=ANNA, now=NOW)
    calls.approve_call(call.pk, checksum=call.checksum, by=BEN, now=NOW)
    publish(
        "call", *one_call("collection.run_call", inputs=given("call_ref", f"&quot;{write_ref(call)}&quot;"))
    )
    for _ in range(2):
        api.start("call", {}, by=BY)
    return call


def wait_until_booked(call: QuarterlyCall) -> None:
    wait_for(
        lambda: QuarterlyCall.objects.get(pk=call.pk).state == CallState.BOOKED,
        seconds=60,
        what="the call is booked",
    )


def check_called_once(call: QuarterlyCall) -> None:
    """One receivable, one entry, one case, one process and one reference for each of those called."""
    lines = CallLine.objects.filter(call=call)
    assert set(lines.values_list("state", flat=True)) == {LineState.BOOKED}
    parties, people = set(lines.values_list("party_id", flat=True)), call.population
    assert len(parties) == people
    owed = list(Receivable.objects.values_list("party_id", "case_ref"))
    assert (len(owed), {party for party, _ in owed}) == (people, parties)
    assert len({case for _, case in owed}) == people
    assert set(Case.objects.filter(process="recovery").values_list("reference", flat=True)) == {
        case for _, case in owed
    }
    assert Entry.objects.count() == ReferenceTarget.objects.count() == people
    assert ReferenceTarget.objects.values("reference").distinct().count() == people


@pytest.mark.parametrize("workers", [1, 2])
def test_f34_a_call_whose_workers_are_killed_books_each_party_once(books: Fund, workers: int) -> None:
    call = begin_call(books)
    left = call.population
    for death in DEATHS[: 4 - workers]:
        doomed = [books.worker(fault=death) for _ in range(workers)]
        for process in doomed:
            assert process.wait(40) == -signal.SIGKILL
        waiting = CallLine.objects.filter(call=call, state=LineState.WAITING).count()
        assert waiting <= left
        left = waiting
    books.worker()
    wait_until_booked(call)
    check_called_once(call)


def test_f34_a_call_killed_at_any_moment_books_each_party_once(books: Fund) -> None:
    call = begin_call(books, MANY)
    for seconds in (0.9, 1.7, 2.6):
        process = books.worker()
        time.sleep(seconds)
        process.kill()
        process.wait(10)
    books.worker()
    wait_until_booked(call)
    check_called_once(call)


def test_f2_a_call_whose_connections_are_killed_books_each_party_once(books: Fund) -> None:
    call = begin_call(books, MANY)
    worker = books.worker()
    for _ in range(5):
        time.sleep(0.7)
        books.kill_backends(but=books.backend())
    wait_until_booked(call)
    assert worker.poll() is None
    check_called_once(call)


def owe_many(count: int) -> list[Receivable]:
    return [owe(make_person(f"Ann Peeters {number}")) for number in range(count)]


def describe(receivable: Receivable) -> dict[str, object]:
    return {"receivable_ref": receivable.ref, "on": UNTIL}


def check_accrued_once(count: int) -> None:
    """Every debt has each of its surcharges once, and all debts have the same."""
    owed = Receivable.objects.values_list("id", "surcharge")
    assert len(owed) == count
    assert {amount for _, amount in owed} == {accrued()}
    found = Surcharge.objects.values("receivable", "kind", "accrued_on")
    assert found.distinct().count() == found.count() == count * SURCHARGES
    assert Entry.objects.filter(kind="surcharge").count() == count * SURCHARGES


def accrued() -> Decimal:
    """2025-03-31, 06-30, 09-30 and 12-31 at 3 % each of 1,000, and 7 % on 1 January 2026."""
    return 4 * Decimal("30.00") + Decimal("70.00")


def test_f1_workers_killed_while_they_book_repeat_no_amount(books: Fund) -> None:
    publish("late", *one_call("ledger.accrue_surcharge", inputs=REFERENCE))
    for receivable in owe_many(40):
        api.start("late", describe(receivable), by=BY)
    moments = ("before_commit:1", "after_commit:1", "before_commit:7", "step_before_commit:3")
    doomed = [books.worker(fault=moment) for moment in moments]
    for process in doomed:
        assert process.wait(30) == -signal.SIGKILL
    books.worker()
    wait_for(lambda: books.open_tasks() == 40, seconds=40, what="all tokens arrive")
    check_accrued_once(40)
    assert Job.objects.filter(state="done").count() == 40


def test_f12_a_storm_of_due_surcharges_books_each_once(books: Fund) -> None:
    count = 200
    drawn = (
        started(),
        node("intermediateCatchEvent", "waited", timer("Duration", "PT0S")),
        calls_operation("ledger.accrue_surcharge", inputs=REFERENCE),
        user("checked"),
        ended(),
        flows("started > waited > booked > checked > ended"),
    )
    publish("late", *drawn)
    starts = [api.Start(business_key=one.ref, data=describe(one)) for one in owe_many(count)]
    api.start_many("late", starts, by=BY)
    doomed = books.worker(fault="before_commit:20")
    assert doomed.wait(40) == -signal.SIGKILL
    for _ in range(2):
        books.worker()
    time.sleep(0.5)
    books.kill_backends(but=books.backend())
    wait_for(lambda: books.open_tasks() == count, seconds=40, what="the storm is over")
    check_accrued_once(count)
    assert not Timer.objects.exists()
    assert not Incident.objects.exists()
