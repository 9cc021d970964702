"""A start that cannot work says so in one sentence."""

import socket

import pytest

from app.embedded.errors import StartRefused
from app.embedded.supervisor import check_database, check_port, read_port


def test_a_port_in_use_is_named_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartRefused, match=f"Port {port} is in use.*PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_a_port_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(StartRefused, match="PORT must be a number"):
        read_port()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://localhost/vigie", "must start with postgresql://"),
        ("postgresql://localhost", "names no database"),
        ("postgresql://localhost:99x/vigie", "port that is not a number"),
        ("postgresql://127.0.0.1:9/vigie", "does not answer"),
    ],
)
def test_a_broken_database_url_is_explained(url: str, sentence: str) -> None:
    with pytest.raises(StartRefused, match=sentence):
        check_database(url)


def test_the_password_of_a_broken_database_url_is_not_repeated() -> None:
    with pytest.raises(StartRefused) as refusal:
        check_database("postgresql://vigie:s3cret@127.0.0.1:9/vigie")
    assert "s3cret" not in str(refusal.value)
