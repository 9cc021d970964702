"""Legal holds: a person says that a case is still needed, and its content stays until a person says it is not."""

from django.db import IntegrityError, transaction

from workflows import clock
from workflows.actors import Actor
from workflows.errors import ReasonMissing, WorkflowError
from workflows.history import append
from workflows.models.instance import ProcessInstance
from workflows.models.retention import LegalHold
from workflows.transactions import in_transaction


class HoldRefused(WorkflowError):
    """This hold cannot be placed or lifted."""


@in_transaction
def place(case_ref: str, reason: str, *, by: Actor) -> LegalHold:
    """Keep the content of a case beyond its time. Raises ReasonMissing, HoldRefused.

    The runs are locked, so that a removal under way ends first and none begins.
    """
    runs = _lock_runs(case_ref, reason)
    if all(run.content_removed_at for run in runs):
        raise HoldRefused(f"The content of {case_ref} was removed already.", case=case_ref)
    now = clock.now()
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(
                case_ref=case_ref, reason=reason.strip(), placed_at=now, placed_by=str(by)
            )
    except IntegrityError as error:
        raise HoldRefused(f"{case_ref} is held already.", case=case_ref) from error
    _tell(runs, "hold_placed", reason, by=by)
    return hold


@in_transaction
def lift(case_ref: str, reason: str, *, by: Actor) -> LegalHold:
    """Let the time of keeping decide again. Raises ReasonMissing, HoldRefused."""
    runs = _lock_runs(case_ref, reason)
    hold = LegalHold.objects.select_for_update().filter(case_ref=case_ref, lifted_at=None).first()
    if hold is None:
        raise HoldRefused(f"{case_ref} is not held.", case=case_ref)
    hold.lifted_at, hold.lifted_by, hold.lifted_because = clock.now(), str(by), reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    _tell(runs, "hold_lifted", reason, by=by)
    return hold


def _lock_runs(case_ref: str, reason: str) -> list[ProcessInstance]:
    if not reason.strip():
        raise ReasonMissing()
    runs = ProcessInstance.objects.select_for_update(no_key=True).defer("state").order_by("id")
    found = list(runs.filter(case_ref=case_ref)) if case_ref else []
    if not found:
        raise HoldRefused(f"There is no case {case_ref!r}.", case=case_ref)
    return found


def _tell(runs: list[ProcessInstance], kind: str, reason: str, *, by: Actor) -> None:
    for run in runs:
        append(run.id, run.rev, kind, actor=by, now=clock.now(), data={"reason": reason.strip()})
