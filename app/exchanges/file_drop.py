"""Messages as files: `out/TX0000001.json` for the partner to fetch, `in/*.json` from it, deleted once kept (sealed).

What we write appears whole or not at all: written under another name, flushed to the disk, then linked. Sent again, it
must be the same bytes. The partner does alike: it writes `name.part` and renames it to `name.json`. For a partner that
does not, a file is left alone for QUIET seconds after its last change.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from app.exchanges.adapters import Envelope, Fetched
from app.exchanges.errors import PartnerFailed, PartnerRejected
from app.exchanges.states import Channel

BATCH = 200
#: Real seconds since the last change of a file before it is read. The clocks of two machines may differ both ways.
QUIET = 10


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
        now = time.time()
        files = [one for one in waiting.glob("*.json") if is_whole(one, now)]
        for path in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name))[:BATCH]:
            yield Fetched(name=path.name, body=read_at_most(path))

    def taken(self, fetched: Fetched) -> None:
        """It is kept sealed: no copy in clear stays. One that was only kept in part is laid aside for a person."""
        path = self.folder / "in" / fetched.name
        if len(fetched.body) > settings.EXCHANGE_MOST_BYTES:
            aside = self.folder / "in" / "too_large"
            aside.mkdir(exist_ok=True)
            os.replace(path, aside / fetched.name)
        elif (
            read_at_most(path) == fetched.body
        ):  # else another message came under this name: it is read next time
            path.unlink()


def is_whole(path: Path, now: float) -> bool:
    """Whether nobody still writes the file."""
    if path.name.startswith(".") or not path.is_file():
        return False
    beside = (path.with_suffix(".part"), path.with_name(f"{path.name}.part"))
    return abs(now - path.stat().st_mtime) >= QUIET and not any(one.exists() for one in beside)


def read_at_most(path: Path) -> bytes:
    """The file, or the beginning of one that is too large to be a message: it will be kept as invalid."""
    with path.open("rb") as file:
        return file.read(settings.EXCHANGE_MOST_BYTES + 1)


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
