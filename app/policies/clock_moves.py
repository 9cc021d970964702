"""Setting running clocks on the edition in force: a person chooses which, after seeing where each target would go.

Nothing else moves them. Each move is kept with what the clock was before, and can be undone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from app.accounts.hiding import list_hidden, of_cases
from app.accounts.models import User
from app.accounts.roles import as_actor
from app.policies.content import make_level
from app.policies.errors import PolicyRefused
from app.policies.facts import read_facts
from app.policies.models import ClockMove, EditionState, PolicyEdition
from workflows import service_level_moves
from workflows.level_sources import MARK
from workflows.models import HumanTask, ServiceLevelClock
from workflows.models.human_task import OPEN as OPEN_TASK
from workflows.offered_levels import STEP, TASK_FACTS, for_step, is_selected, take_target
from workflows.service_level_clocks import OPEN
from workflows.service_level_moves import ClockStays

#: At most so many at a time: each is read with its pauses.
MOST = 200


@dataclass(frozen=True)
class Candidate:
    """A running clock of an earlier edition, and where its target would go."""

    clock: ServiceLevelClock
    number: int
    new_target_at: datetime

    def is_over(self, now: datetime) -> bool:
        return self.new_target_at <= now


@dataclass(frozen=True)
class Effect:
    """`total` clocks of earlier editions run unbroken; of the first `MOST` those that the edition is about."""

    total: int
    candidates: list[Candidate]
    left_out: int


def list_running(edition: PolicyEdition) -> QuerySet[ServiceLevelClock]:
    """Open clocks of other editions whose promise is not broken, of no file hidden from the reader."""
    clocks = ServiceLevelClock.objects.filter(
        state__in=OPEN, breached_at__isnull=True, level__startswith=f"{edition.policy}{MARK}"
    ).exclude(policy__policy__number=edition.number)
    hidden = list_hidden()
    return clocks.exclude(of_cases(hidden, "instance__case_ref")) if hidden else clocks


def foresee(edition: PolicyEdition) -> Effect:
    """Where each target would go. Writes nothing."""
    running = list_running(edition)
    found = list(
        running.select_related("instance").prefetch_related("pauses").order_by("target_at", "pk")[:MOST]
    )
    levels = choose_levels(edition, found)
    candidates = [
        Candidate(one, one.policy["policy"]["number"], service_level_moves.foresee(one, levels[one.pk]))
        for one in found
        if one.pk in levels
    ]
    return Effect(running.count(), candidates, len(found) - len(candidates))


def choose_levels(edition: PolicyEdition, clocks: Collection[ServiceLevelClock]) -> dict[int, dict[str, Any]]:
    """Of each clock the level of this edition it would run on; none for one that the edition is not about."""
    cases = read_facts({one.instance_id for one in clocks})
    tasks = read_tasks(clocks)
    found: dict[int, dict[str, Any]] = {}
    for one in clocks:
        level = find_level(edition, one)
        known = {**cases.get(one.instance_id, {}), **tasks.get(one.pk, dict.fromkeys(TASK_FACTS))}
        if level is not None and one.instance_id in cases and is_selected(level, known):
            found[one.pk] = {**level, "resolved": take_target(level)}
    return found


def find_level(edition: PolicyEdition, clock: ServiceLevelClock) -> dict[str, Any] | None:
    measure = clock.policy["measure"]
    if measure not in edition.targets:
        return None
    level = make_level(edition.policy, edition.number, edition.content, measure)
    if measure != STEP:
        return level
    return {**for_step(level, clock.policy["stop"][0]), "id": clock.level}


def read_tasks(clocks: Collection[ServiceLevelClock]) -> dict[int, Mapping[str, Any]]:
    """What is known of the tasks of the clocks of steps."""
    steps = {
        (one.instance_id, one.call, one.policy["stop"][0]): one.pk
        for one in clocks
        if one.policy["measure"] == STEP
    }
    rows = HumanTask.objects.filter(OPEN_TASK, instance__in={key[0] for key in steps}) if steps else []
    return {
        steps[key]: {"task": row.node_id, "task_role": row.role, "task_priority": row.priority}
        for row in rows
        if (key := (row.instance_id, row.call, row.node_id)) in steps
    }


@transaction.atomic
def move(edition: PolicyEdition, keys: Collection[int], *, reason: str, by: User, now: datetime) -> int:
    """Set the chosen clocks on the edition; how many moved. What was met, broken or hidden meanwhile stays.

    Raises PolicyRefused without a reason, and for an edition that is not published.
    """
    if not reason.strip():
        raise PolicyRefused(_("Say why."), "reason")
    if edition.state != EditionState.PUBLISHED or edition.is_end:
        raise PolicyRefused(_("Only an edition that is published can be applied."))
    clocks = list(list_running(edition).filter(pk__in=list(keys)).select_related("instance")[:MOST])
    levels = choose_levels(edition, clocks)
    return sum(
        move_one(edition, one, levels[one.pk], reason=reason.strip(), by=by, now=now)
        for one in clocks
        if one.pk in levels
    )


def move_one(
    edition: PolicyEdition,
    clock: ServiceLevelClock,
    level: Mapping[str, Any],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> bool:
    try:
        before = service_level_moves.set_level(clock.pk, level, reason=reason, now=now, by=as_actor(by))
    except ClockStays:
        return False
    ClockMove.objects.create(
        clock=clock,
        case_ref=clock.instance.case_ref,
        edition=edition,
        from_number=before["policy"]["policy"]["number"],
        before=before,
        old_target_at=datetime.fromisoformat(before["target_at"]),
        new_target_at=ServiceLevelClock.objects.values_list("target_at", flat=True).get(pk=clock.pk),
        reason=reason,
        moved_by=by,
        moved_at=now,
    )
    return True


def list_moves(edition: PolicyEdition) -> QuerySet[ClockMove]:
    """What was moved to an edition, newest first, of no file hidden from the reader."""
    moves = ClockMove.objects.filter(edition=edition).select_related("moved_by", "undone_by", "clock")
    hidden = list_hidden()
    moves = moves.exclude(of_cases(hidden)) if hidden else moves
    return moves.order_by("-moved_at", "-pk")


@transaction.atomic
def undo(move_id: int, *, by: User, now: datetime) -> ClockMove:
    """The clock runs on as before the move. Raises PolicyRefused once it has stopped, broke, or was moved again."""
    row = (
        ClockMove.objects.select_for_update(of=("self",)).filter(pk=move_id).select_related("edition").first()
    )
    if row is None or row.undone_at is not None:
        raise PolicyRefused(_("This move has been undone already."))
    if ClockMove.objects.filter(clock=row.clock_id, undone_at=None, pk__gt=row.pk).exists():
        raise PolicyRefused(_("The clock was moved again since: undo the later move first."))
    try:
        service_level_moves.set_back(row.clock_id, row.before, reason=row.reason, now=now, by=as_actor(by))
    except ClockStays as error:
        raise PolicyRefused(_("The clock has stopped or its promise is broken: it stays.")) from error
    row.undone_by, row.undone_at = by, now
    row.save(update_fields=["undone_by", "undone_at"])
    return row
