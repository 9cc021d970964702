"""Taking running cases along to a published version, in batches that a worker does and that can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from app.accounts.models import User
from workflows import migration
from workflows.actors import user
from workflows.models.migration import MigrationBatch
from workflows.models.states import MigrationState

AT_ONCE = 50
"""Cases of one turn: some seconds of work, so that other duties are not kept waiting."""


@dataclass(frozen=True)
class Progress:
    """How far a batch is, in cases."""

    batch: MigrationBatch
    waiting: int
    migrated: int
    failed: int
    undone: int

    @property
    def total(self) -> int:
        return self.waiting + self.migrated + self.failed + self.undone

    @property
    def percent(self) -> int:
        return 100 if not self.total else 100 * (self.total - self.waiting) // self.total


def begin(
    process: str, source: int, target: int, mapping: Mapping[str, str], *, reason: str, by: User
) -> int:
    """Write the list of cases; the worker takes them from there. Raises PlanRefused, ReasonMissing."""
    return int(migration.prepare(process, source, target, mapping, reason=reason, by=user(by.pk)).pk)


def go_on() -> int:
    """One turn of every batch that was begun on a page and has cases waiting; the number of cases done."""
    done = 0
    waiting = MigrationBatch.objects.filter(ended_at=None, created_by__startswith="user:").order_by("pk")
    for batch in waiting:
        beginner = user(int(batch.created_by.partition(":")[2]))
        done += migration.run(batch.pk, by=beginner, limit=AT_ONCE)
    return done


def tell_progress(process: str) -> list[Progress]:
    """The batches of a process, newest first."""

    def count(state: MigrationState) -> Count:
        return Count("items", filter=Q(items__state=state))

    batches = (
        MigrationBatch.objects.filter(source__definition=process)
        .select_related("source", "target")
        .annotate(
            n_waiting=count(MigrationState.WAITING),
            n_migrated=count(MigrationState.MIGRATED),
            n_failed=count(MigrationState.FAILED),
            n_undone=count(MigrationState.UNDONE),
        )
        .order_by("-pk")
    )
    return [Progress(one, one.n_waiting, one.n_migrated, one.n_failed, one.n_undone) for one in batches[:20]]
