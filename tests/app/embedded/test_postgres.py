"""The embedded server, started for real."""

import os

import psycopg
import pytest

from app.embedded import postgres
from app.embedded.errors import StartRefused
from app.embedded.location import Location


def count_tables(location: Location) -> int:
    with psycopg.connect(location.url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'").fetchone()
    return row[0] if row else 0


def test_what_was_committed_is_there_after_a_restart_in_a_path_with_a_space(location: Location) -> None:
    with postgres.running(location), psycopg.connect(location.url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    assert not postgres.is_running(location)
    with postgres.running(location):
        assert count_tables(location) == 1


def test_the_server_stays_until_its_last_user_leaves(location: Location) -> None:
    with postgres.running(location):
        with postgres.running(location):
            pass
        assert postgres.is_running(location)
    assert not postgres.is_running(location)


def test_it_listens_on_no_network_address(location: Location) -> None:
    with postgres.running(location), psycopg.connect(location.url) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)


def test_a_cluster_half_made_is_made_again(location: Location) -> None:
    location.data.mkdir(parents=True)
    (location.data / "PG_VERSION").write_text("18")
    with postgres.running(location):
        assert postgres.is_running(location)


def test_a_socket_directory_of_another_is_refused(location: Location) -> None:
    location.socket_dir.mkdir(mode=0o777, exist_ok=True)
    os.chmod(location.socket_dir, 0o777)
    with pytest.raises(StartRefused, match="not private"), postgres.running(location):
        pass
    location.socket_dir.rmdir()
