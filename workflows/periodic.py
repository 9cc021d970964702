"""Periodic duties: each slot of a duty is a row, so that no, two or five schedulers do it once.

@periodic("seal_history", every=timedelta(seconds=10))
def seal() -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from time import monotonic

import structlog
from django.db import connection, transaction
from django.db.models import Max

from workflows import clock
from workflows.clashes import is_connection_lost
from workflows.errors import WorkflowError
from workflows.incident_reports import describe, open_incident
from workflows.models.background import PeriodicSlot
from workflows.models.job import Incident
from workflows.rows import fetch

log = structlog.get_logger(__name__)

Duty = Callable[[], object]
EPOCH = datetime(2000, 1, 3, tzinfo=UTC)  # a Monday: weekly slots begin on Mondays
MAX_ATTEMPTS = 3
REST = timedelta(minutes=1)
CATCH_UP_LIMIT = 200


class Missed(StrEnum):
    """What becomes of slots nobody was there for."""

    ONE = "one"  # the newest stands for all
    ALL = "all"  # each is done, oldest first
    SKIP = "skip"  # a slot late by a tenth of its period is left out


class DutyRefused(WorkflowError):
    """This periodic duty cannot be registered."""


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A duty done once each `every`, counted from a Monday midnight UTC."""

    name: str
    every: timedelta
    run: Duty
    missed: Missed = Missed.ONE

    def slot(self, moment: datetime) -> datetime:
        """The newest slot not after `moment`."""
        return EPOCH + (moment - EPOCH) // self.every * self.every


_register: dict[str, Periodic] = {}


def periodic(name: str, *, every: timedelta, missed: Missed = Missed.ONE) -> Callable[[Duty], Duty]:
    """Register a duty. It runs inside the transaction that marks its slot, so it must be short or in batches."""

    def register(function: Duty) -> Duty:
        if name in _register:
            raise DutyRefused("Two duties have the same name", name=name)
        if every < timedelta(seconds=1):
            raise DutyRefused("A duty runs at most once a second", name=name)
        _register[name] = Periodic(name=name, every=every, run=function, missed=missed)
        return function

    return register


def duties() -> tuple[Periodic, ...]:
    return tuple(_register[name] for name in sorted(_register))


def run_due(*, seconds: float | None = None) -> int:
    """Do every slot that is due and not done, none begun after so many seconds; the number done or tried."""
    begun, count = monotonic(), 0
    for duty, slot in _list_slots(clock.ask_database()):
        count += _try_slot(duty, slot)
        if count and seconds is not None and monotonic() - begun > seconds:
            break
    return count


def _list_slots(moment: datetime) -> list[tuple[Periodic, datetime]]:
    return [(duty, slot) for duty, slots in _list_waiting(moment) for slot in slots]


def _try_slot(duty: Periodic, slot: datetime) -> int:
    try:
        return _run_slot(duty, slot)
    except Exception as error:
        if is_connection_lost(error):
            raise
        _record_failure(duty, slot, error)
        return 1


def _list_waiting(moment: datetime) -> list[tuple[Periodic, list[datetime]]]:
    """Each duty with its slots to do now, oldest first: those that failed and rest no longer, then the missed and the
    present one. A worker asks all the time: two statements for all duties."""
    failed: dict[str, list[datetime]] = {}
    resting = PeriodicSlot.objects.filter(done_at=None, parked=False, retry_at__lte=moment).order_by("slot")
    for name, slot in resting.values_list("name", "slot"):
        failed.setdefault(name, []).append(slot)
    last = dict(PeriodicSlot.objects.order_by("name").values_list("name").annotate(Max("slot")))
    return [
        (duty, [*failed.get(duty.name, ()), *_new_slots(duty, moment, last.get(duty.name))])
        for duty in duties()
    ]


def _new_slots(duty: Periodic, moment: datetime, last: datetime | None) -> list[datetime]:
    """`last` is the newest slot of the duty that is known."""
    newest = duty.slot(moment)
    if last is not None and last >= newest:
        return []
    if duty.missed is Missed.SKIP and moment - newest > duty.every / 10:
        return []
    if duty.missed is not Missed.ALL or last is None:
        return [newest]
    missing = min((newest - last) // duty.every, CATCH_UP_LIMIT)
    return [last + duty.every * step for step in range(1, missing + 1)]


def _run_slot(duty: Periodic, slot: datetime) -> int:
    """Run once: whoever holds the duty's lock and finds the slot undone. 0 when another scheduler has it."""
    with transaction.atomic():
        if not _take(duty.name):
            return 0
        row, created = PeriodicSlot.objects.get_or_create(name=duty.name, slot=slot)
        if not created and (row.done_at is not None or row.parked or _rests(row)):
            return 0
        duty.run()
        row.done_at, row.attempts, row.last_error = clock.ask_database(), row.attempts + 1, ""
        row.save(update_fields=["done_at", "attempts", "last_error"])
    return 1


def _rests(row: PeriodicSlot) -> bool:
    """Another scheduler has tried it since this one looked."""
    return row.retry_at is not None and row.retry_at > clock.ask_database()


def _take(name: str) -> bool:
    rows = fetch(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 20260512))", {"name": f"duty {name}"}
    )
    return bool(rows[0][0])


def _record_failure(duty: Periodic, slot: datetime, error: Exception) -> None:
    # Its words may quote a row: they stand in the slot and the incident, not in the log.
    log.warning("periodic_failed", duty=duty.name, slot=slot.isoformat(), error=type(error).__name__)
    moment = clock.ask_database()
    with transaction.atomic():
        row, _ = PeriodicSlot.objects.select_for_update().get_or_create(name=duty.name, slot=slot)
        if row.done_at is not None or row.parked:
            return
        row.attempts += 1
        row.last_error = describe(error)
        row.retry_at = moment + REST
        row.parked = row.attempts >= MAX_ATTEMPTS
        row.save()
        if row.parked:
            _report(duty, row, error)


def _report(duty: Periodic, row: PeriodicSlot, error: Exception) -> None:
    """One open incident a duty: the next slots try again anyway."""
    if not Incident.objects.filter(kind="periodic_failed", node_id=duty.name, state="open").exists():
        message = f"{duty.name} for {row.slot:%Y-%m-%d %H:%M}: {row.last_error}"
        open_incident("periodic_failed", message, error=error, node_id=duty.name)


def forget_old_slots(*, before: datetime) -> int:
    """Delete the rows of done slots, keeping each duty's newest, which says where to go on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM workflows_periodicslot p WHERE done_at IS NOT NULL AND slot < %s
               AND EXISTS (SELECT 1 FROM workflows_periodicslot n WHERE n.name = p.name AND n.slot > p.slot)""",
            [before],
        )
        return int(cursor.rowcount)
