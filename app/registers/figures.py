"""Legal values as a calculation takes them: on one reference date, remembered for its trace.

A row that is only a draft, or of low confidence, may be used; the trace then says so for everybody to see.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.registers.errors import ValueUnfit
from app.registers.traces import ParameterUse, Step, make_step
from workflows.parameters import Row, load_book

DRAFT = "draft"
LOW = "low"


class Figures:
    """The legal values of one reference date. `take` raises ParameterUnknown and ParameterNotValid."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._book = load_book()
        self._uses: dict[str, ParameterUse] = {}

    def take(self, code: str) -> Decimal:
        """A value that is a number."""
        value = self.take_any(code)
        if not isinstance(value, Decimal):
            raise ValueUnfit(f"{code} on {self.on} is no number.", code=code)
        return value

    def take_any(self, code: str) -> Any:
        """Any value: a number, a text, a list."""
        row = self._book.find_row(code, self.on)
        self._uses[code] = describe_row(row)
        return row.value

    def list_uses(self, *codes: str) -> tuple[ParameterUse, ...]:
        """The values of these codes, as far as they were taken."""
        return tuple(self._uses[code] for code in codes if code in self._uses)

    def list_warnings(self) -> Iterable[Step]:
        """One step for each value taken that a person must confirm."""
        for use in self._uses.values():
            if use.status == DRAFT or use.confidence == LOW:
                yield make_step("draft_value", parameters=[use], code=use.code, start=use.start)


@lru_cache(maxsize=1024)
def _describe(row: Row) -> ParameterUse:
    return _build(row)


def describe_row(row: Row) -> ParameterUse:
    """The row as a trace keeps it."""
    return _describe(row) if isinstance(row.value, Decimal | str | bool) else _build(row)


def _build(row: Row) -> ParameterUse:
    value = format(row.value, "f") if isinstance(row.value, Decimal) else str(row.value)
    return ParameterUse(
        code=row.code,
        start=row.start,
        until=row.until,
        value=value,
        legal_basis=row.legal_basis,
        source=row.source,
        confidence=row.confidence,
        status=row.status,
        unit=row.unit,
    )
