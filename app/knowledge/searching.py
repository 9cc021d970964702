"""The search of the public pages: by the words' stems in the reader's language, without accents, despite slips.

First whole words by their stems; where they find little, titles and summaries that look like what was typed (trigrams).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from app.knowledge.queries import Told, list_told

LONGEST = 100
MOST = 20
#: Fewer finds than this, and what looks alike is added.
FEW = 3
LIKENESS = 0.45

STEMS = """
WITH wanted AS (
    SELECT websearch_to_tsquery(knowledge_configuration(%(language)s), %(text)s) AS q
)
SELECT t.id, ts_headline(knowledge_configuration(%(language)s), t.summary || ' ' || t.words, wanted.q,
    'StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=30, MinWords=12')
FROM knowledge_editiontext t, wanted
WHERE t.id = ANY(%(standing)s) AND t.found_by @@ wanted.q
ORDER BY ts_rank(t.found_by, wanted.q) DESC, t.id LIMIT %(most)s
"""
LIKE = """
SELECT t.id, t.summary
FROM knowledge_editiontext t
WHERE t.id = ANY(%(standing)s) AND NOT t.id = ANY(%(known)s)
  AND (SELECT min(likeness) FROM (
        SELECT greatest(
            word_similarity(knowledge_plain(word), knowledge_plain(t.title || ' ' || t.summary)),
            word_similarity(knowledge_plain(word), knowledge_plain(t.words)) - 0.1
        ) AS likeness
        FROM regexp_split_to_table(%(text)s, '\\s+') AS word WHERE length(word) > 3
      ) words) >= %(likeness)s
ORDER BY word_similarity(knowledge_plain(%(text)s), knowledge_plain(t.title || ' ' || t.summary)) DESC, t.id
LIMIT %(most)s
"""


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt; `marked` where it is what was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Find:
    """An article that was found; `alike` when only because it looks like what was typed."""

    told: Told
    excerpt: tuple[Piece, ...]
    alike: bool = False


def search(text: str, language: str, on: date) -> list[Find]:
    """The articles of the day that fit, best first; nothing for nothing."""
    wanted = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if not wanted:
        return []
    told = {one.text.pk: one for one in list_told(language, on)}
    values = {"text": wanted, "language": language, "standing": list(told), "most": MOST}
    found = [Find(told[pk], split(excerpt)) for pk, excerpt in fetch(STEMS, values)]
    if len(found) < FEW:
        known = [find.told.text.pk for find in found]
        rows = fetch(LIKE, {**values, "known": known, "likeness": LIKENESS})
        found += [Find(told[pk], split(excerpt), alike=True) for pk, excerpt in rows]
    return found


def fetch(statement: str, values: dict[str, Any]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def split(excerpt: str) -> tuple[Piece, ...]:
    """Its stretches, marked ones between the characters 2 and 3."""
    pieces = []
    for index, part in enumerate(excerpt.replace("\x03", "\x02").split("\x02")):
        if part:
            pieces.append(Piece(part, marked=index % 2 == 1))
    return tuple(pieces)
