"""Asking a shared rule table: strictly, by name, and knowing which rule answered."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from app.registers.errors import TableRefused, TableUnknown
from app.registers.rulebook import decide, list_tables


def test_the_answer_names_its_rules_and_the_text_of_the_table() -> None:
    asked = {"difference": Decimal("2786.12"), "minimum_amount": 5, "reduced_provisional": False}
    found = decide("regularisation_outcome", asked)
    assert found.outputs == {"outcome": "supplement", "retroactive_surcharges": False}
    assert found.rules == ("supplement",)
    table = Path(settings.PROCESSES_DIR) / "decisions/regularisation_outcome.dmn"
    assert found.table_sha256 == hashlib.sha256(table.read_bytes()).hexdigest()


def test_a_single_output_stands_under_the_name_of_the_table() -> None:
    assert decide("contribution_base", {"is_starter": True}).outputs == {
        "contribution_base": "starter_minimum"
    }


def test_an_answer_that_is_changed_changes_no_later_one() -> None:
    first = decide("contribution_base", {"is_starter": True})
    assert isinstance(first.outputs, dict)
    first.outputs["contribution_base"] = "spoilt"
    assert decide("contribution_base", {"is_starter": True}).outputs != first.outputs


def test_true_and_one_are_asked_apart() -> None:
    decide("contribution_base", {"is_starter": True})
    with pytest.raises(TableRefused):
        decide("contribution_base", {"is_starter": 1})


def test_an_input_it_does_not_know_is_refused() -> None:
    with pytest.raises(TableRefused, match="no input 'is_startar'; did you mean 'is_starter'"):
        decide("contribution_base", {"is_startar": True})


def test_a_value_it_does_not_allow_is_refused() -> None:
    with pytest.raises(TableRefused, match="Coverage of the quarter"):
        decide("quarter_contribution", {"coverage": "forgotten", "category": "main", "base": 1})


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(TableUnknown, match="did you mean 'contribution_base'"):
        decide("contribution_bas", {})


def test_a_changed_table_answers_anew(tmp_path: Path, settings) -> None:
    shipped = Path(settings.PROCESSES_DIR) / "decisions/contribution_base.dmn"
    table = tmp_path / "decisions/contribution_base.dmn"
    table.parent.mkdir()
    table.write_bytes(shipped.read_bytes())
    settings.PROCESSES_DIR = tmp_path
    before = decide("contribution_base", {"is_starter": True})
    table.write_bytes(shipped.read_bytes().replace(b'"starter_minimum"</text>', b'"something_else"</text>'))
    after = decide("contribution_base", {"is_starter": True})
    assert after.outputs == {"contribution_base": "something_else"}
    assert before.table_sha256 != after.table_sha256
    assert list_tables() == ["contribution_base"]
