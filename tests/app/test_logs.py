"""A log says what failed and where, never what a person typed."""

import json
import logging
import sys

import pytest
import structlog

from app.logs import DiscreetFormatter

WHO = "Joke Vermeulen"
#: A line of its own, a colour, the end of a JSON text, and a Unicode line end.
FORGED = 'Anna\n2026-03-02 [ERROR] paid\x1b[31m","level":"info\u2028'


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


def test_a_name_cannot_forge_a_line_of_the_log() -> None:
    record = logging.LogRecord("app", logging.WARNING, __file__, 1, "Refused %s", (FORGED,), None)
    written = DiscreetFormatter("%(levelname)s %(message)s").format(record)
    assert written.splitlines() == [written]
    assert "\x1b" not in written
    assert "Anna\\n2026" in written


def test_a_name_cannot_forge_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("tests").warning("refused", name=FORGED)
    written = capsys.readouterr().out
    assert written.rstrip("\n").splitlines() == [written.rstrip("\n")]
    assert "\x1b" not in written
    assert json.loads(written)["name"] == FORGED
    assert json.loads(written)["level"] == "warning"


def test_an_event_of_a_failure_does_not_repeat_what_a_person_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        raise ValueError(WHO)
    except ValueError:
        structlog.get_logger("tests").exception("failed")
    written = capsys.readouterr().out
    assert "Vermeulen" not in written
    assert json.loads(written)["failure"][-1] == "builtins.ValueError"
