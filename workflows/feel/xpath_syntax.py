"""XPath's regular expression syntax (F&O 3.1, 5.6.1) written as Python's. Raises ValueError where XPath has none."""

import re

from workflows.feel.unicode_classes import NAME_PART, NAME_START, write_property

_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??")
_PROPERTY = re.compile(r"\\([pP])\{([A-Za-z0-9-]+)\}")
_PLAIN_ESCAPES = frozenset("nrt\\|.?*+(){}[]-^$")
_CLASS_ESCAPES = frozenset("dDsSwW")


def strip_blanks(pattern: str) -> str:
    """The pattern without white space outside classes, as the flag `x` asks."""
    kept, depth = [], 0
    for char in pattern:
        depth += (char == "[") - (char == "]" and depth > 0)
        if depth or not char.isspace():
            kept.append(char)
    return "".join(kept)


class Translation:
    """A pattern being translated, piece by piece."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = strip_blanks(pattern) if "x" in flags else pattern
        self.flags = flags
        self.place = 0

    def translate(self) -> str:
        """The whole pattern in Python's syntax."""
        pieces: list[str] = []
        while self.place < len(self.pattern):
            pieces.append(self._piece())
        return "".join(pieces)

    def _peek(self, ahead: int = 0) -> str:
        return self.pattern[self.place + ahead : self.place + ahead + 1]

    def _take(self, count: int = 1) -> str:
        taken = self.pattern[self.place : self.place + count]
        self.place += count
        return taken

    def _piece(self) -> str:
        char = self._peek()
        if char == "\\":
            return self._escape()
        if char == "[":
            return self._class()
        if char in "*+?{":
            return self._quantifier()
        if char in "]}":
            raise ValueError(f"'{char}' needs a backslash before it in a pattern")
        if char == "(" and self._peek(1) == "?" and self._peek(2) != ":":
            raise ValueError("look-around and other (?…) groups are not allowed in patterns")
        return self._sign(self._take())

    def _sign(self, char: str) -> str:
        if char == "." and "s" not in self.flags:
            return r"[^\n\r]"
        if char == "$" and "m" not in self.flags:
            return r"\Z"
        if char == "(" and self._peek() == "?":
            return char + self._take(2)
        return char if char in "().|^$" else re.escape(char)

    def _quantifier(self) -> str:
        match = _QUANTIFIER.match(self.pattern, self.place)
        if match is None:
            raise ValueError("'{' needs a backslash before it, or a number of repetitions after it")
        self.place = match.end()
        if self._peek() and self._peek() in "*+?{":
            raise ValueError("a repetition cannot be repeated")
        return match[0]

    def _escape(self) -> str:
        """An escape outside a class."""
        following = self._peek(1)
        if following.isdigit() and following != "0":
            return self._back_reference()
        content, negated = self._class_escape()
        if content in {f"\\{letter}" for letter in _CLASS_ESCAPES} or (
            content.startswith("\\") and len(content) == 2
        ):
            return content
        return f"[{'^' if negated else ''}{content}]"

    def _back_reference(self) -> str:
        """`\\1`; a digit that follows belongs to it only when there are that many groups."""
        self._take()
        digits = self._take()
        groups = len(re.findall(r"(?<!\\)\((?!\?)", self.pattern[: self.place]))
        while self._peek().isdigit() and int(digits + self._peek()) <= groups:
            digits += self._take()
        return f"(?:\\{digits})"

    def _class_escape(self) -> tuple[str, bool]:
        """An escape as the inside of a class, and whether it means everything else."""
        found = _PROPERTY.match(self.pattern, self.place)
        if found:
            self.place = found.end()
            return write_property(found[2], outside=found[1] == "P"), False
        letter = self._take(2)[1:]
        if letter in {"i", "I", "c", "C"}:
            return (NAME_START if letter in "iI" else NAME_PART), letter.isupper()
        if letter and (letter in _PLAIN_ESCAPES or letter in _CLASS_ESCAPES):
            return f"\\{letter}", False
        raise ValueError(f"'\\{letter}' has no meaning in a pattern")

    def _class(self) -> str:
        """`[…]`, perhaps with a class to take away: `[a-z-[aeiou]]`."""
        self._take()
        negation = self._take() if self._peek() == "^" else ""
        content, without = "", ""
        while self._peek() != "]":
            if not self._peek():
                raise ValueError("a '[' is not closed in the pattern")
            if self._peek() == "-" and self._peek(1) == "[":
                self._take()
                without = self._class()
            else:
                content += self._member()
        self._take()
        if not content:
            raise ValueError("a class in the pattern is empty")
        base = f"[{negation}{content}]"
        return f"(?:(?!{without}){base})" if without else base

    def _member(self) -> str:
        if self._peek() == "\\":
            content, negated = self._class_escape()
            if negated:
                raise ValueError("\\I and \\C are not supported inside a class")
            return content
        char = self._take()
        if char == "[":
            raise ValueError("'[' needs a backslash before it inside a class")
        return f"\\{char}" if char in "&|~^" or (char == "-" and self._peek() == "-") else char


def translate(pattern: str, flags: str) -> str:
    """The pattern in Python's syntax; with the flag `q` every sign stands for itself."""
    return re.escape(pattern) if "q" in flags else Translation(pattern, flags).translate()
