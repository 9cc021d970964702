"""The markup of articles: little, and nothing of it is HTML."""

import pytest

from app.knowledge.errors import MarkupRefused
from app.knowledge.markup import list_codes, parse, write_plain

TEXT = """Un **mot** et {{SURCHARGE.QUARTER}},
sur deux lignes.

## Titre

- un
- deux [ici](/information/fr/)
"""


def test_a_text_is_paragraphs_headings_and_lists() -> None:
    blocks = parse(TEXT)
    assert [block.kind for block in blocks] == ["paragraph", "heading", "list"]
    assert [span.kind for span in blocks[0].parts[0]] == ["text", "strong", "text", "value", "text"]
    assert list_codes(blocks) == ["SURCHARGE.QUARTER"]


def test_its_plain_words_have_no_markup() -> None:
    assert write_plain(parse(TEXT)) == "Un mot et , sur deux lignes.\n\nTitre\n\nun\ndeux ici"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Un", "Line 1"),
        ("\n### Trois", "Line 2"),
        ("[x](javascript:alert(1))", "leads to"),
        ("[x](http://example.org)", "leads to"),
        ("{{ surcharge }}", "legal value"),
        ("x" * 40_001, "longer than"),
    ],
)
def test_what_is_no_markup_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(MarkupRefused, match=words):
        parse(text)
