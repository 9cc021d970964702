"""Codes are stable, and each stands in the how-to."""

from pathlib import Path

import pytest

from workflows.lint import Code

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "check-a-process.md"


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_explained(code: Code) -> None:
    words = code.name.lower().replace("_", " ")
    assert f"| {code.value} | {words} |" in HOWTO.read_text(encoding="utf-8")


def test_no_code_is_given_twice() -> None:
    assert len({code.value for code in Code}) == len(Code.__members__)
