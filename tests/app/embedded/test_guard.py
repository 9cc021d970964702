"""The embedded server dies; the supervisor brings it back."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from app.embedded import postgres
from app.embedded.errors import StartRefused
from app.embedded.guard import DatabaseGuard
from app.embedded.location import Location


def kill_server(location: Location) -> None:
    os.kill(postgres.read_pid(location), signal.SIGKILL)
    while postgres.is_alive(location):
        pass


def read_kept(location: Location) -> list[tuple[int]]:
    with psycopg.connect(location.url) as connection:
        return connection.execute("SELECT id FROM kept").fetchall()


def test_a_killed_server_is_started_again_with_what_was_committed(location: Location) -> None:
    with postgres.running(location):
        with psycopg.connect(location.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
        kill_server(location)
        sentence = DatabaseGuard(location).watch(100.0)
        assert sentence == "The embedded PostgreSQL had stopped; it runs again and nothing committed is lost."
        assert read_kept(location) == [(7,)]


def test_a_living_server_is_left_alone(location: Location) -> None:
    with postgres.running(location):
        pid = postgres.read_pid(location)
        assert DatabaseGuard(location).watch(100.0) is None
        assert postgres.read_pid(location) == pid


def test_a_server_another_process_started_is_watched_too(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.running(location):
        monkeypatch.setattr(postgres, "_servers", {})
        assert postgres.is_alive(location)


def test_a_server_that_will_not_start_is_tried_ever_more_slowly(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_location: Location) -> None:
        raise StartRefused("The disk is full.")

    monkeypatch.setattr(postgres, "restart", refuse)
    guard = DatabaseGuard(location)
    assert guard.watch(100.0) == "The disk is full. Trying again in 1 s."
    assert guard.watch(100.9) is None
    assert guard.watch(101.0) == "The disk is full. Trying again in 2 s."


def test_a_start_that_is_interrupted_leaves_no_server(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(postgres, "_wait_until_ready", interrupt)
    with pytest.raises(KeyboardInterrupt), postgres.running(location):
        pass
    assert not postgres.is_alive(location)
    assert not Path(location.data / "postmaster.pid").exists()
