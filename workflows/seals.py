"""Seals over the history: a chain of hashes, added in the background, that shows any later change.

A seal takes all rows of the transactions that ended before it, in the order of transaction and id; a transaction
that is still open keeps its rows out of every seal until it has ended, so none is ever left between two seals.

A seal takes the digest of what a row tells, so that content whose time is over can go (`workflows.content_removal`).
Seals over rows older than salts took the data themselves; they are rebased before content goes from under them.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from workflows import clock, history
from workflows.event_digests import write_by_digest, write_whole
from workflows.models.history import HistoryEvent, HistorySeal

GENESIS = "0" * 64
LOCK = 7302  # advisory lock: one sealer at a time
# Open transactions count unless they are known to be another database's, so that a long one there delays nothing.
OLDEST_OPEN = """
SELECT LEAST(
    pg_current_xact_id_if_assigned()::text::bigint,
    pg_snapshot_xmax(now.snapshot)::text::bigint,
    (SELECT min(open.xid::text::bigint) FROM pg_snapshot_xip(now.snapshot) AS open(xid)
     WHERE NOT EXISTS (
        SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
          AND l.transactionid = open.xid::xid AND a.datname <> current_database()))
)
FROM (SELECT pg_current_snapshot() AS snapshot) now
"""

COUNT_REST = """
WITH last AS (SELECT era_start, to_xact FROM workflows_historyseal ORDER BY id DESC LIMIT 1),
rest AS (
    SELECT count(*) AS unsealed FROM workflows_historyevent e LEFT JOIN last ON TRUE
    WHERE CASE WHEN %(end)s::bigint IS NULL
               THEN last.to_xact IS NULL OR (e.id > last.era_start AND e.xact >= last.to_xact)
               ELSE e.id > %(end)s::bigint END
)
SELECT unsealed, (SELECT count(*) FROM workflows_historyevent)
    - (SELECT COALESCE(sum(count), 0) FROM workflows_historyseal)::bigint - unsealed
FROM rest
"""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place at which the chain does not hold."""

    seal_id: int
    first_id: int
    last_id: int
    reason: str

    def __str__(self) -> str:
        return f"Seal {self.seal_id} (events {self.first_id} to {self.last_id}): {self.reason}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and the first break, if any. `unsealed` rows await the next seal; of `redacted` ones the
    content was removed, and a sealed line says so."""

    seals: int
    events: int
    unsealed: int
    broken: Break | None = None
    redacted: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Events after the last seal, and those in no seal although later ones are sealed."""

    unsealed: int
    lost: int

    def tell_lost(self) -> str:
        return f"{self.lost} events belong to no seal although later ones are sealed."


@transaction.atomic
def seal() -> HistorySeal | None:
    """Seal what ended transactions have written since the last seal; None when there is nothing, or a sealer works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
    ended = _oldest_open()
    last = HistorySeal.objects.order_by("-id").first()
    era, start = (last.era_start, last.to_xact) if last else (0, 0)
    if ended < start:
        # The cluster counts lower than the last seal: the database was restored elsewhere. Close the old era.
        return _close_era(last) or _seal_range(last, era=_last_id(), start=0, ended=ended)
    return _seal_range(last, era=era, start=start, ended=ended)


def _oldest_open() -> int:
    """The number below which every transaction of this database has ended."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_OPEN)
        return int(cursor.fetchone()[0])


def _close_era(last: HistorySeal | None) -> HistorySeal | None:
    """Seal what the lost cluster had written but not sealed; its transactions all ended with it."""
    assert last is not None
    newest = HistoryEvent.objects.filter(id__gt=last.era_start).aggregate(Max("xact"))["xact__max"]
    if newest is None or newest < last.to_xact:
        return None
    return _seal_range(last, era=last.era_start, start=last.to_xact, ended=newest + 1)


def _last_id() -> int:
    return int(HistorySeal.objects.aggregate(Max("last_id"))["last_id__max"] or 0)


def _seal_range(last: HistorySeal | None, *, era: int, start: int, ended: int) -> HistorySeal | None:
    previous = last.hash if last else GENESIS
    rows = history.stream(first_xact=start, to_xact=ended, after_id=era, to_id=None)
    by_digest = not HistoryEvent.objects.filter(
        xact__gte=start, xact__lt=ended, id__gt=era, salt=None, digest=""
    ).exists()
    covered = _hash(previous, rows, write_by_digest if by_digest else write_whole)
    if not covered.count:
        return None
    return HistorySeal.objects.create(
        era_start=era,
        from_xact=start,
        to_xact=ended,
        first_id=covered.first_id,
        last_id=covered.last_id,
        count=covered.count,
        previous=previous,
        hash=covered.digest,
        sealed_at=clock.now(),
        by_digest=by_digest,
    )


@dataclass(frozen=True, slots=True)
class _Covered:
    """What a seal covers; ids are 0 when that is nothing."""

    digest: str
    count: int
    first_id: int
    last_id: int


def _hash(
    previous: str, rows: Iterable[HistoryEvent], write: Callable[[HistoryEvent], bytes] = write_whole
) -> _Covered:
    """One pass over the rows: asking the database for the least id would read the history from its beginning."""
    digest = hashlib.sha256(previous.encode())
    count = first_id = last_id = 0
    for row in rows:
        digest.update(write(row))
        count += 1
        first_id = min(first_id or row.id, row.id)
        last_id = max(last_id, row.id)
    return _Covered(digest.hexdigest(), count, first_id, last_id)


def verify() -> Verification:
    """Follow the chain from its beginning and stop at the first place that does not hold."""
    from workflows.removal_proofs import find_break

    ends = era_ends()
    previous, events, seals, covered = GENESIS, 0, 0, (0, 0)
    for one in HistorySeal.objects.order_by("id").iterator():
        reason = _check(one, previous, covered, ends[one.era_start])
        if reason and _was_rebased_since(one):
            reason = _check(one, previous, covered, ends[one.era_start])
        if reason:
            return Verification(seals, events, 0, Break(one.id, one.first_id, one.last_id, reason))
        previous, events, seals, covered = (
            one.hash,
            events + one.count,
            seals + 1,
            (one.era_start, one.to_xact),
        )
    rest = count_rest()
    if rest.lost:
        return Verification(seals, events, rest.unsealed, Break(0, 0, 0, rest.tell_lost()))
    redacted, reason = find_break()
    return Verification(seals, events, rest.unsealed, Break(0, 0, 0, reason) if reason else None, redacted)


def count_rest() -> Rest:
    """Counted by one statement, so that what is written meanwhile counts nowhere or everywhere."""
    with connection.cursor() as cursor:
        ends = era_ends()
        # Restored and not sealed since: all that is new awaits its first seal.
        cursor.execute(COUNT_REST, {"end": ends[max(ends)] if ends else None})
        return Rest(*cursor.fetchone())


def check_one(one: HistorySeal, era_end: int | None) -> str:
    """Why a seal does not hold, by itself or after the one before it; nothing when it does."""
    before = HistorySeal.objects.filter(pk__lt=one.pk).order_by("-pk").first()
    previous, covered = (before.hash, (before.era_start, before.to_xact)) if before else (GENESIS, (0, 0))
    reason = _check(one, previous, covered, era_end)
    return _check(one, previous, covered, era_end) if reason and _was_rebased_since(one) else reason


def find_head() -> str:
    """The last seal as whoever keeps it elsewhere writes it down: `12:9f86d0…`; empty before the first."""
    last = HistorySeal.objects.order_by("-id").values_list("id", "hash").first()
    return f"{last[0]}:{last[1]}" if last else ""


def holds_head(head: str) -> bool:
    """Whether a head kept elsewhere is still in the chain. An older copy of the database, or one whose end was cut off
    together with its seals, holds by itself; it does not hold what came after."""
    key, _, digest = head.strip().partition(":")
    return key.isdecimal() and len(key) < 19 and HistorySeal.objects.filter(id=int(key), hash=digest).exists()


def _was_rebased_since(one: HistorySeal) -> bool:
    """Content may have gone while its seal was looked at."""
    before = one.rebased
    one.refresh_from_db()
    return one.rebased != before


def era_ends() -> dict[int, int | None]:
    """Era by its start → the last id of it; None for the one that goes on."""
    starts: list[int] = sorted(set(HistorySeal.objects.values_list("era_start", flat=True)))
    last = HistorySeal.objects.order_by("-id").first()
    after: list[int | None] = [*starts[1:], _last_id() if last and _oldest_open() < last.to_xact else None]
    return dict(zip(starts, after, strict=True)) if starts else {}


def _check(one: HistorySeal, previous: str, covered: tuple[int, int], era_end: int | None) -> str:
    if one.previous != previous:
        return "it does not follow the seal before it; a seal was removed, added or exchanged."
    if one.era_start == covered[0] and one.from_xact != covered[1]:
        return "it does not begin where the seal before it ends."
    there = hash_covered(one, era_end)
    if there.count != one.count:
        return f"it covered {one.count} events; {there.count} are there."
    return "" if there.digest == (one.rebased or one.hash) else "an event was changed."


def hash_covered(one: HistorySeal, era_end: int | None, *, rebase: bool = False) -> _Covered:
    """What a seal's rows hash to now; with `rebase` from the digests and behind the seal's own hash."""
    rows = history.stream(
        first_xact=one.from_xact, to_xact=one.to_xact, after_id=one.era_start, to_id=era_end
    )
    if rebase or one.rebased:
        return _hash(one.hash, rows, write_by_digest)
    return _hash(one.previous, rows, write_by_digest if one.by_digest else write_whole)
