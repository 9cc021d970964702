"""The confined process serves letter after letter, and its end harms no other letter."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from app.correspondence import press
from app.correspondence.press import Press, PressStopped
from tests.app.correspondence.test_typesetting import FRAME, HEAD


def ask(text: str = "Bonjour", **limits: Any) -> bytes:
    request = {
        "source": f"{HEAD}{text}]",
        "data": json.dumps(FRAME),
        "timestamp": "2026-03-02T09:00:00+00:00",
        "seconds": 5,
        "marks": False,
    }
    return press.ask(request, **{"within": 10, "megabytes": 1024, **limits})[1]


def kept() -> Press:
    assert press._kept.press is not None
    return press._kept.press


def test_one_process_serves_many_letters() -> None:
    ask()
    first = kept().process.pid
    ask("Encore")
    assert kept().process.pid == first


def test_a_process_that_was_killed_is_replaced_for_the_next_letter() -> None:
    ask()
    os.kill(kept().process.pid, signal.SIGKILL)
    assert ask("Encore").startswith(b"%PDF-")


def test_a_process_is_replaced_after_its_number_of_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LETTERS", 1)
    ask()
    first = kept().process.pid
    ask("Encore")
    assert kept().process.pid != first


def test_a_letter_that_is_late_ends_the_process_and_the_next_one_is_made() -> None:
    ask()
    began = time.monotonic()
    with pytest.raises(PressStopped) as stopped:
        ask("#for a in range(9999) { for b in range(9999) { } }", within=0.5)
    assert stopped.value.late
    assert time.monotonic() - began < 3
    assert ask("Encore").startswith(b"%PDF-")


def test_two_letters_in_turn_do_not_mix() -> None:
    assert ask("Un") == ask("Un")
    assert ask("Un") != ask("Deux")


def test_the_process_can_write_no_file_and_knows_no_secret() -> None:
    ask()
    pid = kept().process.pid
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
    line = next(line for line in limits.splitlines() if line.startswith("Max file size"))
    assert line.split()[3] == "0"
    assert b"DATABASE_URL" not in Path(f"/proc/{pid}/environ").read_bytes()
