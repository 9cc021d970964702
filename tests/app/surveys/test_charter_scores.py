"""How people judge the service stands at the commitment of a friendly one, C15: of a counted round, never of few."""

import pytest
from django.test import Client

from app.charter.scores import tell_score
from app.registers.quarters import Quarter
from tests.factories.cases import make_user
from tests.factories.surveys import NOW, answer, make_round

pytestmark = pytest.mark.django_db
SPRING = Quarter.parse("2026Q2")


def test_it_is_the_mean_of_the_newest_counted_round() -> None:
    answer(make_round("2025Q4", closed_at=NOW), [1, 1, 1, 1, 1])
    answer(make_round("2026Q1", closed_at=NOW), [5, 4, 4, 4, 4, 5])
    answer(make_round("2026Q2"), [1, 1, 1, 1, 1])  # is not counted yet
    assert tell_score("C15", SPRING).startswith("Satisfaction 4.3 of 5 (6 answers, ")


@pytest.mark.parametrize("marks", [[5, 5, 5, 5], []])
def test_of_fewer_than_five_nothing_is_told(marks: list[int]) -> None:
    answer(make_round("2026Q1", closed_at=NOW), marks)
    assert tell_score("C15", SPRING) == ""


def test_a_period_is_not_judged_by_a_later_round() -> None:
    answer(make_round("2026Q3", closed_at=NOW), [5, 5, 5, 5, 5])
    assert tell_score("C15", SPRING) == ""


def test_the_page_of_the_charter_tells_it_there_and_nowhere_else(client: Client) -> None:
    answer(make_round("2026Q1", closed_at=NOW), [4, 4, 4, 4, 4])
    client.force_login(make_user("lead", "team_lead"))
    asked = {"from": "2026-04-01", "until": "2026-06-30"}
    assert client.get("/charter/", asked).content.decode().count("Satisfaction 4.0 of 5") == 1
    assert "Satisfaction 4.0 of 5" in client.get("/charter/C15/", asked).content.decode()
    assert "Satisfaction 4.0 of 5" not in client.get("/charter/C14/", asked).content.decode()
