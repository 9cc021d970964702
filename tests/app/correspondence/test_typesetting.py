"""Letters become PDF/UA, from their own directory only."""

from datetime import UTC, datetime

import pytest

from app.correspondence import typesetting
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


@pytest.mark.parametrize(
    "text",
    [
        "#for a in range(9999) { for b in range(9999) { for c in range(9999) { } } }",
        '#let grow = "x"\n#for _ in range(60) { grow += grow }',
    ],
    ids=["for ever", "without end"],
)
def test_a_letter_that_does_not_end_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 1)
    with pytest.raises(LetterRefused, match="needs more than 1 seconds|not typeset after 2 seconds"):
        typeset(text, FRAME, now=NOW)


def test_a_package_with_a_computed_name_is_not_fetched() -> None:
    with pytest.raises(LetterRefused, match=r"Connection refused|Connection Failed"):
        typeset('#import "@" + "preview/example:0.1.0": add', FRAME, now=NOW)


def test_a_letter_does_not_see_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_SECRET_KEY", "hidden")
    with pytest.raises(LetterRefused):
        typeset('#read("/proc/self/environ")', FRAME, now=NOW)
