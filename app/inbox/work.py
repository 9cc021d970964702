"""What people do with tasks; each is one call of the kernel, which keeps the rules and the history."""

from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_actor, roles_of
from workflows import api
from workflows.models import HumanTask


def claim(task: HumanTask, user: User) -> None:
    api.claim(task.pk, by=as_actor(user), roles=roles_of(user))


def release(task: HumanTask, user: User) -> None:
    api.release(task.pk, by=as_actor(user))


def assign(task: HumanTask, assignee: User, *, by: User) -> None:
    api.assign(task.pk, assignee.pk, by=as_actor(by))


def save_draft(task: HumanTask, data: Mapping[str, Any], *, rev: int, user: User) -> int:
    return api.save_draft(task.pk, data, rev=rev, by=as_actor(user))


def complete(task: HumanTask, data: Mapping[str, Any], user: User) -> None:
    api.complete(task.pk, data, by=as_actor(user), roles=roles_of(user))
