"""Letter texts to PDF/UA-1 by Typst, in a process that can read the house layout and nothing else.

A letter's text is data of a process owner: it may compute and lay out, but it reads only the layout's directory,
packages from elsewhere are refused, and time and memory are bounded (`press`, `compiling`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.correspondence import press
from app.correspondence.errors import LetterRefused

_PACKAGE = re.compile(r"[\"']@[\w-]+/")
#: Words of the layout that mark something for the checks before sending; other letters need no second look.
_MARKING = re.compile(r"\b(decision|approval|editable|mention|mentions)\b")
MOST_TEXT = 200_000
MOST_TOLD = 2_000
#: What one letter may take; the frame and a page of text take a hundredth of it.
SECONDS = 15
MEGABYTES = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one letter may take: `seconds` of work and twice as many of waiting, `bytes` of PDF (0: as many as fit)."""

    seconds: int
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF and what its text marked: the kind of decision, mentions made, blocks to edit, need of approval."""

    pdf: bytes
    decision: str = ""
    needs_approval: bool = False
    mentions: frozenset[str] = frozenset()
    blocks: Mapping[str, str] = field(default_factory=dict)


def typeset(source: str, data: Mapping[str, Any], *, now: datetime, name: str = "letter") -> bytes:
    """The PDF of a letter. Raises LetterRefused with Typst's own words when the text does not typeset, and when
    it needs more time or memory than a letter may."""
    return compile_letter(source, data, now=now, name=name).pdf


def compile_letter(
    source: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
    name: str = "letter",
    limits: Limits | None = None,
) -> Typeset:
    """The PDF of a letter with its marks. Raises LetterRefused as `typeset` does."""
    check_source(source, name)
    limits = limits or Limits(SECONDS)
    request = {
        "source": source,
        "data": json.dumps(data, ensure_ascii=False),
        # A PDF's dates have no microseconds, and Typst refuses them.
        "timestamp": now.replace(microsecond=0).isoformat(),
        "seconds": limits.seconds,
        "bytes": limits.bytes,
        "marks": bool(_MARKING.search(source)),
    }
    try:
        answer, pdf = press.ask(request, within=2 * limits.seconds, megabytes=MEGABYTES)
    except press.PressStopped as stopped:
        raise LetterRefused(explain(name, stopped, limits), letter=name) from stopped
    if "error" in answer:
        told = answer["error"][:MOST_TOLD]
        raise LetterRefused(f"The letter {name} does not typeset: {told}", letter=name)
    return read_marks(pdf, answer["marks"])


def read_marks(pdf: bytes, marks: list[Mapping[str, Any]]) -> Typeset:
    found = [(mark["kind"], mark["value"]) for mark in marks]
    return Typeset(
        pdf,
        decision=next((str(value) for kind, value in found if kind == "decision"), ""),
        needs_approval=any(kind == "approval" for kind, _value in found),
        mentions=frozenset(str(value) for kind, value in found if kind == "mention"),
        blocks={str(value["name"]): str(value["text"]) for kind, value in found if kind == "editable"},
    )


def explain(name: str, stopped: press.PressStopped, limits: Limits) -> str:
    """Which limit ended it, for it had no time to say so."""
    if stopped.late:
        return f"The letter {name} is not typeset after {2 * limits.seconds} seconds."
    bounds = f"it needs more than {limits.seconds} seconds of work or {MEGABYTES} megabytes of memory"
    return f"The letter {name} does not typeset: {bounds}."


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
