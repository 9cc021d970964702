"""W4: 100,000 timers due at once, drained through the real engine by real workers, one of which is killed half-way."""

from datetime import UTC, datetime
from time import perf_counter

from django.db import connection

from benchmarks import bulk, models
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.workers import Workers, wait_until
from workflows import jobs, timers
from workflows.models import Queue, Timer

DUE = 100_000
ALONE = 20_000
#: How many are fired once more under the profiler, where they were slow.
PROFILED = 500
LEASE = 60
#: Seconds between two looks.
REST = 0.5
#: 100,000 in five minutes; two is the stretch.
WANTED = 334

MAKE_DUE = """
UPDATE workflows_timer SET due_at = workflows_now() - random() * interval '1 hour'
WHERE id IN (SELECT t.id FROM workflows_timer t JOIN workflows_processinstance i ON i.id = t.instance_id
             WHERE i.definition_key = %s AND t.due_at > workflows_now() LIMIT %s)
"""
FIRED_TWICE = """
SELECT count(*) FROM (
    SELECT h.instance_id FROM workflows_historyevent h JOIN workflows_processinstance i ON i.id = h.instance_id
    WHERE i.definition_key = %s AND h.kind = 'timer_fired' GROUP BY h.instance_id HAVING count(*) > 1
) twice
"""
FIRED = """
SELECT count(*) FROM workflows_humantask WHERE definition_key = %s AND node_id = 'check' AND state = 'ready'
"""


def run(scale: Scale) -> Chapter:
    chapter = Chapter("W4: a storm of due timers, each fired by the engine in a transaction")
    alone, together = scale.count(ALONE, 40), scale.count(DUE, 300)
    lease = LEASE if scale.factor >= 1 else 3
    _provide(alone + together)
    single, _ = _drain(alone, workers=1, lease=lease, killed=False)
    chapter.add(f"{alone:,} timers, 1 worker", f"{single:,.0f}/s")
    rate, late = _drain(together, workers=2, lease=lease, killed=True)
    chapter.figures |= {"timers_1": single, "timers_2": rate}
    what = f"{together:,} timers, 2 workers, one killed half-way, the other goes on alone"
    chapter.add(what, f"{rate:,.0f}/s", f"≥ {WANTED}/s (100,000 in 5 min)", rate >= WANTED)
    chapter.add(
        "The batch the killed worker held",
        f"fired {late:.0f} s after everything else: its lease is {lease} s",
    )
    twice, fired = _ask(FIRED_TWICE), _ask(FIRED)
    lost = alone + together - fired
    chapter.add("Fired twice · lost", f"{twice} · {lost}", "0 · 0", twice == 0 and lost == 0)
    if rate < WANTED:
        looked_at = scale.count(PROFILED, 50)
        _provide(looked_at)
        _make_due(looked_at)
        chapter.profile = profile(lambda: [timers.run_due(owner="profile") for _ in range(10)])
    return chapter


def _provide(count: int) -> None:
    """Enough cases that wait for a timer; a bulk run starts what is missing."""
    models.publish(bulk.KEY, models.one_wait(bulk.KEY))
    there = _waiting()
    if there < count:
        bulk.start_many(count - there)


def _waiting() -> int:
    return Timer.objects.filter(instance__definition_key=bulk.KEY).count()


def _make_due(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MAKE_DUE, [bulk.KEY, count])


def _due() -> int:
    """Those not fired yet; asked seldom and by an instant, for counting a hundred thousand rows costs too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workflows_timer WHERE due_at <= %s", [datetime.now(UTC)])
        return int(cursor.fetchone()[0])


def _ask(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [bulk.KEY])
        return int(cursor.fetchone()[0])


def _drain(count: int, *, workers: int, lease: int, killed: bool) -> tuple[float, float]:
    """Timers a second from the moment they are due, the kill included, until none is left but those of a dead
    worker's batch; and how many seconds later these fired.
    """
    left = timers.BATCH if killed else 0
    with Workers(workers, "timers", lease=lease) as crew:
        _make_due(count)
        begun = perf_counter()
        jobs.wake([Queue.TIMERS])
        if killed:
            wait_until(lambda: _due() <= count / 2, 900, "half of the timers fire", rest=REST)
            crew.kill_one()
        wait_until(lambda: _due() <= left, 1200, "the timers fire", rest=REST)
        seconds = perf_counter() - begun
        late = wait_until(lambda: _due() == 0, 200, "the dead worker's timers fire")
    return (count - left) / seconds, late
