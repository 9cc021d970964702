"""Letter texts to PDF/UA-1 by Typst, in a directory that holds the letter and nothing else.

A letter's text is data of a process owner: it may compute and lay out, but it reads only its own directory, and
packages from elsewhere are refused before Typst could fetch them.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from app.correspondence.errors import LetterRefused

LAYOUT = Path(__file__).parent / "layout" / "layout.typ"
_PACKAGE = re.compile(r"[\"']@[\w-]+/")
MOST_TEXT = 200_000


def typeset(source: str, data: Mapping[str, Any], *, now: datetime, name: str = "letter") -> bytes:
    """The PDF of a letter. Raises LetterRefused with Typst's own words when the text does not typeset."""
    check_source(source, name)
    with tempfile.TemporaryDirectory(prefix="vigie-letter-") as directory:
        root = Path(directory)
        (root / "layout.typ").write_text(LAYOUT.read_text(encoding="utf-8"), encoding="utf-8")
        letter = root / "letter.typ"
        letter.write_text(source, encoding="utf-8")
        try:
            made = typst.compile(
                letter,
                root=root,
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=now.replace(microsecond=0),  # a PDF's dates have none, and Typst refuses them
            )
        except typst.TypstError as error:
            raise LetterRefused(f"The letter {name} does not typeset: {error}", letter=name) from error
    return bytes(made)


def check_source(source: str, name: str) -> None:
    """Refuse what reaches outside: packages, and texts too large to be a letter."""
    if len(source) > MOST_TEXT:
        raise LetterRefused(f"The letter {name} is longer than {MOST_TEXT} characters.", letter=name)
    found = _PACKAGE.search(source)
    if found:
        line = source[: found.start()].count("\n") + 1
        raise LetterRefused(
            f"The letter {name} imports a package in line {line}; letters use layout.typ only."
        )
