"""Walking over tokens, and putting names of several words together again."""

from workflows.feel.errors import FeelSyntaxError
from workflows.feel.lexer import Kind, Token, cut, refuse
from workflows.words import say

NESTING = 60
"""Deepest nesting: far above what anyone writes, far below what exhausts the interpreter's stack."""

_STOPS = frozenset({"in", "then", "else", "return", "satisfies", "and", "or", "between"})
LANGUAGE_NAMES = ("date and time", "years and months duration", "days and time duration")
_KEYWORDS = _STOPS | {
    "if",
    "for",
    "some",
    "every",
    "function",
    "null",
    "true",
    "false",
    "instance",
    "external",
}

_NAME_SIGNS = frozenset({".", "/", "-", "'", "’", "+", "*"})


class NameTable:
    """Known names that joining words cannot find: with operators, keywords or other signs in them."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def add(self, name: str) -> None:
        """Learn a name; a plain one needs no learning, nor does one that is no name at all."""
        try:
            parts = tuple(token.text for token in cut(name)[:-1])
        except FeelSyntaxError:
            return
        if len(parts) < 2 and not _KEYWORDS.intersection(parts):
            return
        known = self._by_first.setdefault(parts[0], [])
        if (parts, name) not in known:
            known.append((parts, name))
            known.sort(key=lambda entry: -len(entry[0]))

    def match(self, tokens: list[Token], index: int) -> tuple[str, int] | None:
        """The longest known name starting at the token, and how many tokens it takes."""
        for parts, name in self._by_first.get(tokens[index].text, ()):
            if tuple(token.text for token in tokens[index : index + len(parts)]) == parts:
                return name, len(parts)
        return None


class Cursor:
    """The place reached in the tokens of one text."""

    def __init__(self, text: str, table: NameTable) -> None:
        self.text = text
        self.tokens = cut(text)
        self.index = 0
        self.depth = 0
        self.table = table

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.token
        if token.kind is not Kind.END:
            self.index += 1
        return token

    def at(self, *symbols: str) -> bool:
        """Whether the next token is one of these signs."""
        return self.token.kind is Kind.SYMBOL and self.token.text in symbols

    def at_word(self, *words: str) -> bool:
        return self.token.kind is Kind.WORD and self.token.text in words

    def accept(self, symbol: str) -> bool:
        if self.at(symbol):
            self.index += 1
            return True
        return False

    def accept_word(self, word: str) -> bool:
        if self.at_word(word):
            self.index += 1
            return True
        return False

    def expect(self, symbol: str, where: str) -> None:
        if not self.accept(symbol):
            raise self.error(
                say(
                    "A '{symbol}' is missing {where}; found {found}.",
                    symbol=symbol,
                    where=where,
                    found=self.describe(),
                )
            )

    def expect_word(self, word: str, where: str) -> None:
        if not self.accept_word(word):
            raise self.error(
                say(
                    "The word '{word}' is missing {where}; found {found}.",
                    word=word,
                    where=where,
                    found=self.describe(),
                )
            )

    def describe(self) -> str:
        return "the end of the expression" if self.token.kind is Kind.END else f"'{self.token.text}'"

    def error(self, message: str, token: Token | None = None) -> FeelSyntaxError:
        return refuse(message, self.text, (token or self.token).start)

    def enter(self) -> None:
        """One level deeper; the caller leaves again with `leave`."""
        self.depth += 1
        if self.depth > NESTING:
            raise self.error(say("The expression is nested deeper than {nesting} levels.", nesting=NESTING))

    def leave(self) -> None:
        self.depth -= 1

    def at_end(self) -> bool:
        return self.token.kind is Kind.END

    def read_name(self, what: str) -> str:
        """A name, as long as it can be: a known one, or words in a row up to a keyword."""
        if self.token.kind is not Kind.WORD:
            raise self.error(say("{what} is missing; found {found}.", what=what, found=self.describe()))
        known = self.table.match(self.tokens, self.index)
        run = self._count_words()
        if known and known[1] >= run:
            self.index += known[1]
            return known[0]
        if run == 0:
            raise self.error(
                say("{what} is missing; '{text}' is a word of the language.", what=what, text=self.token.text)
            )
        return self._join(run)

    def _count_words(self) -> int:
        count = 0
        while self._continues(self.index + count, first=count == 0):
            count += 1
        return count

    def _continues(self, index: int, *, first: bool) -> bool:
        token = self.tokens[index]
        if token.kind is Kind.NUMBER:
            return not first and token.text.isdigit()
        if token.kind is not Kind.WORD or token.text in _STOPS:
            return False
        if token.text == "instance":
            return self.tokens[index + 1].text != "of"
        return not first or token.text not in _KEYWORDS

    def _join(self, count: int) -> str:
        start, end = self.token.start, self.tokens[self.index + count - 1].end
        self.index += count
        return " ".join(self.text[start:end].split())

    def at_key(self) -> bool:
        """Whether a name and a colon come next."""
        return self._count_key() > 0

    def _count_key(self) -> int:
        """How many tokens before a colon could make a name; 0 when there is none."""
        count = 0
        while self._is_key_part(self.peek(count)):
            count += 1
        return count if self.token.kind is Kind.WORD and self.peek(count).text == ":" else 0

    def _is_key_part(self, token: Token) -> bool:
        return token.kind in {Kind.WORD, Kind.NUMBER} or token.text in _NAME_SIGNS

    def read_key(self) -> str:
        """A context key or parameter name: everything up to the colon."""
        count = self._count_key()
        if count == 0:
            raise self.error(say("A name followed by ':' is missing; found {found}.", found=self.describe()))
        return self._join(count)
