"""Free-text search in cases: every word typed must begin a word of the case, whatever the accents."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet

from app.cases.models import Case
from app.people.searching import fold

WORD = re.compile(r"[0-9a-z]+(?:[-.@][0-9a-z]+)*")
MOST_WORDS = 8


def build_search_text(*parts: str) -> str:
    """What the index holds: each word whole, and its parts when it is hyphenated (`Q-2026-000123`)."""
    folded = fold(" ".join(part for part in parts if part))
    pieces = [piece for word in WORD.findall(folded) for piece in re.split(r"[-.@]", word)]
    return " ".join(dict.fromkeys(pieces))


def search_cases(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Cases of which every word of `text` begins a word; all of them when `text` has no word."""
    words = [piece for word in WORD.findall(fold(text)) for piece in re.split(r"[-.@]", word)][:MOST_WORDS]
    if not words:
        return cases
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    return cases.annotate(words=SearchVector("search_text", config="simple")).filter(words=query)
