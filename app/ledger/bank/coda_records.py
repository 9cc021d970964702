"""The lines of a CODA file: decoded, each of 128 characters, and grouped by statement with their place in the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.ledger.bank.errors import StatementRefused

LENGTH = 128
#: What the standard allows, which is also what banks send that still write ISO 646 or Latin-1.
ENCODING = "cp1252"
HEADER, TRAILER = "0", "9"
#: Which records may follow which, by their first character; 4 (free communication) may stand in several places.
FOLLOWS = {
    "0": "1",
    "1": "234 89".replace(" ", ""),
    "2": "234 89".replace(" ", ""),
    "3": "234 89".replace(" ", ""),
    "4": "2489",
    "8": "49",
    "9": "0",
}


@dataclass(frozen=True)
class Record:
    """One line of the file, counted from 1."""

    place: int
    text: str

    @property
    def kind(self) -> str:
        return self.text[0]


def read_records(lines: Iterable[bytes]) -> Iterator[Record]:
    """The records of a file; empty lines and the end-of-file mark of old systems are passed over."""
    for place, line in enumerate(lines, start=1):
        bare = line.rstrip(b"\r\n\x1a")
        if bare:
            yield Record(place, decode(bare, place))


def decode(line: bytes, place: int) -> str:
    """Raises StatementRefused unless the record has exactly 128 characters.

    The standard is one byte a character; some systems pass files on as UTF-8. The length tells which: a line that is
    128 bytes long is one byte a character, a longer one must be 128 characters of UTF-8.
    """
    if len(line) == LENGTH:
        try:
            return line.decode(ENCODING)
        except UnicodeDecodeError:
            return line.decode("latin-1")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    if len(text) != LENGTH:
        raise StatementRefused(f"a record has {LENGTH} characters, this line has {len(text)}", line=place)
    return text


def split_statements(records: Iterable[Record]) -> Iterator[list[Record]]:
    """The records of one statement after the other. Raises StatementRefused where the order is broken."""
    group: list[Record] = []
    last: Record | None = None
    for record in records:
        check_order(last, record)
        group.append(record)
        last = record
        if record.kind == TRAILER:
            yield group
            group = []
    if last is None:
        raise StatementRefused("the file is empty", line=1)
    if group:
        raise StatementRefused("the file ends in the middle of a statement: no record 9", line=last.place)
    if last.text[127] == "1":
        raise StatementRefused(
            "the last statement says that another follows; the file is cut", line=last.place
        )


def check_order(last: Record | None, record: Record) -> None:
    allowed = FOLLOWS[last.kind] if last else HEADER
    if record.kind not in allowed:
        before = f"after a record {last.kind}" if last else "at the start"
        raise StatementRefused(f"a record {record.kind!r} cannot stand {before}", line=record.place)
