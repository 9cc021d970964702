"""A regular expression matcher that counts its steps, for patterns on which Python's own could run for ever."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as grammar  # type: ignore[attr-defined]
from typing import Any, TypeAlias

Groups: TypeAlias = dict[int, tuple[int, int]]
Proceed: TypeAlias = Callable[[int, Groups], "Found | None"]
_STEPS = 100_000
_CATEGORIES = {
    signs.CATEGORY_DIGIT: re.compile(r"\d"),
    signs.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    signs.CATEGORY_SPACE: re.compile(r"\s"),
    signs.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    signs.CATEGORY_WORD: re.compile(r"\w"),
    signs.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
_CHARACTERS = frozenset({signs.LITERAL, signs.NOT_LITERAL, signs.ANY, signs.IN})


@dataclass(frozen=True, slots=True)
class Found:
    """Where a match lies, and its groups by number."""

    start: int
    end: int
    groups: Groups


class Backtracker:
    """Matches one text; raises ValueError when it takes too many steps."""

    def __init__(self, pattern: str, flags: re.RegexFlag, text: str) -> None:
        self._parts = list(grammar.parse(pattern, flags))
        self._ignore_case = bool(flags & re.IGNORECASE)
        self._multiline = bool(flags & re.MULTILINE)
        self._text = text
        self._steps = 0

    def find(self, place: int) -> Found | None:
        """The first match at or after a place."""
        for start in range(place, len(self._text) + 1):
            found = self._run(self._parts, 0, start, {}, lambda end, groups, s=start: Found(s, end, groups))  # type: ignore[misc]
            if found is not None:
                return found
        return None

    def _run(
        self, parts: list[Any], index: int, place: int, groups: Groups, proceed: Proceed
    ) -> Found | None:
        self._steps += 1
        if self._steps > _STEPS:
            raise ValueError("the pattern takes too long on this text")
        if index == len(parts):
            return proceed(place, groups)
        kind, content = parts[index]

        def rest(end: int, inner: Groups) -> Found | None:
            return self._run(parts, index + 1, end, inner, proceed)

        if kind in _CHARACTERS:
            return rest(place + 1, groups) if self._fits(kind, content, place) else None
        return self._construct(kind, content, place, groups, rest)

    def _construct(self, kind: Any, content: Any, place: int, groups: Groups, rest: Proceed) -> Found | None:
        if kind is signs.SUBPATTERN:
            return self._group(content, place, groups, rest)
        if kind is signs.BRANCH:
            results = (self._run(list(branch), 0, place, groups, rest) for branch in content[1])
            return next((found for found in results if found is not None), None)
        if kind in {signs.MAX_REPEAT, signs.MIN_REPEAT}:
            return self._repeat(kind is signs.MAX_REPEAT, content, 0, place, groups, rest)
        if kind is signs.GROUPREF:
            return self._refer(content, place, groups, rest)
        if kind is signs.AT:
            return rest(place, groups) if self._at(content, place) else None
        if kind is signs.ASSERT_NOT:
            inside = self._run(
                list(content[1]), 0, place, groups, lambda end, inner: Found(place, end, inner)
            )
            return None if inside else rest(place, groups)
        raise ValueError("the pattern is not supported")

    def _group(self, content: Any, place: int, groups: Groups, rest: Proceed) -> Found | None:
        number, _, _, inner = content

        def close(end: int, found: Groups) -> Found | None:
            return rest(end, found if number is None else {**found, number: (place, end)})

        return self._run(list(inner), 0, place, groups, close)

    def _repeat(
        self, greedy: bool, content: Any, done: int, place: int, groups: Groups, rest: Proceed
    ) -> Found | None:
        least, most, inner = content

        def again(end: int, found: Groups) -> Found | None:
            if end == place and done >= least:
                return None
            return self._repeat(greedy, content, done + 1, end, found, rest)

        def more() -> Found | None:
            return self._run(list(inner), 0, place, groups, again) if done < most else None

        if done < least:
            return more()
        if greedy:
            return more() or rest(place, groups)
        return rest(place, groups) or more()

    def _refer(self, number: int, place: int, groups: Groups, rest: Proceed) -> Found | None:
        start, end = groups.get(number, (0, 0))
        expected = self._text[start:end]
        given = self._text[place : place + len(expected)]
        same = given.lower() == expected.lower() if self._ignore_case else given == expected
        return rest(place + len(expected), groups) if same else None

    def _at(self, where: Any, place: int) -> bool:
        if where is signs.AT_BEGINNING:
            return place == 0 or (self._multiline and self._text[place - 1] == "\n")
        if where is signs.AT_END and self._multiline and place < len(self._text):
            return self._text[place] == "\n"
        return place == len(self._text)

    def _fits(self, kind: Any, content: Any, place: int) -> bool:
        if place >= len(self._text):
            return False
        char = self._text[place]
        if kind is signs.ANY:
            return True
        if kind is signs.IN:
            return self._is_in(content, char)
        return self._is(content, char) == (kind is signs.LITERAL)

    def _is(self, code: int, char: str) -> bool:
        return char == chr(code) or (self._ignore_case and char.lower() == chr(code).lower())

    def _is_in(self, members: list[Any], char: str) -> bool:
        negated = members[0][0] is signs.NEGATE
        return negated != any(self._is_member(kind, content, char) for kind, content in members[negated:])

    def _is_member(self, kind: Any, content: Any, char: str) -> bool:
        if kind is signs.LITERAL:
            return self._is(content, char)
        if kind is signs.RANGE:
            variants = {char, char.lower(), char.upper()} if self._ignore_case else {char}
            return any(content[0] <= ord(variant) <= content[1] for variant in variants if len(variant) == 1)
        return bool(_CATEGORIES[content].match(char))
