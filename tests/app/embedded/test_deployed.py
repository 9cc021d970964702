"""A start publishes the processes again only when a file, the code or the database is another."""

from pathlib import Path
from typing import Any

import pytest

from app.embedded import deployed
from tests.factories.cases import deploy_question
from workflows.models import ProcessDefinition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.PROCESSES_DIR = tmp_path / "processes"
    (tmp_path / "processes" / "question").mkdir(parents=True)
    (tmp_path / "processes" / "question" / "process.bpmn").write_text("<a/>")
    settings.DATABASE_URL = "postgresql://one"
    deploy_question()
    deployed.remember()


def test_nothing_changed() -> None:
    assert deployed.is_published()


def test_a_changed_file_is_published(tmp_path: Path) -> None:
    (tmp_path / "processes" / "question" / "process.bpmn").write_text("<a><b/></a>")
    assert not deployed.is_published()


def test_another_database_has_nothing_of_it(settings: Any) -> None:
    settings.DATABASE_URL = "postgresql://two"
    assert not deployed.is_published()


def test_a_database_that_was_emptied_is_filled_again() -> None:
    ProcessDefinition.objects.update(current=None)
    assert not deployed.is_published()


def test_a_half_written_memory_publishes_again(tmp_path: Path) -> None:
    (tmp_path / "var" / "deployed.json").write_text('{"a":')
    assert not deployed.is_published()
