"""Messages as files: `out/TX0000001.json` for the partner to fetch, `in/*.json` from it, moved to `in/taken` once kept.

A file appears whole or not at all: written under another name, flushed to the disk, then linked. Sent again, it must
be the same bytes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.exchanges.adapters import Envelope, Fetched
from app.exchanges.errors import PartnerFailed, PartnerRejected
from app.exchanges.states import Channel

MOST_BYTES = 20_000_000
BATCH = 200


@dataclass(frozen=True)
class FileDrop:
    """A folder both sides reach, such as one that is synchronised by SFTP."""

    folder: Path
    channel: str = Channel.FILE

    def send(self, envelope: Envelope) -> str:
        target = self.folder / "out" / f"{envelope.reference}.json"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_once(target, envelope.body)
        except OSError as error:
            raise PartnerFailed(f"The folder cannot be written: {error.strerror}.") from error
        return ""

    def fetch(self) -> Iterator[Fetched]:
        waiting = self.folder / "in"
        if not waiting.is_dir():
            return
        files = [one for one in waiting.glob("*.json") if one.is_file() and not one.name.startswith(".")]
        for path in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name))[:BATCH]:
            yield Fetched(name=path.name, body=read_at_most(path))

    def taken(self, fetched: Fetched) -> None:
        kept = self.folder / "in" / "taken"
        kept.mkdir(exist_ok=True)
        os.replace(self.folder / "in" / fetched.name, kept / fetched.name)


def read_at_most(path: Path) -> bytes:
    """The file, or the beginning of one that is too large to be a message: it will be kept as invalid."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def write_once(target: Path, body: bytes) -> None:
    """Raises PartnerRejected when other bytes lie there under this name."""
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part") as draft:
        draft.write(body)
        draft.flush()
        os.fsync(draft.fileno())
        os.chmod(draft.name, 0o640)
        try:
            os.link(draft.name, target)
        except FileExistsError:
            if target.read_bytes() != body:
                raise PartnerRejected("Another file lies there under this name.") from None
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """The name itself must survive a crash, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
