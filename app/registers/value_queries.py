"""What the pages of legal values read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.registers.models import LegalValue, ValueState
from workflows.parameters import Row, load_book


@dataclass(frozen=True)
class Line:
    """One code of the book: the row that counts today, the next one, and how many proposals wait."""

    code: str
    current: Row | None
    coming: Row | None
    newest: Row
    waiting: int

    @property
    def is_doubtful(self) -> bool:
        row = self.current or self.newest
        return row.status in {"draft", "to_verify"} or row.confidence == "low"


def list_lines(today: date, *, text: str = "", only: str = "") -> list[Line]:
    """Codes in order; `text` narrows by code or source, `only` to "doubtful", "waiting" or "missing" ones."""
    waiting = count_waiting()
    lines = [
        make_line(code, rows, today, waiting.get(code, 0)) for code, rows in sorted(load_book().rows.items())
    ]
    return [line for line in lines if matches(line, text) and is_wanted(line, only)]


def make_line(code: str, rows: tuple[Row, ...], today: date, waiting: int) -> Line:
    current = next((row for row in rows if row.covers(today)), None)
    coming = next((row for row in rows if row.start > today), None)
    return Line(code, current, coming, rows[-1], waiting)


def matches(line: Line, text: str) -> bool:
    words = text.casefold().split()
    place = f"{line.code} {line.newest.legal_basis} {line.newest.source}".casefold()
    return all(word in place for word in words)


def is_wanted(line: Line, only: str) -> bool:
    return {
        "doubtful": line.is_doubtful,
        "waiting": line.waiting > 0,
        "missing": line.current is None and line.coming is None,
    }.get(only, True)


def count_waiting() -> dict[str, int]:
    found: dict[str, int] = {}
    for code in LegalValue.objects.filter(state=ValueState.PROPOSED).values_list("code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found


def list_rows(code: str) -> tuple[Row, ...]:
    """Every row of a code, newest first; none for an unknown code."""
    return tuple(reversed(load_book().rows.get(code, ())))


def list_history(code: str) -> Iterator[LegalValue]:
    """Every proposal for a code, newest first, with who and when."""
    rows = LegalValue.objects.filter(code=code).select_related("proposed_by", "decided_by")
    return rows.order_by("-proposed_at", "-pk").iterator()
