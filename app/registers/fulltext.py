"""Full-text search in PostgreSQL: every word typed must occur, in the form of one of our languages or as a beginning.

The index side is `search_words` and its kin (migration 0002); this is the side of the question. Both leave out accents
and capitals before they stem, so that `echeance` finds `échéances`.
"""

import re
import unicodedata
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable

MOST_WORDS = 8
LONGEST_WORD = 60
#: PostgreSQL's dictionaries of the languages letters are written in.
DICTIONARIES = ("french", "dutch", "german")
WORD = re.compile(r"[0-9a-z]+")
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss"})


def split_words(text: str) -> list[str]:
    """The words of a question as the index folds them; the first few of a long one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [word[:LONGEST_WORD] for word in WORD.findall(folded)[:MOST_WORDS]]


def build_query(text: str) -> SearchQueryCombinable | None:
    """The question to compare indexed words with (`words=build_query(…)`); None for a text without words.

    A word that a dictionary drops ("de", "the") asks nothing in that language, and is still looked for as it stands.
    """
    words = split_words(text)
    return reduce(and_, map(ask_word, words)) if words else None


def ask_word(word: str) -> SearchQueryCombinable:
    """As a beginning, or by its stem in one of the languages. A word is letters and digits: nothing to escape."""
    stems = [SearchQuery(word, config=name) for name in DICTIONARIES]
    return reduce(or_, stems, SearchQuery(f"{word}:*", config="simple", search_type="raw"))
