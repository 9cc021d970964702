"""Faults: what keeps a token where it is until somebody retries, skips, moves or cancels it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.errors import ProcessFault
from workflows.engine.specs.gateways import ParallelGateway
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, Fault, FaultKind
from workflows.feel import FeelError
from workflows.masking import hide_words, list_words

if TYPE_CHECKING:
    from workflows.engine.instance import Instance


def raise_fault(token: Token, error: Exception, state: int) -> None:
    """Stop the token; `state` (FUTURE: coming in, READY: being done) is where a retry takes it up again."""
    kind = getattr(error, "kind", FaultKind.ENGINE)
    if isinstance(error, FeelError):
        kind = FaultKind.EXPRESSION
    message = (
        error.message if isinstance(error, ProcessFault | FeelError) else f"{type(error).__name__}: {error}"
    )
    detail = str(getattr(error, "detail", ""))
    told = hide_words(message, list_secrets(token))
    if told != message:
        message, detail = told, "\n".join(part for part in (message, detail) if part)
    if token.is_gone:
        token.top.index[token.id] = token
        token.workflow.tasks[token.id] = token
        token.workflow.task_tree._children.append(token.id)
        token._parent = token.workflow.task_tree.id
    token._set_state(TaskState.ERROR)
    token.internal_data["fault"] = {"kind": str(kind), "message": message, "detail": detail, "state": state}
    token.note(EventKind.FAULT_RAISED, kind=str(kind), message=message)


def list_secrets(token: Token) -> list[str]:
    """The words of the sensitive variables this token sees: the message of a fault is read by more than its detail."""
    names = token.top.definition.sensitive
    if not names:
        return []
    view = scopes.visible(token)
    return list_words(view[name] for name in names if name in view)


def retry(token: Token) -> None:
    """Take the fault away and let the token try again where it stopped."""
    fault = token.internal_data.pop("fault")
    token.schedule(fault["state"])


def open_faults(tokens: Iterable[Token]) -> tuple[Fault, ...]:
    """The faults among tokens: those that stopped, and joins that wait for what cannot come."""
    joins: list[Token] = []
    stopped: list[Fault] = []
    for token in tokens:
        if "fault" in token.internal_data:
            stopped.append(_stopped(token))
        elif token._state == TaskState.WAITING and isinstance(token.task_spec, ParallelGateway):
            joins.append(token)
    return (*stopped, *(_dead(token) for token in joins if token.task_spec.is_dead(token)))


def stuck_everywhere(instance: Instance) -> tuple[Fault, ...]:
    """For an instance that has not ended although nothing in it waits for anything outside."""
    message = "Nothing can move this token any more."
    return tuple(
        Fault(FaultKind.DEAD_END, token.node_id, token.id, message) for token in instance.everything()
    )


def _stopped(token: Token) -> Fault:
    fault: dict[str, Any] = token.internal_data["fault"]
    return Fault(FaultKind(fault["kind"]), token.node_id, token.id, fault["message"], fault["detail"])


def _dead(token: Token) -> Fault:
    missing = ", ".join(flow.id for flow in token.task_spec.missing(token))
    message = f"This join waits for a token that can no longer come ({missing})."
    return Fault(FaultKind.DEAD_END, token.node_id, token.id, message)
