"""Letters become PDF/UA, from their own directory only."""

from datetime import UTC, datetime

import pytest

from app.correspondence.errors import LetterRefused
from app.correspondence.typesetting import typeset

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FRAME = {
    "fund": "Vigie", "reference": "Q-2026-000001", "date": "2 mars 2026", "year": 2026, "month": 3, "day": 2,
    "recipient": {"name": "Anne Lefèvre", "address": "Rue Haute 1\n1000 Bruxelles", "email": ""},
}  # fmt: skip
HEAD = '#import "layout.typ": data, letter, plain\n#letter("fr", "Essai")['


def test_a_letter_is_an_accessible_pdf() -> None:
    made = typeset(HEAD + "Bonjour]", FRAME, now=NOW)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made


def test_the_same_letter_is_the_same_bytes() -> None:
    assert typeset(HEAD + "Bonjour]", FRAME, now=NOW) == typeset(HEAD + "Bonjour]", FRAME, now=NOW)


def test_a_moment_with_microseconds_typesets() -> None:
    assert typeset(HEAD + "Bonjour]", FRAME, now=NOW.replace(microsecond=5))


@pytest.mark.parametrize("typed", ["#panic()", "*bold*", "$x$", '"] #read("/etc/passwd")', "@preview/x"])
def test_what_a_person_typed_is_never_markup(typed: str) -> None:
    assert typeset(HEAD + "#plain(data.answer)]", {**FRAME, "answer": typed}, now=NOW)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd"])
def test_a_letter_cannot_read_outside_its_directory(path: str) -> None:
    with pytest.raises(LetterRefused):
        typeset(HEAD + f'#read("{path}")]', FRAME, now=NOW)


def test_a_letter_cannot_fetch_a_package() -> None:
    with pytest.raises(LetterRefused, match="line 2"):
        typeset('#let x = 1\n#import "@preview/cetz:0.3.0"', FRAME, now=NOW)


def test_a_letter_that_misses_a_value_is_refused_with_its_name() -> None:
    with pytest.raises(LetterRefused, match="reminder.*answer"):
        typeset(HEAD + "#data.answer]", FRAME, now=NOW, name="reminder")
