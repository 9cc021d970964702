"""XPath regular expressions in terms of Python's `re`, in a subset that cannot run for ever.

Python's engine backtracks and cannot be interrupted. A pattern is therefore refused when it holds back-references,
or a repeated group that itself repeats or chooses: those are what makes matching exponential. What is left costs at
most a power of the text's length, and the text's length times the number of open repetitions is bounded.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as grammar  # type: ignore[attr-defined]
from typing import Any, TypeVar

Result = TypeVar("Result")
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.NOFLAG, "q": re.NOFLAG}
_REPEATS = frozenset({signs.MAX_REPEAT, signs.MIN_REPEAT})
_WORK = 50_000_000
_NAME_START, _NAME_PART = r"A-Za-z_:\u00C0-\uFFFD", r"\w:.·-"
_CLASSES = {"i": _NAME_START, "c": _NAME_PART}


class Pattern:
    """A compiled pattern and how badly it may grow."""

    def __init__(self, compiled: re.Pattern[str], growth: int) -> None:
        self.compiled = compiled
        self._growth = growth

    def guard(self, text: str, work: Callable[[], Result]) -> Result:
        """Do the work unless the text is too long for this pattern; raises ValueError."""
        if max(len(text), 1) ** self._growth > _WORK:
            raise ValueError(f"the text of {len(text)} characters is too long for this pattern")
        return work()

    @property
    def matches_nothing(self) -> bool:
        """Whether it matches the empty text, which `replace` and `split` cannot use."""
        return self.compiled.search("") is not None


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The compiled pattern; raises ValueError for one that is wrong or dangerous."""
    options = re.NOFLAG
    for flag in flags:
        if flag not in _FLAGS:
            raise ValueError(f"'{flag}' is not a flag")
        options |= _FLAGS[flag]
    text = re.escape(pattern) if "q" in flags else translate(pattern, free_spacing="x" in flags)
    try:
        growth = 1 + _measure(list(grammar.parse(text, options)), repeated=False)
        return Pattern(re.compile(text, options), growth)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"'{pattern}' is not a regular expression") from error


def _measure(parts: list[Any], *, repeated: bool) -> int:
    """How many open repetitions a pattern holds; raises ValueError for one that may never end."""
    return sum(_measure_part(kind, content, repeated=repeated) for kind, content in parts)


def _measure_part(kind: Any, content: Any, *, repeated: bool) -> int:
    if kind in {signs.GROUPREF, signs.GROUPREF_EXISTS, signs.ASSERT, signs.ASSERT_NOT}:
        raise ValueError("back-references and look-around are not allowed in patterns")
    if kind in _REPEATS:
        return _measure_repeat(content, repeated=repeated)
    if kind is signs.BRANCH:
        return _measure_branches(content[1], repeated=repeated)
    if kind is signs.SUBPATTERN:
        return _measure(list(content[3]), repeated=repeated)
    return 0


def _measure_repeat(content: Any, *, repeated: bool) -> int:
    _, most, inner = content
    many = most > 1
    if many and repeated:
        raise ValueError("a repetition inside a repetition is not allowed in patterns")
    return int(many) + _measure(list(inner), repeated=repeated or many)


def _measure_branches(branches: Any, *, repeated: bool) -> int:
    """Alternatives in a repetition are harmless only when their first characters decide which one is taken."""
    if repeated and not _are_distinct(branches):
        raise ValueError("alternatives beginning alike are not allowed inside a repetition")
    return max(_measure(list(branch), repeated=repeated) for branch in branches)


def _are_distinct(branches: Any) -> bool:
    firsts = [branch[0] for branch in branches if len(branch)]
    literals = [content for kind, content in firsts if kind is signs.LITERAL]
    return len(literals) == len(branches) == len(set(literals))


def translate(pattern: str, *, free_spacing: bool) -> str:
    """XPath's syntax in Python's: `$` is the very end, `\\i` and `\\c` are name characters, `x` drops white space."""
    pieces: list[str] = []
    in_class, place = False, 0
    while place < len(pattern):
        char = pattern[place]
        piece = pattern[place : place + 2] if char == "\\" else char
        in_class = _is_in_class(in_class, char)
        pieces.append(_translate_piece(piece, in_class=in_class, free_spacing=free_spacing))
        place += len(piece)
    return "".join(pieces)


def _is_in_class(before: bool, char: str) -> bool:
    return char == "[" or (before and char != "]")


def _translate_piece(piece: str, *, in_class: bool, free_spacing: bool) -> str:
    if len(piece) == 2 and piece[1].lower() in _CLASSES:
        return _name_class(piece[1], in_class=in_class)
    if free_spacing and piece.isspace() and not in_class:
        return ""
    return piece


def _name_class(letter: str, *, in_class: bool) -> str:
    content = _CLASSES[letter.lower()]
    if in_class and letter.islower():
        return content
    return f"[{'^' if letter.isupper() else ''}{content}]"


def translate_replacement(replacement: str, groups: int, *, literal: bool) -> Callable[[re.Match[str]], str]:
    """What a match is replaced with: `$1` is a group, `\\$` a dollar, `\\\\` a backslash. Raises ValueError."""
    if literal:
        return lambda _match: replacement
    pieces = re.findall(r"\$\d+|\\.|[^$\\]+|.", replacement, re.DOTALL)
    parts = [_translate_part(piece, groups) for piece in pieces]
    return lambda match: "".join(part if isinstance(part, str) else _group(match, part) for part in parts)


def _translate_part(piece: str, groups: int) -> str | tuple[int, str]:
    """A fixed text, or a group number and the digits that follow it."""
    if piece in {"$", "\\"} or (piece[0] == "\\" and piece[1] not in "$\\"):
        raise ValueError(f"'{piece}' has no meaning in a replacement")
    if piece[0] == "\\":
        return piece[1]
    if piece[0] != "$":
        return piece
    digits = piece[1:]
    while len(digits) > 1 and int(digits) > groups:
        digits = digits[:-1]
    return int(digits), piece[1 + len(digits) :]


def _group(match: re.Match[str], part: tuple[int, str]) -> str:
    number, rest = part
    text = match[number] if number <= (match.re.groups or 0) else ""
    return (text or "") + rest
