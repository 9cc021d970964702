"""What happens next by itself, and when: timers of the model and the steps of the promises' ladders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.accounts.roles import name_role
from app.cases.wording import Wording
from workflows.models import ClockState, HumanTask, ProcessInstance, TaskState, Timer
from workflows.models.service_level import ServiceLevelStep

OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
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


def list_coming(instances: Iterable[UUID], wording: Wording, language: str) -> list[Coming]:
    """The dated steps that are to come, in order. A paused clock has none until it runs again."""
    ids = list(instances)
    found = [*list_timers(ids, wording, language), *list_rungs(ids, wording, language)]
    return sorted(found, key=lambda one: one.at)


def list_timers(instances: list[UUID], wording: Wording, language: str) -> list[Coming]:
    timers = Timer.objects.filter(instance__in=instances).order_by("due_at", "id")
    return [Coming(timer.due_at, wording.node(timer.node_id, language)) for timer in timers]


def list_rungs(instances: list[UUID], wording: Wording, language: str) -> list[Coming]:
    """Rungs of one clock due at one instant are one line: the breach and whom the ladder tells of it."""
    rungs = ServiceLevelStep.objects.filter(
        clock__instance__in=instances, clock__state=ClockState.RUNNING, fired_at=None
    )
    lines: dict[tuple[int, datetime], list[ServiceLevelStep]] = {}
    for rung in rungs.select_related("clock").order_by("due_at", "position", "id"):
        lines.setdefault((rung.clock_id, rung.due_at), []).append(rung)
    return [tell_rungs(together, wording, language) for together in lines.values()]


def tell_rungs(rungs: list[ServiceLevelStep], wording: Wording, language: str) -> Coming:
    first = rungs[0]
    text = str(TEXTS.get(first.name, ESCALATED)) % {"level": wording.level(first.clock.level, language)}
    tone = "" if first.name == "warning" else "late"
    return Coming(first.due_at, text, tell_effects(rungs), tone)


def tell_effects(rungs: list[ServiceLevelStep]) -> list[str]:
    """Who is told, how urgent the task becomes, who gets it."""
    roles = {role: None for rung in rungs for role in find_told(rung)}
    notes = [_("Told: %(roles)s") % {"roles": ", ".join(map(name_role, roles))}] if roles else []
    for rung in rungs:
        if "raise_priority" in rung.action:
            notes.append(_("Priority becomes %(priority)s") % {"priority": rung.action["raise_priority"]})
        if "reassign" in rung.action:
            notes.append(_("The task goes to: %(role)s") % {"role": name_role(rung.action["reassign"])})
    return notes


def find_told(rung: ServiceLevelStep) -> list[str]:
    """As the ladder does it: the role it names; else those with an open task and, on a breach, the owner."""
    if rung.action.get("notify"):
        return [rung.action["notify"]]
    tasks = HumanTask.objects.filter(instance=rung.clock.instance_id, state__in=OPEN_STATES)
    found = set(tasks.values_list("role", flat=True))
    if rung.name == "breach" or not found:
        found.add(find_owner(rung.clock.instance_id))
    return sorted(role for role in found if role)


def find_owner(instance_id: UUID) -> str:
    owners = ProcessInstance.objects.filter(pk=instance_id).values_list("version__manifest__owner", flat=True)
    return owners.first() or ""
