"""The fund's public report: each commitment of the charter, what the period shows of it and what keeps it, as a PDF.

It names no person and no case: counts alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from app.charter.lines import Line
from app.correspondence.dates import write_date
from app.correspondence.typesetting import typeset
from app.knowledge.brochures import SOURCE, date_of, frame
from app.periods import Period
from workflows.clock import BRUSSELS

#: The languages of the charter, and of whoever reads how it is kept; letters to people have the first three.
LANGUAGES = ("fr", "nl", "de", "en")
Chapters = Sequence[tuple[str, Sequence[Line]]]


def make(chapters: Chapters, period: Period, language: str, *, now: datetime) -> bytes:
    """The PDF, in the language that is active. Raises LetterRefused when it does not typeset."""
    content = describe(chapters, period, language)
    today = now.astimezone(BRUSSELS).date()
    return typeset(SOURCE, {**content, **date_of(today)}, now=now, name="charter_report")


def describe(chapters: Chapters, period: Period, language: str) -> dict[str, Any]:
    """What the layout is given."""
    days = {"first": write_date(period.first, language), "last": write_date(period.last, language)}
    return {
        **frame(language, _("What became of our commitments")),
        "summary": _("From {first} until {last}").format(**days),
        "sections": [describe_chapter(title, lines) for title, lines in chapters],
        "facts": [],
    }


def describe_chapter(title: str, lines: Sequence[Line]) -> dict[str, Any]:
    block = {"kind": "list", "parts": [write_line(line) for line in lines]}
    return {"title": title, "blocks": [block], "sources": []}


def write_line(line: Line) -> list[dict[str, str]]:
    code, told = write_part(f"{line.commitment.code} ", "strong"), write_part(f"{line.text} ")
    return [code, told, write_part(tell_figures(line), "value")]


def write_part(text: str, kind: str = "text") -> dict[str, str]:
    return {"kind": kind, "text": text, "address": ""}


def tell_figures(line: Line) -> str:
    """Promises kept, else cases opened, else texts handed out; what has none of them is held by its rule alone."""
    tally = line.tally
    if tally.share is not None:
        share = number_format(tally.share, decimal_pos=1)
        told = {"kept": tally.on_time, "all": tally.decided, "share": share}
        return _("{kept} of {all} promises on time ({share} %)").format(**told)
    if tally.contacts:
        return _("Contacts received: {n}").format(n=tally.contacts)
    if tally.cases:
        return _("Cases opened: {n}").format(n=tally.cases)
    if tally.letters:
        return _("Texts handed out: {n}").format(n=tally.letters)
    return line.state
