"""Tasks that colleagues add to a case by hand. Each is a run of its own of a small shipped process, beside the case's.

So it is in the inbox like any other: counted, claimed, handed over, substituted, done in bulk. It does not hold up the
process; the case is not closed while it is open.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import as_actor, may_assign
from app.cases.models import Case
from app.cases.queries import list_instances
from app.cases.wording import ADDED_BY_HAND, find_wording
from app.confidentiality import veil
from app.inbox import work
from app.inbox.errors import TaskRefused
from app.inbox.standing_in import acts_for
from workflows import api, clock
from workflows.models import HumanTask, TaskState

LONGEST_TITLE, LONGEST_TEXT = 120, 4000
NODE = "do_added_task"
OPEN = (TaskState.READY, TaskState.CLAIMED)


@dataclass(frozen=True)
class Wish:
    """What is to be done, for which role or which of its people, until when, and from when on it is shown."""

    title: str
    description: str
    role: str
    person: User | None = None
    due_on: date | None = None
    follow_up_on: date | None = None
    priority: int = 50


def refuse_case(case: Case) -> None:
    """Raises TaskRefused for a case that has ended, or whose process takes no tasks by hand."""
    if case.closed_at is not None:
        raise TaskRefused(_("The case is closed; reopen it first."))
    runs = list_instances(case)
    if not runs or not find_wording(runs[0].version_id).takes_tasks:
        raise TaskRefused(_("The owner of this process wants no tasks added by hand."))


@transaction.atomic
def add(case: Case, wish: Wish, *, by: User) -> HumanTask:
    """The open task. Raises TaskRefused, OwnFile, FileRestricted."""
    veil.refuse(by, case.reference)
    refuse_case(Case.objects.select_for_update(no_key=True).get(pk=case.pk))
    if wish.person is not None and not wish.person.groups.filter(name=wish.role).exists():
        raise TaskRefused(_("None of the colleague’s roles may do this task."))
    data = {
        "task_title": wish.title,
        "task_description": wish.description or None,
        "task_role": wish.role,
        "task_priority": wish.priority,
        "task_due_on": wish.due_on,
        "task_follow_up_at": begin_of(wish.follow_up_on) if wish.follow_up_on else None,
        "case_ref": case.reference,
    }
    run = api.start(ADDED_BY_HAND, data, by=as_actor(by), case_ref=case.reference)
    task = HumanTask.objects.select_related("instance").get(instance=run, state__in=OPEN)
    api.name_task(task.pk, wish.title, by=as_actor(by))
    if wish.person is not None:
        work.assign(task, wish.person, by=by)
    return task


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.BRUSSELS)


def may_cancel(task: HumanTask, user: User) -> bool:
    """Whoever added it, whoever has it, and those who give out work."""
    if task.definition_key != ADDED_BY_HAND:
        return False
    is_own = task.instance.started_by == f"user:{user.pk}"
    return is_own or task.assignee_id == user.pk or acts_for(user, task) is not None or may_assign(user)


def cancel(task: HumanTask, reason: str, *, by: User) -> None:
    """It need not be done any more. Raises TaskRefused, and what the kernel refuses."""
    veil.refuse(by, task.case_ref)
    if not may_cancel(task, by):
        raise TaskRefused(_("Only whoever added or has the task cancels it."))
    said = reason.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not said:
        raise TaskRefused(_("Say why it need not be done any more."))
    api.cancel(task.instance_id, said, by=as_actor(by))
