"""The whole history verified in the background, a piece at a time: kept as a row, stopped, gone on after a death.

What was proved is written every second; a worker that dies leaves its piece to the next one, which goes on behind the
last seal that held. `seals.verify` proves the same in one go.
"""

import time
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from workflows import clock, faults, jobs, seals
from workflows.actors import Actor
from workflows.errors import CheckRuns
from workflows.models.history import HistorySeal
from workflows.models.history_check import HistoryCheck
from workflows.models.states import CheckState
from workflows.removal_proofs import find_break
from workflows.transactions import in_transaction

OPERATION = "supervision.verify_history"
#: A piece ends after this long, so that other work of the same worker is not kept waiting.
PIECE_SECONDS = 20.0
NOTE_SECONDS = 1.0


@in_transaction
def ask(*, by: Actor) -> HistoryCheck:
    """Have the whole history verified up to its newest seal. Raises CheckRuns."""
    now = clock.now()
    found = HistorySeal.objects.aggregate(last=Max("pk"), count=Count("pk"))
    try:
        with transaction.atomic():
            check = HistoryCheck.objects.create(
                asked_at=now,
                asked_by=str(by),
                seen_at=now,
                until_seal=found["last"] or 0,
                seals_total=found["count"],
            )
    except IntegrityError as error:
        raise CheckRuns() from error
    enqueue(check, now)
    return check


def enqueue(check: HistoryCheck, now: datetime) -> None:
    """The next piece; asked for twice it is there once."""
    key = f"history-check:{check.pk}:{check.last_seal}"
    jobs.enqueue(OPERATION, {"check": check.pk}, key=key, now=now)


def stop(check_id: int, *, by: Actor) -> bool:
    """End a check where it is; what it has proved stays. False when it has ended."""
    running = HistoryCheck.objects.filter(pk=check_id, state=CheckState.RUNNING)
    changed = running.update(state=CheckState.STOPPED, ended_at=clock.now(), ended_by=str(by))
    return changed == 1


def run_piece(check_id: int, *, seconds: float = PIECE_SECONDS) -> None:
    """Prove the next seals, for about `seconds`; then the next piece, or what came of it all."""
    check = HistoryCheck.objects.filter(pk=check_id, state=CheckState.RUNNING).first()
    if check is None:
        return
    begun = noted = time.monotonic()
    ends = seals.era_ends()
    following = HistorySeal.objects.filter(pk__gt=check.last_seal, pk__lte=check.until_seal).order_by("pk")
    for one in following.iterator(chunk_size=100):
        reason = seals.check_one(one, ends[one.era_start])
        if reason:
            end(check, broken=seals.Break(one.pk, one.first_id, one.last_id, reason))
            return
        check.last_seal, check.seals_done, check.events = (
            one.pk,
            check.seals_done + 1,
            check.events + one.count,
        )
        faults.point("in_history_check")
        moment = time.monotonic()
        if moment - noted >= NOTE_SECONDS or moment - begun >= seconds:
            noted = moment
            if not note(check):
                return
        if moment - begun >= seconds:
            enqueue(check, clock.now())
            return
    finish(check)


def note(check: HistoryCheck) -> bool:
    """Write how far it is; false when somebody has stopped it."""
    running = HistoryCheck.objects.filter(pk=check.pk, state=CheckState.RUNNING)
    changed = running.update(
        last_seal=check.last_seal, seals_done=check.seals_done, events=check.events, seen_at=clock.now()
    )
    return changed == 1


def finish(check: HistoryCheck) -> None:
    """All seals hold: is a line left between them, and does each removal of content say so?"""
    rest = seals.count_rest()
    check.unsealed = rest.unsealed
    if rest.lost:
        end(check, broken=seals.Break(0, 0, 0, rest.tell_lost()))
        return
    check.redacted, reason = find_break()
    end(check, broken=seals.Break(0, 0, 0, reason) if reason else None)


def end(check: HistoryCheck, *, broken: seals.Break | None) -> None:
    """Keep what came of it, unless somebody has stopped it meanwhile."""
    HistoryCheck.objects.filter(pk=check.pk, state=CheckState.RUNNING).update(
        state=CheckState.BROKEN if broken else CheckState.WHOLE,
        ended_at=clock.now(),
        seen_at=clock.now(),
        last_seal=check.last_seal,
        seals_done=check.seals_done,
        events=check.events,
        unsealed=check.unsealed,
        redacted=check.redacted,
        broken_seal=broken.seal_id if broken else None,
        broken=str(broken) if broken else "",
    )
