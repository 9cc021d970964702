"""Asking a colleague about one's own task: it goes to them with the question and comes back with the answer.

While it is away its owner may take it back. Nobody completes it meanwhile: the answer is the colleague's, the task the
owner's. Whoever assigns work may still give it to somebody else, which ends the asking.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.confidentiality import veil
from app.inbox.errors import DelegationRefused
from app.inbox.models import Delegation
from app.teamwork.models import Kind
from app.teamwork.telling import tell
from workflows import api, clock
from workflows.models import HumanTask

LONGEST = 2000


def read_text(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


@transaction.atomic
def ask(task: HumanTask, colleague: User, question: str, *, owner: User) -> Delegation:
    """Raises DelegationRefused, OwnFile, FileRestricted, and what the kernel refuses: TaskNotYours, TaskClosed."""
    wanted = read_text(question)
    if not wanted:
        raise DelegationRefused(_("Say what you ask your colleague."))
    if colleague.pk == owner.pk:
        raise DelegationRefused(_("Choose somebody else than yourself."))
    if find_open(task) is not None:
        raise DelegationRefused(_("A colleague is being asked already."))
    veil.refuse(owner, task.case_ref)
    veil.refuse(colleague, task.case_ref)
    api.delegate(task.pk, colleague.pk, by=as_actor(owner))
    made = Delegation.objects.create(
        task=task.pk, owner=owner, colleague=colleague, question=wanted, asked_at=clock.now()
    )
    notify(made, task, colleague, Kind.ASSIGNED, owner)
    return made


@transaction.atomic
def answer(task: HumanTask, text: str, *, by: User) -> None:
    """The colleague answers, and the task is its owner's again; everybody's, where the file was closed to the owner
    meanwhile. Raises DelegationRefused, OwnFile, FileRestricted, TaskNotYours, TaskClosed."""
    veil.refuse(by, task.case_ref)
    asked = lock_open(task)
    if asked.colleague_id != by.pk:
        raise DelegationRefused(_("Only the colleague who was asked answers."))
    said = read_text(text)
    if not said:
        raise DelegationRefused(_("Write an answer."))
    if veil.is_closed(asked.owner, task.case_ref):
        api.release(task.pk, by=as_actor(by))
    else:
        api.delegate(task.pk, asked.owner_id, by=as_actor(by))
        notify(asked, task, asked.owner, Kind.RETURNED, by)
    end(asked, said)


@transaction.atomic
def take_back(task: HumanTask, *, by: User) -> None:
    """The owner needs no answer any more. Raises DelegationRefused, OwnFile, FileRestricted, TaskClosed."""
    veil.refuse(by, task.case_ref)
    asked = lock_open(task)
    if asked.owner_id != by.pk:
        raise DelegationRefused(_("Only who asked takes the task back."))
    api.assign(task.pk, asked.owner_id, by=as_actor(by))
    end(asked, "")


def forget(task: HumanTask) -> None:
    """The task was given to somebody else: nobody is asked any more."""
    for asked in Delegation.objects.filter(task=task.pk, ended_at__isnull=True):
        end(asked, "")


def lock_open(task: HumanTask) -> Delegation:
    found = Delegation.objects.select_for_update(of=("self",)).select_related("owner")
    asked = found.filter(task=task.pk, ended_at__isnull=True).first()
    if asked is None:
        raise DelegationRefused(_("Nobody is being asked about this task."))
    return asked


def end(asked: Delegation, said: str) -> None:
    asked.answer, asked.ended_at = said, clock.now()
    asked.save(update_fields=["answer", "ended_at"])


def notify(asked: Delegation, task: HumanTask, person: User, kind: Kind, by: User) -> None:
    case = Case.objects.filter(reference=task.case_ref).first() if task.case_ref else None
    if case is not None:
        key = f"{kind}:{asked.pk}"
        tell([person], kind, case, key=key, by=as_actor(by), at=clock.now(), task=task.pk)


def find_open(task: HumanTask) -> Delegation | None:
    return Delegation.objects.filter(task=task.pk, ended_at__isnull=True).first()


def refuse_asked(task: HumanTask) -> None:
    """Raises DelegationRefused while a colleague is asked."""
    if find_open(task) is not None:
        raise DelegationRefused(_("A colleague is asked about this task; the answer comes first."))


def find_last(task: HumanTask) -> Delegation | None:
    """The asking that goes on, else the last one; with both people."""
    return (
        Delegation.objects.filter(task=task.pk)
        .select_related("owner", "colleague")
        .order_by("-asked_at", "-id")
        .first()
    )
