"""The first count: taken down in pieces that go on where a dead worker stood, unseen until all of it is whole."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.board import duties, queries, stocktaking
from app.board.conditions import Condition
from app.board.filters import Filters
from app.board.models import Rollup, Standing, Stock, Subject
from app.board.rollups import roll_up
from app.board.stocktaking import go_on, take_piece
from app.cases.models import Case
from tests.factories.cases import open_question
from tests.factories.promises import NOW, promise
from workflows import worker
from workflows.models import HumanTask, ServiceLevelClock
from workflows.models.job import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(case: Case, caseworker: User, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Five promises and three tasks, taken down two by two."""
    monkeypatch.setattr(stocktaking, "PIECE", 2)
    for number in range(1, 6):
        promise(case, 1, "running", level=f"level_{number}")
    open_question(caseworker)
    open_question(caseworker)
    return case


def take_all() -> int:
    """The number of pieces it took."""
    pieces = 1
    while not take_piece(NOW):
        pieces += 1
    return pieces


def list_keys(subject: Subject) -> set[object]:
    rows = Standing.objects.filter(subject=subject, until=None)
    return {row.clock_id or row.task_id for row in rows}


def test_the_first_count_is_taken_down_in_pieces_each_thing_once(five: Case) -> None:
    assert take_all() >= 5
    assert list_keys(Subject.PROMISE) == set(ServiceLevelClock.objects.values_list("pk", flat=True))
    assert list_keys(Subject.TASK) == set(HumanTask.objects.values_list("pk", flat=True))
    assert {stock.subject: stock.taken for stock in Stock.objects.all()} == {"promise": 5, "task": 3}


def test_a_piece_is_no_larger_than_it_may_be(five: Case) -> None:
    take_piece(NOW)
    assert (Standing.objects.count(), Stock.objects.get().taken, Rollup.objects.count()) == (2, 2, 0)


def test_a_piece_that_fails_is_taken_again_and_those_before_it_stay(
    five: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_piece(NOW)
    with monkeypatch.context() as broken:
        broken.setattr(stocktaking, "TAKE", stocktaking.TAKE.replace("%s, key", "%s, 1/0 * key", 1))
        with pytest.raises(Exception, match="division by zero"):
            take_piece(NOW)
    assert (Standing.objects.count(), Stock.objects.get().taken) == (2, 2)
    take_all()
    assert (len(list_keys(Subject.PROMISE)), len(list_keys(Subject.TASK))) == (5, 3)


def test_what_changes_behind_a_piece_is_in_the_first_figures(five: Case) -> None:
    take_piece(NOW)
    ServiceLevelClock.objects.filter(level="level_1").update(breached_at=NOW)
    ServiceLevelClock.objects.filter(level="level_2").update(state="met", stopped_at=NOW)
    take_all()
    rollup = roll_up(NOW + timedelta(minutes=1))
    [tally] = queries.count_by("process", Filters(), rollup).values()
    broken = queries.list_standing(Filters(condition=Condition.BREACHED), rollup).count()
    assert (tally.open, tally.breached, broken) == (4, 1, 1)
    assert queries.list_standing(Filters(), rollup).count() == 4


def test_figures_made_from_pieces_are_those_of_a_count_in_one_go(five: Case) -> None:
    take_all()
    pieced = queries.count_by("promise", Filters(), roll_up(NOW))
    Rollup.objects.all().delete()
    Standing.objects.all().delete()
    assert queries.count_by("promise", Filters(), roll_up(NOW)) == pieced


def test_nothing_is_left_of_the_stocktaking_once_it_is_counted(five: Case) -> None:
    take_all()
    roll_up(NOW)
    assert Stock.objects.count() == 0
    assert take_piece(NOW)
    assert Stock.objects.count() == 0


def test_the_minute_begins_it_and_a_worker_goes_on_until_the_minute_counts(
    five: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stocktaking, "SECONDS", 0)
    duties.count()
    assert (Rollup.objects.count(), Job.objects.filter(operation="board.take_stock").count()) == (0, 1)
    while worker.Worker().run_jobs(stocktaking.QUEUE):
        pass
    assert Rollup.objects.count() == 0
    duties.count()
    assert (Rollup.objects.count(), queries.count(Filters(), Rollup.objects.get())) == (1, 5)


def test_a_small_fund_is_counted_in_the_first_minute(case: Case) -> None:
    promise(case, 1, "running")
    duties.count()
    assert queries.count(Filters(), Rollup.objects.get()) == 1


@pytest.mark.parametrize("path", ["/board/", "/board/promises/", "/board/tasks/", "/board/wall/"])
def test_pages_say_how_far_it_is_and_show_no_figure(
    five: Case, client: Client, team_lead: User, path: str
) -> None:
    client.force_login(team_lead)
    assert "Nothing has been counted yet" in client.get(path).text
    go_on(seconds=0)
    page = client.get(path).text
    assert "The figures are being counted" in page
    assert "So far 2 promises and tasks have been taken down." in page
    assert ("No promise is open" in page, "Export" in page) == (False, False)


def test_there_is_no_file_before_the_first_count(client: Client, team_lead: User) -> None:
    client.force_login(team_lead)
    assert client.get("/board/tasks/export/").headers["Location"] == "/board/tasks/"
