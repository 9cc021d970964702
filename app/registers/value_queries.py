"""What the pages of legal values read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.registers.citations import cite, tell_source
from app.registers.models import LegalValue, ValueState
from app.registers.value_names import Theme, choose, list_themes
from app.registers.value_words import tell_value
from workflows.parameters import Row, load_book

OTHER = Theme("other", {"fr": "Autres", "nl": "Andere", "de": "Andere", "en": "Others"})


@dataclass(frozen=True)
class Value:
    """A row in the reader's words. `change`: by how much it differs from the one before, as a fraction."""

    row: Row
    text: str
    law: str
    source: str
    change: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """One code of the book: the value that counts on the day, the next one, and how many proposals wait."""

    code: str
    name: str
    theme: Theme
    current: Value | None
    coming: Value | None
    newest: Value
    waiting: int

    @property
    def is_doubtful(self) -> bool:
        row = (self.current or self.newest).row
        return row.status in {"draft", "to_verify"} or row.confidence == "low"


@dataclass(frozen=True)
class Group:
    theme: Theme
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Filters:
    """What a reader asks for. `only` is doubtful, waiting, missing, all, or in force when empty; `theme` is a key."""

    on: date
    text: str = ""
    theme: str = ""
    only: str = ""


def list_groups(filters: Filters, language: str) -> list[Group]:
    """The wanted lines under their themes, by the themes' titles and the values' names."""
    lines = list_lines(filters, language)
    groups = [
        Group(theme, theme.tell(language), [line for line in lines if line.theme is theme])
        for theme in (*list_themes(), OTHER)
    ]
    return sorted((group for group in groups if group.lines), key=lambda group: group.title.casefold())


def list_lines(filters: Filters, language: str) -> list[Line]:
    waiting = count_waiting()
    themes = {code: theme for theme in list_themes() for code in theme.names}
    lines = (
        make_line(code, rows, themes.get(code, OTHER), filters.on, waiting.get(code, 0), language)
        for code, rows in sorted(load_book().rows.items())
    )
    return [line for line in lines if is_wanted(line, filters)]


def make_line(code: str, rows: tuple[Row, ...], theme: Theme, on: date, waiting: int, language: str) -> Line:
    current = next((row for row in rows if row.covers(on)), None)
    coming = next((row for row in rows if row.start > on), None)
    return Line(
        code,
        choose(theme.names.get(code, {}), language) or code,
        theme,
        tell(current, language) if current else None,
        tell(coming, language) if coming else None,
        tell(rows[-1], language),
        waiting,
    )


def tell(row: Row, language: str, before: Row | None = None) -> Value:
    return Value(
        row,
        tell_value(row.value, row.unit),
        cite(row.legal_basis, language),
        tell_source(row.source, language),
        measure(row, before),
    )


def measure(row: Row, before: Row | None) -> Decimal | None:
    """Nothing for values that are no numbers, or begin at nothing."""
    if before is None or not (isinstance(row.value, Decimal) and isinstance(before.value, Decimal)):
        return None
    return (row.value - before.value) / before.value if before.value and row.value != before.value else None


def is_wanted(line: Line, filters: Filters) -> bool:
    chosen = filters.theme in {"", line.theme.key}
    return chosen and matches(line, filters.text) and matches_only(line, filters.only)


def matches(line: Line, text: str) -> bool:
    row = line.newest.row
    place = " ".join((line.code, line.name, row.legal_basis, line.newest.law, row.source)).casefold()
    return all(word in place for word in text.casefold().split())


def matches_only(line: Line, only: str) -> bool:
    ended = line.current is None and line.coming is None
    return {
        "doubtful": line.is_doubtful,
        "waiting": line.waiting > 0,
        "missing": ended,
        "all": True,
    }.get(only, not ended or line.waiting > 0)


def count_waiting() -> dict[str, int]:
    found: dict[str, int] = {}
    for code in LegalValue.objects.filter(state=ValueState.PROPOSED).values_list("code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found


def list_years() -> list[int]:
    """The years for which any value is known, newest first."""
    starts = {row.start.year for rows in load_book().rows.values() for row in rows}
    return list(range(max(starts, default=1), min(starts, default=1) - 1, -1))


def list_rows(code: str) -> tuple[Row, ...]:
    """Every row of a code, newest first; none for an unknown code."""
    return tuple(reversed(load_book().rows.get(code, ())))


def list_values(code: str, language: str) -> list[Value]:
    """The rows in words, newest first, each with its change from the one before."""
    rows: Sequence[Row] = load_book().rows.get(code, ())
    told = [tell(row, language, before) for before, row in pairwise((None, *rows)) if row is not None]
    return list(reversed(told))


def list_history(code: str) -> Iterator[LegalValue]:
    """Every proposal for a code, newest first, with who and when."""
    rows = LegalValue.objects.filter(code=code).select_related("proposed_by", "decided_by")
    return rows.order_by("-proposed_at", "-pk").iterator()
