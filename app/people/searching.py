"""Names as they are searched: small letters without accents, each word after a space."""

import re
import unicodedata

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
