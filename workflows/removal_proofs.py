"""Whether what is gone was removed by the rules: each removal has its line in the history, and agrees with it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from workflows.event_digests import digest_remains
from workflows.models.history import HistoryEvent, HistorySeal

KIND = "content_removed"


def find_break() -> tuple[int, str]:
    """The lines without their content, and what does not hold about the first removal that does not; else empty."""
    claims = read_claims()
    count = 0
    for instance, rows in list_redacted():
        count += len(rows)
        if reason := check_removal(instance, rows, claims.get(instance)):
            return count, reason
    return count, check_rebased(claims)


def read_claims() -> dict[UUID, Any]:
    """Instance → what its line about the removal says."""
    lines = HistoryEvent.objects.filter(kind=KIND).order_by("id")
    return {line.instance_id: line.data for line in lines.iterator()}


def list_redacted() -> Iterator[tuple[UUID, list[HistoryEvent]]]:
    rows = HistoryEvent.objects.exclude(digest="").order_by("instance_id", "id").iterator(chunk_size=2000)
    for instance, lines in groupby(rows, key=lambda row: row.instance_id):
        yield instance, list(lines)


def check_removal(instance: UUID, rows: list[HistoryEvent], claim: Any) -> str:
    """Claims were read first: a removal since then is asked for once more."""
    if claim is None:
        claim = (
            HistoryEvent.objects.filter(instance_id=instance, kind=KIND).values_list("data", flat=True).last()
        )
    if claim is None:
        return f"the content of {len(rows)} events of {instance} is gone and nothing says why."
    if digest_remains(rows) != claim["remains"]:
        return f"what is left of the events of {instance} is not what its removal left."
    return ""


def check_rebased(claims: dict[UUID, Any]) -> str:
    """Each older seal that was made anew from digests is named by a removal, with its hash."""
    rebased = dict(HistorySeal.objects.exclude(rebased="").values_list("id", "rebased"))
    if rebased.items() - list_rebased(claims):
        claims = read_claims()
    for key, _ in sorted(rebased.items() - list_rebased(claims)):
        return f"seal {key} was rebased and no removal of content says so."
    return ""


def list_rebased(claims: dict[UUID, Any]) -> set[tuple[int, str]]:
    return {(int(key), made) for claim in claims.values() for key, made in claim.get("rebased", {}).items()}
