"""Five million tasks, one million of them open, made inside PostgreSQL in about two minutes.

Two hundred roles with very unequal work, a tenth of the tasks for two roles, due dates from a month ago to two
months ahead, a third of the open ones claimed by somebody.
"""

from collections.abc import Sequence

from django.db import connection

from benchmarks import models
from benchmarks.database import analyse
from benchmarks.loading import without_indexes
from workflows import engine
from workflows.models import DefinitionVersion

KEY = "bench_inbox"
ROLES, USERS = 200, 300
TASKS_A_CASE = 5
TABLES = ("workflows_processinstance", "workflows_humantask", "workflows_taskcandidate", "cases_case")

PEOPLE = """
INSERT INTO accounts_user (username, password, first_name, last_name, email, is_staff, is_active, is_superuser,
    date_joined, language)
SELECT 'inbox' || n, '', 'Person', n::text, '', false, true, false, now(), 'fr' FROM generate_series(1, %(users)s) n
"""
GROUPS = "INSERT INTO auth_group (name) SELECT 'role_' || n FROM generate_series(0, %(roles)s - 1) n"
MEMBERS = """
INSERT INTO accounts_user_groups (user_id, group_id)
SELECT DISTINCT u.id, g.id
FROM accounts_user u
CROSS JOIN LATERAL generate_series(1, 1 + (u.id %% 8)::int) slot
JOIN auth_group g ON g.name = 'role_' || ((u.id * 37 + slot * slot * 11) %% %(roles)s)
WHERE u.username LIKE 'inbox%%'
"""
INSTANCES = """
INSERT INTO workflows_processinstance (id, version_id, definition_key, case_ref, status, rev, state, started_at,
    started_by, ended_in, is_test)
SELECT md5('i' || n)::uuid, %(version)s, %(key)s, 'B-' || n %% %(cases)s, 'active', 5, %(state)s,
    now() - random() * interval '90 days', 'system:benchmark', '', false
FROM generate_series(1, %(instances)s) n
"""
CASES = """
INSERT INTO cases_case (reference, process, subject, subject_parts, party_name, party_contact, language, search_text,
    status, opened_at, opened_by)
SELECT 'B-' || n, %(key)s, 'Subject ' || n, '[]', 'Party ' || n, '', 'fr', 'b-' || n || ' subject party', 'active',
    now() - random() * interval '90 days', 'system:benchmark'
FROM generate_series(0, %(cases)s - 1) n
"""
TASKS = """
INSERT INTO workflows_humantask (id, instance_id, engine_task, definition_key, case_ref, node_id, name, lane, role,
    form, state, assignee_id, priority, due_at, draft_rev, created_at, claimed_at, closed_at, closed_by)
SELECT md5('t' || n)::uuid, md5('i' || 1 + (n - 1) / %(a_case)s)::uuid, (n %% %(a_case)s)::text, %(key)s,
    'B-' || (1 + (n - 1) / %(a_case)s) %% %(cases)s, 'check', 'Check the file', 'team',
    'role_' || floor(%(roles)s * power(chance, 2.2))::int, '',
    CASE WHEN n %% %(a_case)s > 0 THEN 'completed' WHEN luck < 0.33 THEN 'claimed' ELSE 'ready' END,
    CASE WHEN n %% %(a_case)s > 0 OR luck < 0.33
        THEN %(first_user)s + floor(luck * 1000)::int %% %(users)s END,
    (10 + luck * 80)::int, CASE WHEN spread < 0.9 THEN now() + (spread * 100 - 30) * interval '1 day' END, 0,
    now() - spread * interval '60 days', CASE WHEN luck < 0.33 THEN now() END,
    CASE WHEN n %% %(a_case)s > 0 THEN now() - spread * interval '30 days' END, ''
FROM (SELECT n, random() AS chance, random() AS luck, random() AS spread
      FROM generate_series(1, %(tasks)s) n) dice
"""
CANDIDATES = """
INSERT INTO workflows_taskcandidate (task_id, role, sort_due, taken)
SELECT id, role, COALESCE(due_at, '9999-12-31T00:00:00Z'), state = 'claimed'
FROM workflows_humantask WHERE state IN ('ready', 'claimed') AND definition_key = %(key)s
UNION ALL
SELECT id, 'role_' || (priority * 7 %% %(roles)s), COALESCE(due_at, '9999-12-31T00:00:00Z'), state = 'claimed'
FROM workflows_humantask
WHERE state IN ('ready', 'claimed') AND definition_key = %(key)s AND created_at < now() - interval '54 days'
    AND role <> 'role_' || (priority * 7 %% %(roles)s)
"""


def fill(tasks: int) -> None:
    """Make the rows; a fifth of the tasks is open."""
    models.publish(KEY, models.one_task(KEY))
    version = DefinitionVersion.objects.get(definition_id=KEY)
    values: dict[str, int | str | bytes] = {
        "tasks": tasks,
        "instances": max(1, tasks // TASKS_A_CASE),
        "cases": max(1, tasks // 50),
        "a_case": TASKS_A_CASE,
        "roles": ROLES,
        "users": USERS,
        "key": KEY,
        "version": version.id,
        "state": _real_state(),
        "first_user": 0,
    }
    _run([PEOPLE, GROUPS, MEMBERS], values)
    values["first_user"] = _first_user()
    with without_indexes(TABLES):
        _run([INSTANCES, CASES, TASKS, CANDIDATES], values)
    analyse(*TABLES)


def _real_state() -> bytes:
    from benchmarks.engine_floor import HOST, NOW

    definition = models.compiled(KEY, models.one_task(KEY))
    return engine.start(definition, {}, NOW, instance_id="0" * 32, host=HOST).state


def _first_user() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM accounts_user WHERE username LIKE 'inbox%'")
        return int(cursor.fetchone()[0])


def _run(statements: Sequence[str], values: dict[str, int | str | bytes]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
