"""The file of a dump: an xz-compressed tar of text files that anybody can read.

`manifest.json` says what is in it, `tables/NAME.tsv` holds rows as COPY writes them, `letters.jsonl` what each letter
is typeset from, `sources.json` the letters' texts by digest.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.demo.errors import DumpRefused

FORMAT = 1
MANIFEST, LETTERS, SOURCES = "manifest.json", "letters.jsonl", "sources.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a dump is of: the plan it lived, the schema it was written from, what each table held."""

    format: int = FORMAT
    seed: int
    persons: int
    companies: int
    first: str
    until: str
    #: App → its last migrations.
    migrations: Mapping[str, list[str]]
    #: User name → id: rows name who did what by id.
    users: Mapping[str, int]
    #: Table → its columns, in the order of its file.
    columns: Mapping[str, list[str]]
    rows: Mapping[str, int]
    #: Table → digest of its rows without what differs from one building to the next.
    digests: Mapping[str, str]
    sequences: Mapping[str, int] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.until)

    def write(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


class Writer:
    """Adds members to a dump, with nothing of the machine in them."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o644
        self.archive.addfile(member, io.BytesIO(content))

    def add_letters(self, letters: Mapping[str, Mapping[str, Any]]) -> None:
        """What each letter is made from, by its digest; the texts once each."""
        sources: dict[str, str] = {}
        lines = []
        for sha256, request in sorted(letters.items()):
            source = hashlib.sha256(request["source"].encode()).hexdigest()[:16]
            sources[source] = request["source"]
            lines.append(json.dumps({**request, "sha256": sha256, "source": source}, ensure_ascii=False))
        self.add(SOURCES, json.dumps(sources, indent=1, sort_keys=True, ensure_ascii=False).encode())
        self.add(LETTERS, "\n".join(lines).encode())


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A dump that appears under its name once it is whole."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with tarfile.open(draft, "w:xz", preset=9) as archive:
            yield Writer(archive)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Dump:
    """An opened dump."""

    def __init__(self, path: Path) -> None:
        """Raises DumpRefused for a file that is no dump, or of another format."""
        self.path = path
        try:
            with tarfile.open(path, "r:xz") as archive:
                self.files = {member.name: read_member(archive, member) for member in archive}
            found = json.loads(self.files[MANIFEST])
            self.manifest = Manifest(**found)
        except (OSError, tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as error:
            raise DumpRefused(f"{path.name} is no dump of a demo fund: {error}") from error
        if self.manifest.format != FORMAT:
            raise DumpRefused(f"{path.name} is a dump of the format {self.manifest.format}, not {FORMAT}.")

    def rows(self, table: str) -> list[bytes]:
        return self.files[f"tables/{table}.tsv"].splitlines(keepends=True)

    def letters(self) -> Iterator[dict[str, Any]]:
        """What each letter is made from, and the digest of what it became."""
        sources = json.loads(self.files[SOURCES])
        for line in self.files[LETTERS].decode().split("\n"):
            if line:
                request = json.loads(line)
                yield {**request, "source": sources[request["source"]]}


def read_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    if file is None:
        raise DumpRefused(f"{member.name} is no file.")
    return file.read()
