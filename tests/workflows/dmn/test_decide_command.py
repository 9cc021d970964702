"""`manage.py decide` answers as JSON or says in a sentence why it cannot."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.workflows.dmn.models import decision, input_data, literal, model, table
from workflows.deployed_decisions import find_deployed
from workflows.models import DefinitionVersion, ProcessDefinition


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    shutil.copytree(Path(settings.PROCESSES_DIR) / "calendars", tmp_path / "calendars")
    settings.PROCESSES_DIR = tmp_path
    place = tmp_path / "question" / "decisions"
    place.mkdir(parents=True)
    logic = table(
        ["Received on"], ["days"], [['< date("2026-01-01")', "5"], ['>= date("2026-01-01")', "2.5"]]
    )
    body = input_data("Received on", "date") + decision("answer_days", logic, needs=("input:Received on",))
    (place / "answer_days.dmn").write_bytes(model(body))
    return place


pytestmark = pytest.mark.django_db


def decide(*arguments: str) -> Any:
    out = StringIO()
    call_command("decide", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_a_decision_is_found_below_the_processes_and_shows_its_rules() -> None:
    answer = decide("answer_days", "--input", '{"Received on": "2026-05-12"}')
    assert (answer["outputs"], answer["rules"]) == (2.5, ["r2"])
    fired = answer["decisions"][0]["tables"][0]["fired"][0]
    assert fired["matched"] == [
        {"column": "Received on", "value": "2026-05-12", "entry": '>= date("2026-01-01")'}
    ]


def test_a_file_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(model(decision("d", literal("1 + 1"))))
    assert decide("d", "--file", str(other))["outputs"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "no .dmn file below .* has a decision 'gone'"),
        (["answer_days", "--file", "/gone.dmn"], "there is no file /gone.dmn"),
        (["answer_days", "--input", "{"], "--input is not usable"),
        (["answer_days", "--input", "[]"], "must be a JSON object"),
        (["answer_days", "--input", '{"Received on": "soon"}', "--strict"], "'soon' is not of type date"),
    ],
)
def test_what_cannot_be_decided_is_said_in_a_sentence(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        decide(*arguments)


def test_a_decision_in_two_files_asks_for_the_file(folder: Path) -> None:
    (folder / "copy.dmn").write_bytes((folder / "answer_days.dmn").read_bytes())
    with pytest.raises(CommandError, match="several files have a decision"):
        decide("answer_days")


def test_the_deployed_decision_wins_over_the_folder(folder: Path) -> None:
    text = (folder / "answer_days.dmn").read_text()
    definition = ProcessDefinition.objects.create(key="question")
    version = DefinitionVersion.objects.create(
        definition=definition,
        number=1,
        sha256="d" * 64,
        manifest={},
        files={"decisions/answer_days.dmn": text},
    )
    ProcessDefinition.objects.filter(key="question").update(current=version)
    (folder / "answer_days.dmn").write_text(text.replace("2.5", "9"))
    answer = decide("answer_days", "--input", '{"Received on": "2026-05-12"}')
    assert answer["outputs"] == 2.5


@pytest.mark.django_db
def test_before_the_first_migration_nothing_is_deployed() -> None:
    with connection.cursor() as cursor:  # DDL is undone with the test's transaction
        cursor.execute("ALTER TABLE workflows_definitionversion RENAME TO not_there_yet")
    assert find_deployed("contribution_base") == []


def test_the_decisions_of_the_folder_are_listed_with_their_files() -> None:
    answer = StringIO()
    call_command("decide", "--list", stdout=answer)
    assert "answer_days\tquestion/" in answer.getvalue()


def test_without_a_name_the_list_is_offered() -> None:
    with pytest.raises(CommandError, match="--list names those"):
        call_command("decide")
