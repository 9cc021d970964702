"""The open tasks of a person's roles in the order of their due dates, merged from one index scan a role.

What a page costs depends on the page, not on how many million tasks are open: each role's queue gives its first few
rows behind the cursor, and these few are merged. The task's own fields narrow the scan where filters ask for it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from app.accounts.models import User
from app.inbox import standing_in
from workflows.models import HumanTask, TaskCandidate, TaskState
from workflows.step_rows import FAR_FUTURE

OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
Key = tuple[datetime, UUID]
#: One statement however many roles; `{queue}` reads one role's tasks, taken or free, in order. DISTINCT, for a task of
#: several roles comes up once for each.
MERGED = """
SELECT DISTINCT found.sort_due, found.task_id
FROM unnest(%s::text[]) AS asked(role)
CROSS JOIN unnest(%s::boolean[]) AS side(taken)
CROSS JOIN LATERAL ({queue}) found
ORDER BY found.sort_due, found.task_id
LIMIT %s
"""


def read_keys(
    user: User,
    roles: Collection[str],
    narrow: Q,
    *,
    free_only: bool,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Key]:
    """Due date and id of the next tasks; far future where there is no due date."""
    keys = set(_read_merged(roles, narrow, [False] if free_only else [False, True], after, limit))
    if not free_only:
        keys |= set(_read_own(user, narrow, after, limit))
    return sorted(keys)[:limit]


def _read_merged(
    roles: Collection[str], narrow: Q, taken: list[bool], after: tuple[datetime, str] | None, limit: int
) -> list[Key]:
    queue, values = _write_queue(_on_task(narrow), after, limit)
    with connection.cursor() as cursor:
        cursor.execute(MERGED.format(queue=queue), [sorted(roles), taken, *values, limit])
        return [(due, key) for due, key in cursor.fetchall()]


def _write_queue(narrow: Q, after: tuple[datetime, str] | None, limit: int) -> tuple[str, list[Any]]:
    """The statement of one role's queue inside `MERGED`, and its values."""
    asked, side = RawSQL("asked.role", ()), RawSQL("side.taken", ())
    found = TaskCandidate.objects.filter(narrow, role=asked, taken=side)
    if after:
        due, key = after
        found = found.filter(sort_due__gte=due).filter(Q(sort_due__gt=due) | Q(task_id__gt=key))
    rows = found.order_by("sort_due", "task_id").values_list("sort_due", "task_id")[:limit]
    statement, values = rows.query.sql_with_params()
    return statement, list(values)


def _on_task(narrow: Q) -> Q:
    """The same condition, said of a candidate's task."""
    return Q(*map(_say_of_task, narrow.children), _connector=narrow.connector, _negated=narrow.negated)


def _say_of_task(child: Any) -> Any:
    if isinstance(child, Q):
        return _on_task(child)
    name, value = child
    return f"task__{name}", value


def _read_own(user: User, narrow: Q, after: tuple[datetime, str] | None, limit: int) -> list[Key]:
    """The person's own tasks and those they do for absent colleagues: few, and perhaps outside their roles."""
    own = HumanTask.objects.filter(standing_in.own(user), narrow, state__in=OPEN_STATES)
    keys = own.order_by(F("due_at").asc(nulls_last=True), "id").values_list("due_at", "id")
    found = sorted((due or FAR_FUTURE, key) for due, key in keys)
    start = (after[0], UUID(after[1])) if after else None
    return [key for key in found if start is None or key > start][:limit]
