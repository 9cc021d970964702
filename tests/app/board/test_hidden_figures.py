"""Whatever is hidden from a reader, a figure is the number of rows of the reader's list and tells their first target.

Funds and readers are drawn at random; the figures are compared with the lists, row by row."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from app.accounts.hiding import Hidden, Reader, hiding
from app.accounts.models import User
from app.board import queries
from app.board.conditions import Condition
from app.board.filters import Filters
from app.board.models import Rollup, Standing, Subject
from app.board.queries import Tally
from app.board.rollups import roll_up
from app.cases.models import Case
from tests.factories.cases import deploy_question, open_question
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise
from workflows.models.human_task import NEVER

pytestmark = pytest.mark.django_db
WAYS = {Subject.PROMISE: ("process", "promise", "age"), Subject.TASK: ("process", "step", "age")}


class Fund:
    """Six cases, two of nobody; promises at few instants, so that many share a first target, of five levels."""

    def __init__(self, seed: int, user: User) -> None:
        dice = Random(seed)
        deploy_question()
        self.parties = [make_person().pk for _ in range(4)]
        for party in [*self.parties, None, None]:
            case = open_question(user)
            Case.objects.filter(pk=case.pk).update(party=party)
            for number in range(5):
                began = NOW - timedelta(days=dice.choice((0, 4, 40)))
                target = NOW + timedelta(days=dice.choice((-2, 1, 1, 6, 30)))
                state, level = dice.choice(("running", "running", "paused")), f"level_{number}"
                promise(case, 1, state, level=level, started_at=began, target_at=target)
        self.rollup = roll_up(NOW)
        self.readers = [dice.sample(self.parties, dice.randrange(5)) for _ in range(6)]


@pytest.fixture(params=[1, 2, 3])
def fund(request: pytest.FixtureRequest, caseworker: User) -> Fund:
    return Fund(request.param, caseworker)


def list_seen(hidden: Collection[int], subject: Subject, rollup: Rollup) -> list[Standing]:
    """In words of its own, row by row."""
    parties = dict(Case._base_manager.values_list("reference", "party"))
    rows = Standing.objects.filter(subject=subject, since__lte=rollup.pk, until=None)
    return [row for row in rows if parties[row.case_ref] not in hidden]


def tally_rows(rows: Collection[Standing], way: str) -> dict[str, Tally]:
    found: dict[str, list[Standing]] = {}
    for row in rows:
        found.setdefault(getattr(row, way), []).append(row)
    return {key: tell(group) for key, group in found.items()}


def tell(rows: Collection[Standing]) -> Tally:
    numbers: dict[str, Any] = {one.value: sum(row.condition == one for row in rows) for one in Condition}
    first = min(row.target_at for row in rows)
    return Tally(**numbers, earliest=first if first < NEVER else None)


def read_as_each(fund: Fund) -> Iterator[tuple[Collection[int], Subject]]:
    for hidden in fund.readers:
        for subject in Subject:
            with hiding(Reader(lambda hidden=hidden: Hidden(frozenset(hidden)))):  # type: ignore[misc]
                yield hidden, subject


def test_each_figure_is_that_of_the_rows_its_reader_sees(fund: Fund) -> None:
    for hidden, subject in read_as_each(fund):
        rows = list_seen(hidden, subject, fund.rollup)
        told, horizons = queries.count_ways(WAYS[subject], Filters(subject), fund.rollup)
        assert {way: tally_rows(rows, way) for way in WAYS[subject]} == told
        assert {days: sum(0 < (row.soon or 0) <= days for row in rows) for days in (5, 10)} == horizons


def test_each_list_holds_the_rows_its_reader_sees(fund: Fund) -> None:
    for hidden, subject in read_as_each(fund):
        rows = list_seen(hidden, subject, fund.rollup)
        for one in Condition:
            filters = Filters(subject, condition=one)
            keys = {row.pk for row in queries.list_standing(filters, fund.rollup)}
            assert keys == {row.pk for row in rows if row.condition == one}
            assert queries.count(filters, fund.rollup) == len(keys)


def test_a_list_of_what_runs_out_holds_the_rows_its_reader_sees(fund: Fund) -> None:
    for hidden, subject in read_as_each(fund):
        rows = list_seen(hidden, subject, fund.rollup)
        filters = Filters(subject, within=5)
        keys = {row.pk for row in queries.list_standing(filters, fund.rollup)}
        assert keys == {row.pk for row in rows if row.soon == 5}
        assert queries.count(filters, fund.rollup) == len(keys)
