"""XPath regular expressions that cannot run for ever.

Python's engine backtracks and cannot be interrupted. It gets the patterns whose cost is at most a small power of the
text's length. A pattern with back-references, or with a repetition inside a repetition, goes to a matcher of our own
that counts its steps and gives up.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as grammar  # type: ignore[attr-defined]
from typing import Any

from workflows.feel.backtracking import Backtracker, Found
from workflows.feel.xpath_syntax import translate

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.NOFLAG, "q": re.NOFLAG}
_REPEATS = frozenset({signs.MAX_REPEAT, signs.MIN_REPEAT})
_WORK = 20_000_000


class _Explosive(Exception):
    """The pattern may cost exponentially much."""


class Pattern:
    """A translated pattern; `growth` is the power of the text's length it may cost, None when there is no bound."""

    def __init__(self, text: str, options: re.RegexFlag, growth: int | None) -> None:
        self._text = text
        self._options = options
        self._growth = growth
        self._compiled = re.compile(text, options)
        self.groups = self._compiled.groups

    def find_all(self, text: str) -> Iterator[Found]:
        """The matches from left to right, not overlapping; raises ValueError when there is too much work."""
        if self._growth is None:
            return self._count_steps(text)
        if max(len(text), 1) ** self._growth > _WORK:
            return self._count_steps(text)
        return map(_from_python, self._compiled.finditer(text))

    def _count_steps(self, text: str) -> Iterator[Found]:
        matcher, place = Backtracker(self._text, self._options, text), 0
        while place <= len(text):
            try:
                found = matcher.find(place)
            except RecursionError as error:
                raise ValueError("the text is too long for this pattern") from error
            if found is None:
                return
            yield found
            place = found.end + (found.end == found.start)

    @property
    def matches_nothing(self) -> bool:
        """Whether it matches the empty text, which `replace` and `split` cannot use."""
        return next(self.find_all(""), None) is not None


def _from_python(match: re.Match[str]) -> Found:
    numbers = range(1, match.re.groups + 1)
    return Found(match.start(), match.end(), {n: match.span(n) for n in numbers if match[n] is not None})


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The pattern ready for use; raises ValueError for one that XPath does not have."""
    options = re.NOFLAG
    for flag in flags:
        if flag not in _FLAGS:
            raise ValueError(f"'{flag}' is not a flag")
        options |= _FLAGS[flag]
    try:
        text = translate(pattern, flags)
        return Pattern(text, options, _estimate(list(grammar.parse(text, options))))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"'{pattern}' is not a regular expression") from error


def _estimate(parts: list[Any]) -> int | None:
    try:
        return 1 + _measure(parts, repeated=False)
    except _Explosive:
        return None


def _measure(parts: list[Any], *, repeated: bool) -> int:
    """How many open repetitions a pattern holds."""
    return sum(_measure_part(kind, content, repeated=repeated) for kind, content in parts)


def _measure_part(kind: Any, content: Any, *, repeated: bool) -> int:
    if kind is signs.GROUPREF:
        raise _Explosive
    if kind in _REPEATS:
        return _measure_repeat(content, repeated=repeated)
    if kind is signs.BRANCH:
        if repeated:
            raise _Explosive
        return max(_measure(list(branch), repeated=repeated) for branch in content[1])
    return _measure(list(content[3]), repeated=repeated) if kind is signs.SUBPATTERN else 0


def _measure_repeat(content: Any, *, repeated: bool) -> int:
    _, most, inner = content
    many = most > 1
    if repeated:
        raise _Explosive
    return int(many) + _measure(list(inner), repeated=many)


def read_replacement(replacement: str, groups: int, *, literal: bool) -> Callable[[str, Found], str]:
    """What a match is replaced with: `$1` is a group, `\\$` a dollar, `\\\\` a backslash. Raises ValueError."""
    if literal:
        return lambda _text, _found: replacement
    pieces = re.findall(r"\$\d+|\\.|[^$\\]+|.", replacement, re.DOTALL)
    parts = [_read_part(piece, groups) for piece in pieces]
    return lambda text, found: "".join(_fill(part, text, found) for part in parts)


def _read_part(piece: str, groups: int) -> str | tuple[int, str]:
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


def _fill(part: str | tuple[int, str], text: str, found: Found) -> str:
    if isinstance(part, str):
        return part
    number, rest = part
    start, end = (found.start, found.end) if number == 0 else found.groups.get(number, (0, 0))
    return text[start:end] + rest
