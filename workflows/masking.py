"""Hiding what a process declares `sensitive` from who may not read it: by the name of a value, and by its words."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

MASK = "•••"
#: Shorter words are no trace of anybody, and would mask half of every sentence.
SHORTEST = 3
#: Errors quote the beginning of a long text.
QUOTED = (200, 80, 40, 20)


def list_sensitive(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The variables a process and those it calls declare sensitive."""
    declared = [manifest, *(manifest.get("called") or {}).values()]
    return frozenset(
        name
        for one in declared
        for name, about in (one.get("variables") or {}).items()
        if about.get("sensitive")
    )


def list_words(values: Iterable[Any]) -> list[str]:
    """What would betray these values in a text, the longest first."""
    found = {part for value in values for text in list_texts(value) for part in list_quotes(text)}
    return sorted(found, key=lambda word: (-len(word), word))


def list_texts(value: Any) -> Iterator[str]:
    """Every text, number and date in a value, however deep."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from list_texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from list_texts(one)
    elif isinstance(value, str | Decimal | date | int | float) and not isinstance(value, bool):
        yield str(value).strip()


def list_quotes(text: str) -> Iterator[str]:
    """A text as errors quote it: whole, its beginning, and with its special characters escaped."""
    for part in (text, *(text[:length].strip() for length in QUOTED if length < len(text))):
        if len(part) >= SHORTEST:
            yield part
            yield repr(part)[1:-1]


def hide_words(text: str, words: Iterable[str]) -> str:
    """The text with each of these words masked."""
    for word in words:
        text = text.replace(word, MASK)
    return text


def hide_values(value: Any, names: Collection[str], words: Collection[str] = ()) -> Any:
    """A copy of JSON data with the entries of these names masked, and these words wherever they stand."""
    if isinstance(value, Mapping):
        if len(value) == 1 and next(iter(value)).startswith("$"):  # a date, a number or a duration as JSON
            (inner,) = value.values()
            return value if hide_values(inner, (), words) == inner else MASK
        return {
            name: MASK if name in names and one is not None else hide_values(one, names, words)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [hide_values(one, names, words) for one in value]
    if isinstance(value, str):
        return hide_words(value, words)
    return MASK if not isinstance(value, bool) and value is not None and str(value) in words else value
