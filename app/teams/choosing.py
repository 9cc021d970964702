"""Choosing whom a task goes to. Pure, so that the same people and the same task always give the same person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.accounts.hiding import NOTHING, Hidden
from app.teams.models import Why
from app.teams.policies import Policy


@dataclass(frozen=True)
class Worker:
    """Somebody of a team, at work that day. `processes` None: all; `hidden`: what is closed to them."""

    user: int
    roles: frozenset[str]
    skills: frozenset[str]
    capacity: int
    held: int
    processes: frozenset[str] | None = None
    hidden: Hidden = NOTHING

    @property
    def load(self) -> tuple[Fraction, int, int]:
        """The fuller, the later; then the more; then by key, so that no choice is left to chance."""
        return Fraction(self.held, max(self.capacity, 1)), self.held, self.user


@dataclass(frozen=True)
class NewTask:
    """What of a task counts: its process and roles, whose file it is, which process opened the case, the language."""

    process: str
    roles: frozenset[str]
    party: int | None = None
    owner: int | None = None
    substitute: int | None = None
    language: str = ""
    opened_by: str = ""


@dataclass(frozen=True)
class Choice:
    why: Why
    user: int | None = None


def choose(policy: Policy, task: NewTask, workers: Collection[Worker]) -> Choice:
    """The owner of the file, else their substitute, else who has most room, as far as the policy says."""
    able = {one.user: one for one in workers if is_able(one, policy, task)}
    if policy.owner and task.owner in able:
        return Choice(Why.OWNER, task.owner)
    if policy.owner and task.substitute in able:
        return Choice(Why.SUBSTITUTE, task.substitute)
    if policy.load and able:
        return Choice(Why.LOAD, min(able.values(), key=lambda one: one.load).user)
    return Choice(Why.NOBODY)


def is_able(worker: Worker, policy: Policy, task: NewTask) -> bool:
    """In a role and team of the task, with its skills, room left, and the file not closed to them."""
    wanted = policy.skills | ({task.language} if policy.language and task.language else set())
    return (
        not worker.roles.isdisjoint(task.roles)
        and (worker.processes is None or task.process in worker.processes)
        and wanted <= worker.skills
        and worker.held < worker.capacity
        and task.party not in worker.hidden.parties
        and task.opened_by not in worker.hidden.processes
    )


def give(workers: Sequence[Worker], user: int | None) -> list[Worker]:
    """The same people after one of them got a task."""
    return [replace(one, held=one.held + 1) if one.user == user else one for one in workers]
