"""What an operator may do to an instance: every action is a step like any other, with its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec, faults, scopes, timers
from workflows.engine.definition import Definition
from workflows.engine.errors import MoveRefused, NodeUnknown, NotWaiting, TaskNotOpen, TimerNotWaiting
from workflows.engine.instance import Instance
from workflows.engine.runner import DEFAULT_HOST, finish
from workflows.engine.specs.activities import Activity
from workflows.engine.specs.base import Flow
from workflows.engine.specs.events import BoundaryEvent
from workflows.engine.specs.throws import EndEvent
from workflows.engine.tokens import Token
from workflows.engine.values import (
    Action,
    Cancel,
    EventKind,
    Host,
    Move,
    Outcome,
    Retry,
    Rewind,
    SetVariables,
    ShiftTimers,
    Skip,
)


def administer(
    definition: Definition, state: bytes, action: Action, now: datetime, *, host: Host = DEFAULT_HOST
) -> Outcome:
    """Do what the operator asks.

    Raises TaskNotOpen, NotWaiting, NodeUnknown, MoveRefused, TimerNotWaiting, DataRefused.
    """
    instance = codec.load(definition, state, now, host)
    _ACTIONS[type(action)](instance, action)
    return finish(instance)


def _cancel(instance: Instance, action: Cancel) -> None:
    if instance.completed or instance.cancelled:
        raise NotWaiting("The instance has already ended.")
    instance.cancel()
    instance.note(EventKind.INSTANCE_CANCELLED, "", "", {"reason": action.reason})


def _find(instance: Instance, token_id: str) -> Token:
    token = instance.find(token_id)
    if token is None or "armed" in token.internal_data:
        raise TaskNotOpen("There is no such token.", token_id=token_id)
    return token


def _retry(instance: Instance, action: Retry) -> None:
    token = _find(instance, action.token_id)
    if "fault" not in token.internal_data:
        raise NotWaiting("This token has no fault that could be retried.", token_id=token.id)
    faults.retry(token)


def _skip(instance: Instance, action: Skip) -> None:
    token = _find(instance, action.token_id)
    token.internal_data.pop("fault", None)
    data = scopes.given(dict(action.data))
    flows = _ways_on(token, action.flow_id)
    token.note(EventKind.TOKEN_MOVED, action="skip")
    if isinstance(token.task_spec, Activity):
        token.task_spec.skip(token, data)
        return
    scopes.write_inside(token, data)
    if isinstance(token.task_spec, EndEvent):
        token.task_spec.reach(token)
    token.leave(flows)


def _ways_on(token: Token, flow_id: str) -> tuple[Flow, ...]:
    flows: tuple[Flow, ...] = token.task_spec.flows_out
    if flow_id:
        flows = tuple(flow for flow in flows if flow.id == flow_id)
    if len(flows) > 1 or (flow_id and not flows):
        names = ", ".join(flow.id for flow in token.task_spec.flows_out)
        raise MoveRefused(f"Say which flow to take out of {token.node_id}: {names}.")
    return flows


def _move(instance: Instance, action: Move) -> None:
    token = _find(instance, action.token_id) if action.token_id else _only_at(instance, action.node_id)
    while action.to_node not in token.workflow.spec.task_specs:
        if token.workflow is instance:
            raise MoveRefused(f"{action.to_node} is not in a scope around {token.node_id}.")
        token = token.workflow.owner
    while token.parent is not token.workflow.task_tree:
        token = token.parent
    _check_target(instance, token.workflow, action.to_node)
    workflow = token.workflow
    token.note(EventKind.TOKEN_MOVED, action="move", to=action.to_node)
    token.cancel()
    workflow.place(action.to_node)


def _only_at(instance: Instance, node_id: str) -> Token:
    instance.wake_all()
    here = [
        token
        for token in instance.everything()
        if token.node_id == node_id and "armed" not in token.internal_data
    ]
    outer = [token for token in here if not token.task_spec.loop_of]
    if len(outer) != 1:
        raise TaskNotOpen(f"{len(outer)} tokens are at this node; name one.", node_id=node_id)
    return outer[0]


def _check_target(instance: Instance, workflow: Any, node_id: str) -> None:
    node = instance.definition.node(workflow.spec, node_id)
    if isinstance(node, BoundaryEvent) or node.loop_of:
        raise MoveRefused(f"A token cannot be put on {node_id}; move it to the node behind.")


def _rewind(instance: Instance, action: Rewind) -> None:
    scopes_here = [scope for scope in instance.scopes() if action.node_id in scope.spec.task_specs]
    if not scopes_here:
        known = action.node_id in instance.definition.nodes
        reason = f"The scope of {action.node_id} is not running; rewind to the activity around it."
        raise MoveRefused(reason) if known else NodeUnknown(node_id=action.node_id)
    if len(scopes_here) > 1:
        raise MoveRefused(
            f"{action.node_id} is in {len(scopes_here)} running scopes; move one of their tokens."
        )
    workflow = scopes_here[0]
    _check_target(instance, workflow, action.node_id)
    if workflow.completed or instance.cancelled:
        raise MoveRefused("The instance has already ended.")
    instance.note(EventKind.TOKEN_MOVED, action.node_id, "", {"action": "rewind"})
    workflow.clear()
    workflow.place(action.node_id)


def _set_variables(instance: Instance, action: SetVariables) -> None:
    token = _find(instance, action.token_id) if action.token_id else None
    scopes.write(token, token.workflow if token else instance, scopes.given(dict(action.data)))


def _shift(instance: Instance, action: ShiftTimers) -> None:
    waiting = {
        token.id: token
        for token in instance.everything()
        if "timer" in token.internal_data and token._state == TaskState.WAITING
    }
    chosen = waiting.keys() if action.timer_ids is None else action.timer_ids
    for timer_id in chosen:
        if timer_id not in waiting:
            raise TimerNotWaiting(timer_id=timer_id)
    for timer_id in chosen:
        facts = waiting[timer_id].internal_data
        facts["timer"] = timers.shift(facts["timer"], action.delta)
        waiting[timer_id].note(EventKind.TIMERS_SHIFTED, due=facts["timer"]["due"])


_ACTIONS: Mapping[type, Callable[[Instance, Any], None]] = {
    Cancel: _cancel,
    Retry: _retry,
    Skip: _skip,
    Move: _move,
    Rewind: _rewind,
    SetVariables: _set_variables,
    ShiftTimers: _shift,
}
