"""The port: each function takes a state and gives an `Outcome`; nothing is kept between calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec, timers
from workflows.engine.definition import Definition
from workflows.engine.errors import NodeUnknown, NotWaiting, ProcessFault, TaskNotOpen, TimerNotWaiting
from workflows.engine.faults import raise_fault
from workflows.engine.instance import Instance
from workflows.engine.projections import active
from workflows.engine.runner import DEFAULT_HOST, finish
from workflows.engine.scopes import given, stored, visible
from workflows.engine.specs.activities import ServiceTask, ready
from workflows.engine.specs.base import Node
from workflows.engine.specs.events import BoundaryEvent
from workflows.engine.specs.throws import broadcast, throw_error
from workflows.engine.tokens import Token
from workflows.engine.values import (
    ActiveNode,
    Delivery,
    EventKind,
    FaultKind,
    Host,
    JobFailed,
    JobResult,
    Message,
    Outcome,
    Signal,
    WayOut,
)
from workflows.feel import parse

CATCH_UP = 100
_NEVER = datetime.min.replace(tzinfo=UTC)


def start(
    definition: Definition,
    data: Mapping[str, Any],
    now: datetime,
    *,
    instance_id: str,
    host: Host = DEFAULT_HOST,
    start_event: str | None = None,
) -> Outcome:
    """Begin an instance at its plain start event or the one named. Raises NodeUnknown, or DataRefused."""
    instance = Instance(definition, instance_id, now, host)
    for name in definition.root.data_names:
        instance.data[name] = None
    node = _find_start(definition, start_event)
    instance.note(EventKind.INSTANCE_STARTED, node, "", {"process": definition.process_id})
    token = instance.place(node)
    token.internal_data["payload"] = stored(given(dict(data)))
    return finish(instance)


def _find_start(definition: Definition, start_event: str | None) -> str:
    for node in definition.starts:
        if node.id == start_event or (start_event is None and node.kind == "none"):
            return node.id
    if start_event is None and len(definition.starts) == 1:
        return definition.starts[0].id
    raise NodeUnknown("There is no such start event; name one.", node_id=start_event)


def complete(
    definition: Definition,
    state: bytes,
    task_id: str,
    data: Mapping[str, Any],
    now: datetime,
    *,
    host: Host = DEFAULT_HOST,
) -> Outcome:
    """A person has done a task. Raises TaskNotOpen, or DataRefused."""
    instance = codec.load(definition, state, now, host)
    token = instance.find(task_id)
    if token is None or not ready(token):
        raise TaskNotOpen(task_id=task_id)
    _answer(token, dict(data))
    return finish(instance)


def _answer(token: Token, result: Any) -> None:
    token.internal_data["result"] = stored(given(result))
    token.schedule(TaskState.READY)


def fire(
    definition: Definition, state: bytes, timer_id: str, now: datetime, *, host: Host = DEFAULT_HOST
) -> Outcome:
    """A timer is due; the caller decides that it is. A late cycle catches up. Raises TimerNotWaiting."""
    instance = codec.load(definition, state, now, host)
    token = instance.find(timer_id)
    if token is None or token._state != TaskState.WAITING or "timer" not in token.internal_data:
        raise TimerNotWaiting(timer_id=timer_id)
    plan = timers.load(token.internal_data["timer"])
    event = token.task_spec
    if plan.period and isinstance(event, BoundaryEvent) and not event.interrupts:
        _fire_cycle(token, plan, now)
    else:
        event.trigger(token, {})
    return finish(instance)


def _fire_cycle(token: Token, plan: timers.Plan, now: datetime) -> None:
    """One round for each scheduled instant that has passed, at most CATCH_UP a step; the rest stays due."""
    for _ in range(CATCH_UP):
        following = timers.follow(plan, token.top.engine.feel.zone)
        if following is None:
            token.task_spec.trigger(token, {})
            return
        token.task_spec.again(token)
        plan = following
        token.internal_data["timer"] = timers.dump(plan)
        if plan.due > now:
            return


def deliver(
    definition: Definition, state: bytes, delivery: Delivery, now: datetime, *, host: Host = DEFAULT_HOST
) -> Outcome:
    """A message, signal, result or business error has come. Raises NotWaiting when nobody waits for it."""
    instance = codec.load(definition, state, now, host)
    if isinstance(delivery, Message):
        _deliver_message(instance, delivery)
    elif isinstance(delivery, Signal):
        payload = given(dict(delivery.payload))
        if not broadcast(instance, delivery.name, payload):
            raise NotWaiting(signal=delivery.name)
    else:
        _deliver_job(instance, delivery)
    return finish(instance)


def _deliver_message(instance: Instance, message: Message) -> None:
    token = instance.find(message.subscription_id)
    subscription = token.internal_data.get("subscription", {}) if token else {}
    waits = (
        token is not None and token._state == TaskState.WAITING and subscription.get("name") == message.name
    )
    if token is None or not waits or subscription["kind"] != "message":
        raise NotWaiting(subscription_id=message.subscription_id, message_name=message.name)
    token.task_spec.trigger(token, given(dict(message.payload)))


def _deliver_job(instance: Instance, delivery: JobResult | JobFailed) -> None:
    token = instance.find(delivery.job_id)
    if token is None or token._state != TaskState.STARTED or not isinstance(token.task_spec, ServiceTask):
        raise NotWaiting(job_id=delivery.job_id)
    if isinstance(delivery, JobResult):
        _answer(token, delivery.result)
    elif not throw_error(token, delivery.code, delivery.message, ending=token):
        message = f"The operation failed with {delivery.code} and nobody catches that: {delivery.message}"
        error = ProcessFault(message, kind=FaultKind.UNHANDLED_ERROR, detail=delivery.code)
        raise_fault(token, error, TaskState.READY)


def read_variables(definition: Definition, state: bytes, task_id: str | None = None) -> dict[str, Any]:
    """The variables of the process, or all that a waiting token sees. Raises TaskNotOpen."""
    instance = codec.load(definition, state, _NEVER, DEFAULT_HOST)
    if task_id is None:
        return dict(instance.data)
    token = instance.find(task_id)
    if token is None:
        raise TaskNotOpen(task_id=task_id)
    return dict(visible(token))


def read_everything(definition: Definition, state: bytes) -> list[tuple[str, Any]]:
    """Every variable in every scope, as (name, value): of the process, its calls, and what single tokens hold."""
    instance = codec.load(definition, state, _NEVER, DEFAULT_HOST)
    scopes = [instance.data, *(scope.data for scope in instance.subprocesses.values())]
    scopes += [token.data for token in instance.everything() if token.has_data]
    return [pair for scope in scopes for pair in scope.items()]


def list_inputs(definition: Definition, node_id: str) -> dict[str, frozenset[str]]:
    """What feeds a node: its inputs, each with the variables its expression reads."""
    found: dict[str, frozenset[str]] = {}
    for spec in definition.specs.values():
        node = spec.task_specs.get(node_id)
        if isinstance(node, Node):
            found |= {
                one.target: read_names(definition, one.value) for one in node.extension.inputs if one.value
            }
    return found


def read_names(definition: Definition, text: str) -> frozenset[str]:
    expression = parse(text, names=definition.names)
    return expression.names | expression.filter_names


def read_call(definition: Definition, state: bytes, call: str) -> dict[str, Any] | None:
    """The variables of a called process by its call (`3/7`); None when it has ended."""
    instance = codec.load(definition, state, _NEVER, DEFAULT_HOST)
    scope = instance.subprocesses.get(call.rpartition("/")[2])
    return None if scope is None else dict(scope.data)


def ways_out(definition: Definition, state: bytes, token_id: str) -> tuple[WayOut, ...]:
    """The flows out of the node where a token rests, as drawn. Raises TaskNotOpen when it is not there."""
    token = codec.load(definition, state, _NEVER, DEFAULT_HOST).find(token_id)
    if token is None:
        raise TaskNotOpen(task_id=token_id)
    return tuple(WayOut(flow.id, flow.target) for flow in token.task_spec.flows_out)


def active_nodes(definition: Definition, state: bytes) -> tuple[ActiveNode, ...]:
    """Where the instance is."""
    return active(codec.load(definition, state, _NEVER, DEFAULT_HOST))
