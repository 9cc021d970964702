"""Counting everything open, once a minute, and thinning out what was counted.

A count takes down what has changed since the last one (`Standing`) and adds everything up (`Figure`) in one
transaction: whoever reads a figure and, later, the list behind it reads the same rows. See decision 0053.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from app.board.models import Figure, Rollup, Stock, Subject
from app.board.sources import SOURCES
from workflows.rows import change, fetch

#: Counts of each minute are kept so long, then one an hour.
MINUTES_KEPT, HOURS_KEPT = timedelta(hours=2), timedelta(days=7)
COLUMNS = (
    "key", "case_file", "of_process", "of_promise", "of_step", "of_kind",
    "condition", "age", "soon", "begun_at", "ends_at",
)  # fmt: skip
KEYS = {Subject.PROMISE: "clock_id", Subject.TASK: "task_id"}
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('board roll up', 20260512))"
#: For this transaction: a million rows are compared in memory, and compiling the statement takes longer than it.
SETTINGS = "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"
# One statement, hence one view of the database. `ended` is counted first, so that a thing's old row is closed before
# its new one is made.
TAKE_DOWN = """
WITH present AS ({source}),
changed AS MATERIALIZED (
    SELECT k.id AS old, p.*
    FROM present p
    FULL JOIN (SELECT * FROM board_standing WHERE until IS NULL AND subject = %s) k ON k.{key} = p.key
    WHERE k.id IS NULL OR p.key IS NULL
       OR (k.case_ref, k.process, k.promise, k.step, k.kind, k.condition, k.age, k.soon, k.started_at, k.target_at)
          IS DISTINCT FROM (p.case_file, p.of_process, p.of_promise, p.of_step, p.of_kind, p.condition, p.age, p.soon,
                            p.begun_at, p.ends_at)
),
ended AS (
    UPDATE board_standing SET until = %s
    WHERE id = ANY(ARRAY(SELECT old FROM changed WHERE old IS NOT NULL)) RETURNING 1
)
INSERT INTO board_standing (subject, {key}, since, case_ref, process, promise, step, kind, condition, age, soon,
    started_at, target_at)
SELECT %s, key, %s, case_file, of_process, of_promise, of_step, of_kind, condition, age, soon, begun_at, ends_at
FROM changed WHERE key IS NOT NULL AND (SELECT count(*) FROM ended) >= 0
"""
ADD_UP = """
INSERT INTO board_figure (rollup_id, subject, process, promise, step, kind, condition, age, soon, number, earliest)
SELECT %(rollup)s, subject, process, promise, step, kind, condition, age, soon, count(*), min(target_at)
FROM board_standing WHERE until IS NULL
GROUP BY subject, process, promise, step, kind, condition, age, soon
"""
LATE = """
SELECT id FROM board_rollup r
WHERE id < (SELECT max(id) FROM board_rollup) AND (minute < %(hours)s OR (minute < %(minutes)s AND EXISTS (
    SELECT FROM board_rollup e WHERE e.id < r.id AND e.minute >= date_trunc('hour', r.minute))))
"""
FORGET = """
DELETE FROM board_standing s WHERE until IS NOT NULL
AND NOT EXISTS (SELECT FROM board_rollup r WHERE r.id >= s.since AND r.id < s.until)
"""


@transaction.atomic
def roll_up(now: datetime) -> Rollup:
    """Count what is open at `now`; the count of this minute, be it made by somebody else.

    Whoever comes at the same time waits and finds it made. A count that fails leaves nothing, and the next one takes
    down whatever has changed since the last that did not.
    """
    lock()
    change(SETTINGS, {})
    minute = now.replace(second=0, microsecond=0)
    known = Rollup.objects.filter(minute__gte=minute).order_by("-pk").first()
    if known is not None:
        return known
    made = Rollup.objects.create(minute=minute, at=now)
    for subject in Subject:
        take_down(subject, made)
    change(ADD_UP, {"rollup": made.pk})
    Stock.objects.all().delete()
    return made


def lock() -> None:
    """Until the end of this transaction nobody else counts or takes stock."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def take_down(subject: Subject, rollup: Rollup) -> int:
    """Close what stands no longer as it did and open what stands anew; the number opened."""
    source, values = write_source(subject, rollup.at)
    statement = TAKE_DOWN.format(source=source, key=KEYS[subject])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, subject, rollup.pk, subject, rollup.pk])
        return int(cursor.rowcount)


def write_source(subject: Subject, at: datetime) -> tuple[str, tuple[Any, ...]]:
    rows = SOURCES[subject](at).order_by().values(*COLUMNS)
    return rows.query.sql_with_params()


@transaction.atomic
def thin_out(now: datetime) -> int:
    """Keep each count for two hours, then the first of each hour for a week; the number forgotten. The newest stays."""
    late = fetch(LATE, {"minutes": now - MINUTES_KEPT, "hours": now - HOURS_KEPT})
    keys = [key for (key,) in late]
    Figure.objects.filter(rollup__in=keys).delete()
    Rollup.objects.filter(pk__in=keys).delete()
    change(FORGET, {})
    return len(keys)
