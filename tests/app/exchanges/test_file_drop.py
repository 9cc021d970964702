"""The partner's folder: half-written files are left alone, and nothing kept stays there in clear."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.exchanges.fetching import fetch_messages
from app.exchanges.file_drop import FileDrop
from app.exchanges.models import Arrival
from tests.app.exchanges.drafts import put

BODY = json.dumps({"id": "m1", "type": "nonsense", "schema_version": 1, "payload": {}}).encode()


@pytest.mark.parametrize("age", [0, 5, -5])
def test_a_file_that_changed_a_moment_ago_is_left_alone(tmp_path: Path, age: int) -> None:
    put(tmp_path / "in" / "a.json", BODY[:20], age=age)
    assert list(FileDrop(tmp_path).fetch()) == []


@pytest.mark.parametrize("beside", ["a.part", "a.json.part"])
def test_a_file_that_is_still_written_under_another_name_is_left_alone(tmp_path: Path, beside: str) -> None:
    put(tmp_path / "in" / "a.json", BODY)
    put(tmp_path / "in" / beside, BODY)
    assert list(FileDrop(tmp_path).fetch()) == []


@pytest.mark.parametrize("name", ["a.part", ".a.json", "a.txt"])
def test_only_files_with_the_final_name_are_messages(tmp_path: Path, name: str) -> None:
    put(tmp_path / "in" / name, BODY)
    assert list(FileDrop(tmp_path).fetch()) == []


@pytest.mark.django_db
def test_what_is_kept_stays_nowhere_in_clear(drop: Path) -> None:
    put(drop / "in" / "a.json", BODY)
    assert fetch_messages("cin") == 1
    assert (Arrival.objects.count(), list(drop.rglob("*.json"))) == (1, [])


def test_another_message_that_came_under_the_same_name_is_not_deleted(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.json", BODY)
    drop = FileDrop(tmp_path)
    (fetched,) = drop.fetch()
    put(tmp_path / "in" / "a.json", b"another")
    drop.taken(fetched)
    assert (tmp_path / "in" / "a.json").read_bytes() == b"another"


@pytest.mark.django_db
def test_what_is_too_large_is_laid_aside_whole(drop: Path, settings: Any) -> None:
    settings.EXCHANGE_MOST_BYTES = 10
    put(drop / "in" / "a.json", BODY)
    assert fetch_messages("cin") == 1
    assert Arrival.objects.get().state == "invalid"
    assert (drop / "in" / "too_large" / "a.json").read_bytes() == BODY
