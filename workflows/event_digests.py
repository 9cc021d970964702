"""How a line of history is written for the seals: whole, or with a digest in place of what it tells.

The digest hides what it stands for: it is made with a random salt that goes with the content, so that nobody can try
likely contents against it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from workflows.models.history import HistoryEvent


def write(value: Any) -> bytes:
    """JSON in one form only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_data(salt: UUID | None, data: Mapping[str, Any]) -> str:
    return hashlib.sha256(str(salt or "").encode() + write(data)).hexdigest()


def digest_of(row: HistoryEvent) -> str:
    """The digest of what the line tells, or told before its content was removed."""
    return row.digest or digest_data(row.salt, row.data)


def write_whole(row: HistoryEvent) -> bytes:
    """One row as bytes: every column that says what happened, in fixed order."""
    return _write(row, row.data)


def write_by_digest(row: HistoryEvent) -> bytes:
    """As `write_whole`, with the digest of the data: the same before and after content is removed."""
    return _write(row, digest_of(row))


def _write(row: HistoryEvent, told: Any) -> bytes:
    fields = [
        row.id, str(row.instance_id), row.rev, row.seq, row.at.astimezone(UTC).isoformat(), row.actor, row.kind,
        row.node_id, row.token_id, told, row.xact,
    ]  # fmt: skip
    return write(fields) + b"\n"


def digest_remains(rows: Iterable[HistoryEvent]) -> str:
    """Of the lines of an instance whose content was removed: which they are, and all that they still tell."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(write([row.id, row.digest, row.data]) + b"\n")
    return digest.hexdigest()
