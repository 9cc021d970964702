"""Letter texts to PDF/UA-1 by Typst, in a directory that holds the letter and nothing else.

A letter's text is data of a process owner: it may compute and lay out, but it reads only its own directory,
packages from elsewhere are refused, and time and memory are bounded (`compiling`).
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.correspondence.errors import LetterRefused

LAYOUT = Path(__file__).parent / "layout" / "layout.typ"
COMPILING = Path(__file__).parent / "compiling.py"
_PACKAGE = re.compile(r"[\"']@[\w-]+/")
MOST_TEXT = 200_000
MOST_TOLD = 2_000
#: What one letter may take; the frame and a page of text take a hundredth of it.
SECONDS = 15
MEGABYTES = 1024
# A package named by a computed text passes check_source; the proxy that does not exist lets nothing be fetched.
_ENVIRONMENT = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


def typeset(source: str, data: Mapping[str, Any], *, now: datetime, name: str = "letter") -> bytes:
    """The PDF of a letter. Raises LetterRefused with Typst's own words when the text does not typeset, and when
    it needs more time or memory than a letter may."""
    check_source(source, name)
    request = {
        "data": json.dumps(data, ensure_ascii=False),
        # A PDF's dates have no microseconds, and Typst refuses them.
        "timestamp": now.replace(microsecond=0).isoformat(),
    }
    with tempfile.TemporaryDirectory(prefix="vigie-letter-") as directory:
        root = Path(directory)
        (root / "layout.typ").write_text(LAYOUT.read_text(encoding="utf-8"), encoding="utf-8")
        (root / "letter.typ").write_text(source, encoding="utf-8")
        return compile_apart(root, json.dumps(request), name)


def compile_apart(root: Path, request: str, name: str) -> bytes:
    """What `compiling` makes of root/letter.typ. Raises LetterRefused."""
    try:
        done = subprocess.run(  # noqa: S603 – our own interpreter on our own file
            [sys.executable, "-I", str(COMPILING), str(root), str(SECONDS), str(MEGABYTES)],
            input=request.encode(),
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
            env=_ENVIRONMENT,
            cwd=root,
        )
    except subprocess.TimeoutExpired as error:
        raise LetterRefused(f"The letter {name} is not typeset after {2 * SECONDS} seconds.") from error
    if done.returncode:
        raise LetterRefused(f"The letter {name} does not typeset: {explain(done)}", letter=name)
    return done.stdout


def explain(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Typst's own words; or which limit ended it, for then it had no time to say so."""
    if done.returncode > 0:
        return done.stderr.decode(errors="replace").strip()[-MOST_TOLD:]
    return f"it needs more than {SECONDS} seconds of work or {MEGABYTES} megabytes of memory."


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
