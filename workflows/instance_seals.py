"""Whether the history of one case is as it was written: the seals over its lines, and no step missing between them.

Each seal is proved with all it covers and against the one before it; the chain as a whole is `seals.verify`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflows import history, seals
from workflows.models.history import HistoryEvent, HistorySeal


@dataclass(frozen=True, slots=True)
class InstanceVerification:
    """`broken` says why the first place does not hold, `event` which line it is at; None and empty when all holds."""

    events: int
    seals: int
    unsealed: int
    broken: str = ""
    event: int | None = None


def verify_instance(instance_id: UUID | str) -> InstanceVerification:
    """Prove each seal over the lines of an instance; stops at the first that does not hold."""
    rows = history.read(instance_id)
    ends = seals.era_ends()
    proved: set[int] = set()
    unsealed = 0
    for row in rows:
        one = _find_seal(row)
        if one is None:
            unsealed += 1
        elif one.pk not in proved:
            reason = seals.check_one(one, ends[one.era_start])
            if reason:
                return InstanceVerification(len(rows), len(proved), unsealed, reason, row.pk)
            proved.add(one.pk)
    gap = _find_gap(rows)
    if gap is not None:
        reason = "a step before this line is missing."
        return InstanceVerification(len(rows), len(proved), unsealed, reason, gap)
    return InstanceVerification(len(rows), len(proved), unsealed)


def _find_seal(row: HistoryEvent) -> HistorySeal | None:
    """The one of the newest era that covers a line; none while it awaits its seal."""
    covering = HistorySeal.objects.filter(from_xact__lte=row.xact, to_xact__gt=row.xact, era_start__lt=row.pk)
    return covering.order_by("-era_start").first()


def _find_gap(rows: Sequence[HistoryEvent]) -> int | None:
    """The first line of a step whose number does not follow, within the step or after the one before."""
    rev, seq = 0, -1
    for row in _in_steps(rows):
        if row.rev == rev and row.seq == seq + 1:
            seq += 1
        elif row.rev == rev + 1 and row.seq == 0:
            rev, seq = row.rev, 0
        else:
            return row.pk
    return None


def _in_steps(rows: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    return sorted((row for row in rows if row.seq is not None), key=lambda row: (row.rev, row.seq or 0))
