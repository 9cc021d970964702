"""The kernel's refusals in the reader's words."""

from django.utils.translation import gettext as _

from workflows.errors import TaskAlreadyCompleted, TaskNotYours, WorkflowError


def describe(refusal: Exception) -> str:
    if isinstance(refusal, TaskAlreadyCompleted):
        return _("This task is already completed.")
    if isinstance(refusal, TaskNotYours):
        return _("A colleague has taken this task.")
    return _(refusal.message) if isinstance(refusal, WorkflowError) else str(refusal)
