"""Counted by team: through the processes a team names; what no team names is said as such."""

from datetime import timedelta

import pytest

from app.board import queries
from app.board.filters import NO_TEAM, Filters
from app.board.rollups import roll_up
from app.cases.models import Case
from app.teams import changes
from app.teams.models import Team
from tests.factories.promises import NOW, promise
from workflows import api

pytestmark = pytest.mark.django_db
BY = api.system("tests")
AT = NOW + timedelta(hours=1)


def make_team(name: str, *processes: str) -> Team:
    changes.make(name, list(processes), by=BY)
    return Team.objects.get(name=name)


def read_teams() -> dict[str, int]:
    by_process = queries.count_by("process", Filters(), roll_up(AT))
    return {
        key: tally.open for key, tally in queries.sum_teams(by_process, queries.list_team_parts()).items()
    }


def test_a_process_of_two_teams_counts_with_both(case: Case) -> None:
    promise(case, 1, "running")
    teams = [make_team("One", "question"), make_team("Two", "question", "recovery")]
    assert read_teams() == {str(team.pk): 1 for team in teams}


def test_what_no_team_names_is_counted_apart(case: Case) -> None:
    promise(case, 1, "running")
    team = make_team("Recovery", "recovery")
    assert read_teams() == {str(team.pk): 0, NO_TEAM: 1}


@pytest.mark.parametrize("key", ["team", NO_TEAM, "999"])
def test_the_list_of_a_team_holds_what_its_number_counts(case: Case, key: str) -> None:
    promise(case, 1, "running")
    team = make_team("Recovery", "recovery")
    wanted = str(team.pk) if key == "team" else key
    assert queries.list_standing(Filters(team=wanted), roll_up(AT)).count() == read_teams().get(wanted, 0)
