"""What the marks tell, and what they may not: no figure of fewer than five people, nor one to work it out from."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from app.surveys.models import Cell, Round
from app.surveys.operations import close_round
from app.surveys.results import Figure, build_table
from tests.factories.cases import make_user
from tests.factories.surveys import NOW, answer, make_round
from workflows.operations import Call

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db: None) -> Round:
    return make_round(closed_at=NOW)


def test_mean_and_spread_are_of_all_who_answered(row: Round) -> None:
    answer(row, [5, 5, 4, 4, 2])
    total = build_table(row, "life_event").total
    # mean (5 + 5 + 4 + 4 + 2) / 5 = 4; variance (1 + 1 + 0 + 0 + 4) / 5 = 1.2, its root 1.095
    assert total.figures[0] == total.figures[1] == Figure(Decimal("4.0"), Decimal("1.1"))
    assert (total.invited, total.answers, total.rate) == (10, 5, Decimal(50))


def test_four_people_are_not_told_and_five_are(row: Round) -> None:
    answer(row, [3] * 4)
    assert build_table(row, "team").total.figures[0] == Figure()
    answer(row, [3], team="South")
    assert build_table(row, "team").total.figures[0] == Figure(Decimal("3.0"), Decimal("0.0"))


def test_a_small_group_hides_another_from_which_it_could_be_worked_out(row: Round) -> None:
    answer(row, [1, 2], life_event="illness")
    answer(row, [4] * 6, life_event="pension")
    answer(row, [5] * 9)
    lines = {line.key: line for line in build_table(row, "life_event").lines}
    assert (lines["illness"].answers, lines["pension"].answers, lines["questions"].answers) == (None, None, 9)
    assert lines["pension"].figures[0] == Figure()


def test_a_theme_that_few_marked_is_not_told_though_its_group_is(row: Round) -> None:
    answer(row, [4] * 6)
    answer(row, [1] * 2, theme="quick", team="South")
    total = build_table(row, "life_event").total
    friendly, quick = total.figures[1], total.figures[4]
    assert (friendly.mean, quick) == (Decimal("4.0"), Figure())


def test_a_group_that_was_invited_and_never_answered_is_told_as_none(row: Round) -> None:
    answer(row, [4] * 6)
    Cell.objects.create(round=row, life_event="pension", team="North", invited=3)
    line = build_table(row, "life_event").lines[0]
    assert (line.key, line.invited, line.answers, line.rate) == ("pension", 3, 0, Decimal(0))


def test_people_of_no_single_team_are_a_group_and_not_the_total(row: Round) -> None:
    answer(row, [4] * 6, team="")
    answer(row, [2] * 6, team="South")
    table = build_table(row, "team")
    assert [(line.key, line.answers) for line in table.lines] == [("", 6), ("South", 6)]
    assert table.total.answers == 12


def test_the_run_is_told_the_figures_in_words() -> None:
    row = make_round()
    answer(row, [5, 5, 4, 4, 2])
    call = Call(idempotency_key="1", instance_id=uuid4(), case_ref="SS-1", now=NOW)
    told = close_round(call, quarter=row.quarter)
    assert (told.answers, told.told) == (5, "Accueil: 4.0 (± 1.1)")


def browse(role: str) -> Client:
    browser = Client()
    browser.force_login(make_user(role, role))
    return browser


def test_the_page_tells_a_counted_round_and_no_running_one(row: Round) -> None:
    answer(row, [4, 4, 4, 4, 4, 5])
    running = make_round("2026Q2")
    answer(running, [2] * 6)
    page = browse("director").get("/satisfaction/").text
    assert '<td class="number">4.2<div' in page  # 25 / 6 = 4.17
    assert '<td class="number">2.0<div' not in page


def test_the_page_says_that_too_few_answered(row: Round) -> None:
    answer(row, [5] * 3)
    assert "Fewer than five people answered" in browse("team_lead").get("/satisfaction/").text


@pytest.mark.parametrize(("taken_as", "begin"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_figures_leave_as_csv_and_as_a_workbook(row: Round, taken_as: str, begin: bytes) -> None:
    answer(row, [5] * 6)
    response = browse("director").get(f"/satisfaction/2026Q1/export/?taken_as={taken_as}")
    assert isinstance(response, StreamingHttpResponse)
    assert response.getvalue().startswith(begin)


def test_what_the_page_hides_the_file_hides(row: Round) -> None:
    answer(row, [1, 2], life_event="illness")
    answer(row, [4] * 6, life_event="pension")
    answer(row, [5] * 9)
    response = browse("director").get("/satisfaction/2026Q1/export/")
    assert isinstance(response, StreamingHttpResponse)
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    hidden = [line for line in lines if line[3:8] == [""] * 5]
    assert len(hidden) == 2


def test_a_running_round_does_not_leave(row: Round) -> None:
    make_round("2026Q2")
    assert browse("director").get("/satisfaction/2026Q2/export/").status_code == 404
