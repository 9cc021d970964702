"""Events that throw, and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import ThrowingEvent
from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.errors import ProcessFault
from workflows.engine.specs.activities import Activity
from workflows.engine.specs.base import Node
from workflows.engine.specs.waits import correlate
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, FaultKind, Thrown
from workflows.feel.codec import encode


class Throwing(Node, ThrowingEvent):
    """`kind` is none, message, signal, escalation, error or terminate; `code` its name or code."""

    def __init__(self, wf_spec: Any, name: str, *, kind: str, code: str = "", **options: Any) -> None:
        super().__init__(wf_spec, name, event_definition=None, **options)
        self.kind = kind
        self.code = code

    def _run_hook(self, token: Token) -> bool | None:
        throw(self, token, self.kind, self.code)
        return None if token.is_gone else True


class ThrowEvent(Throwing):
    pass


class SendTask(Throwing, Activity):
    """A task that throws a message and goes on."""

    def _take_in(self, token: Token) -> dict[str, Any]:
        return {}


class EndEvent(Throwing):
    """The token ends; a scope without tokens is done."""

    def _run_hook(self, token: Token) -> bool | None:
        throw(self, token, self.kind, self.code)
        if token.is_gone:
            return None
        self.reach(token)
        return True

    def reach(self, token: Token) -> None:
        """Remember in which ends the process ended, each once."""
        if token.workflow is token.top and self.bpmn_id not in token.top.ended_in:
            token.top.ended_in.append(self.bpmn_id)


def throw(spec: Any, token: Token, kind: str, code: str) -> None:
    """Do what the event throws; the token may be gone afterwards, when something caught it by interrupting."""
    if kind in ("message", "signal"):
        _throw_outside(spec, token, kind, code)
    elif kind == "escalation":
        _throw_escalation(token, code)
    elif kind == "error":
        _throw_error_end(spec, token, code)
    elif kind == "terminate":
        _terminate(token)


def _throw_outside(spec: Any, token: Token, kind: str, name: str) -> None:
    view = scopes.visible(token)
    payload = scopes.mapped(spec.extension.inputs, token, view, view)
    asked = spec.extension.correlation
    correlation = correlate(token, asked, view) if asked else ""
    thrown = Thrown(kind, name, correlation, encode(payload))
    token.top.thrown.append(thrown)
    event = EventKind.MESSAGE_THROWN if kind == "message" else EventKind.SIGNAL_THROWN
    token.note(event, name=name, correlation=correlation, payload=thrown.payload)
    if kind == "signal":
        broadcast(token.top, name, payload)


def broadcast(instance: Any, name: str, payload: dict[str, Any]) -> int:
    """Hand a signal to everyone in the instance who waits for it; those gone meanwhile miss it."""
    waiting = [token for token in instance.everything() if _waits_for(token, name)]
    for token in waiting:
        if not token.is_gone:
            token.task_spec.trigger(token, payload)
    return len(waiting)


def _waits_for(token: Token, name: str) -> bool:
    subscription = token.internal_data.get("subscription")
    if token._state != TaskState.WAITING or subscription is None:
        return False
    return subscription["kind"] == "signal" and subscription["name"] == name


def _throw_escalation(token: Token, code: str) -> None:
    token.note(EventKind.ESCALATION_THROWN, code=code)
    catcher = _find(token.enclosing(), "escalation", code)
    if catcher:
        catcher.task_spec.trigger(catcher, {"escalationCode": code})


def _throw_error_end(spec: Any, token: Token, code: str) -> None:
    if not throw_error(token.enclosing(), code, spec.label, ending=token):
        message = f"Nobody catches the error {code or 'without code'} thrown by {token.node_id}."
        raise ProcessFault(message, kind=FaultKind.UNHANDLED_ERROR, detail=spec.label)


def throw_error(host: Token | None, code: str, message: str, *, ending: Token) -> bool:
    """Interrupt the innermost activity, from `host` outwards, that catches the error; say whether one did."""
    catcher = _find(host, "error", code)
    if not catcher:
        return False
    ending.note(EventKind.ERROR_THROWN, code=code, message=message)
    if isinstance(ending.task_spec, EndEvent):
        ending.note(EventKind.NODE_COMPLETED)
        ending.detach()
    catcher.task_spec.trigger(catcher, {"errorCode": code, "errorMessage": message})
    return True


def _find(host: Token | None, kind: str, code: str) -> Token | None:
    for activity in _outwards(host):
        armed = [child for child in activity.children if _catches(child, kind, (code, ""))]
        exact = [child for child in armed if child.task_spec.event_definition.code == code]
        if armed:
            return (exact or armed)[0]
    return None


def _catches(token: Token, kind: str, codes: tuple[str, ...]) -> bool:
    definition = getattr(token.task_spec, "event_definition", None)
    return definition is not None and definition.kind == kind and definition.code in codes


def _outwards(host: Token | None) -> Iterator[Token]:
    while host is not None:
        yield host
        host = host.enclosing()


def _terminate(token: Token) -> None:
    for other in token.workflow.tokens():
        if other is not token and not other.is_gone:
            other.cancel()
