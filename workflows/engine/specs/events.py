"""Events that catch: start, intermediate, receive task, boundary, and the event-based gateway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.specs.activities import Activity
from workflows.engine.specs.base import Flow, Node
from workflows.engine.specs.waits import Wait
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind
from workflows.feel.codec import decode, encode


class Catching(Node, CatchingEvent):
    """Something that may be triggered from outside with a payload, which only its outputs see."""

    event_definition: Wait

    def arm(self, token: Token) -> dict[str, Any]:
        return self.event_definition.begin(token, scopes.visible(token))

    def trigger(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What it waited for has come."""
        token.internal_data["payload"] = encode(dict(payload))
        token.schedule(TaskState.READY)

    def _work(self, token: Token) -> None:
        payload = decode(token.internal_data.get("payload", {}))
        self._receive(token, payload)

    def _receive(self, token: Token, payload: dict[str, Any]) -> None:
        view = scopes.overlay({**payload, "payload": payload}, scopes.visible(token))
        self.put_out(token, payload, view)

    _on_cancel = Node._on_cancel
    _on_ready_hook = Node._on_ready_hook


class StartEvent(Catching):
    """The token is put here with the data of the start; without outputs they become variables."""

    def _update_hook(self, token: Token) -> bool | None:
        return Node._update_hook(self, token)

    def _receive(self, token: Token, payload: dict[str, Any]) -> None:
        if self.extension.outputs:
            super()._receive(token, payload)
        else:
            scopes.write_inside(token, payload)


class CatchEvent(Catching):
    """An intermediate event in the flow, or behind an event-based gateway."""

    def _update_hook(self, token: Token) -> bool | None:
        token.internal_data |= self.arm(token)
        token.note(EventKind.NODE_ENTERED)
        token._set_state(TaskState.WAITING)
        return None

    def trigger(self, token: Token, payload: Mapping[str, Any]) -> None:
        if token.internal_data.pop("armed", False):
            token.parent.task_spec.decide(token)
            token.note(EventKind.NODE_ENTERED)
        super().trigger(token, payload)


class ReceiveTask(CatchEvent, Activity):
    """Waits like a catch event and has boundary events like a task."""

    def _update_hook(self, token: Token) -> bool | None:
        waiting = self.arm(token)
        Activity._update_hook(self, token)
        token.internal_data |= waiting
        token._set_state(TaskState.WAITING)
        return None

    def _is_done(self, token: Token) -> bool:
        return "payload" in token.internal_data


class BoundaryEvent(Catching):
    """Armed as a child of the token of its host; see `trigger` for what interrupting means."""

    def __init__(self, wf_spec: Any, name: str, *, host: str, interrupts: bool, **options: Any) -> None:
        super().__init__(wf_spec, name, **options)
        self.host = host
        self.interrupts = interrupts

    def hang(self, host: Token, waiting: dict[str, Any]) -> None:
        child = host._add_child(self, TaskState.WAITING)
        child.internal_data = {"armed": True} | waiting

    def trigger(self, token: Token, payload: Mapping[str, Any]) -> None:
        host = token.parent
        if self.interrupts:
            token.climb()
            host.cancel()
        elif self.event_definition.repeats:
            token = host.workflow.task_tree._add_child(self)
        else:
            token.climb()
        self.release(token, payload)

    def again(self, token: Token) -> None:
        """One more round of a repeating timer, which stays armed."""
        self.release(token.workflow.task_tree._add_child(self), {})

    def release(self, token: Token, payload: Mapping[str, Any]) -> None:
        token.internal_data = {}
        token.note(EventKind.NODE_ENTERED)
        super().trigger(token, payload)


class EventBasedGateway(Node):
    """Arms the events behind it as its children; the first to be triggered takes the token."""

    def _update_hook(self, token: Token) -> bool | None:
        self.arm_missing(token)
        super()._update_hook(token)
        token._set_state(TaskState.WAITING)
        return None

    def arm_missing(self, token: Token) -> None:
        """Arm the events behind the gateway that are not armed yet: all of them, or none when one fails."""
        there = {child.task_spec.name for child in token.children}
        missing = [flow for flow in self.flows_out if flow.target not in there]
        armed = [(flow, self._target(flow), self._target(flow).arm(token)) for flow in missing]
        for flow, event, waiting in armed:
            child = token._add_child(event, TaskState.WAITING)
            child.internal_data = {"armed": True, "flow": flow.id} | waiting

    def _target(self, flow: Flow) -> Any:
        return self._wf_spec.task_specs[flow.target]

    def decide(self, chosen: Token) -> None:
        gateway = chosen.parent
        chosen.climb()
        for child in gateway.children:
            child.cancel()
        gateway.note(EventKind.NODE_COMPLETED)
        gateway.note(EventKind.FLOW_TAKEN, chosen.internal_data["flow"])
        gateway.detach()
