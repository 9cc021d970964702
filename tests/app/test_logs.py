"""A log says what failed and where, never what a person typed."""

import logging
import sys

from app.logs import DiscreetFormatter


def write_failure() -> str:
    try:
        try:
            raise ValueError("Joke Vermeulen")
        except ValueError as error:
            raise RuntimeError("joke@example.org") from error
    except RuntimeError:
        record = logging.LogRecord("app", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())
    return DiscreetFormatter("%(levelname)s %(message)s").format(record)


def test_a_failure_names_its_class_and_place() -> None:
    written = write_failure()
    assert written.startswith("ERROR It failed")
    assert "builtins.ValueError" in written
    assert "builtins.RuntimeError" in written
    assert "test_logs.py" in written


def test_a_failure_does_not_repeat_what_a_person_typed() -> None:
    lines = [line for line in write_failure().splitlines() if "raise " not in line]
    assert "Vermeulen" not in "".join(lines)
    assert "joke@" not in "".join(lines)
