"""How many open tasks each view of the inbox holds, for the menu and the head of the page.

Written as SQL: every page of the site asks it, and putting the statement together took the ORM longer than PostgreSQL
takes to answer it.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection

from app import page_time
from app.accounts.hiding import UNHIDDEN
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.confidentiality.veil import veil_of
from app.inbox import standing_in
from app.inbox.filters import View
from app.teams.queries import limit_of
from workflows import clock
from workflows.api import Question, count_each

#: Counts stop here and are shown as "1000+".
CAP = 1000

# `stranger`: held by the user though none of the user's roles may take it. The work of the user alone is counted to
# the end, for it is little; materialized, so that `stranger` is asked once a task, and trials are left out by their
# own small index, not by looking at the instance of each task.
OWN = """
WITH roles AS (SELECT %(roles)s::text[] AS names), own AS MATERIALIZED (
    SELECT t.due_at, t.follow_up_at, NOT EXISTS (
        SELECT FROM workflows_taskcandidate c WHERE c.task_id = t.id AND c.role = ANY(roles.names)) AS stranger
    FROM roles, workflows_humantask t
    WHERE t.state IN ('ready', 'claimed') AND ({own}) {unveiled}
      AND t.instance_id NOT IN (SELECT id FROM workflows_processinstance WHERE is_test)
), put_off AS (
    SELECT t.assignee_id
    FROM roles, workflows_humantask t
    WHERE t.state IN ('ready', 'claimed') AND t.follow_up_at > %(now)s {unveiled}
      AND t.instance_id NOT IN (SELECT id FROM workflows_processinstance WHERE is_test)
      AND ({own} OR EXISTS (
        SELECT FROM workflows_taskcandidate c WHERE c.task_id = t.id AND c.role = ANY(roles.names)))
)
SELECT
    count(*) FILTER (WHERE follow_up_at IS NULL OR follow_up_at <= %(now)s),
    count(*) FILTER (WHERE due_at >= %(now)s AND due_at < %(tonight)s
                     AND (follow_up_at IS NULL OR follow_up_at <= %(now)s)),
    count(*) FILTER (WHERE due_at < %(now)s AND (follow_up_at IS NULL OR follow_up_at <= %(now)s)),
    count(*) FILTER (WHERE stranger),
    count(*) FILTER (WHERE stranger AND due_at < %(now)s),
    (SELECT count(*) FROM put_off),
    (SELECT count(*) FROM put_off WHERE assignee_id IS NULL)
FROM own
"""


UNVEILED = "AND " + UNHIDDEN.format(row="t")
#: Of the tasks that roles may take, those of hidden cases: few, and taken off the figures of the roles' queues. A case
#: that is closed has no open task.
HIDDEN = """
SELECT
    count(*) FILTER (WHERE t.assignee_id IS NULL),
    count(*) FILTER (WHERE t.assignee_id IS NULL AND t.follow_up_at > %(now)s),
    count(*) FILTER (WHERE t.due_at < %(now)s),
    count(*)
FROM cases_case c JOIN workflows_humantask t ON t.case_ref = c.reference
WHERE (c.party_id = ANY(%(hidden_parties)s) OR c.process = ANY(%(hidden_processes)s) AND c.closed_at IS NULL)
  AND t.state IN ('ready', 'claimed')
  AND EXISTS (SELECT FROM workflows_taskcandidate d WHERE d.task_id = t.id AND d.role = ANY(%(roles)s))
"""


def count_views(user: User) -> dict[str, int]:
    """How many tasks each view holds; of those of MINE the late ones and those due today. Read once for each
    request's user."""
    known: dict[str, int] | None = getattr(user, "_task_counts", None)
    if known is None:
        known = user._task_counts = read_counts(user)  # type: ignore[attr-defined]
    return known


def read_counts(user: User) -> dict[str, int]:
    """Those of roles stop at `CAP`: an exact count of a large team's work costs more than the page."""
    now, roles = page_time.now(), roles_of(user)
    mine, today, mine_late, stranger, stranger_late, put_off, free_later = _read_own(user, now)
    hidden_free, hidden_later, hidden_late, hidden_team = _read_hidden(user, now)
    # `put_off` leaves hidden tasks out already; among the free ones of the queues they are counted.
    more = free_later + hidden_later
    limit = limit_of(user)
    if limit is not None:
        return {
            **own_figures(mine, today, mine_late),
            **count_limited(user, now),
            View.LATER.value: cap(put_off),
        }
    free, late, team = count_each(
        roles,
        [Question(), Question(before=now, taken=None), Question(taken=None)],
        cap=CAP + more + hidden_team,
    )
    return {
        **own_figures(mine, today, mine_late),
        View.FREE.value: cap(max(0, free.number - free_later - hidden_free)),
        View.LATE.value: cap(max(0, late.number - hidden_late) + stranger_late),
        View.LATER.value: cap(put_off),
        View.TEAM.value: cap(max(0, team.number - hidden_team) + stranger),
    }


def own_figures(mine: int, today: int, mine_late: int) -> dict[str, int]:
    return {View.MINE.value: mine, "today": today, "mine_late": mine_late}


def count_limited(user: User, now: datetime) -> dict[str, int]:
    """Of somebody whose teams do certain processes only: counted as they are listed, up to the cap."""
    from app.inbox import queries

    views = (View.FREE, View.LATE, View.TEAM)
    found = {view: queries.list_visible(user).filter(queries.narrow_view(user, view, now)) for view in views}
    return {view.value: tasks[:CAP].count() for view, tasks in found.items()}


def _read_hidden(user: User, now: datetime) -> tuple[int, ...]:
    """Free, of these put off, late and all; four noughts without a question where no file is hidden."""
    hidden = veil_of(user).hidden
    if not hidden:
        return (0, 0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(HIDDEN, {**hidden.as_values(), "now": now, "roles": sorted(roles_of(user))})
        return tuple(cursor.fetchone())


def _read_own(user: User, now: datetime) -> tuple[int, ...]:
    values: dict[str, Any] = {
        "user": user.pk,
        "roles": sorted(roles_of(user)),
        "now": now,
        "tonight": end_of_day(now),
    }
    condition, standing = write_own(user)
    hidden = veil_of(user).hidden
    with connection.cursor() as cursor:
        statement = OWN.format(own=condition, unveiled=UNVEILED if hidden else "")
        cursor.execute(statement, {**values, **standing, **hidden.as_values()})
        return tuple(cursor.fetchone())


def write_own(user: User) -> tuple[str, dict[str, Any]]:
    """`standing_in.own` as SQL with its values."""
    parts = ["t.assignee_id = %(user)s"]
    values: dict[str, Any] = {}
    for number, one in enumerate(standing_in.list_of(user)):
        sign, keys = ("<> ALL", one.besides) if one.others else ("= ANY", one.processes)
        parts.append(
            f"(t.assignee_id = %(absent_{number})s AND t.definition_key {sign} (%(keys_{number})s::text[]))"
        )
        values |= {f"absent_{number}": one.absent, f"keys_{number}": sorted(keys)}
    return " OR ".join(parts), values


def cap(number: int) -> int:
    return min(number, CAP)


def end_of_day(now: datetime) -> datetime:
    tomorrow = now.astimezone(clock.BRUSSELS).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=clock.BRUSSELS).astimezone(UTC)
