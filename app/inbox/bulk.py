"""One act on many tasks: prepared as a list, previewed, confirmed, then done task by task, each in its own transaction.

A task that refuses is marked with the reason and keeps nobody else waiting. Done again, only what is not done is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import as_actor, may_assign
from app.cases.models import Case
from app.inbox import queries, standing_in, together, work
from app.inbox.errors import BulkRefused, DelegationRefused
from app.inbox.filters import Filters
from app.inbox.models import BulkAction, BulkLine, BulkVerb, LineState
from app.inbox.refusals import describe
from app.teamwork import notes
from app.teamwork.errors import TeamworkRefused
from workflows import api, clock
from workflows.errors import WorkflowError
from workflows.models import HumanTask, TaskState

MOST = 2000
#: What one request does; the page asks again until all is done.
CHUNK = 50
#: The verbs that need the right to give others work.
ASSIGNERS_ONLY = frozenset({BulkVerb.ASSIGN, BulkVerb.RAISE})
URGENT = 90


@dataclass(frozen=True)
class Order:
    """What is to be done with the chosen tasks."""

    verb: BulkVerb
    assignee: User | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Answers:
    """What is answered once for all tasks of a kind; as a browser sends it, by the names of the questions."""

    kind: str
    typed: Mapping[str, list[str]]


@dataclass(frozen=True)
class Progress:
    total: int
    done: int
    failed: int

    @property
    def waiting(self) -> int:
        return self.total - self.done - self.failed


def list_verbs(user: User) -> list[BulkVerb]:
    return [verb for verb in BulkVerb if verb not in ASSIGNERS_ONLY or may_assign(user)]


@transaction.atomic
def prepare(user: User, order: Order, tasks: Sequence[UUID], *, query: str = "") -> BulkAction:
    """The list of the act; nothing happens before `confirm`. Raises BulkRefused."""
    check(user, order, tasks)
    action = BulkAction.objects.create(
        owner=user,
        verb=order.verb,
        assignee=order.assignee,
        until=order.until,
        text=order.text,
        query=query,
        made_at=clock.now(),
    )
    lines = (
        BulkLine(action=action, task=task, place=place) for place, task in enumerate(dict.fromkeys(tasks))
    )
    BulkLine.objects.bulk_create(lines)
    return action


def check(user: User, order: Order, tasks: Sequence[UUID]) -> None:
    if not tasks:
        raise BulkRefused(_("Choose at least one task."))
    if len(tasks) > MOST:
        raise BulkRefused(_("At most %(most)s tasks at once.") % {"most": MOST})
    if order.verb not in list_verbs(user):
        raise BulkRefused(_("This is not yours to do."))
    if order.verb is BulkVerb.ASSIGN and order.assignee is None:
        raise BulkRefused(_("Choose a colleague."))
    if order.verb is BulkVerb.PUT_ASIDE and (order.until is None or order.until <= clock.today()):
        raise BulkRefused(_("Choose a day after today."))
    if order.verb is BulkVerb.NOTE:
        notes.clean(order.text)


def list_matching(user: User, filters: Filters) -> list[UUID]:
    """Every task of a view and its filters, up to one more than may be done at once."""
    return list(
        queries.list_filtered(user, filters).order_by("due_at", "id").values_list("id", flat=True)[: MOST + 1]
    )


def foresee(user: User, action: BulkAction) -> dict[UUID, str]:
    """What would refuse as things stand, by task, with the reason: the preview. Nothing is changed or locked."""
    keys = list(action.lines.order_by("place").values_list("task", flat=True))
    tasks = HumanTask.objects.select_related("assignee", "instance").filter(pk__in=keys).in_bulk()
    visible = set(queries.list_visible(user).filter(pk__in=keys).values_list("id", flat=True))
    kind = read_kind(action, [tasks[key] for key in keys if key in visible])
    members = set(queries.list_takers(action.assignee, keys)) if action.assignee else set()
    return {
        key: reason
        for key in keys
        if (
            reason := foresee_one(user, action, tasks.get(key) if key in visible else None, key in members)
            or foresee_finish(action, tasks[key], kind)
        )
    }


def read_kind(action: BulkAction, tasks: Sequence[HumanTask]) -> str:
    """Of which kind the tasks must be that the act finishes; empty where it finishes none."""
    if action.verb != BulkVerb.COMPLETE or action.kind:
        return action.kind
    model = together.find_model(tasks)
    return together.read_kind(model) if model else ""


def find_model(user: User, action: BulkAction) -> HumanTask | None:
    """The task whose form is filled in for all, if one of them can be finished with others."""
    keys = list(action.lines.order_by("place").values_list("task", flat=True))
    seen = queries.list_visible(user).select_related("instance").filter(pk__in=keys).in_bulk()
    return together.find_model(seen[key] for key in keys if key in seen)


def foresee_finish(action: BulkAction, task: HumanTask, kind: str) -> str:
    return together.explain(task, kind) if action.verb == BulkVerb.COMPLETE else ""


def foresee_one(user: User, action: BulkAction, task: HumanTask | None, is_taker: bool) -> str:
    if task is None or task.state not in (TaskState.READY, TaskState.CLAIMED):
        return _("This task is no longer open, or not yours to see.")
    if action.verb == BulkVerb.NOTE:
        return "" if task.case_ref else _("This task belongs to no case.")
    is_own = task.assignee_id == user.pk or standing_in.acts_for(user, task) is not None
    held = _("%(name)s has taken this task.") % {"name": task.assignee} if task.assignee else ""
    if action.verb == BulkVerb.CLAIM:
        return "" if task.assignee_id in (None, user.pk) else held
    if action.verb == BulkVerb.ASSIGN:
        return "" if is_taker else _("None of the colleague’s roles may do this task.")
    if action.verb == BulkVerb.RELEASE:
        return "" if is_own else held or _("Nobody has taken this task.")
    return "" if is_own or not held or action.verb == BulkVerb.RAISE else held


def confirm(user: User, key: UUID, answers: Answers | None = None) -> BulkAction:
    """Raises BulkRefused for another's, and for finishing without answers."""
    action = find(user, key)
    if action.verb == BulkVerb.COMPLETE and answers is None and action.confirmed_at is None:
        raise BulkRefused(_("None of these tasks can be finished together."))
    given = {"kind": answers.kind, "answers": dict(answers.typed)} if answers else {}
    BulkAction.objects.filter(pk=action.pk, confirmed_at=None).update(confirmed_at=clock.now(), **given)
    action.refresh_from_db()
    return action


def find(user: User, key: UUID) -> BulkAction:
    action = BulkAction.objects.select_related("assignee").filter(owner=user, pk=key).first()
    if action is None:
        raise BulkRefused(_("This list is not yours."))
    return action


def go_on(user: User, key: UUID) -> Progress:
    """Do the next of a confirmed act. Raises BulkRefused."""
    action = find(user, key)
    if action.confirmed_at is None:
        raise BulkRefused(_("This list was not confirmed."))
    waiting = action.lines.filter(state=LineState.WAITING).order_by("place").values_list("pk", flat=True)
    for line in list(waiting[:CHUNK]):
        do_line(user, action, line)
    return read_progress(action)


def do_line(user: User, action: BulkAction, key: int) -> None:
    """The act and its mark together; a refusal undoes the act and keeps the mark."""
    with transaction.atomic():
        found = BulkLine.objects.select_for_update(skip_locked=True).filter(pk=key, state=LineState.WAITING)
        line = found.first()
        if line is None:
            return
        line.state = LineState.DONE
        try:
            with transaction.atomic():
                act(user, action, line.task)
        except (WorkflowError, BulkRefused, DelegationRefused, TeamworkRefused) as refusal:
            line.state, line.problem = LineState.FAILED, describe(refusal)
        line.save(update_fields=["state", "problem"])


def act(user: User, action: BulkAction, key: UUID) -> None:
    """Raises WorkflowError, BulkRefused, DelegationRefused."""
    task = queries.find_task(user, str(key))
    if task is None:
        raise BulkRefused(_("This task is no longer open, or not yours to see."))
    if action.verb == BulkVerb.CLAIM:
        work.claim(task, user)
    elif action.verb == BulkVerb.RELEASE:
        work.release(task, user)
    elif action.verb == BulkVerb.PUT_ASIDE:
        work.put_aside(task, action.until, user)
    elif action.verb == BulkVerb.RAISE:
        api.raise_priority(task.pk, URGENT, by=as_actor(user))
    elif action.verb == BulkVerb.NOTE:
        write_note(user, action, task)
    elif action.verb == BulkVerb.COMPLETE:
        together.finish(task, action.kind, action.answers or {}, user, get_language() or "fr")
    else:
        give(user, action, task)


def write_note(user: User, action: BulkAction, task: HumanTask) -> None:
    """Once on each case, however many of its tasks were chosen. Raises BulkRefused, TeamworkRefused."""
    case = Case.objects.filter(reference=task.case_ref).first() if task.case_ref else None
    if case is None:
        raise BulkRefused(_("This task belongs to no case."))
    at = action.confirmed_at or clock.now()
    if not case.notes.filter(author=user, at=at).exists():
        notes.write(case, action.text, author=user, now=at)


def give(user: User, action: BulkAction, task: HumanTask) -> None:
    colleague = action.assignee
    if (
        colleague is None
        or not may_assign(user)
        or not queries.list_colleagues(task).filter(pk=colleague.pk).exists()
    ):
        raise BulkRefused(_("None of the colleague’s roles may do this task."))
    work.assign(task, colleague, by=user)


def try_again(user: User, key: UUID) -> None:
    """What failed waits again. Raises BulkRefused."""
    find(user, key).lines.filter(state=LineState.FAILED).update(state=LineState.WAITING, problem="")


def read_progress(action: BulkAction) -> Progress:
    counted = action.lines.aggregate(
        total=Count("id"),
        done=Count("id", filter=Q(state=LineState.DONE)),
        failed=Count("id", filter=Q(state=LineState.FAILED)),
    )
    return Progress(**counted)
