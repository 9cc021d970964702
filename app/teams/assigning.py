"""Giving new tasks to people by the policy of their process: oldest first, one round at a time, within seconds.

A trigger writes each new task into `WaitingTask` in the transaction that makes it, so that a crash forgets none. One
round runs at a time (an advisory lock), hence no two rounds count the same room. It takes only the runs it can lock at
once: nobody's step waits for it, and nothing can block in a circle. What it leaves comes in the next round. A case
taken up again goes to who had it before. What follows a completion that may still be taken back waits for that moment.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from app.cases.links import hand_on_waiting
from app.cases.models import Case
from app.teams.choosing import Choice, NewTask, Worker, choose, give
from app.teams.models import Decision, WaitingTask, Why
from app.teams.policies import read_policies
from app.teams.queries import read_workers
from workflows import api, clock
from workflows.calendars import load_calendar
from workflows.models import HumanTask, ProcessInstance, TaskCandidate, TaskState

BATCH = 100
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('teams assignment', 0))"
BY = api.system("assignment")


@transaction.atomic
def assign_waiting(most: int = BATCH) -> int:
    """How many tasks were looked at; 0 also when another round runs."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
    keys = list(WaitingTask.objects.order_by("id").values_list("task", flat=True)[:most])
    held = api.list_revocable(keys)
    keys = [key for key in keys if key not in held]
    if not keys:
        return 0
    hand_on_waiting()
    tasks = read_lockable(keys)
    assign_all([tasks[key] for key in keys if key in tasks])
    settled = set(keys) - find_locked(keys, tasks)
    WaitingTask.objects.filter(task__in=settled).delete()
    return len(settled)


def read_lockable(keys: Collection[UUID]) -> dict[UUID, HumanTask]:
    """The tasks whose run could be locked at once and goes on, free and ready."""
    runs = ProcessInstance.objects.select_for_update(no_key=True, skip_locked=True)
    locked = list(runs.filter(tasks__in=keys, status="active", is_test=False).values_list("id", flat=True))
    found = HumanTask.objects.filter(pk__in=keys, instance__in=locked, state=TaskState.READY, assignee=None)
    return found.defer("draft", "outcome").in_bulk()


def find_locked(keys: Collection[UUID], taken: Mapping[UUID, HumanTask]) -> set[UUID]:
    """Tasks that still wait and were not looked at: somebody else is at their run."""
    rest = HumanTask.objects.filter(
        pk__in=set(keys) - set(taken), state=TaskState.READY, assignee=None, instance__status="active",
        instance__is_test=False,
    )  # fmt: skip
    return set(rest.values_list("pk", flat=True))


def assign_all(tasks: list[HumanTask]) -> None:
    """In this order; each choice sees what the ones before it gave."""
    policies, now = read_policies().processes, clock.now()
    wanted = [task for task in tasks if task.definition_key in policies]
    if not wanted:
        return
    workers, facts = read_workers(find_day(now), now), read_facts(wanted)
    for task in wanted:
        choice = choose(policies[task.definition_key], facts[task.pk], workers)
        write(task, choice, workers, now)
        workers = give(workers, choice.user)


def find_day(now: datetime) -> date:
    """Who is there: today, and on a closed day the next on which the fund works."""
    day, calendar = now.astimezone(clock.BRUSSELS).date(), load_calendar()
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)


def read_facts(tasks: list[HumanTask]) -> dict[UUID, NewTask]:
    cases = {
        case.reference: case
        for case in Case.objects.select_related("party").filter(
            reference__in={task.case_ref for task in tasks if task.case_ref}
        )
    }
    roles: dict[UUID, set[str]] = {task.pk: {task.role} for task in tasks}
    for key, role in TaskCandidate.objects.filter(task__in=tasks).values_list("task_id", "role"):
        roles[key].add(role)
    return {task.pk: tell(task, cases.get(task.case_ref), roles[task.pk]) for task in tasks}


def tell(task: HumanTask, case: Case | None, roles: Collection[str]) -> NewTask:
    party = case.party if case else None
    return NewTask(
        process=task.definition_key,
        roles=frozenset(roles),
        party=party.pk if party else None,
        owner=party.caseworker_id if party else None,
        substitute=party.substitute_id if party else None,
        language=case.language if case else "",
        opened_by=case.process if case else "",
    )


def write(task: HumanTask, choice: Choice, workers: list[Worker], now: datetime) -> None:
    if choice.user is not None:
        api.assign(task.pk, choice.user, by=BY)
    room = {str(one.user): [one.held, one.capacity] for one in workers}
    Decision.objects.create(
        task=task.pk,
        process=task.definition_key,
        user_id=choice.user,
        why=choice.why,
        at=now,
        details=room if choice.why is Why.LOAD else {},
    )
