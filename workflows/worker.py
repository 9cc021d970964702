"""One worker: rounds of work over its queues, then a rest ended by a notification or a growing interval.

The same rounds are run by `manage.py worker` and by a Celery task that received a hint.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FrameType

import structlog
from django.conf import settings
from django.db import Error, connection
from psycopg.pq import TransactionStatus

from workflows import (
    alarms,
    bulk_running,
    execution,
    jobs,
    operations,
    outbox,
    periodic,
    service_levels,
    timers,
)
from workflows.clashes import is_clash, is_connection_lost
from workflows.errors import InstanceBusy, InstanceChanged
from workflows.heartbeat import Heartbeat, make_name, resident_bytes
from workflows.models.job import Queue
from workflows.rows import fetch

log = structlog.get_logger(__name__)

ALL_QUEUES = tuple(Queue)
JOB_BATCH = 10
#: Jobs of a batch not begun after this long go back, for another worker may be idle.
BATCH_SECONDS = 2.0
#: Duties not begun after this long wait for the next round: jobs that came meanwhile go first.
DUTY_SECONDS = 1.0
#: Nothing waits longer for a lock: whoever holds one that long must not keep a worker from all its other work.
LOCK_TIMEOUT = "10s"
# A worker that is frozen, or whose machine is gone, in the middle of a transaction: its lease runs out, but its locks
# would keep the job, the case and its people waiting until PostgreSQL hears of the death.
BOUND = """
SELECT set_config('lock_timeout', %(wait)s, false), set_config('idle_in_transaction_session_timeout', %(idle)s, false)
"""
MILLISECOND = timedelta(milliseconds=1)
REST_SHORTEST, REST_LONGEST = 1.0, 5.0
STUCK_SECONDS = 30.0
#: How often work that ends by itself begins anew after a lost connection.
RECONNECTIONS = 3


def _is_in_transaction() -> bool:
    return bool(connection.connection.info.transaction_status != TransactionStatus.IDLE)


class _Woken(BaseException):
    """Ends a rest at once."""


class Worker:
    """Claims and runs until told to stop. One thread of work; `beat` keeps its leases."""

    def __init__(
        self, queues: Sequence[Queue] = ALL_QUEUES, *, executor: str = "embedded", file: str = ""
    ) -> None:
        self.queues = tuple(queues)
        self.name = make_name()
        self.beat = Heartbeat(name=self.name, executor=executor, queues=self.queues, path=file)
        self.stopping = False
        #: Whether the last drain ended by its time and not for want of work.
        self.has_more = False
        self.duty_seconds: float | None = DUTY_SECONDS
        self._resting = False
        self._listening_on: object = None
        self._connected_by: object = None
        self._swept_at = 0.0
        self._duties_at = 0.0

    def run(self, *, listen: bool = True, shortest: float = REST_SHORTEST, parent: int = 0) -> None:
        """Work until SIGTERM or SIGINT, until the memory bound is reached, or until `parent` has gone."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        log.info("worker_started", worker=self.name, queues=list(self.queues))
        rest = shortest
        with self.beat.running():
            while not (self.stopping or self._is_too_large() or (parent and os.getppid() != parent)):
                try:
                    done = self.round()
                    rest = shortest if done else min(rest * 1.5, max(REST_LONGEST, shortest))
                    if not done:
                        self._rest(rest, listen=listen)
                except Error as error:
                    rest = min(rest * 1.5, REST_LONGEST)
                    self._reconnect(error)
        log.info("worker_stopped", worker=self.name, done=self.beat.done)

    def attempt(self, work: Callable[[], int]) -> int:
        """Do it, and begin anew when the connection is lost meanwhile, as `run` does; a few times."""
        for _ in range(RECONNECTIONS):
            try:
                return work()
            except Error as error:
                if not is_connection_lost(error):
                    raise
                self._reconnect(error)
        return work()

    def drain(self, *, seconds: float | None = None) -> int:
        """Work until nothing is due, or for about `seconds`; the pieces of work done."""
        begun, total = time.monotonic(), 0
        while not self.stopping:
            done = self.round()
            total += done
            self.has_more = done > 0
            if not done or (seconds is not None and time.monotonic() - begun > seconds):
                break
        return total

    def round(self) -> int:
        """One turn over the queues, the interactive one again before each other: nobody waits behind bulk work."""
        self._connect()
        self._sweep()
        done = 0
        for queue in self.queues:
            if self.stopping:
                break
            if queue is not Queue.INTERACTIVE and done and Queue.INTERACTIVE in self.queues:
                done += self.run_jobs(Queue.INTERACTIVE)
            done += self._run_queue(queue)
        self.beat.done += done
        return done

    def _run_queue(self, queue: Queue) -> int:
        done = self.run_jobs(queue)
        if queue is Queue.TIMERS:
            fired = self._try(lambda: timers.run_due(owner=self.name))
            done += fired + self._try(service_levels.check_due)
            done += self._try(lambda: self._run_duties(busy=fired > 0))
        elif queue is Queue.OPERATIONS:
            done += self._try(self._post)
        elif queue is Queue.BULK:
            done += self._try(lambda: bulk_running.run_chunk(owner=self.name))
        return done

    def _try(self, work: Callable[[], int]) -> int:
        """One kind of work; what the database refuses is left for the next round and keeps no other kind waiting."""
        try:
            return work()
        except (Error, InstanceBusy, InstanceChanged) as error:
            if is_connection_lost(error) or connection.in_atomic_block:
                raise
            # Its words may quote a row.
            failure = type(error.__cause__ or error).__name__
            log.warning("work_put_off", worker=self.name, error=failure, clash=is_clash(error))
            return 0

    def _run_duties(self, *, busy: bool) -> int:
        """Periodic duties; in a storm of timers once a second is enough."""
        moment = time.monotonic()
        if busy and moment - self._duties_at < 1:
            return 0
        self._duties_at = moment
        return periodic.run_due(seconds=self.duty_seconds)

    def _post(self) -> int:
        try:
            return outbox.run_due()
        except alarms.WorkInterrupted:
            return 0

    def run_jobs(self, queue: Queue) -> int:
        """Claim and run one batch; the number of jobs begun."""
        claimed = jobs.claim(queue, owner=self.name, limit=JOB_BATCH)
        begun = time.monotonic()
        for place, job in enumerate(claimed):
            if self.stopping or (place and time.monotonic() - begun > BATCH_SECONDS):
                jobs.release([later.id for later in claimed[place:]], owner=self.name)
                return place
            with self.beat.holding(later.id for later in claimed[place:]):
                self.beat.expect_within(self._limit(job.operation) + STUCK_SECONDS)
                execution.run(job)
        return len(claimed)

    def _limit(self, operation: str) -> float:
        return operations.get(operation).timeout.total_seconds() if operations.is_known(operation) else 0.0

    def _connect(self) -> None:
        """A round begins on a connection with no transaction open and an end to each wait; what was claimed over a
        lost one is given back, for its lease may last longer than anybody should wait."""
        connection.ensure_connection()
        if not connection.in_atomic_block and _is_in_transaction():
            # An alarm that rang while one was begun: whatever is claimed in it would never be seen by anybody.
            log.error("transaction_left_open", worker=self.name)
            connection.close()
            connection.ensure_connection()
        if self._connected_by is connection.connection:
            return
        fetch(BOUND, {"wait": LOCK_TIMEOUT, "idle": f"{2 * jobs.lease() // MILLISECOND}ms"})
        if self._connected_by is not None:
            jobs.give_back(owner=self.name)
            timers.give_back(owner=self.name)
        self._connected_by = connection.connection

    def _sweep(self) -> None:
        """At most three times a lease, look for leases that ended."""
        moment = time.monotonic()
        if moment - self._swept_at >= min(jobs.lease().total_seconds() / 3, 10):
            self._swept_at = moment
            jobs.sweep()

    def _rest(self, seconds: float, *, listen: bool) -> None:
        """Sleep until a notification, a signal or the end of the interval (spread, so that workers do not march)."""
        wait = seconds * random.uniform(0.8, 1.2)  # noqa: S311
        try:
            self._resting = True
            if self.stopping:
                return
            if listen:
                self._listen(wait)
            else:
                time.sleep(wait)
        except _Woken:
            log.debug("rest_ended", worker=self.name)
        finally:
            self._resting = False

    def _listen(self, seconds: float) -> None:
        connection.ensure_connection()
        raw = connection.connection
        mine = set(self.queues)
        with connection.wrap_database_errors:
            if self._listening_on is not raw:
                raw.execute("LISTEN vigie_work")
                self._listening_on = raw
            for notice in raw.notifies(timeout=seconds):
                if mine & set(notice.payload.split(",")):
                    return

    def _reconnect(self, error: Error) -> None:
        # A lost connection is told in the server's words; any other error may quote a row.
        told = str(error).strip() if is_connection_lost(error) else type(error).__name__
        log.warning("database_lost", worker=self.name, error=told)
        if not is_clash(error):
            connection.close()
        self._rest(random.uniform(0.2, 1.0), listen=False)  # noqa: S311

    def _is_too_large(self) -> bool:
        limit = settings.WORKER_MEMORY_MEGABYTES * 1024 * 1024
        if 0 < limit < resident_bytes():
            log.warning("worker_too_large", worker=self.name, bytes=resident_bytes())
            return True
        return False

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self.stopping = True
        alarms.stop_within(settings.GRACE_SECONDS)
        if self._resting:
            self._resting = False
            raise _Woken()
