"""Sentences that know how they were made, so that a reader may be told them in their own language.

The kernel speaks English and knows no catalogue: `say` keeps the sentence's pattern and its values beside its words.
"""

from collections.abc import Iterable, Mapping


class Words(str):
    """A sentence; `pattern` with `values` in its braces is what it says. A value may itself be Words."""

    pattern: str
    values: Mapping[str, object]


class Series(str):
    """Several pieces one after another, each of which is told by itself."""

    items: tuple[str, ...]
    between: str


def list_out(items: Iterable[str], between: str = ", ") -> Series:
    kept = tuple(items)
    made = Series(between.join(kept))
    made.items, made.between = kept, between
    return made


def say(pattern: str, **values: object) -> Words:
    """`pattern` with its braces filled. A sentence that begins with a role begins with a capital letter."""
    told = pattern.format(**values)
    made = Words(begin(told) if pattern.startswith("{role}") else told)
    made.pattern, made.values = pattern, values
    return made


def begin(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]
