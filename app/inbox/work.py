"""What people do with tasks; each is one call of the kernel, which keeps the rules and the history.

Before each, the file is asked for: nobody acts on their own, their household's, or one they are not cleared for.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_actor, roles_of
from app.cases.models import Case
from app.confidentiality import veil
from app.inbox import delegating
from app.inbox.standing_in import actor
from app.teams import limits
from app.teamwork.models import Kind
from app.teamwork.telling import tell
from workflows import api, clock
from workflows.models import HumanTask


def claim(task: HumanTask, user: User) -> None:
    veil.refuse(user, task.case_ref)
    limits.refuse(user, task)
    api.claim(task.pk, by=as_actor(user), roles=roles_of(user))


def release(task: HumanTask, user: User) -> None:
    """What one was asked about goes back with an answer, not to everybody. Raises DelegationRefused."""
    veil.refuse(user, task.case_ref)
    delegating.refuse_asked(task)
    api.release(task.pk, by=actor(user, task))


def assign(task: HumanTask, assignee: User, *, by: User) -> None:
    veil.refuse(by, task.case_ref)
    veil.refuse(assignee, task.case_ref)
    api.assign(task.pk, assignee.pk, by=as_actor(by))
    delegating.forget(task)
    tell_given(task, assignee, by)


def tell_given(task: HumanTask, assignee: User, by: User) -> None:
    """A task that one is given is told; a task of no case has nothing to be told about."""
    case = Case.objects.filter(reference=task.case_ref).first() if task.case_ref else None
    if case is not None:
        now = clock.now()
        key = f"assigned:{task.pk}:{now.isoformat()}"
        tell([assignee], Kind.ASSIGNED, case, key=key, by=as_actor(by), at=now, task=task.pk)


def put_aside(task: HumanTask, day: date | None, user: User) -> None:
    """Until a day opens in Brussels; None brings the task back."""
    until = datetime.combine(day, time(), tzinfo=clock.BRUSSELS) if day else None
    veil.refuse(user, task.case_ref)
    api.put_aside(task.pk, until, by=actor(user, task))


def save_draft(task: HumanTask, data: Mapping[str, Any], *, rev: int, user: User) -> int:
    veil.refuse(user, task.case_ref)
    return api.save_draft(task.pk, data, rev=rev, by=actor(user, task))


def complete(task: HumanTask, data: Mapping[str, Any], user: User, *, grace: api.Grace | None = None) -> None:
    """With `grace` it may be taken back for a moment (app/inbox/undoing.py).

    Raises DelegationRefused while a colleague is asked, and what the kernel refuses.
    """
    veil.refuse(user, task.case_ref)
    if task.assignee_id is None:
        limits.refuse(user, task)
    delegating.refuse_asked(task)
    api.complete(task.pk, data, by=actor(user, task), roles=roles_of(user), grace=grace)
