"""Eleven million tasks, one million of them open, a promise running for each open one; made inside PostgreSQL.

Forty processes of six steps with very unequal work; what is open is scattered evenly among what is closed, the
worst case for whoever reads all of it. Due dates from a month ago to two months ahead, a tenth of the tasks without.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from benchmarks import models
from benchmarks.database import analyse
from benchmarks.loading import without_indexes
from workflows.models import DefinitionVersion

KEY = "bench_board"
PROCESSES, STEPS, TEAMS = 40, 6, 8
#: Tasks of an instance: the last is open.
A_CASE = 11
TABLES = (
    "workflows_processinstance", "workflows_humantask", "workflows_servicelevelclock", "cases_case",
)  # fmt: skip
#: The process of instance `i`: the first have far more work than the last.
PROCESS = f"'{KEY}_' || floor({PROCESSES} * power((i::bigint * 7919 %% 10007) / 10007.0, 2))::int"
INSTANCES = f"""
INSERT INTO workflows_processinstance (id, version_id, definition_key, case_ref, status, rev, state, started_at,
    started_by, ended_in, is_test)
SELECT md5('b' || i)::uuid, %(version)s, {PROCESS}, 'W-' || i %% %(cases)s, 'active', 5, '',
    now() - power(random(), 2) * interval '150 days', 'system:benchmark', '', false
FROM generate_series(1, %(open)s) i
"""
CASES = """
INSERT INTO cases_case (reference, process, subject, subject_parts, party_name, party_contact, language, search_text,
    status, opened_at, opened_by)
SELECT 'W-' || n, 'bench_board_0', 'Subject ' || n, '[]', 'Party ' || n, '', 'fr', 'w-' || n || ' subject party',
    'active', now() - random() * interval '90 days', 'system:benchmark'
FROM generate_series(0, %(cases)s - 1) n
"""
TASKS = f"""
INSERT INTO workflows_humantask (id, instance_id, engine_task, definition_key, case_ref, node_id, name, lane, role,
    form, state, priority, due_at, follow_up_at, draft_rev, created_at, closed_at, closed_by)
SELECT md5('bt' || n)::uuid, md5('b' || i)::uuid, (n %% {A_CASE})::text, {PROCESS}, 'W-' || i %% %(cases)s,
    'step_' || floor({STEPS} * power(chance, 2))::int, 'Check the file', 'team', 'team', '',
    CASE WHEN is_open THEN 'ready' ELSE 'completed' END, 50,
    CASE WHEN luck < 0.9 THEN began + (2 + spread * 88) * interval '1 day' END,
    CASE WHEN is_open AND luck < 0.03 THEN now() + interval '3 days' END, 0, began,
    CASE WHEN NOT is_open THEN began + spread * interval '9 days' END, ''
FROM (SELECT n, 1 + (n - 1) / {A_CASE} AS i, n %% {A_CASE} = 0 AS is_open, random() AS chance, random() AS luck,
        random() AS spread, now() - power(random(), 2) * interval '120 days' AS began
      FROM generate_series(1, %(open)s * {A_CASE}) n) dice
"""
CLOCKS = """
INSERT INTO workflows_servicelevelclock (instance_id, call, process, level, occurrence, kind, policy, state, started_at,
    first_target_at, target_at, warned_at, breached_at, paused_at, extended_days)
SELECT md5('b' || i)::uuid, '', '', 'level_' || i %% 3, 1, CASE WHEN i %% 3 = 0 THEN 'legal' ELSE 'service' END, '{}',
    CASE WHEN luck < 0.05 THEN 'paused' ELSE 'running' END, began, target, target,
    CASE WHEN target < now() + interval '5 days' THEN target - interval '5 days' END,
    CASE WHEN target < now() - interval '1 minute' AND luck >= 0.05 THEN target END,
    CASE WHEN luck < 0.05 THEN now() - interval '1 day' END, 0
FROM (SELECT i, luck, began, began + (2 + spread * 88) * interval '1 day' AS target
      FROM (SELECT i, random() AS luck, random() AS spread, now() - power(random(), 2) * interval '120 days' AS began
            FROM generate_series(1, %(open)s) i) dice) dated
"""


def fill(open_tasks: int) -> None:
    """So many open tasks, ten times as many closed, and as many running promises."""
    for number in range(PROCESSES):
        models.publish(f"{KEY}_{number}", models.one_task(f"{KEY}_{number}"))
    _make_teams()
    version = DefinitionVersion.objects.get(definition_id=f"{KEY}_0")
    values = {"open": open_tasks, "cases": max(1, open_tasks // 5), "version": version.pk}
    with without_indexes(TABLES):
        run([INSTANCES, CASES, TASKS, CLOCKS], values)
    analyse(*TABLES)


def _make_teams() -> None:
    from app.teams import changes
    from workflows import api

    for number in range(TEAMS):
        processes = [f"{KEY}_{one}" for one in range(number, PROCESSES, TEAMS)]
        changes.make(f"Board team {number}", processes, by=api.system("benchmark"))


def run(statements: Sequence[str], values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
