"""Every expression of a definition is parsed once when it is compiled, so that none fails only years later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows.engine.extensions import Extension
from workflows.engine.specs.base import Node, ProcessSpec
from workflows.engine.specs.loops import MultiInstanceLoop, StandardLoop
from workflows.engine.specs.waits import SubscriptionWait, TimerWait
from workflows.engine.timers import is_literal
from workflows.feel import FeelSyntaxError, parse


def check_expressions(
    specs: Mapping[str, ProcessSpec], names: frozenset[str], refuse: Callable[..., None]
) -> None:
    """Report every text that is no FEEL."""
    for spec in specs.values():
        for node in spec.task_specs.values():
            if isinstance(node, Node) and not node.loop_of:
                _check_node(node, names, refuse)


def _check_node(node: Node, names: frozenset[str], refuse: Callable[..., None]) -> None:
    for text in _texts(node):
        _check_text(text, node.bpmn_id, names, refuse)
    for flow in node.flows_out:
        _check_text(flow.condition, flow.id, names, refuse)


def _check_text(text: str, place: str, names: frozenset[str], refuse: Callable[..., None]) -> None:
    try:
        if text:
            parse(text, names=names)
    except FeelSyntaxError as error:
        refuse("expression", place, f"{text}: {error}")


def _texts(node: Node) -> Iterator[str]:
    extension: Extension = node.extension
    yield from (
        assignment.value for assignment in (*extension.inputs, *extension.outputs) if assignment.target != "*"
    )
    yield from (extension.priority, extension.candidates, extension.correlation)
    timed = [extension.due, extension.follow_up]
    wait: Any = getattr(node, "event_definition", None)
    if isinstance(wait, TimerWait):
        timed.append(wait.text)
    if isinstance(wait, SubscriptionWait):
        yield wait.correlation
    yield from (text for text in timed if not is_literal(text))
    yield from _loop_texts(node)


def _loop_texts(node: Node) -> Iterator[str]:
    if isinstance(node, StandardLoop):
        yield node.condition
    if isinstance(node, MultiInstanceLoop):
        yield from (node.cardinality, node.condition, node.plan.collection, node.plan.output)
