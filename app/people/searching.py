"""Names as they are searched: small letters without accents, each word after a space; what was asked for."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

WORD = re.compile(r"[0-9a-z]+")
#: Letters that no decomposition takes apart.
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """`Françoise Ødegård-Łuk` → `francoise odegard-luk`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def split_words(text: str) -> list[str]:
    """The words typed; `d'Hondt` and `Dhondt` are two spellings that only similarity brings together."""
    return WORD.findall(fold(text))


def build_search_text(name: str) -> str:
    """The words of a name, a space before each: so that ` ver` finds what begins with it. Empty names stay empty."""
    return "".join(f" {word}" for word in split_words(name))


DAY = re.compile(
    r"\b(?:(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})"
    r"|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2}))\b"
)
MOST_WORDS = 6
#: A single letter tells too little to count as something known of the person who is looked for.
TELLING_LENGTH = 2


@dataclass(frozen=True)
class Criteria:
    """What is known of who is looked for: beginnings of words of the name, and the day of birth."""

    words: tuple[str, ...] = ()
    born: date | None = None

    @property
    def number(self) -> int:
        """How many things are known: each word of two letters or more, and the day of birth."""
        telling = {word for word in self.words if len(word) >= TELLING_LENGTH}
        return len(telling) + (self.born is not None)


def read_criteria(text: str) -> Criteria:
    """`Vermeulen Joke 30/7/1985` → two words and a day; digits that are no day of the calendar stay words."""
    match = DAY.search(text)
    born = read_day(match) if match else None
    named = text[: match.start()] + " " + text[match.end() :] if match and born else text
    return Criteria(tuple(split_words(named)[:MOST_WORDS]), born)


def read_day(match: re.Match[str]) -> date | None:
    year, month, day = (int(match[name] or match[f"{name}2"]) for name in ("y", "m", "d"))
    try:
        return date(year, month, day)
    except ValueError:
        return None
