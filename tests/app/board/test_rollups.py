"""A count a minute: whole or not at all, once however many make it, and thinned out with what only it needed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from app.accounts.hiding import Hidden, Reader, hiding
from app.accounts.models import User
from app.board import queries, rollups
from app.board.filters import Filters
from app.board.models import Figure, Rollup, Standing, Subject
from app.board.rollups import roll_up, thin_out
from app.cases.models import Case
from tests.factories.cases import open_question
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise
from workflows import periodic
from workflows.models import ServiceLevelClock

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def break_promises() -> None:
    ServiceLevelClock.objects.update(breached_at=NOW)


def read_broken(rollup: Rollup) -> int:
    return sum(tally.breached for tally in queries.count_by("process", Filters(), rollup).values())


def test_a_second_count_in_the_same_minute_is_the_first(case: Case) -> None:
    promise(case, 1, "running")
    first = roll_up(NOW)
    break_promises()
    assert roll_up(NOW + timedelta(seconds=59)) == first
    assert (read_broken(first), Rollup.objects.count()) == (0, 1)


def test_the_next_minute_takes_down_only_what_has_changed(case: Case) -> None:
    promise(case, 1, "running")
    promise(case, 1, "running", level="other")
    roll_up(NOW)
    ServiceLevelClock.objects.filter(level="other").update(breached_at=NOW)
    second = roll_up(NOW + MINUTE)
    assert Standing.objects.filter(subject=Subject.PROMISE, since=second.pk).count() == 1
    assert (read_broken(second), queries.count(Filters(), second)) == (1, 2)


def test_a_count_that_fails_leaves_nothing_and_the_next_makes_up_for_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(case, 1, "running")
    roll_up(NOW)
    break_promises()
    with monkeypatch.context() as broken:
        broken.setattr(rollups, "ADD_UP", "SELECT 1/0")
        with pytest.raises(Exception, match="division by zero"):
            roll_up(NOW + MINUTE)
    assert (Rollup.objects.count(), Standing.objects.exclude(until=None).count()) == (1, 0)
    assert read_broken(roll_up(NOW + 2 * MINUTE)) == 1


def test_a_clock_of_the_database_that_goes_back_makes_no_count(case: Case) -> None:
    newest = roll_up(NOW)
    assert roll_up(NOW - MINUTE) == newest


def test_the_worker_counts_each_minute_and_forgets_each_hour() -> None:
    found = {one.name: one.every for one in periodic.duties() if one.name.startswith("board_")}
    hour = timedelta(hours=1)
    assert found == {"board_roll_up": MINUTE, "board_watch_numbers": MINUTE, "board_thin_out": hour}


@pytest.mark.django_db(transaction=True)
def test_four_who_count_at_once_make_one_count(case: Case) -> None:
    promise(case, 1, "running")

    def count(_number: int) -> Any:
        try:
            return roll_up(NOW).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(count, range(4)))
    assert (len(made), Rollup.objects.count()) == (1, 1)
    assert sum(Figure.objects.filter(subject=Subject.PROMISE).values_list("number", flat=True)) == 1


@pytest.mark.django_db(transaction=True)
def test_figures_equal_their_lists_while_others_work(case: Case) -> None:
    for number in range(1, 9):
        promise(case, 1, "running", level=f"level_{number}")

    def work(number: int) -> None:
        try:
            for at in range(12):
                ServiceLevelClock.objects.filter(level=f"level_{number}").update(
                    breached_at=NOW if at % 2 else None
                )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(work, number) for number in (1, 2, 3)]
        made = [roll_up(NOW + MINUTE * at) for at in range(10)]
    assert [one.exception() for one in workers] == [None] * 3
    for one in made:
        listed = queries.list_standing(Filters(), one)
        assert (read_broken(one), 8) == (listed.filter(condition="breached").count(), listed.count())


@pytest.fixture
def counted_for_hours(case: Case) -> list[Rollup]:
    """Every 20 minutes for five hours, the promise broken and mended in turn."""
    promise(case, 1, "running")
    made = []
    for number in range(16):
        ServiceLevelClock.objects.update(breached_at=NOW if number % 2 else None)
        made.append(roll_up(NOW + 20 * MINUTE * number))
    return made


def test_old_counts_are_thinned_to_one_an_hour(counted_for_hours: list[Rollup]) -> None:
    thin_out(NOW + timedelta(hours=5))
    kept = [(one.minute - NOW) // MINUTE for one in Rollup.objects.order_by("pk")]
    assert kept == [0, 60, 120, *range(180, 301, 20)]


def test_what_is_kept_still_equals_its_lists(counted_for_hours: list[Rollup]) -> None:
    before = {one.pk: read_broken(one) for one in counted_for_hours}
    thin_out(NOW + timedelta(hours=5))
    for one in Rollup.objects.all():
        listed = queries.list_standing(Filters(), one).filter(condition="breached").count()
        assert (read_broken(one), listed) == (before[one.pk], before[one.pk])


def test_after_a_week_only_the_newest_is_left_with_what_stands(counted_for_hours: list[Rollup]) -> None:
    thin_out(NOW + timedelta(days=9))
    assert list(Rollup.objects.all()) == counted_for_hours[-1:]
    assert Standing.objects.filter(subject=Subject.PROMISE).count() == 1
    assert thin_out(NOW + timedelta(days=10)) == 0


def test_the_first_to_run_out_is_never_that_of_a_hidden_file(case: Case, caseworker: User) -> None:
    promise(case, 1, "running")
    hidden, party = open_question(caseworker), make_person()
    Case.objects.filter(pk=hidden.pk).update(party=party)
    promise(hidden, 1, "running", target_at=NOW + timedelta(days=1))
    rollup = roll_up(NOW)
    with hiding(Reader(lambda: Hidden(frozenset({party.pk})))):
        [tally] = queries.count_by("process", Filters(), rollup).values()
    assert (tally.open, tally.earliest) == (1, NOW + timedelta(days=5))


def test_hiding_counts_from_the_moment_it_is_said(case: Case) -> None:
    promise(case, 1, "running")
    party = make_person()
    Case.objects.filter(pk=case.pk).update(party=party)
    rollup = roll_up(NOW)
    with hiding(Reader(lambda: Hidden(frozenset({party.pk})))):
        assert queries.count_by("process", Filters(), rollup) == {}
        assert queries.count_forecasts(Filters(), rollup) == {5: 0, 10: 0}
        assert queries.list_standing(Filters(), rollup).count() == 0


def test_figures_leave_out_cases_of_a_confidential_process(case: Case) -> None:
    promise(case, 1, "running")
    rollup = roll_up(NOW)
    assert queries.count(Filters(), rollup) == 1
    with hiding(Reader(lambda: Hidden(processes=frozenset({case.process})))):
        assert queries.count_by("process", Filters(), rollup) == {}
        assert queries.list_standing(Filters(), rollup).count() == 0
