"""What happens next by itself, and when: timers of the model and the steps of the promises' ladders."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.accounts.roles import name_role
from app.cases.clocks import Pause, list_clocks, list_pauses
from app.cases.wording import Wording
from workflows.models import ClockState, HumanTask, ProcessInstance, TaskState, Timer
from workflows.models.service_level import ServiceLevelClock, ServiceLevelStep

Roles = dict[int, set[str]]
OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
OPEN_CLOCKS = (ClockState.RUNNING, ClockState.PAUSED)
TEXTS: Mapping[str, Any] = {
    "warning": gettext_lazy("Nearly due: %(level)s"),
    "breach": gettext_lazy("Missed if still open: %(level)s"),
}
ESCALATED = gettext_lazy("Still open: %(level)s")


@dataclass
class Coming:
    """Something that will happen if nobody acts before `at`; `notes` say to whom and with what effect."""

    at: datetime
    text: str
    notes: list[str] = field(default_factory=list)
    tone: str = ""


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of some instances: dated steps in order, and the clocks that stand still."""

    coming: list[Coming]
    pauses: list[Pause]


def look_ahead(
    instances: Iterable[UUID],
    wording: Wording,
    language: str,
    known: Iterable[ServiceLevelClock] | None = None,
) -> Ahead:
    """A paused clock has no dated step until it runs again. `known` are the clocks of all of these, if read already."""
    ids = list(instances)
    clocks = [one for one in (list_clocks(ids) if known is None else known) if one.state in OPEN_CLOCKS]
    running = [one for one in clocks if one.state == ClockState.RUNNING]
    found = [*list_timers(ids, wording, language), *list_rungs(running, wording, language)]
    pauses = list_pauses([one for one in clocks if one not in running], wording, language)
    return Ahead(sorted(found, key=lambda one: one.at), pauses)


def list_timers(instances: list[UUID], wording: Wording, language: str) -> list[Coming]:
    timers = Timer.objects.filter(instance__in=instances).order_by("due_at", "id")
    return [Coming(timer.due_at, wording.node(timer.node_id, language)) for timer in timers]


def list_rungs(clocks: list[ServiceLevelClock], wording: Wording, language: str) -> list[Coming]:
    """Rungs of one clock due at one instant are one line: the breach and whom the ladder tells of it."""
    if not clocks:
        return []
    known = {clock.pk: clock for clock in clocks}
    lines: dict[tuple[int, datetime], list[ServiceLevelStep]] = {}
    for rung in ServiceLevelStep.objects.filter(clock__in=known, fired_at=None).order_by(
        "due_at", "position"
    ):
        rung.clock = known[rung.clock_id]
        lines.setdefault((rung.clock_id, rung.due_at), []).append(rung)
    workers, owners = find_workers(clocks), find_owners(clocks)
    return [tell_rungs(together, wording, language, workers, owners) for together in lines.values()]


def tell_rungs(
    rungs: list[ServiceLevelStep], wording: Wording, language: str, workers: Roles, owners: Roles
) -> Coming:
    first = rungs[0]
    text = str(TEXTS.get(first.name, ESCALATED)) % {
        "level": wording.level(first.clock.level, language, first.clock.process)
    }
    told = {role: None for rung in rungs for role in find_told(rung, workers, owners)}
    notes = [_("Told: %(roles)s") % {"roles": ", ".join(map(name_role, told))}] if told else []
    return Coming(
        first.due_at, text, [*notes, *tell_effects(rungs)], "" if first.name == "warning" else "late"
    )


def tell_effects(rungs: list[ServiceLevelStep]) -> Iterator[str]:
    """How urgent the task becomes, who gets it."""
    for rung in rungs:
        if "raise_priority" in rung.action:
            yield _("Priority becomes %(priority)s") % {"priority": rung.action["raise_priority"]}
        if "reassign" in rung.action:
            yield _("The task goes to: %(role)s") % {"role": name_role(rung.action["reassign"])}


def find_told(rung: ServiceLevelStep, workers: Roles, owners: Roles) -> list[str]:
    """As the ladder does it: the role it names; else those with an open task and, on a breach, the owner."""
    if rung.action.get("notify"):
        return [rung.action["notify"]]
    found = set(workers.get(rung.clock_id, set()))
    if rung.name == "breach" or not found:
        found |= owners.get(rung.clock_id, set())
    return sorted(found)


def find_workers(clocks: list[ServiceLevelClock]) -> Roles:
    """The roles with an open task that a clock is about, by clock."""
    tasks = HumanTask.objects.filter(
        instance__in={clock.instance_id for clock in clocks}, state__in=OPEN_STATES
    ).only("instance_id", "role", "call", "node_id")
    return {clock.pk: {task.role for task in tasks if concerns(clock, task)} for clock in clocks}


def concerns(clock: ServiceLevelClock, task: HumanTask) -> bool:
    """As the ladder sees it: the tasks due with the clock, or all of its instance or call when it names none."""
    if task.instance_id != clock.instance_id:
        return False
    due = clock.policy.get("due")
    if due:
        return task.call == clock.call and task.node_id in due
    return not clock.call or f"{task.call}/".startswith(f"{clock.call}/")


def find_owners(clocks: list[ServiceLevelClock]) -> Roles:
    """The role that owns the process that made the promise, by clock."""
    instances = ProcessInstance.objects.filter(pk__in={clock.instance_id for clock in clocks})
    manifests = {
        pk: ({"": owner} | {key: one.get("owner") for key, one in (called or {}).items()})
        for pk, owner, called in instances.values_list(
            "pk", "version__manifest__owner", "version__manifest__called"
        )
    }
    owners = {clock.pk: manifests[clock.instance_id].get(clock.process) for clock in clocks}
    return {key: {owner} for key, owner in owners.items() if owner}
