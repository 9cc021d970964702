"""Cutting FEEL text into tokens. Names are cut into words here; the parser joins them again."""

import re
from dataclasses import dataclass
from enum import Enum

from workflows.feel.errors import FeelSyntaxError
from workflows.words import say

MAX_TEXT = 100_000


class Kind(Enum):
    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text and where it stands (offsets into the whole text)."""

    kind: Kind
    text: str
    start: int
    end: int


# What the grammar counts as name characters beyond letters (rules 28 and 29), such as the euro sign.
_SIGNS = r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_LETTER = rf"(?:[^\W\d]|[{_SIGNS}])"
_PART = rf"(?:\w|[·̀-ͯ‿⁀{_SIGNS}])"
_TOKEN = re.compile(
    rf"""
      (?P<blank>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>(?:\?|{_LETTER}){_PART}*)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<symbol>\.\.|\*\*|<=|>=|!=|->|/(?!\*)|[-+*=<>(){{}}\[\],:.@'’])
    """,
    re.VERBOSE | re.DOTALL,
)


def cut(text: str) -> list[Token]:
    """The tokens, closed by an END token. Raises FeelSyntaxError."""
    if len(text) > MAX_TEXT:
        raise FeelSyntaxError(
            say("The expression is longer than {max_text} characters.", max_text=MAX_TEXT), "", 1, 1
        )
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise refuse(_explain(text, position), text, position)
        if match.lastgroup != "blank":
            tokens.append(Token(Kind(match.lastgroup), match[0], position, match.end()))
        position = match.end()
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def refuse(message: str, text: str, position: int) -> FeelSyntaxError:
    """The error for a place in the text."""
    before = text[:position]
    line = before.count("\n") + 1
    return FeelSyntaxError(message, text, line, position - (before.rfind("\n") + 1) + 1)


def _explain(text: str, position: int) -> str:
    if text[position] == '"':
        return say("This text is not closed with a quotation mark.")
    if text.startswith("/*", position):
        return say("This comment is not closed with */.")
    return say("The character {character} has no meaning here.", character=repr(text[position]))


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def unquote(literal: str) -> str:
    """The text of a string literal. An escape FEEL does not know stays as written, as in regular expressions."""
    if "\\" not in literal:
        return literal[1:-1]
    text = _ESCAPE.sub(_unescape, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    if match[3]:
        return _SIMPLE.get(match[3], match[0])
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
