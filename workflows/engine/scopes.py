"""Variables live in scopes, not in tokens, so that parallel branches see each other's writes.

From the inside out: the local variables of a token (inputs of an activity, item of a multi-instance), those of the
activities around it, then the variables of the process. A called process sees nothing of its caller. A write goes to
the innermost scope that has the name; a new name goes to the innermost multi-instance item, else to the process.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.engine.errors import DataRefused, ProcessFault
from workflows.engine.extensions import Assignment
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, FaultKind
from workflows.engine.variables import Variables
from workflows.feel import FeelError
from workflows.feel.codec import encode
from workflows.feel.values import normalise

EVERYTHING = "*"
MAX_DEPTH = 60


def stored(value: Any) -> Any:
    """The JSON form of a value. Raises ProcessFault when it cannot be stored."""
    _check_depth(value, MAX_DEPTH)
    try:
        return encode(value)
    except FeelError as error:
        raise ProcessFault(error.message, kind=FaultKind.DATA) from error


def given(value: Any) -> Any:
    """A value from outside as a FEEL value that can be stored. Raises DataRefused."""
    try:
        stored(value)
    except ProcessFault as error:
        raise DataRefused(f"These data cannot be stored: {error.message}") from error
    return normalise(value)


def _check_depth(value: Any, left: int) -> None:
    if isinstance(value, Mapping | list | tuple):
        if not left:
            raise ProcessFault(f"The data are nested deeper than {MAX_DEPTH} levels.", kind=FaultKind.DATA)
        for item in value.values() if isinstance(value, Mapping) else value:
            _check_depth(item, left - 1)


def process_scope(workflow: Any) -> Any:
    """The process or called process that owns the variables seen in this scope."""
    while not workflow.is_called:
        workflow = workflow.owner.workflow
    return workflow


def call_path(workflow: Any) -> str:
    """Which call this scope belongs to: ids of the tokens of the call activities around, `3/7`; empty outside any."""
    ids: list[str] = []
    scope = process_scope(workflow)
    while scope is not scope.top_workflow:
        ids.insert(0, scope.parent_task_id)
        scope = process_scope(scope.owner.workflow)
    return "/".join(ids)


def _locals(token: Token | None) -> Iterable[Token]:
    """The tokens that may hold local variables, the innermost first."""
    while token is not None:
        yield token
        parent = token.parent
        if parent is not None and parent is not token.workflow.task_tree:
            token = parent
        else:
            token = None if token.workflow.is_called else token.workflow.owner


def visible(token: Token) -> Mapping[str, Any]:
    """All a token sees, as one mapping."""
    layers = [holder.data for holder in _locals(token) if holder.has_data]
    variables = process_scope(token.workflow).data
    return ChainMap(*layers, variables) if layers else variables


def overlay(names: Mapping[str, Any], base: Mapping[str, Any]) -> Mapping[str, Any]:
    return ChainMap(dict(names), base) if names else base  # type: ignore[arg-type]


def mapped(
    assignments: Iterable[Assignment], token: Token, view: Mapping[str, Any], everything: Mapping[str, Any]
) -> dict[str, Any]:
    """Evaluate assignments over `view`; the target `*` takes `everything`. Nothing is written."""
    values: dict[str, Any] = {}
    for assignment in assignments:
        if assignment.target == EVERYTHING:
            values.update(everything)
        else:
            values[assignment.target] = token.top.engine.value(token, assignment.value, view)
    stored(values)  # a value that cannot be stored, such as a function, must fail here and not when saving
    return values


def write(token: Token | None, workflow: Any, values: Mapping[str, Any]) -> None:
    """Write as seen from `token`, or from directly within `workflow` when there is none around."""
    if not values:
        return
    changed = {name: stored(value) for name, value in values.items()}
    holders = list(_locals(token))
    variables = process_scope(workflow).data
    for name, value in values.items():
        _target(holders, name, variables).put(name, value, changed[name])
    node_id, token_id = (token.node_id, token.id) if token else ("", "")
    workflow.top_workflow.note(EventKind.VARIABLES_CHANGED, node_id, token_id, changed)


def _target(holders: list[Token], name: str, variables: Variables) -> Variables:
    for holder in holders:
        if (holder.has_data and name in holder.data) or "item" in holder.internal_data:
            return holder.data
    return variables


def write_inside(token: Token, values: Mapping[str, Any]) -> None:
    """Merge what an activity brings without a mapping: an instance of a multi-instance keeps it for itself."""
    if "item" in token.internal_data:
        write(token, token.workflow, values)
    else:
        write_outside(token, values)


def write_outside(token: Token, values: Mapping[str, Any]) -> None:
    """Write around the activity: mapped outputs skip its own inputs and item."""
    around = token.enclosing()
    same_scope = around is not None and (around.workflow is token.workflow or not token.workflow.is_called)
    write(around if same_scope else None, token.workflow, values)
