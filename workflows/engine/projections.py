"""What waits now, read off the tokens: the complete lists the runtime compares with its tables."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec
from workflows.engine.faults import open_faults, stuck_everywhere
from workflows.engine.instance import Instance
from workflows.engine.scopes import call_path
from workflows.engine.specs.activities import ServiceTask, UserTask
from workflows.engine.tokens import Token
from workflows.engine.values import (
    ActiveNode,
    Cycle,
    OpenTask,
    Outcome,
    WaitingJob,
    WaitingSubscription,
    WaitingTimer,
)


def outcome(instance: Instance) -> Outcome:
    """The end of a step: state, everything that waits, and what happened."""
    tasks: list[OpenTask] = []
    timers: list[WaitingTimer] = []
    subscriptions: list[WaitingSubscription] = []
    jobs: list[WaitingJob] = []
    tokens = list(instance.everything())
    for token in tokens:
        if token._state == TaskState.WAITING:
            _add_wait(token, timers, subscriptions)
        elif token._state == TaskState.READY and isinstance(token.task_spec, UserTask):
            call = call_path(token.workflow)
            tasks.append(_task(token.task_spec, token.id, token.internal_data, call))
        elif token._state == TaskState.STARTED and isinstance(token.task_spec, ServiceTask):
            jobs.append(_job(token.task_spec, token.id, token.internal_data))
    if instance.sleeping:
        _add_sleepers(instance, tasks, jobs)
    incidents = open_faults(tokens)
    if not (
        tasks or timers or subscriptions or jobs or incidents or instance.completed or instance.cancelled
    ):
        incidents = stuck_everywhere(instance)
    return Outcome(
        state=codec.save(instance),
        tasks=tuple(tasks),
        timers=tuple(timers),
        subscriptions=tuple(subscriptions),
        jobs=tuple(jobs),
        events=tuple(instance.journal),
        thrown=tuple(instance.thrown),
        incidents=incidents,
        completed=instance.completed,
        cancelled=instance.cancelled,
        ended_in=tuple(instance.ended_in),
    )


def _add_sleepers(instance: Instance, tasks: list[OpenTask], jobs: list[WaitingJob]) -> None:
    owners = list(dict.fromkeys(instance.sleeping.values()))
    for owner in owners:
        body = owner.workflow.spec.task_specs[owner.task_spec.body]
        if isinstance(body, UserTask):
            call = call_path(owner.workflow)
            tasks.extend([_sleeping_task(body, *sleeper, call) for sleeper in owner.sleepers.items()])
        else:
            jobs.extend([_sleeping_job(body, *sleeper) for sleeper in owner.sleepers.items()])
    if len(owners) > 1 or len(instance.index) > 1:
        tasks.sort(key=_age)
        jobs.sort(key=_age)


def _age(waiting: OpenTask | WaitingJob) -> int:
    return int(waiting.id)


@lru_cache(maxsize=20_000)
def _sleeping_task(spec: Any, token_id: str, text: str, call: str) -> OpenTask:
    """The same text is the same task, step after step."""
    return _task(spec, token_id, orjson.loads(text)[0], call)


@lru_cache(maxsize=20_000)
def _sleeping_job(spec: Any, token_id: str, text: str) -> WaitingJob:
    return _job(spec, token_id, orjson.loads(text)[0])


def _add_wait(token: Token, timers: list[WaitingTimer], subscriptions: list[WaitingSubscription]) -> None:
    waiting = token.internal_data
    if "timer" in waiting:
        timers.append(_timer(token, waiting["timer"]))
    elif "subscription" in waiting:
        asked = waiting["subscription"]
        correlation = asked.get("correlation", "")
        subscriptions.append(
            WaitingSubscription(token.id, token.node_id, asked["kind"], asked["name"], correlation)
        )


def _timer(token: Token, waiting: dict[str, Any]) -> WaitingTimer:
    cycle = Cycle(waiting["left"], waiting["period"]) if "period" in waiting else None
    return WaitingTimer(token.id, token.node_id, datetime.fromisoformat(waiting["due"]), cycle)


def _task(spec: Any, token_id: str, facts: dict[str, Any], call: str) -> OpenTask:
    return OpenTask(
        id=token_id,
        node_id=spec.bpmn_id,
        name=spec.label or spec.bpmn_id,
        lane=spec.lane,
        form=spec.extension.form,
        priority=facts.get("priority"),
        due_at=_instant(facts.get("due")),
        follow_up_at=_instant(facts.get("follow_up")),
        candidates=tuple(facts.get("candidates", ())),
        call=call,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _job(spec: Any, token_id: str, facts: dict[str, Any]) -> WaitingJob:
    job = facts["job"]
    return WaitingJob(token_id, spec.bpmn_id, job["operation"], job["inputs"])


def active(instance: Instance) -> tuple[ActiveNode, ...]:
    """Where tokens are; armed events belong to their host and are not listed."""
    instance.wake_all()
    tokens = (token for token in instance.everything() if "armed" not in token.internal_data)
    return tuple(ActiveNode(token.node_id, token.id, _path(token)) for token in tokens)


def _path(token: Token) -> tuple[str, ...]:
    path: list[str] = []
    workflow = token.workflow
    while workflow is not token.top:
        path.insert(0, workflow.owner.node_id)
        workflow = workflow.owner.workflow
    return tuple(path)
