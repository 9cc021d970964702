"""The kernel's refusals in the reader's words."""

from django.utils.translation import gettext as _

from app.confidentiality.errors import FileRestricted, OwnFile
from workflows.errors import TaskAlreadyCompleted, TaskNotYours, WorkflowError


def describe(refusal: Exception) -> str:
    if isinstance(refusal, TaskAlreadyCompleted):
        return _("This task is already completed.")
    if isinstance(refusal, TaskNotYours):
        return _("A colleague has taken this task.")
    if isinstance(refusal, OwnFile):
        return _("This is the file of that person or of their household: somebody else must do it.")
    if isinstance(refusal, FileRestricted):
        return _("This file is restricted, and that person is not cleared for it.")
    return _(refusal.message) if isinstance(refusal, WorkflowError) else str(refusal)
