"""Running the settlements of a year: chunk by chunk in one transaction each. Killed at any moment, it goes on with the
incomes that still wait; several workers may run it side by side."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from app.years.models import Regularisation, RegularisationState
from app.years.settlement_booking import settle_many
from app.years.settlement_life import SettlementLife
from app.years.settlement_models import SettlementRun, SettlementState
from workflows import faults
from workflows.actors import Actor
from workflows.parameters import hold_book

#: Two workers end their turns together but for a chunk: a small one keeps both busy.
CHUNK = 250


@dataclass(frozen=True)
class Turn:
    """What one turn did; `waiting` incomes are left, `state` says whether they may be gone on with."""

    done: int
    waiting: int
    state: str


def run_settlements(run_id: int, *, by: Actor, now: datetime, seconds: float = 20.0) -> Turn:
    """Settle chunks for about so many seconds, or until none waits, or the run is paused or cancelled."""
    begun, done = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        count = settle_chunk(run_id, by=by, now=now)
        if count == 0 and not await_others(run_id):
            break
        done += count
    SettlementRun.objects.filter(pk=run_id).update(seconds=F("seconds") + time.monotonic() - begun)
    run = SettlementRun.objects.get(pk=run_id)
    return Turn(done, list_waiting(run_id).count(), run.state)


def settle_chunk(run_id: int, *, by: Actor, now: datetime) -> int:
    """One chunk in one transaction; how many incomes were dealt with, 0 when there is none that nobody else holds."""
    with transaction.atomic(), hold_book():
        claimed = list_running(run_id).select_for_update(of=("self",), skip_locked=True).order_by("id")
        rows = list(claimed.select_related("party", "income")[:CHUNK])
        if rows:
            settle_many(rows, by=by, now=now)
            faults.point("settlements_before_commit")
    faults.point("settlements_after_commit")
    if not rows:
        end_booking(run_id)
    return len(rows)


def list_waiting(run_id: int) -> QuerySet[Regularisation]:
    return Regularisation.objects.filter(run=run_id, state=RegularisationState.WAITING, handed_over_at=None)


def list_running(run_id: int) -> QuerySet[Regularisation]:
    """State and rows are read by one statement: who cancels changes the state and then waits for the rows held."""
    return list_waiting(run_id).filter(run__state=SettlementState.RUNNING)


@transaction.atomic
def end_booking(run_id: int) -> None:
    """Close the booking once no income waits, not even in another worker's hands."""
    run = SettlementRun.objects.select_for_update().get(pk=run_id)
    if run.state == SettlementState.RUNNING and not list_waiting(run_id).exists():
        SettlementLife(run).end_booking()
        run.save(update_fields=["state"])


def await_others(run_id: int) -> bool:
    """Whether it still runs and incomes wait, once a row that another worker holds is free again."""
    with transaction.atomic():
        list(list_running(run_id).select_for_update(of=("self",)).order_by("id").values_list("pk")[:1])
    return list_running(run_id).exists()
