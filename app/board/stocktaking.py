"""The first count in pieces: everything open is taken down bit by bit before there are figures.

A first count writes a row for each open promise and task; of a million it takes a minute and more, too long for one
transaction of a worker. So while there is no count, pieces are taken down, each in a transaction of its own with the
place where the next begins (`Stock`): a worker that dies leaves its piece to the next one. Nobody sees the rows
meanwhile, for all that is read is read as of a count. When all is down, the ordinary count compares it with what is
open by then and writes what has changed since its piece was taken: the first figures are as exact as all later ones.
"""

from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from app.board.conditions import OPEN_TASKS
from app.board.models import Rollup, Stock, Subject
from app.board.rollups import COLUMNS, KEYS, lock
from app.board.sources import SOURCES
from workflows import clock, jobs
from workflows.models import HumanTask, Queue, ServiceLevelClock

OPERATION, QUEUE = "board.take_stock", Queue.BULK
#: So many keys of promises, open or long closed; of tasks the runs of so many open ones.
PIECE = 5000
#: No piece is begun after this long, so that other work of the same worker is not kept waiting.
SECONDS = 0.5
#: Rows that stand from before the first count.
BEFORE = 0
TAKE = """
INSERT INTO board_standing (subject, {key}, since, case_ref, process, promise, step, kind, condition, age, soon,
    started_at, target_at)
SELECT %s, key, %s, case_file, of_process, of_promise, of_step, of_kind, condition, age, soon, begun_at, ends_at
FROM ({source}) present ON CONFLICT DO NOTHING
"""


def go_on(*, seconds: float | None = None) -> bool:
    """Take pieces for about so many seconds and ask for the next; true when a count can be made."""
    until = monotonic() + (SECONDS if seconds is None else seconds)
    while True:
        if take_piece(clock.ask_database()):
            return True
        if monotonic() > until:
            enqueue()
            return False


def enqueue() -> None:
    """The next pieces; asked for twice they are there once."""
    places = Stock.objects.order_by("pk").values_list("pk", "after", "is_down")
    key = "board-stock:" + ":".join(f"{pk}-{'all' if is_down else after}" for pk, after, is_down in places)
    jobs.enqueue(OPERATION, {}, key=key, now=clock.now())


@transaction.atomic
def take_piece(now: datetime) -> bool:
    """Take one piece down as it stands at `now`; true when nothing is left, or a count is there already."""
    lock()
    if Rollup.objects.exists():
        return True
    for subject in Subject:
        stock, _ = Stock.objects.get_or_create(subject=subject, defaults={"begun_at": now})
        if not stock.is_down:
            _take(stock, now)
            break
    return Stock.objects.filter(is_down=True).count() == len(Subject)


def _take(stock: Stock, now: datetime) -> None:
    within, end = BOUNDS[Subject(stock.subject)](stock.after)
    stock.taken += _write(Subject(stock.subject), within, now)
    stock.after, stock.is_down = (stock.after, True) if end is None else (str(end), False)
    stock.save(update_fields=["taken", "after", "is_down"])
    if stock.is_down:
        with connection.cursor() as cursor:  # the count that follows compares them all
            cursor.execute("ANALYZE board_standing")


def _write(subject: Subject, within: Q, now: datetime) -> int:
    rows = SOURCES[subject](now).filter(within).order_by().values(*COLUMNS)
    source, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(key=KEYS[subject], source=source), [subject, BEFORE, *values])
        return int(cursor.rowcount)


def bound_promises(after: str) -> tuple[Q, Any]:
    """The next keys in their order, and the last of them; None for it where these are the last."""
    following = ServiceLevelClock.objects.filter(pk__gt=int(after or 0))
    first = following.order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return Q(pk__gt=int(after or 0)), None
    last = first + PIECE - 1
    return Q(pk__gte=first, pk__lte=last), last


def bound_tasks(after: str) -> tuple[Q, Any]:
    """Runs of about so many open tasks, whole ones: those of one run stand together in an index of what is open."""
    following = Q(instance__gt=UUID(after)) if after else Q()
    last = find_last(HumanTask.objects.filter(following, state__in=OPEN_TASKS))
    return (following & Q(instance__lte=last), last) if last else (following, None)


def find_last(tasks: QuerySet[HumanTask]) -> UUID | None:
    return tasks.order_by("instance_id").values_list("instance_id", flat=True)[PIECE - 1 : PIECE].first()


BOUNDS = {Subject.PROMISE: bound_promises, Subject.TASK: bound_tasks}
