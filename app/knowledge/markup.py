"""The plain markup of articles: `## heading`, paragraphs, `- item`, `**strong**`, `[words](address)`, `{{CODE}}`.

`{{CODE}}` is a legal value, shown as it stands on the day of reading. Nothing else is markup, and nothing is HTML:
a text is data of its owner, and what it cannot say it cannot break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.knowledge.errors import MarkupRefused

LONGEST = 40_000
VALUE = re.compile(r"\{\{\s*([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\s*\}\}")
_SPAN = re.compile(
    r"\{\{\s*(?P<code>[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\s*\}\}"
    r"|\*\*(?P<strong>[^*\n]+)\*\*"
    r"|\[(?P<words>[^\]\n]+)\]\((?P<address>[^)\s]+)\)"
)
#: Where a link may lead: to our own pages, and to others by TLS.
_ADDRESS = re.compile(r"(/[\w/.#-]*|https://[\w.-]+(/[\w/.,#?=&%~:@!+-]*)?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `kind` is text, strong, value (`text` is its code) or link (to `address`)."""

    kind: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list; `parts` are the spans of each of its lines (one, but for a list)."""

    kind: str
    parts: tuple[tuple[Span, ...], ...]


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Raises MarkupRefused naming the line."""
    if len(text) > LONGEST:
        raise MarkupRefused(f"The text is longer than {LONGEST} characters.")
    return tuple(read_blocks(text.replace("\r\n", "\n").split("\n")))


def read_blocks(lines: list[str]) -> Iterator[Block]:
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if not line:
            number += 1
        elif line.startswith("#"):
            yield read_heading(line, number + 1)
            number += 1
        else:
            kind = "list" if line.startswith("- ") else "paragraph"
            until = find_end(lines, number, kind)
            yield make_block(kind, lines[number:until], number + 1)
            number = until


def read_heading(line: str, number: int) -> Block:
    """Only second-level headings: the first is the title, and a text with a third is two articles."""
    if not line.startswith("## ") or not line[3:].strip():
        raise MarkupRefused(f"Line {number}: a heading is written '## Words'.", line=number)
    return Block("heading", (read_spans(line[3:].strip(), number),))


def find_end(lines: list[str], start: int, kind: str) -> int:
    """The first line that no longer belongs to the paragraph or list that begins at `start`."""
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        is_item = line.startswith("- ")
        if not line or line.startswith("#") or (is_item and kind == "paragraph"):
            return number
    return len(lines)


def make_block(kind: str, lines: list[str], number: int) -> Block:
    if kind == "paragraph":
        return Block(kind, (read_spans(" ".join(line.strip() for line in lines), number),))
    items: list[str] = []
    for line in lines:
        words = line.strip()
        if words.startswith("- "):
            items.append(words[2:].strip())
        else:
            items[-1] += f" {words}"
    return Block("list", tuple(read_spans(item, number) for item in items))


def read_spans(text: str, number: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    place = 0
    for found in _SPAN.finditer(text):
        if found.start() > place:
            spans.append(Span("text", text[place : found.start()]))
        spans.append(make_span(found, number))
        place = found.end()
    if place < len(text):
        spans.append(Span("text", text[place:]))
    for span in spans:
        if span.kind == "text" and ("{{" in span.text or "}}" in span.text):
            raise MarkupRefused(f"Line {number}: a legal value is written {{{{CODE}}}}.", line=number)
    return tuple(spans)


def make_span(found: re.Match[str], number: int) -> Span:
    if found["code"]:
        return Span("value", found["code"])
    if found["strong"]:
        return Span("strong", found["strong"])
    if not _ADDRESS.fullmatch(found["address"]):
        raise MarkupRefused(
            f"Line {number}: a link leads to /… or https://…, not to {found['address']!r}.", line=number
        )
    return Span("link", found["words"], found["address"])


def list_codes(blocks: tuple[Block, ...]) -> list[str]:
    """The legal values a text shows, each once, in the order of reading."""
    found = (span.text for block in blocks for part in block.parts for span in part if span.kind == "value")
    return list(dict.fromkeys(found))


def write_plain(blocks: tuple[Block, ...]) -> str:
    """The words alone, for searching and for mail; legal values are left out."""
    return "\n\n".join(
        "\n".join("".join("" if span.kind == "value" else span.text for span in part) for part in block.parts)
        for block in blocks
    )
