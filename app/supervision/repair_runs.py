"""One repair for all of a cause, a chunk a request: a row that every operator sees, and any of them may go on with."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.supervision.causes import Group, repair_one
from app.supervision.models import RepairRun
from workflows.errors import WorkflowError

#: What one request does; the page asks again until all is done.
CHUNK = 25
Read = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


class RepairUnderWay(WorkflowError):
    """A colleague is repairing this cause already."""


def begin(group: Group, answers: Mapping[str, Any], *, by: User, now: datetime) -> RepairRun:
    """The list is what is open now; the answers are kept as they were typed. Raises RepairUnderWay."""
    cause = group.cause
    try:
        with transaction.atomic():
            return RepairRun.objects.create(
                cause=cause.key,
                kind=cause.kind,
                operation=cause.operation,
                process=cause.process,
                node_id=cause.node_id,
                action=answers["action"],
                reason=answers["reason"],
                answers=dict(answers),
                begun_by=by,
                begun_at=now,
                seen_at=now,
                total=group.count,
                waiting=list(group.keys),
            )
    except IntegrityError as error:
        raise RepairUnderWay() from error


def go_on(run_id: int, read: Read, *, user: User, now: datetime) -> RepairRun:
    """Repair the next of them. Who asks at the same time takes the ones behind: none is done twice.

    `read` makes of the answers as they were typed what a repair takes.
    """
    run, chunk = take(run_id, now)
    answers = read(run.answers) if chunk else None
    told = [(key, repair_one(key, answers, user=user)) for key in chunk] if answers is not None else []
    return keep(run_id, told, now)


@transaction.atomic
def take(run_id: int, now: datetime) -> tuple[RepairRun, list[int]]:
    run = RepairRun.objects.select_for_update().get(pk=run_id)
    chunk, run.waiting = run.waiting[:CHUNK], run.waiting[CHUNK:]
    run.seen_at = now
    run.save(update_fields=["waiting", "seen_at"])
    return run, chunk


@transaction.atomic
def keep(run_id: int, told: list[tuple[int, str]], now: datetime) -> RepairRun:
    run = RepairRun.objects.select_for_update().get(pk=run_id)
    run.refused += [[key, problem] for key, problem in told if problem]
    run.done += sum(not problem for _key, problem in told)
    run.seen_at = now
    if not run.waiting and run.done + len(run.refused) >= run.total and run.ended_at is None:
        run.ended_at, run.answers = now, {}
    run.save(update_fields=["refused", "done", "seen_at", "ended_at", "answers"])
    return run
