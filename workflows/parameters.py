"""The law as dated data: every amount, rate and period is a row with its validity, legal basis and source.

The reference date of the right picks the row, never today. No row valid on that date is an error, never a default.
"""

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
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
FOLDER = "parameters"
#: Versions of files whose rows are kept; a fund has some dozen files, a draft beside them has its own.
MOST_KEPT = 64


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


@dataclass(frozen=True)
class RowSource:
    """Rows published elsewhere than in the folder: `read_version` changes whenever `read_rows` would."""

    read_version: Callable[[], Hashable]
    read_rows: Callable[[], Iterable[Row]]


_sources: list[RowSource] = []


def add_row_source(source: RowSource) -> None:
    """Let an app publish rows of its own; they follow the folder's or correct them."""
    _sources.append(source)
    _loaded.clear()


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


def read_book(paths: Iterable[Path], published: Iterable[Row] = ()) -> ParameterBook:
    """Read parameter files, then let published rows follow or correct theirs.

    Raises SourceRefused for unknown keys, codes given twice, overlapping rows, and what an app's check finds.
    """
    rows: dict[str, tuple[Row, ...]] = {}
    for path in sorted(paths):
        for code, found in read_kept(path).items():
            if code in rows:
                message = f"is already given in {rows[code][0].place}"
                raise SourceRefused([read_parameters(path).problem(("parameters", code), message)])
            rows[code] = found
    book = ParameterBook(follow_all(rows, published))
    if problems := [problem for check in _checks for problem in check(book)]:
        raise SourceRefused(problems)
    return book


def read_kept(path: Path) -> Mapping[str, tuple[Row, ...]]:
    """The rows of a file, read and checked once for each of its versions: publishing one value tries the whole book."""
    try:
        known = path.stat()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SourceRefused([Problem(path.as_posix(), 1, "", message)]) from error
    return read_version(path, (known.st_mtime_ns, known.st_size))


@lru_cache(maxsize=MOST_KEPT)
def read_version(path: Path, _version: Hashable) -> Mapping[str, tuple[Row, ...]]:
    return read_source(read_parameters(path))


def read_parameters(path: Path) -> Source:
    return read_file(path, file=f"processes/parameters/{path.name}")


def follow_all(rows: Mapping[str, tuple[Row, ...]], published: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """The rows with published ones among them, in the order of their first days."""
    merged = dict(rows)
    for row in sorted(published, key=lambda row: (row.code, row.start)):
        merged[row.code] = follow(merged.get(row.code, ()), row)
    return merged


def follow(rows: Iterable[Row], new: Row) -> tuple[Row, ...]:
    """Rows of one code with a new one: it ends the row it falls into, corrects the one that begins on the same day,
    and ends itself before the next one."""
    kept = [end_before(row, new.start) for row in rows if row.start != new.start]
    later = min((row.start for row in kept if row.start > new.start), default=None)
    if later is not None:
        new = end_before(new, later)
    return tuple(sorted([*kept, new], key=lambda row: row.start))


def end_before(row: Row, day: date) -> Row:
    """The row as it is when another begins on `day`."""
    if row.start >= day or (row.until is not None and row.until < day):
        return row
    return replace(row, until=day - timedelta(days=1))


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


_loaded: dict[Hashable, ParameterBook] = {}
_held: ContextVar[ParameterBook | None] = ContextVar("held_book", default=None)


@contextmanager
def hold_book() -> Iterator[ParameterBook]:
    """Within the block legal values are those of its beginning, without a look whether one changed: for thousands
    of calculations in a row."""
    book = load_book()
    token = _held.set(book)
    try:
        yield book
    finally:
        _held.reset(token)


def load_book() -> ParameterBook:
    """The rows of `processes/parameters/*.yaml` and those published since, read again when one changed."""
    held = _held.get()
    if held is not None:
        return held
    signature = (list_changes(), tuple(source.read_version() for source in _sources))
    if signature not in _loaded:
        book = read_book(list_paths(), [row for source in _sources for row in source.read_rows()])
        _loaded.clear()
        _loaded[signature] = book
    return _loaded[signature]


def list_changes() -> tuple[tuple[str, int], ...]:
    """The files of the folder with the instant each was changed; asked for every value, so kept cheap."""
    try:
        with os.scandir(os.path.join(settings.PROCESSES_DIR, FOLDER)) as found:
            files = [(one.path, one.stat().st_mtime_ns) for one in found if one.name.endswith(".yaml")]
    except FileNotFoundError:
        return ()
    return tuple(sorted(files))


def load_shipped() -> ParameterBook:
    """The rows of the folder alone."""
    return read_book(list_paths())


def list_paths() -> list[Path]:
    return sorted((Path(settings.PROCESSES_DIR) / FOLDER).glob("*.yaml"))


def try_book(more: Iterable[Row]) -> ParameterBook:
    """The book as it would be with more rows published. Raises SourceRefused when it would contradict itself."""
    published = [row for source in _sources for row in source.read_rows()]
    return read_book(list_paths(), [*published, *more])


def find_row_or_none(code: str, on: date | None = None) -> Row | None:
    """The row of a day, or the newest without one; None when no row is valid. Raises ParameterUnknown."""
    book = load_book()
    if on is None:
        return book.rows[code][-1] if code in book.rows else None
    try:
        return book.find_row(code, on)
    except ParameterNotValid:
        return None
