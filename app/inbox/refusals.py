"""The kernel's refusals in the reader's words, with the name of whoever was first."""

from django.utils.translation import gettext as _

from app.accounts.models import User
from app.confidentiality.errors import FileRestricted, OwnFile
from app.inbox.reasons import name_actor
from workflows.errors import OthersWentOn, TaskAlreadyCompleted, TaskNotYours, WorkflowError


def describe(refusal: Exception) -> str:
    if isinstance(refusal, TaskAlreadyCompleted):
        return _("%(name)s has completed this task already.") % {"name": name_actor(refusal.by)}
    if isinstance(refusal, TaskNotYours):
        return tell_holder(refusal)
    if isinstance(refusal, OthersWentOn):
        return _("It stays done: meanwhile the case has gone on, by %(name)s.") % {
            "name": name_actor(refusal.by)
        }
    if isinstance(refusal, OwnFile):
        return _("This is the file of that person or of their household: somebody else must do it.")
    if isinstance(refusal, FileRestricted):
        return _("This file is restricted, and that person is not cleared for it.")
    return _(refusal.message) if isinstance(refusal, WorkflowError) else str(refusal)


def tell_holder(refusal: TaskNotYours) -> str:
    holder = User.objects.filter(pk=refusal.context.get("assignee") or 0).first()
    if holder is None:
        return _("This task is free now; take it first.")
    return _("%(name)s has taken this task.") % {"name": holder}
