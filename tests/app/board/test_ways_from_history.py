"""Counted by age, by promise, by process and by team, every figure is what the raw history says. The history, the teams
and the bands of age are asked in words of their own: nothing of the board is used to know what to expect."""

from datetime import timedelta
from typing import Any

import pytest

from app.board import queries
from app.board.filters import Filters
from app.board.models import Rollup, Subject
from app.board.rollups import roll_up
from app.teams import changes
from app.teams.models import Team
from tests.app.board.living import BY, Life
from tests.app.board.test_figures_from_history import CLOCKS, ask_history, read_figures
from workflows import clock

pytestmark = pytest.mark.django_db
AGE = """CASE WHEN %(at)s - began < interval '7 days' THEN 'week' WHEN %(at)s - began < interval '30 days' THEN 'month'
    WHEN %(at)s - began < interval '91 days' THEN 'quarter' ELSE 'older' END"""
#: Each open promise with its process, when it began and how it stands.
PROMISES = f"""
WITH {CLOCKS},
began AS (SELECT instance_id, min(at) AS began FROM lines WHERE kind = 'service_level_started' GROUP BY 1),
stood AS (
    SELECT i.definition_key AS process, began, clocks.*, CASE
        WHEN broken OR (NOT paused AND target <= %(at)s) THEN 'breached' WHEN paused THEN 'paused'
        WHEN warned THEN 'at_risk' ELSE 'on_track' END AS how
    FROM clocks JOIN began USING (instance_id) JOIN workflows_processinstance i ON i.id = instance_id
)
"""
BY_PROMISE = f"{PROMISES} SELECT process || '/answer', how, count(*) FROM stood GROUP BY 1, 2"
BY_PROCESS = f"{PROMISES} SELECT process, how, count(*) FROM stood GROUP BY 1, 2"
BY_AGE = f"{PROMISES} SELECT {AGE}, how, count(*) FROM stood GROUP BY 1, 2"
BY_TEAM = f"""{PROMISES}
SELECT coalesce(t.id::text, 'none'), how, count(*) FROM stood
LEFT JOIN teams_team t ON t.closed_at IS NULL AND process = ANY(t.processes) GROUP BY 1, 2
"""
#: Tasks carry no clock's target here: only how old they are is asked of the history.
TASKS_BY_AGE = f"""
WITH {CLOCKS},
tasks AS (
    SELECT instance_id, min(at) AS began FROM lines
    WHERE node_id IN ('answer', 'check') AND kind IN ('node_entered', 'node_completed', 'node_cancelled')
    GROUP BY instance_id, node_id, token_id HAVING NOT bool_or(kind IN ('node_completed', 'node_cancelled'))
)
SELECT {AGE}, count(*) FROM tasks
WHERE instance_id NOT IN (SELECT instance_id FROM lines WHERE kind = 'instance_cancelled') GROUP BY 1
"""


def live_through_an_idle_season(life: Life) -> None:
    """So that something open is of each age: a quiet spring between busy days."""
    for days in (70, 25, 6):
        life.live(10)
        clock.move_to(clock.now() + timedelta(days=days))
    life.live(10)


@pytest.fixture(params=[1, 2])
def counted(settings: Any, request: pytest.FixtureRequest) -> Rollup:
    """A count of two processes; one team answers for the first, one for both, and none for the third."""
    settings.VIRTUAL_CLOCK = True
    life = Life(request.param, ("question", "request", "orphan"))
    changes.make("Questions", ["question"], by=BY)
    changes.make("All", ["question", "request"], by=BY)
    changes.make("Closed", ["orphan"], by=BY)
    changes.close(Team.objects.get(name="Closed"), by=BY)
    live_through_an_idle_season(life)
    return roll_up(clock.now())


def test_each_figure_of_promises_is_what_the_history_says(counted: Rollup) -> None:
    for field, statement in (("promise", BY_PROMISE), ("process", BY_PROCESS), ("age", BY_AGE)):
        asked = ask_history(statement, counted.at)
        assert len({key for key, _how in asked}) >= 3
        assert read_figures(Subject.PROMISE, field, counted) == asked


def test_each_figure_of_a_team_is_what_the_history_says(counted: Rollup) -> None:
    by_process = queries.count_by("process", Filters(), counted)
    told = queries.sum_teams(by_process, queries.list_team_parts())
    figures = {
        (team, how): getattr(tally, how)
        for team, tally in told.items()
        for how in ("breached", "at_risk", "on_track", "paused")
    }
    asked = ask_history(BY_TEAM, counted.at)
    assert len({team for team, _how in asked}) == 3
    assert {key: number for key, number in figures.items() if number} == asked


def test_each_age_of_open_tasks_is_what_the_history_says(counted: Rollup) -> None:
    found = queries.count_by("age", Filters(Subject.TASK), counted)
    asked = ask_history(TASKS_BY_AGE, counted.at)
    assert {(age,): tally.open for age, tally in found.items()} == asked
