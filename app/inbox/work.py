"""What people do with tasks; each is one call of the kernel, which keeps the rules and the history."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_actor, roles_of
from app.inbox.standing_in import actor
from workflows import api, clock
from workflows.models import HumanTask


def claim(task: HumanTask, user: User) -> None:
    api.claim(task.pk, by=as_actor(user), roles=roles_of(user))


def release(task: HumanTask, user: User) -> None:
    api.release(task.pk, by=actor(user, task))


def assign(task: HumanTask, assignee: User, *, by: User) -> None:
    api.assign(task.pk, assignee.pk, by=as_actor(by))


def put_aside(task: HumanTask, day: date | None, user: User) -> None:
    """Until a day opens in Brussels; None brings the task back."""
    until = datetime.combine(day, time(), tzinfo=clock.BRUSSELS) if day else None
    api.put_aside(task.pk, until, by=actor(user, task))


def save_draft(task: HumanTask, data: Mapping[str, Any], *, rev: int, user: User) -> int:
    return api.save_draft(task.pk, data, rev=rev, by=actor(user, task))


def complete(task: HumanTask, data: Mapping[str, Any], user: User) -> None:
    api.complete(task.pk, data, by=actor(user, task), roles=roles_of(user))
