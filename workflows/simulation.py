"""Living through time on a demo or test fund: from due instant to due instant, everything due done at each.

The same worker does the work as in production; only the clock is moved, never back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Min, Q

from workflows import clock, history, messages, suspensions
from workflows.clock import BRUSSELS, ClockMovesForward
from workflows.models.instance import ProcessInstance
from workflows.models.job import Job
from workflows.models.messaging import OutboxMessage
from workflows.models.service_level import ServiceLevelClock
from workflows.models.states import InstanceStatus, JobState
from workflows.models.waiting import Timer
from workflows.outbox import topics
from workflows.step_rows import FAR_FUTURE
from workflows.worker import Worker

ONE_DAY = timedelta(days=1)
Visitor = Callable[[datetime], None]
#: The instant of a day at which a visitor comes; None on days without a visit.
Timetable = Callable[[date], datetime | None]


@dataclass(frozen=True)
class Simulated:
    """What passed: instants stopped at, and pieces of work done."""

    began: datetime
    ended: datetime
    instants: int
    work: int


def simulate(
    until: datetime,
    *,
    visit: Visitor | None = None,
    timetable: Timetable | None = None,
    duties_each: timedelta = ONE_DAY,
) -> Simulated:
    """Move the virtual clock to `until`, stopping at each due instant and at the beginning of each day with duties.

    `visit` is called at every stop, once what was due is done: a demo fund lets its people act there; what they
    set off is done before time goes on. With a `timetable` it is called once on each day that this names, at the
    instant it names. Periodic duties are done at the beginning of a day, when `duties_each` has passed since: with
    rare duties and nothing due, decades pass in a few stops. A clock that ticked ticks on from `until`; a frozen one
    stays frozen.
    Raises ClockIsReal on a production fund, ClockMovesForward for an instant that has passed.
    """
    clock.refuse_real()
    began, frozen = clock.now(), clock.is_frozen()
    if until < began:
        raise ClockMovesForward(now=began.isoformat(), asked=until.isoformat())
    began = clock.freeze()
    history.ensure_months(began.date(), until.date() + timedelta(days=31))
    try:
        return pass_time(began, until, visit, timetable, duties_each)
    finally:
        if not frozen:
            clock.release()


def pass_time(
    began: datetime,
    until: datetime,
    visit: Visitor | None,
    timetable: Timetable | None = None,
    duties_each: timedelta = ONE_DAY,
) -> Simulated:
    worker, duties_at = Traveller(executor="simulation"), began + duties_each
    visits = plan_visits(began, timetable)
    now, instants, work = began, 1, live_now(worker, began, visit if visits(began) else None)
    while now < until:
        tomorrow = find_tomorrow(now if timetable else max(now, duties_at - ONE_DAY))
        now = min(find_next(now), find_visit(now, timetable), tomorrow, until)
        clock.move_to(now)
        if now == until or (now == tomorrow and now + ONE_DAY > duties_at):
            worker.has_duties, duties_at = True, now + duties_each
        instants, work = instants + 1, work + live_now(worker, now, visit if visits(now) else None)
    return Simulated(began, until, instants, work)


def plan_visits(began: datetime, timetable: Timetable | None) -> Callable[[datetime], bool]:
    """Whether the visitor comes at an instant; without a timetable at each."""
    if timetable is None:
        return lambda _now: True
    return lambda now: now > began and timetable(now.astimezone(BRUSSELS).date()) == now


def find_visit(now: datetime, timetable: Timetable | None) -> datetime:
    """Today's visit when it is still to come; the end of time when there is none."""
    at = timetable(now.astimezone(BRUSSELS).date()) if timetable else None
    return at if at is not None and at > now else FAR_FUTURE


class Traveller(Worker):
    """The worker of a simulation: it has periodic duties when told, and not at every instant something is due.

    Only messages are delivered at every instant, as elsewhere within seconds: a debt that is paid is not reminded of.
    Its duties are all done, however long the machine takes: a real worker would come back to the rest in a moment, and
    here that moment lies days away.
    """

    has_duties = True

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.duty_seconds = None

    def _run_duties(self, *, busy: bool) -> int:  # noqa: ARG002  the signature of the worker
        if not self.has_duties:
            return messages.deliver_waiting()
        self.has_duties = False
        return super()._run_duties(busy=False)


def live_now(worker: Worker, now: datetime, visit: Visitor | None) -> int:
    """Everything due at one instant, then what people do at it, then what that sets off."""
    work = worker.drain()
    if visit is not None:
        visit(now)
        work += worker.drain()
    return work


def find_next(now: datetime) -> datetime:
    """The next instant at which something is due; the end of time when nothing is."""
    active = ProcessInstance.objects.filter(status=InstanceStatus.ACTIVE)
    active = active.exclude(definition_key__in=suspensions.list_held())
    # What begins by itself stays in: a start that was missed is still due when the process goes on.
    timers = Timer.objects.filter(due_at__gt=now).filter(Q(instance=None) | Q(instance__in=active))
    jobs = Job.objects.filter(state=JobState.READY, due_at__gt=now)
    own_jobs = jobs.filter(instance__isnull=True) | jobs.filter(instance__in=active)
    messages = OutboxMessage.objects.filter(sent_at=None, due_at__gt=now, topic__in=topics())
    levels = ServiceLevelClock.objects.filter(next_at__gt=now)
    found: list[datetime | None] = [
        rows.aggregate(at=Min("due_at"))["at"] for rows in (timers, own_jobs, messages)
    ]
    found.append(levels.aggregate(at=Min("next_at"))["at"])
    return min((at for at in found if at is not None), default=FAR_FUTURE)


def find_tomorrow(now: datetime) -> datetime:
    """The beginning of the next day in Brussels."""
    midnight = now.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1)).astimezone(UTC)
