"""What screens read: the inbox by roles, the work of a case, the history of an instance, open incidents.

The inbox is one index scan for each role, merged: its cost depends on the page, not on how much is open. Pages go on
behind a cursor, never by offset; counts stop at a cap and are shown as "1000+".
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from workflows.models.history import HistoryEvent
from workflows.models.human_task import OPEN, SORT_DUE, HumanTask
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident
from workflows.models.states import IncidentState, TaskState

CAP = 1000

PAGE = """
SELECT DISTINCT found.sort_due, found.task_id
FROM unnest(%(roles)s::text[]) AS role(name)
CROSS JOIN unnest(%(taken)s::boolean[]) AS taken(state)
CROSS JOIN LATERAL (
    SELECT c.sort_due, c.task_id FROM workflows_taskcandidate c
    WHERE c.role = role.name AND c.taken = taken.state AND (c.sort_due, c.task_id) > (%(due)s, %(id)s)
    ORDER BY c.sort_due, c.task_id
    LIMIT %(limit)s
) found
ORDER BY found.sort_due, found.task_id
LIMIT %(limit)s
"""
# Reading stops after `rows`, before duplicates are dropped: a task of two roles stands there twice.
COUNT = """
SELECT counted.rows, counted.tasks
FROM unnest(%(before)s::timestamptz[], %(free)s::boolean[], %(claimed)s::boolean[])
    WITH ORDINALITY AS asked(before, free, claimed, place)
CROSS JOIN LATERAL (
    SELECT count(*) AS rows, count(DISTINCT read.task_id) AS tasks FROM (
        SELECT found.task_id
        FROM unnest(%(roles)s::text[]) AS role(name)
        CROSS JOIN (VALUES (false), (true)) AS taken(state)
        CROSS JOIN LATERAL (
            SELECT c.task_id FROM workflows_taskcandidate c
            WHERE c.role = role.name AND c.taken = taken.state AND c.sort_due < asked.before
            LIMIT %(rows)s
        ) found
        WHERE CASE WHEN taken.state THEN asked.claimed ELSE asked.free END
        LIMIT %(rows)s
    ) read
) counted
ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it."""

    due: datetime
    task_id: UUID

    def __str__(self) -> str:
        return f"{self.due.isoformat()}~{self.task_id}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """From its text form; raises ValueError for anything else."""
        due, _, key = text.partition("~")
        instant = datetime.fromisoformat(due)
        if instant.tzinfo is None:
            raise ValueError("A cursor needs an instant with its offset.")
        return cls(instant, UUID(key))


@dataclass(frozen=True, slots=True)
class Page:
    """Tasks in the order of their due dates; `next` is None on the last page."""

    tasks: Sequence[HumanTask]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class CappedCount:
    """A count that stops: `exact` is false for "1000+"."""

    number: int
    exact: bool

    def __str__(self) -> str:
        return str(self.number) if self.exact else f"{self.number}+"


def open_tasks(
    roles: Collection[str], *, after: Cursor | None = None, limit: int = 25, taken: bool | None = False
) -> Page:
    """A page of open tasks these roles may take, the most pressing first.

    `taken` False lists what nobody has claimed, True what somebody has, None both.
    """
    values: dict[str, Any] = {
        "roles": sorted(set(roles)),
        "taken": [False, True] if taken is None else [taken],
        "due": after.due if after else "-infinity",
        "id": str(after.task_id if after else UUID(int=0)),
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAGE, values)
        found = cursor.fetchall()
    rows = found[:limit]
    return Page(_tasks_in_order([row[1] for row in rows]), Cursor(*rows[-1]) if len(found) > limit else None)


def _tasks_in_order(keys: Sequence[UUID]) -> list[HumanTask]:
    tasks = HumanTask.objects.select_related("assignee").defer("outcome").in_bulk(keys)
    return [tasks[key] for key in keys if key in tasks]


@dataclass(frozen=True, slots=True)
class Question:
    """What to count: open tasks due before an instant, `taken` as of `open_tasks`."""

    before: datetime | None = None
    taken: bool | None = False


def count_open(
    roles: Collection[str], *, before: datetime | None = None, taken: bool | None = False, cap: int = CAP
) -> CappedCount:
    """How many open tasks these roles may take, due before an instant, counted up to a cap."""
    return count_each(roles, [Question(before, taken)], cap=cap)[0]


def count_each(roles: Collection[str], questions: Sequence[Question], *, cap: int = CAP) -> list[CappedCount]:
    """Several counts in one round trip. One that stopped at the cap is not exact."""
    values: dict[str, Any] = {
        "roles": sorted(set(roles)),
        "before": [one.before.isoformat() if one.before else "infinity" for one in questions],
        "free": [one.taken is not True for one in questions],
        "claimed": [one.taken is not False for one in questions],
        "rows": 2 * (cap + 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        found = cursor.fetchall()
    return [CappedCount(min(tasks, cap), tasks <= cap and rows < values["rows"]) for rows, tasks in found]


def my_tasks(user_id: int, *, limit: int = 200) -> QuerySet[HumanTask]:
    """The open tasks of a person, the most pressing first."""
    mine = HumanTask.objects.filter(OPEN, assignee_id=user_id, instance__is_test=False).defer("outcome")
    return mine.order_by(SORT_DUE, "id")[:limit]


def case_tasks(case_ref: str, *, only_open: bool = False) -> QuerySet[HumanTask]:
    """The tasks of a case in the order they came up; none for an empty reference."""
    if not case_ref:
        return HumanTask.objects.none()
    tasks = HumanTask.objects.filter(case_ref=case_ref, instance__is_test=False).select_related("assignee")
    return (tasks.filter(OPEN) if only_open else tasks).order_by("created_at", "id")


def find_performer(case_ref: str, node: str, *, otherwise: str) -> str:
    """`user:12`, who completed a task of the case last; `otherwise` where nobody did.

    `node` is the task's id, or the end of it where a called process puts its own before.
    """
    done = case_tasks(case_ref).filter(node_id__endswith=node, state=TaskState.COMPLETED)
    # Two looks of one instant: the engine numbers its tokens, so the later one has the greater number.
    last = done.order_by("-closed_at", Length("engine_task").desc(), "-engine_task").first()
    return last.closed_by if last is not None and last.closed_by else otherwise


def case_instances(case_ref: str) -> QuerySet[ProcessInstance]:
    """The runs of a case, the first started first; none for an empty reference."""
    if not case_ref:
        return ProcessInstance.objects.none()
    runs = ProcessInstance.objects.filter(case_ref=case_ref, is_test=False).defer("state")
    return (
        runs.select_related("version__definition")
        .defer("version__files", "state")
        .order_by("started_at", "id")
    )


def case_history(case_ref: str, *, after: int = 0, limit: int = 500) -> QuerySet[HistoryEvent]:
    """What happened in all runs of a case, in order."""
    keys = case_instances(case_ref).values_list("id", flat=True)
    return HistoryEvent.objects.filter(instance_id__in=list(keys), id__gt=after).order_by("id")[:limit]


def open_incidents(*, after: int = 0, limit: int = 100, definition_key: str = "") -> QuerySet[Incident]:
    """Incidents an operator must look at, the oldest first."""
    waiting = Incident.objects.filter(state=IncidentState.OPEN, id__gt=after).select_related(
        "instance", "job"
    )
    if definition_key:
        waiting = waiting.filter(instance__definition_key=definition_key)
    return waiting.defer("instance__state").order_by("id")[:limit]
