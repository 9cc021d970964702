"""Holding and releasing the recovery of debts: kept in rows, and told to the processes that run.

A hold is told to a recovery that runs, even in the seconds in which it does not wait: the message is kept and taken at
its next wait; one that begins later is told at its start. A release is told only where a recovery is held and nothing
else stands in its way, another case's hold included.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from app.ledger.models import Receivable
from app.ledger.tidings import is_awaited
from app.recovery.obstacle_models import RecoveryHold
from app.recovery.obstacles import has_standing, is_obstructed, list_holding_runs
from app.recovery.states import DebtorEventKind
from workflows import api, clock
from workflows.models import Subscription

SOURCE, HELD, RELEASED = "recovery", "recovery.hold", "recovery.release"
#: Every recovery listens for this as long as it runs: see `processes/recovery`.
RUNS = ("recovery.stop",)


@transaction.atomic
def hold(
    receivables: Iterable[Receivable],
    *,
    reason: str,
    case_ref: str,
    now: datetime,
    key: str,
    review_on: date | None = None,
) -> int:
    """Hold the recovery of debts for a case; the number of recoveries told."""
    told = 0
    for receivable in receivables:
        RecoveryHold.objects.update_or_create(
            receivable=receivable,
            case_ref=case_ref,
            released_at=None,
            defaults={"reason": reason, "review_on": review_on},
            create_defaults={"reason": reason, "review_on": review_on, "held_at": now},
        )
        told += tell_hold(receivable, reason=reason, key=key, review_on=review_on)
    return told


def tell_hold(receivable: Receivable, *, reason: str, key: str, review_on: date | None = None) -> bool:
    """Tell a recovery that runs and is not held already."""
    if not is_followed(receivable) or is_awaited(RELEASED, receivable.ref):
        return False
    payload = {"reason": reason, "review_on": review_on}
    api.receive(SOURCE, f"{HELD}:{key}:{receivable.ref}", HELD, receivable.ref, payload)
    return True


def tell_standing(receivable: Receivable, *, key: str) -> bool:
    """Tell a recovery that has just begun what holds its debt already: it began after the appeal, not before."""
    runs = list_holding_runs(receivable)
    contested = has_standing(receivable, DebtorEventKind.CONTESTATION)
    if not runs and not contested:
        return False
    held = RecoveryHold.objects.filter(
        receivable=receivable, case_ref__in=[run.case_ref for run in runs], released_at__isnull=True
    ).last()
    payload = {
        "reason": held.reason if held else str(DebtorEventKind.CONTESTATION),
        "review_on": find_review(held, clock.today()),
    }
    api.receive(SOURCE, f"{HELD}:{key}:{receivable.ref}", HELD, receivable.ref, payload)
    return True


def find_review(held: RecoveryHold | None, today: date) -> date | None:
    """The day on which the hold is looked at; none when that day is over: then the ladder's own longest hold counts."""
    coming = held is not None and held.review_on is not None and held.review_on > today
    return held.review_on if held and coming else None


@transaction.atomic
def release(receivables: Sequence[Receivable], *, reason: str, case_ref: str, now: datetime, key: str) -> int:
    """End the holds of a case on debts; the number of recoveries that go on.

    Two cases that release at once wait for each other, so that the second sees the first one's hold gone.
    """
    standing = RecoveryHold.objects.filter(receivable__in=receivables, released_at__isnull=True)
    list(standing.select_for_update().order_by("pk").values_list("pk"))
    held = RecoveryHold.objects.filter(
        receivable__in=receivables, case_ref=case_ref, released_at__isnull=True
    )
    held.update(released_at=now)
    return sum(tell_release(one, reason=reason, key=key) for one in receivables)


def tell_release(receivable: Receivable, *, reason: str, key: str) -> bool:
    """Tell a held recovery that it may go on, unless something else stands in its way."""
    if is_obstructed(receivable) or not is_awaited(RELEASED, receivable.ref):
        return False
    api.receive(SOURCE, f"{RELEASED}:{key}:{receivable.ref}", RELEASED, receivable.ref, {"reason": reason})
    return True


def is_followed(receivable: Receivable) -> bool:
    """Whether an amicable recovery of the debt runs."""
    return Subscription.objects.filter(kind="message", name__in=RUNS, correlation=receivable.ref).exists()
