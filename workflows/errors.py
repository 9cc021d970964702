"""The kernel's errors: the docstring is the message, the context rides along as attributes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any


class WorkflowError(Exception):
    """Something in the workflow kernel did not go as asked."""

    def __init__(self, message: str | None = None, **context: Any) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.context = context
        for name, value in context.items():
            setattr(self, name, value)
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{self.message} ({details})" if details else self.message)


class ProcessUnknown(WorkflowError):
    """No published process has this key."""


class ProcessRetired(ProcessUnknown):
    """The process is retired: no new case starts, those that run go on."""


class ProcessSuspended(WorkflowError):
    """The process is suspended: no new case starts until an operator lets it go on."""


class CheckRuns(WorkflowError):
    """The history is being verified already."""


class SuspensionStands(WorkflowError):
    """The process is suspended already."""


class VersionUnknown(WorkflowError):
    """This process has no such version."""


class InstanceUnknown(WorkflowError):
    """There is no such process instance."""


class InstanceEnded(WorkflowError):
    """The process instance has already ended."""


class InstancePaused(WorkflowError):
    """The process instance is paused; resume it first."""


class InstanceHeld(InstancePaused):
    """The process is suspended, and its cases do nothing by themselves until an operator lets it go on."""


class InstanceBusy(WorkflowError):
    """Others kept working on this process instance; try again in a moment."""


class InstanceChanged(WorkflowError):
    """The process instance has moved on since it was read."""


class InstanceMoved(WorkflowError):
    """The case has gone on since you looked at it; look at it again before you act."""


class MoveBreaksGuard(WorkflowError):
    """The move would leave out a step that the law asks for."""

    def __init__(self, guard: str, title: str, step: str) -> None:
        WorkflowError.__init__(self, None, guard=guard, step=step)
        self.guard, self.title, self.step = guard, title, step


class TimerChanged(WorkflowError):
    """The deadline has been given another date since you looked at it."""


class JobUnknown(WorkflowError):
    """There is no such job."""


class JobRunning(WorkflowError):
    """A worker is doing this job now; wait for its end."""


class JobOver(WorkflowError):
    """This job is over, or waits for a decision about its incident."""


class BusinessKeyTaken(WorkflowError):
    """This process has already been started with this business key."""


class ReasonMissing(WorkflowError):
    """Say why."""


class DataRefused(WorkflowError):
    """The data do not fit the variables the process declares."""


class VariablesMissing(DataRefused):
    """The process cannot start without these variables."""

    def __init__(self, key: str, names: Sequence[str]) -> None:
        listed = ", ".join(names)
        WorkflowError.__init__(self, f"The process {key!r} cannot start without a value for: {listed}.")
        self.key, self.names = key, tuple(names)


class DataTooLarge(WorkflowError):
    """The data are larger than a process may carry."""


class TaskUnknown(WorkflowError):
    """There is no such task."""


class TaskClosed(WorkflowError):
    """The task is not open any more."""


class TaskAlreadyCompleted(TaskClosed):
    """Somebody has already completed this task."""

    def __init__(self, task: Any, by: str, at: datetime) -> None:
        WorkflowError.__init__(self, None, by=by, at=at.isoformat())
        self.task, self.by, self.at = task, by, at


class TaskNotYours(WorkflowError):
    """The task belongs to somebody else."""


class TaskNotForRole(WorkflowError):
    """None of these roles may take the task."""


class DraftConflict(WorkflowError):
    """The draft has been saved elsewhere since you opened it."""


class IncidentUnknown(WorkflowError):
    """There is no such incident."""


class IncidentResolved(WorkflowError):
    """The incident has already been resolved."""


class ResolutionRefused(WorkflowError):
    """This incident cannot be resolved in this way."""


class PlanRefused(WorkflowError):
    """The migration plan does not fit both versions."""


class UndoRefused(WorkflowError):
    """The migration cannot be undone."""


class CompletionStands(WorkflowError):
    """What was done here can no longer be taken back."""


class TooLateToTakeBack(CompletionStands):
    """It is too late: the process has gone on."""


class OthersWentOn(CompletionStands):
    """Something has happened in the case since."""

    def __init__(self, task: Any, by: str, kind: str) -> None:
        WorkflowError.__init__(self, None, by=by, kind=kind)
        self.task, self.by, self.kind = task, by, kind


class FollowUpPassed(WorkflowError):
    """A task is put aside until a moment that is still to come."""
