"""Whether two buildings of one fund lived the same life: a digest of each table without what chance of a machine adds.

Ids made at random, seals, digests of bytes and the instants of the real clock differ from one building to the next; all
else must not.
"""

import hashlib
import re
from collections.abc import Iterable

#: Columns that differ each time.
VOLATILE: dict[str, frozenset[str]] = {
    "collection_quarterlycall": frozenset({"seconds"}),
    "correspondence_dispatch": frozenset({"id"}),  # one batch takes its letters by their random ids
    "correspondence_letterevent": frozenset({"id"}),
    "ledger_entry": frozenset({"made_in"}),
    "workflows_historyevent": frozenset({"xact"}),
    "workflows_historyseal": frozenset(
        {"from_xact", "to_xact", "era_start", "previous", "hash", "first_id", "last_id"}
    ),
    "workflows_processinstance": frozenset({"state"}),
    "people_person": frozenset({"niss_sealed"}),
    "workflows_periodicslot": frozenset({"owner", "attempts"}),
}
UUID = re.compile(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
HASH = re.compile(rb"\b[0-9a-f]{64}\b")


def digest(table: str, columns: Iterable[str], lines: Iterable[bytes]) -> str:
    """Of the rows in any order, for random ids decide theirs."""
    volatile = VOLATILE.get(table, frozenset())
    kept = [place for place, name in enumerate(columns) if name not in volatile]
    rows = sorted(tidy(line, kept) for line in lines)
    return hashlib.sha256(b"\n".join(rows)).hexdigest()[:16]


def tidy(line: bytes, kept: Iterable[int]) -> bytes:
    cells = line.rstrip(b"\n").split(b"\t")
    return HASH.sub(b"#", UUID.sub(b"@", b"\t".join(cells[place] for place in kept)))
