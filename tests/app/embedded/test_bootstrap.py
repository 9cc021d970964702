"""The environment's maker runs under whatever Python the machine has."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.embedded import bootstrap

FILE = Path(bootstrap.__file__)


def test_an_old_python_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(SystemExit, match="1"):
        bootstrap.main([])
    assert "Vigie needs Python 3.11 or newer" in capsys.readouterr().err


def test_its_encoding_is_declared_for_python_2() -> None:
    assert FILE.read_text(encoding="utf-8").startswith("# -*- coding: utf-8 -*-\n")


def test_a_full_disk_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.explain(
            "ERROR: [Errno 28] No space left on device\n", "The packages could not be installed"
        )
    assert "is full: free some space" in capsys.readouterr().err


def test_a_full_disk_is_seen_when_the_failed_step_does_not_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    with pytest.raises(SystemExit):
        bootstrap.explain("Error: ensurepip returned non-zero exit status 1.\n", "The environment failed")
    assert "is full: free some space" in capsys.readouterr().err


def test_an_error_is_told_by_its_line_and_not_by_advice_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.explain("ERROR: No matching distribution\n\n[notice] A new release of pip\n", "Failed")
    assert capsys.readouterr().err == "vigie: Failed: ERROR: No matching distribution\n"


def test_ctrl_c_ends_it_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "make_environment", interrupt)
    with pytest.raises(SystemExit, match="130"):
        bootstrap.main([])
