"""A bank file of either format, read statement by statement."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from app.ledger.bank.camt_reading import MAX_BYTES, read_camt
from app.ledger.bank.coda_reading import read_coda
from app.ledger.bank.errors import FormatUnknown, StatementRefused
from app.ledger.bank.statements import StatementRead


class Format(StrEnum):
    CODA = "coda"
    CAMT = "camt053"


def detect(head: bytes) -> Format:
    """The format by the first bytes. Raises FormatUnknown."""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"<"):
        return Format.CAMT
    if bare[:1] == b"0" and len(bare.split(b"\n", 1)[0].rstrip()) >= 100:
        return Format.CODA
    raise FormatUnknown("this is neither a CODA file (records of 128 characters) nor XML", line=1)


def find_format(path: Path) -> Format:
    """Raises StatementRefused, which names the file."""
    try:
        with path.open("rb") as opened:
            return detect(opened.read(1024))
    except StatementRefused as refusal:
        raise refusal.in_file(path.name) from refusal
    except OSError as error:
        raise StatementRefused(f"cannot be read: {error.strerror}", file=path.name) from error


def read_file(path: Path) -> Iterator[StatementRead]:
    """The statements of a file; CODA is streamed, XML is bounded. Raises StatementRefused, which names the file."""
    found = find_format(path)
    try:
        with path.open("rb") as opened:
            if found is Format.CODA:
                yield from read_coda(opened)
            else:
                yield from read_camt(opened.read(MAX_BYTES + 1))
    except StatementRefused as refusal:
        raise refusal.in_file(path.name) from refusal
