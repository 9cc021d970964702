"""The law as dated data: every amount, rate and period is a row with its validity, legal basis and source.

The reference date of the right picks the row, never today. No row valid on that date is an error, never a default.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from workflows.calendars import read_date
from workflows.feel.errors import FeelError
from workflows.feel.values import normalise
from workflows.yaml_source import Key, Problem, Source, SourceRefused, read_file, suggest

BRUSSELS = ZoneInfo("Europe/Brussels")


class ParameterError(FeelError):
    """A legal value cannot be given. An expression that asks for it stops with these words, never with null."""


class ParameterUnknown(ParameterError):
    """No legal value has this code."""


class ParameterNotValid(ParameterError):
    """The legal value has no row for this date."""


@dataclass(frozen=True)
class Row:
    """One value over one period; `until` is its last day, None while it is open."""

    code: str
    start: date
    until: date | None
    value: Any
    unit: str
    legal_basis: str
    source: str
    confidence: str
    status: str
    place: str

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ParameterBook:
    """All rows of a fund, by code and in order of time."""

    rows: Mapping[str, tuple[Row, ...]]

    def find_row(self, code: str, on: date) -> Row:
        """The row valid on a day. Raises ParameterUnknown or ParameterNotValid, naming code and date."""
        day = take_day(on)
        if code not in self.rows:
            message = f"No legal value has the code {code!r}{suggest(code, self._list_near(code))}."
            raise ParameterUnknown(message, code=code, on=day)
        for row in self.rows[code]:
            if row.covers(day):
                return row
        message = f"{code} has no row for {day}; it has {describe_periods(self.rows[code])}."
        raise ParameterNotValid(message, code=code, on=day)

    def _list_near(self, code: str) -> Iterator[str]:
        return (known for known in self.rows if known[0] == code[:1])


BookCheck = Callable[[ParameterBook], Iterable[Problem]]
_checks: list[BookCheck] = []


def add_book_check(check: BookCheck) -> None:
    """Let an app refuse a book whose figures contradict each other; called whenever a book is read."""
    if check not in _checks:
        _checks.append(check)
        _loaded.clear()


def parameter(code: str, on: date) -> Any:
    """The value of a legal parameter on the reference date `on`: Decimal, str, bool, list or dict."""
    return load_book().find_row(code, on).value


def find_row(code: str, on: date) -> Row:
    """The row itself, for a calculation that explains where its figures come from."""
    return load_book().find_row(code, on)


def read_book(paths: Iterable[Path]) -> ParameterBook:
    """Read parameter files.

    Raises SourceRefused for unknown keys, codes given twice, overlapping rows, and what an app's check finds.
    """
    rows: dict[str, tuple[Row, ...]] = {}
    for path in sorted(paths):
        source = read_file(path, file=f"processes/parameters/{path.name}")
        for code, found in read_source(source).items():
            if code in rows:
                message = f"is already given in {rows[code][0].place}"
                raise SourceRefused([source.problem(("parameters", code), message)])
            rows[code] = found
    book = ParameterBook(rows)
    if problems := [problem for check in _checks for problem in check(book)]:
        raise SourceRefused(problems)
    return book


def read_source(source: Source) -> dict[str, tuple[Row, ...]]:
    source.check("parameters")
    return {code: read_rows(source, code, entry) for code, entry in source.data["parameters"].items()}


def read_rows(source: Source, code: str, entry: Mapping[str, Any]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for index, data in enumerate(entry["rows"]):
        rows.append(read_row(source, ("parameters", code, "rows", index), code, entry.get("unit", ""), data))
    rows.sort(key=lambda row: row.start)
    for earlier, later in pairwise(rows):
        if earlier.until is None or later.start <= earlier.until:
            message = f"the row from {later.start} overlaps the one from {earlier.start}"
            raise SourceRefused([source.problem(("parameters", code), message)])
    return tuple(rows)


def read_row(source: Source, key: Key, code: str, unit: str, data: Mapping[str, Any]) -> Row:
    start = read_date(source, (*key, "from"), data["from"])
    written = data.get("until")
    until = None if written is None else read_date(source, (*key, "until"), written)
    if until is not None and until < start:
        raise SourceRefused([source.problem((*key, "until"), "lies before from")])
    return Row(
        code=code,
        start=start,
        until=until,
        value=normalise(data["value"]),
        unit=data.get("unit", unit),
        legal_basis=data["legal_basis"],
        source=data["source"],
        confidence=data["confidence"],
        status=data.get("status", "to_verify"),
        place=f"{source.file}:{source.line(key)}",
    )


def describe_periods(rows: Iterable[Row]) -> str:
    return ", ".join(f"{row.start} to {row.until or 'now on'}" for row in rows)


def take_day(on: date) -> date:
    return on.astimezone(BRUSSELS).date() if isinstance(on, datetime) else on


_loaded: dict[tuple[tuple[str, int], ...], ParameterBook] = {}


def load_book() -> ParameterBook:
    """The rows of `processes/parameters/*.yaml`, read again when a file changed."""
    paths = sorted((Path(settings.PROCESSES_DIR) / "parameters").glob("*.yaml"))
    signature = tuple((path.as_posix(), path.stat().st_mtime_ns) for path in paths)
    if signature not in _loaded:
        book = read_book(paths)
        _loaded.clear()
        _loaded[signature] = book
    return _loaded[signature]
