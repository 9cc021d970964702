"""The rungs of the ladder: each fires once, with a line of history, a notification, and its effect on the tasks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from workflows import outbox
from workflows.actors import system
from workflows.history import append
from workflows.models.human_task import OPEN, HumanTask, TaskCandidate
from workflows.models.instance import ProcessInstance
from workflows.models.service_level import ServiceLevelClock, ServiceLevelStep
from workflows.models.states import ClockState, TaskState
from workflows.service_level_overruns import next_overrun, tell_overruns
from workflows.service_level_signals import find_manifest
from workflows.step_rows import FAR_FUTURE

ACTOR = system("service_levels")
TOPIC = "service_level"
MOST_URGENT = 100
KINDS = {"warning": "service_level_warned", "breach": "service_level_breached"}


def fire_due(clock: ServiceLevelClock, now: datetime) -> int:
    """Fire, in order, every rung due by `now`; the number fired. The clock and its instance are locked.

    A paused clock fires none, but tells of pauses that outlast their plan.
    """
    if clock.state == ClockState.PAUSED:
        return look_at_pauses(clock, now)
    if clock.state != ClockState.RUNNING:
        return 0
    due = ServiceLevelStep.objects.filter(clock=clock, fired_at=None, due_at__lte=now)
    fired = sum(fire(clock, step, now) for step in due.order_by("due_at", "position"))
    following = ServiceLevelStep.objects.filter(clock=clock, fired_at=None).aggregate(due=Min("due_at"))
    clock.next_at = following["due"]
    clock.save(update_fields=["warned_at", "breached_at", "next_at"])
    return fired


def look_at_pauses(clock: ServiceLevelClock, now: datetime) -> int:
    """Those with an open task and the owner of the process hear that a pause lasts longer than planned."""
    roles = {task.role for task in list_tasks(clock)} | {find_owner(clock)}
    told = tell_overruns(clock, now, sorted(role for role in roles if role))
    clock.next_at = next_overrun(clock)
    clock.save(update_fields=["next_at"])
    return told


def find_owner(clock: ServiceLevelClock) -> str:
    """The role that owns the policy, else the process that made the promise, be it one that is called."""
    if clock.policy.get("owner"):
        return str(clock.policy["owner"])
    return str(find_manifest(clock.instance.version.manifest, clock.process).get("owner", ""))


def fire(clock: ServiceLevelClock, step: ServiceLevelStep, now: datetime) -> int:
    """Fire one rung unless somebody has: the row itself is the proof."""
    if not ServiceLevelStep.objects.filter(id=step.id, fired_at=None).update(fired_at=now):
        return 0
    if step.name == "warning":
        clock.warned_at = step.due_at
    elif step.name == "breach":
        clock.breached_at = step.due_at
    instance = ProcessInstance.objects.only("id", "rev", "case_ref", "version").get(id=clock.instance_id)
    tasks = list_tasks(clock)
    change_tasks(tasks, step.action)
    told = describe(clock, step, instance, find_recipients(step, tasks))
    kind = KINDS.get(step.name, "service_level_escalated")
    append(instance.id, instance.rev, kind, actor=ACTOR, now=now, data=told)
    outbox.post(TOPIC, told, key=name_key(clock, step), now=now)
    return 1


def name_key(clock: ServiceLevelClock, step: ServiceLevelStep) -> str:
    """Once a rung; a clock that somebody set on another edition has its rungs anew from then on."""
    return ":".join(
        filter(None, ["service-level", str(clock.id), step.name, str(clock.policy.get("reset", ""))])
    )


def list_tasks(clock: ServiceLevelClock) -> list[HumanTask]:
    """The open tasks a rung is about: those due with the clock, or all (of the call) where the level names none."""
    tasks = HumanTask.objects.filter(OPEN, instance_id=clock.instance_id)
    due = clock.policy.get("due")
    if due:
        return list(tasks.filter(call=clock.call, node_id__in=due))
    inside = Q(call=clock.call) | Q(call__startswith=f"{clock.call}/")
    return list(tasks.filter(inside) if clock.call else tasks)


def describe(
    clock: ServiceLevelClock, step: ServiceLevelStep, instance: ProcessInstance, roles: list[str]
) -> dict[str, Any]:
    return {
        "clock": clock.id,
        "instance": str(instance.id),
        "case_ref": instance.case_ref,
        "level": clock.level,
        **clock.called,
        "kind": clock.kind,
        "titles": clock.policy.get("titles", {}),
        "step": step.name,
        "due": step.due_at.isoformat(),
        "target": clock.target_at.isoformat(),
        "roles": roles,
        "action": step.action,
    }


def find_recipients(step: ServiceLevelStep, tasks: Iterable[HumanTask]) -> list[str]:
    """The role the rung names; else who can still do something: those with an open task, and the owner on breach."""
    if step.action.get("notify"):
        return [step.action["notify"]]
    found = {task.role for task in tasks}
    if step.name == "breach" or not found:
        found.add(find_owner(step.clock))
    return sorted(role for role in found if role)


def change_tasks(tasks: Iterable[HumanTask], action: dict[str, Any]) -> None:
    for task in tasks:
        if "raise_priority" in action:
            task.priority = min(MOST_URGENT, max(task.priority, action["raise_priority"]))
        if "reassign" in action:
            hand_over(task, action["reassign"])
        task.save(update_fields=["priority", "role", "assignee", "claimed_at", "state"])


def hand_over(task: HumanTask, role: str) -> None:
    """Give an open task to another role, whoever had it. Its draft stays."""
    task.role, task.assignee, task.claimed_at, task.state = role, None, None, TaskState.READY
    TaskCandidate.objects.filter(task=task).delete()
    TaskCandidate.objects.create(task=task, role=role, sort_due=task.due_at or FAR_FUTURE)
