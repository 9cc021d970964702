"""Every figure of a count is what the raw history says was so at that instant, and equals its list, however late it is
opened. The history is asked in words of its own: nothing of the board is used."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from app.board import queries
from app.board.conditions import Condition
from app.board.filters import Filters
from app.board.models import Rollup, Subject
from app.board.rollups import roll_up
from tests.app.board.living import Life
from workflows import clock
from workflows.rows import fetch

pytestmark = pytest.mark.django_db
CLOCKS = """
lines AS (SELECT * FROM workflows_historyevent WHERE at <= %(at)s),
clocks AS (
    SELECT instance_id,
        max(kind) FILTER (WHERE kind IN ('service_level_breached')) IS NOT NULL AS broken,
        max(kind) FILTER (WHERE kind IN ('service_level_warned')) IS NOT NULL AS warned,
        (array_agg(kind ORDER BY id DESC) FILTER (
            WHERE kind IN ('service_level_started', 'service_level_paused', 'service_level_resumed')
        ))[1] = 'service_level_paused' AS paused,
        (array_agg((data->>'target')::timestamptz ORDER BY id DESC) FILTER (
            WHERE kind IN ('service_level_started', 'service_level_resumed', 'service_level_extended')
        ))[1] AS target
    FROM lines WHERE kind LIKE 'service_level_%%' GROUP BY instance_id
    HAVING NOT bool_or(kind IN ('service_level_met', 'service_level_met_late', 'service_level_cancelled'))
)
"""
PROMISES = f"""
WITH {CLOCKS}
SELECT CASE WHEN broken OR (NOT paused AND target <= %(at)s) THEN 'breached' WHEN paused THEN 'paused'
    WHEN warned THEN 'at_risk' ELSE 'on_track' END, count(*)
FROM clocks GROUP BY 1
"""
TASKS = f"""
WITH {CLOCKS},
tasks AS (
    SELECT instance_id, node_id, min(at) AS began FROM lines
    WHERE node_id IN ('answer', 'check') AND kind IN ('node_entered', 'node_completed', 'node_cancelled')
    GROUP BY instance_id, node_id, token_id HAVING NOT bool_or(kind IN ('node_completed', 'node_cancelled'))
)
SELECT node_id, CASE
    WHEN node_id = 'check' OR target IS NULL THEN 'on_track'
    WHEN paused THEN 'paused'
    WHEN target <= %(at)s THEN 'breached'
    WHEN began + (target - began) * 0.75 <= %(at)s THEN 'at_risk' ELSE 'on_track' END, count(*)
FROM tasks LEFT JOIN clocks USING (instance_id)
WHERE instance_id NOT IN (SELECT instance_id FROM lines WHERE kind = 'instance_cancelled') GROUP BY 1, 2
"""
WAYS = {Subject.PROMISE: ("process", "promise", "age"), Subject.TASK: ("process", "step", "age")}


def ask_history(statement: str, at: datetime) -> dict[Any, int]:
    return {tuple(row[:-1]): row[-1] for row in fetch(statement, {"at": at})}


def read_figures(subject: Subject, field: str, rollup: Rollup) -> dict[tuple[str, str], int]:
    found = queries.count_by(field, Filters(subject), rollup)
    cells = {(key, str(one)): tally.of(one) for key, tally in found.items() for one in Condition}
    return {key: number for key, number in cells.items() if number}


def list_keys(filters: Filters, rollup: Rollup) -> list[Any]:
    """Page by page, as a reader turns them."""
    pages: Iterable[Any] = queries.read_pages(filters, rollup, 7)
    return [one.clock_id or one.task_id for page in pages for one in page]


@pytest.fixture
def life(settings: Any, request: pytest.FixtureRequest) -> Life:
    settings.VIRTUAL_CLOCK = True
    life = Life(request.param)
    life.live(25)
    return life


SEEDS = pytest.mark.parametrize("life", [1, 2, 3], indirect=True)


@SEEDS
def test_each_figure_is_what_the_history_says(life: Life) -> None:
    rollups = []
    for _ in range(3):
        rollups.append(roll_up(clock.now()))
        life.live(6)
    for one in rollups:
        promises = read_figures(Subject.PROMISE, "process", one)
        assert {(how,): number for (_, how), number in promises.items()} == ask_history(PROMISES, one.at)
        tasks = read_figures(Subject.TASK, "step", one)
        told = {(key.partition("/")[2], how): number for (key, how), number in tasks.items()}
        assert told == ask_history(TASKS, one.at)


@SEEDS
@pytest.mark.parametrize("subject", Subject)
def test_each_figure_equals_its_list_opened_days_later(life: Life, subject: Subject) -> None:
    rollup = roll_up(clock.now())
    told = {field: read_figures(subject, field, rollup) for field in WAYS[subject]}
    life.live(20)
    roll_up(clock.now())
    for field, figures in told.items():
        assert figures
        for (key, how), number in figures.items():
            way: dict[str, Any] = {field: key}
            filters = Filters(subject, condition=Condition(how), **way)
            keys = list_keys(filters, rollup)
            assert (len(keys), len(set(keys))) == (number, number)
            assert queries.count(filters, rollup) == number


@SEEDS
def test_a_list_holds_the_very_things_that_were_counted(life: Life) -> None:
    rollup = roll_up(clock.now())
    then = {subject: list_keys(Filters(subject), rollup) for subject in Subject}
    life.live(20)
    later = roll_up(clock.now())
    assert {subject: list_keys(Filters(subject), rollup) for subject in Subject} == then
    assert list_keys(Filters(Subject.TASK), later) != then[Subject.TASK]
