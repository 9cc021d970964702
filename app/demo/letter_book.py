"""What each letter of a fund was typeset from, so that a dump can leave the PDFs out and make them again."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.correspondence import press


@contextmanager
def kept_letters(path: Path) -> Iterator[None]:
    """Append each letter that is typeset within the block to a file: its digest and what it was made from."""
    with path.open("a", encoding="utf-8") as file:

        def write(request: Mapping[str, Any], pdf: bytes) -> None:
            line = {"sha256": hashlib.sha256(pdf).hexdigest(), **request}
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

        with press.overheard(write):
            yield


def read_letters(path: Path, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Of the letters written to a file, those with a digest that is wanted."""
    known = set(wanted)
    with path.open(encoding="utf-8") as file:
        lines = (json.loads(line) for line in file)
        return {line.pop("sha256"): line for line in lines if line["sha256"] in known}
