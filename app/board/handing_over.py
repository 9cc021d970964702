"""Giving chosen tasks to others: to one colleague, or each to whoever has most room and may do it.

Each task is given in its own transaction; one that refuses says why and keeps no other waiting.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.hiding import as_asked
from app.accounts.models import User
from app.board.errors import HandOverRefused
from app.board.workload import OPEN_STATES, list_open_tasks
from app.inbox import work
from app.inbox.errors import DelegationRefused
from app.inbox.queries import list_takers
from app.inbox.refusals import describe
from app.teams.assigning import find_day, read_facts
from app.teams.choosing import Choice, NewTask, Worker, choose, give
from app.teams.policies import Policy, read_policies
from app.teams.queries import describe_workers
from workflows.errors import WorkflowError
from workflows.models import HumanTask, ProcessInstance

MOST = 200


@dataclass(frozen=True)
class Proposal:
    """A task and who would get it; without anybody, `problem` says why."""

    task: HumanTask
    to: User | None
    problem: str = ""


def find_tasks(keys: Collection[UUID]) -> list[HumanTask]:
    """The open ones of these that whoever asks may see, in the order of their due dates.

    Raises HandOverRefused for none or too many.
    """
    if not keys:
        raise HandOverRefused(_("Choose at least one task."))
    if len(keys) > MOST:
        raise HandOverRefused(_("At most %(most)s tasks at once.") % {"most": MOST})
    with as_asked():
        found = list_open_tasks().select_related("assignee").filter(pk__in=keys)
        return list(found.defer("draft", "outcome").order_by("due_at", "id"))


def suggest(tasks: Sequence[HumanTask], *, besides: Collection[int], now: datetime) -> list[Proposal]:
    """For each, who has most room among those who may do it, are there and know what its policy asks for.

    Each choice counts the ones before it. `besides`: people who get none, such as those who give them away.
    """
    people = {user.pk: user for user in list_candidates() if user.pk not in besides}
    workers = describe_workers(people.values(), find_day(now), now)
    policies, facts = read_policies().processes, read_facts(list(tasks))
    found = []
    for task in tasks:
        choice = choose_taker(policies.get(task.definition_key, Policy()), facts[task.pk], workers)
        workers = give(workers, choice.user)
        found.append(propose(task, people.get(choice.user) if choice.user else None, workers))
    return found


def choose_taker(policy: Policy, task: NewTask, workers: Collection[Worker]) -> Choice:
    """Who has most room and the skills; among them, before others, who knows the language of the person."""
    wanted = Policy(load=True, language=policy.language, skills=policy.skills)
    choice = choose(wanted, task, workers)
    return choice if choice.user is not None else choose(replace(wanted, language=False), task, workers)


def propose(task: HumanTask, to: User | None, workers: Collection[Worker]) -> Proposal:
    if to is not None:
        return Proposal(task, to)
    return Proposal(
        task,
        None,
        _("Nobody else who may do this is there and has room.") if workers else _("Nobody is there today."),
    )


def list_candidates() -> list[User]:
    people = User.objects.filter(is_active=True, groups__isnull=False).prefetch_related("groups")
    return list(people.distinct().order_by("pk"))


def propose_to(tasks: Sequence[HumanTask], colleague: User) -> list[Proposal]:
    """The same for one colleague: what their roles may not do is said."""
    able = set(list_takers(colleague, [task.pk for task in tasks]))
    return [
        Proposal(task, colleague)
        if task.pk in able
        else Proposal(task, None, _("None of the colleague’s roles may do this task."))
        for task in tasks
    ]


def hand_over(proposals: Sequence[Proposal], *, by: User) -> list[Proposal]:
    """Give each task as proposed; what could not be given, with the reason."""
    return [one for one in (hand_over_one(each, by) for each in proposals) if one.problem]


def hand_over_one(proposal: Proposal, by: User) -> Proposal:
    """Whoever took or finished the task since it was read keeps it."""
    if proposal.to is None:
        return proposal
    try:
        with transaction.atomic():
            hold_still(proposal.task)
            work.assign(proposal.task, proposal.to, by=by)
    except (WorkflowError, DelegationRefused, HandOverRefused) as refusal:
        return Proposal(proposal.task, None, describe(refusal))
    return proposal


def hold_still(task: HumanTask) -> None:
    """Lock its run, as every act on a task does first. Raises HandOverRefused where it is no longer as it was read."""
    ProcessInstance.objects.select_for_update(no_key=True).only("pk").get(pk=task.instance_id)
    now = HumanTask.objects.select_related("assignee").only("state", "assignee").get(pk=task.pk)
    if now.state not in OPEN_STATES:
        raise HandOverRefused(_("This task is no longer open."))
    if now.assignee_id != task.assignee_id:
        holder = now.assignee or _("Nobody")
        raise HandOverRefused(_("%(name)s holds this task now.") % {"name": holder})
