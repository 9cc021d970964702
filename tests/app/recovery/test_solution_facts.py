"""What the letter after a talk tells of the debts and the court is in the person's language."""

import pytest

from app.people.models import Party
from app.recovery.solution_facts import write_court_state, write_statement
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.factories.recovery import attempt, make_file


@pytest.fixture
def person(db: None) -> Party:
    return make_person("Karl Maes", language="de")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "2025Q4: 1.000,00 €"),
        ("fr", "2025Q4: 1\u00a0000,00 €"),
        ("nl", "2025Q4: € 1.000,00"),
    ],
)
def test_a_debt_is_told_as_the_person_writes_amounts(person: Party, language: str, told: str) -> None:
    assert write_statement([owe(person, "1000.00", quarter="2025Q4")], language) == told


def test_a_court_file_is_told_in_the_persons_language(person: Party) -> None:
    attempt(person, outcome="reached")
    assert write_court_state(person) == ""
    court_file = make_file(person)
    assert write_court_state(person) == f"{court_file.reference}: vorbereitet"
