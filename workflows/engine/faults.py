"""Faults: what keeps a token where it is until somebody retries, skips, moves or cancels it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import ProcessFault
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, Fault, FaultKind
from workflows.feel import FeelError

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
    if token.is_gone:
        token.top.index[token.id] = token
        token.workflow.tasks[token.id] = token
        token.workflow.task_tree._children.append(token.id)
        token._parent = token.workflow.task_tree.id
    token._set_state(TaskState.ERROR)
    token.internal_data["fault"] = {"kind": str(kind), "message": message, "detail": detail, "state": state}
    token.note(EventKind.FAULT_RAISED, kind=str(kind), message=message)


def retry(token: Token) -> None:
    """Take the fault away and let the token try again where it stopped."""
    fault = token.internal_data.pop("fault")
    token.schedule(fault["state"])


def open_faults(instance: Instance) -> tuple[Fault, ...]:
    """All faults of the instance: tokens that stopped, and joins that wait for what cannot come."""
    stopped = [_stopped(token) for token in instance.everything() if "fault" in token.internal_data]
    return (*stopped, *(_dead(token) for token in dead_joins(instance)))


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


def dead_joins(instance: Instance) -> list[Token]:
    """Parallel joins whose missing flows no other token of their scope can reach any more."""
    return [token for token in instance.everything() if _is_join(token) and token.task_spec.is_dead(token)]


def _is_join(token: Token) -> bool:
    return token._state == TaskState.WAITING and hasattr(token.task_spec, "is_dead")
