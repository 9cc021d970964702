"""Files of lines from elsewhere: read while they stream, each line accepted or refused with its place and reason.

A command declares its columns and applies batches; everything else is here:

    COLUMNS = (Column("year", whole_number(2015, 2100)), Column("note", text(), required=False))
    sentence = run_import(options["file"], COLUMNS, apply, report=options["report"])

`apply` gets up to `BATCH` lines in one transaction and says for each what became of it. A line that cannot be used
hinders no other. The report is a CSV with a row a line: line, outcome, reference, column, reason; never a value of
the file, which may be a national number.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import IO, Any, TextIO, cast

from django.core.management.base import OutputWrapper
from django.db import transaction

#: Lines applied in one transaction.
BATCH = 1000
REPORT_HEADER = ("line", "outcome", "reference", "column", "reason")
SEPARATORS = ";,\t"

Reader = Callable[[str], Any]


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing after the place named was applied."""


class CellRefused(ValueError):
    """A cell or a line cannot be used; the text is the reason, in plain English."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column


class Became(StrEnum):
    """What became of a line."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Column:
    """A declared column; an empty cell of one that is not required reads as None."""

    name: str
    read: Reader
    required: bool = True
    #: For the documentation of the command.
    meaning: str = ""


@dataclass(frozen=True)
class Line:
    """The values of a line by column; `number` counts the file's lines from 1, the header included."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True)
class Outcome:
    """What became of one line; `reference` is ours (never a national number)."""

    line: int
    became: Became
    reference: str = ""
    column: str = ""
    reason: str = ""

    @classmethod
    def refused(cls, line: int, refusal: CellRefused, reference: str = "") -> "Outcome":
        return cls(line, Became.REFUSED, reference, refusal.column, refusal.reason)


Apply = Callable[[Sequence[Line]], Iterable[Outcome]]


def text(longest: int = 500) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellRefused(f"longer than {longest} characters")
        return cell

    return read


def whole_number(least: int, most: int) -> Reader:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdecimal() and len(cell) < 12):
            raise CellRefused("not a whole number")
        if not least <= int(cell) <= most:
            raise CellRefused(f"not between {least} and {most}")
        return int(cell)

    return read


def amount(
    least: Decimal = Decimal("-999999999999.99"), most: Decimal = Decimal("999999999999.99")
) -> Reader:
    """Euros with a point and at most two decimals: `12345.67`. A comma is refused: it may mean thousands."""

    def read(cell: str) -> Decimal:
        sign_free = cell.removeprefix("-")
        if not (sign_free.isascii() and sign_free.replace(".", "", 1).isdecimal()):
            raise CellRefused("not an amount such as 12345.67")
        try:
            value = Decimal(cell)
        except InvalidOperation as error:
            raise CellRefused("not an amount such as 12345.67") from error
        if not least <= value <= most:
            raise CellRefused(f"not between {least} and {most}")
        if value != value.quantize(Decimal("0.01")):
            raise CellRefused("more than two decimals")
        return value

    return read


def day() -> Reader:
    """A day as `2025-03-31`."""

    def read(cell: str) -> date:
        try:
            if len(cell) != 10:
                raise ValueError("not ten characters")
            return date.fromisoformat(cell)
        except ValueError as error:
            raise CellRefused("not a day such as 2025-03-31") from error

    return read


def choice(*known: str) -> Reader:
    def read(cell: str) -> str:
        if cell not in known:
            raise CellRefused(f"not one of {', '.join(known)}")
        return cell

    return read


def import_lines(
    path: Path, columns: Sequence[Column], apply: Apply, *, report: Path, stderr: TextIO, batch: int = BATCH
) -> Counter[Became]:
    """Apply the lines of a file batch by batch, a transaction each, and write the report.

    Sent again, the file changes nothing as long as `apply` is idempotent; stopped half-way, it is simply sent again.
    Raises FileRefused for a file that cannot be read.
    """
    counts: Counter[Became] = Counter()
    with ExitStack() as opened:
        source = opened.enter_context(CountedFile.open(path))
        sheet = opened.enter_context(open_report(report))
        progress = opened.enter_context(Progress(path.stat().st_size, stderr))
        writer = csv.writer(sheet)
        writer.writerow(REPORT_HEADER)
        for outcomes in apply_batches(read_lines(source, columns), apply, batch):
            for one in outcomes:
                writer.writerow((one.line, one.became, one.reference, one.column, one.reason))
                counts[one.became] += 1
            progress.show(source.taken, counts)
    return counts


def open_report(report: Path) -> TextIO:
    try:
        return report.open("w", newline="", encoding="utf-8")
    except OSError as error:
        raise FileRefused(f"the report {report} cannot be written: {error.strerror}; name another") from error


def apply_batches(lines: Iterator[Line | Outcome], apply: Apply, batch: int) -> Iterator[list[Outcome]]:
    """The outcomes of each batch in the order of the file."""
    while taken := list(islice(lines, batch)):
        usable = [one for one in taken if isinstance(one, Line)]
        outcomes = [one for one in taken if isinstance(one, Outcome)]
        with transaction.atomic():
            outcomes.extend(apply(usable))
        yield sorted(outcomes, key=lambda one: one.line)


def read_lines(source: Iterable[str], columns: Sequence[Column]) -> Iterator[Line | Outcome]:
    """The lines of a CSV with a header, `;`, `,` or tab between cells; what cannot be read comes as a refusal."""
    rows = iter(source)
    head = next(rows, "").removeprefix("\ufeff")
    separator = max(SEPARATORS, key=head.count)
    known = {column.name: column for column in columns}
    order = check_header(next(csv.reader([head], delimiter=separator), []), known)
    absent = [name for name in known if name not in {column.name for column in order}]
    reader = csv.reader(rows, delimiter=separator, strict=True)
    while True:
        first = reader.line_num + 2
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise FileRefused(f"line {first}: {error} (is a quotation mark left open?)") from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield read_row(first, row, order, absent)


def check_header(head: Sequence[str], known: Mapping[str, Column]) -> list[Column]:
    """The declared columns in the order of the file. Raises FileRefused naming what is missing or unknown."""
    names = [name.strip() for name in head]
    missing = [name for name, column in known.items() if column.required and name not in names]
    unknown = [name or "(no name)" for name in names if name not in known]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = {"missing": missing, "unknown": unknown, "twice": twice}
    found = "; ".join(f"{fault}: {', '.join(columns)}" for fault, columns in faults.items() if columns)
    if found:
        raise FileRefused(f"line 1: the columns are not the declared ones ({found})")
    return [known[name] for name in names]


def read_row(
    number: int, row: Sequence[str], order: Sequence[Column], absent: Sequence[str] = ()
) -> Line | Outcome:
    """The values of all declared columns; those the file does not have read as None."""
    if len(row) != len(order):
        return Outcome.refused(number, CellRefused(f"{len(row)} cells instead of {len(order)}"))
    values: dict[str, Any] = dict.fromkeys(absent)
    for column, cell in zip(order, row, strict=True):
        try:
            values[column.name] = read_cell(column, cell.strip())
        except CellRefused as refusal:
            return Outcome.refused(number, CellRefused(refusal.reason, column.name))
    return Line(number, values)


def read_cell(column: Column, cell: str) -> Any:
    if not cell:
        if column.required:
            raise CellRefused("empty")
        return None
    if "\x00" in cell or any("\udc80" <= character <= "\udcff" for character in cell):
        raise CellRefused("not text in UTF-8")
    return column.read(cell)


@dataclass
class CountedFile:
    """A text file that knows how many of its bytes were taken; bytes that are no UTF-8 pass to the cell's check."""

    raw: IO[bytes]
    taken: int = 0

    @classmethod
    def open(cls, path: Path) -> "CountedFile":
        """Raises FileRefused when there is no such file."""
        try:
            return cls(path.open("rb"))
        except OSError as error:
            raise FileRefused(f"the file cannot be opened: {error.strerror}") from error

    def __iter__(self) -> Iterator[str]:
        for line in self.raw:
            self.taken += len(line)
            yield line.decode("utf-8", errors="surrogateescape")

    def __enter__(self) -> "CountedFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.raw.close()


@dataclass
class Progress:
    """One line that is rewritten on a terminal, a line every tenth elsewhere."""

    total: int
    stream: TextIO
    started: float = field(default_factory=monotonic)
    shown: float = 0.0
    tenth: int = -1

    def show(self, taken: int, counts: Counter[Became]) -> None:
        share = taken / self.total if self.total else 1.0
        if self.stream.isatty():
            if monotonic() - self.shown > 0.2:
                self.shown = monotonic()
                self.stream.write(f"\r{describe_progress(share, counts, self.elapsed)}\x1b[K")
                self.stream.flush()
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.stream.write(describe_progress(share, counts, self.elapsed) + "\n")

    @property
    def elapsed(self) -> float:
        return monotonic() - self.started

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")


def describe_progress(share: float, counts: Counter[Became], elapsed: float) -> str:
    width = int(share * 30)
    bar = "█" * width + "·" * (30 - width)
    lines = counts.total()
    rate = lines / elapsed if elapsed else 0
    return f"{bar} {share:4.0%}  {lines} lines, {counts[Became.REFUSED]} refused, {rate:,.0f} lines/s"


def place_report(path: Path) -> Path:
    """Where the report goes unless told: beside the file."""
    return path.with_name(f"{path.name}.report.csv")


def summarise(counts: Counter[Became], report: Path) -> str:
    """The last word of a command."""
    parts = ", ".join(f"{counts[one]} {one}" for one in Became)
    return f"{counts.total()} lines: {parts}. Report: {report}"


def run_import(
    file: str,
    columns: Sequence[Column],
    apply: Apply,
    *,
    report: str | None = None,
    stderr: TextIO | OutputWrapper = sys.stderr,
) -> str:
    """What an import command does with its arguments; the sentence it ends with. Raises FileRefused."""
    path = Path(file)
    place = Path(report) if report else place_report(path)
    # A command's wrapper ends each text with a new line; progress rewrites its own.
    stream = cast(TextIO, stderr._out) if isinstance(stderr, OutputWrapper) else stderr
    return summarise(import_lines(path, columns, apply, report=place, stderr=stream), place)
