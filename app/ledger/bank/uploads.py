"""A file that came by the browser: kept, then imported a little at each request, so that nobody waits on one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from app.ledger.bank.files import read_file
from app.ledger.bank.importing import ImportReport, finish_file, import_statement, receive_file
from app.ledger.bank_models import BankFile, BankTransaction, FileState

#: How long a request imports before it shows how far it is, in seconds.
PATIENCE = 1.0
#: How many times longer at most, when finding the place in a long file took its time.
LONGER = 20


@dataclass(frozen=True)
class Standing:
    """How far an import is."""

    file: BankFile
    done: int

    @property
    def percent(self) -> int:
        total = self.file.movements
        return (
            100 if self.file.state == FileState.IMPORTED or not total else min(99, self.done * 100 // total)
        )


def receive_upload(upload: "UploadedFile[Any]", *, by: str) -> BankFile:
    """Keep an uploaded file once the whole of it could be read. Raises StatementRefused."""
    with on_disk(upload.chunks()) as path:
        return receive_file(path, by=by, name=Path(upload.name or "file").name, keep=True)


def import_some(file: BankFile, *, today: date, patience: float = PATIENCE) -> Standing:
    """Import batches of a kept file for about `patience` seconds, at least one; the rest waits for the next call.

    A long file is read again up to where the last call ended: as long as that took, as long may booking take.
    """
    if file.state != FileState.READING or file.content is None:
        return stand(file)
    started = monotonic()
    until = None
    report = ImportReport(file)
    with on_disk([bytes(file.content)]) as path:
        for statement in read_file(path):
            for new in import_statement(file, statement, report, today=today):
                now = monotonic()
                if new and until is None:
                    spent = now - started
                    until = now + max(patience - spent, min(spent, patience * LONGER))
                if until is not None and now >= until:
                    return stand(file)
    finish_file(file)
    return stand(file)


def stand(file: BankFile) -> Standing:
    done = BankTransaction.objects.filter(statement__file=file).count()
    return Standing(file, done)


@contextmanager
def on_disk(chunks: Iterator[bytes] | list[bytes]) -> Iterator[Path]:
    with NamedTemporaryFile(prefix="vigie-bank-") as opened:
        for chunk in chunks:
            opened.write(chunk)
        opened.flush()
        yield Path(opened.name)
