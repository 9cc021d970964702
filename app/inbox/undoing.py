"""Taking back a task one has just finished in a page: offered for a moment, where the task is not final.

Only pages give that moment. What is done in bulk, by the API or by a simulation counts at once.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings

from app.accounts.models import User
from app.confidentiality import veil
from app.inbox import approvals
from app.inbox.standing_in import actor
from workflows import api
from workflows.models import HumanTask


def allow(task: HumanTask, typed: Mapping[str, Any]) -> api.Grace | None:
    """How long finishing the task may be taken back, and the answers it then has again; None: it is final."""
    span = timedelta(seconds=settings.TAKE_BACK_SECONDS)
    return api.Grace(span, typed) if span and not approvals.is_final(task) else None


def is_offered(task: HumanTask, user: User) -> bool:
    return bool(settings.TAKE_BACK_SECONDS) and api.may_take_back(task.pk, by=actor(user, task))


def take_back(task: HumanTask, *, by: User) -> None:
    """Raises OwnFile, FileRestricted, and what the kernel refuses: CompletionStands."""
    veil.refuse(by, task.case_ref)
    api.take_back(task.pk, by=actor(by, task))
