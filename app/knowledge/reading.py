"""An article ready to be read: its blocks with the legal values of the day, and the sources of those values."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from app.knowledge.markup import Block, Span, list_codes, parse
from app.knowledge.shown_values import ShownValue, show_value


@dataclass(frozen=True)
class Readable:
    """Blocks without codes: a value is a span of kind `value` with the figure as its text. `sources` explain them."""

    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    lapsed: bool


def make_readable(body: str, language: str, on: date) -> Readable:
    """Raises MarkupRefused for a text that was never checked."""
    blocks = parse(body)
    with override(language):
        shown = {code: show_value(code, on) for code in list_codes(blocks)}
    sources = tuple(one.source for one in shown.values() if one.source)
    filled = tuple(fill(block, shown) for block in blocks)
    return Readable(filled, sources, lapsed=any(one.lapsed for one in shown.values()))


def fill(block: Block, shown: dict[str, ShownValue]) -> Block:
    parts = tuple(
        tuple(Span("value", shown[span.text].text) if span.kind == "value" else span for span in part)
        for part in block.parts
    )
    return Block(block.kind, parts)
