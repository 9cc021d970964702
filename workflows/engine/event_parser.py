"""Events: what they wait for or throw, from their event definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workflows.engine.document import tag, text_of
from workflows.engine.extensions import read_extension
from workflows.engine.specs import events, throws, waits
from workflows.engine.specs.base import Node

if TYPE_CHECKING:
    from workflows.engine.parser import ScopeParser

TIMER_PARTS = ("timeDuration", "timeDate", "timeCycle")
CODES = {"error": "errorCode", "escalation": "escalationCode"}


def definitions(element: Any) -> list[Any]:
    """The event definitions of an event element."""
    return [
        child
        for child in element
        if tag(child).endswith("EventDefinition") or tag(child) == "eventDefinitionRef"
    ]


def kind_of(element: Any) -> str:
    """none, timer, message, signal, error, escalation, terminate, … of an event element."""
    found = definitions(element)
    return tag(found[0]).removesuffix("EventDefinition") if found else "none"


def timer_text(element: Any) -> str:
    """The timer expression of an event element."""
    found = definitions(element)[0]
    return next((text for text in (text_of(found, part) for part in TIMER_PARTS) if text), "")


def name_of(scope: ScopeParser, element: Any) -> str:
    """The name of a message or signal, the code of an error or escalation; empty when undefined or any."""
    kind = kind_of(element)
    if kind not in ("message", "signal", *CODES):
        return ""
    reference = definitions(element)[0].get(f"{kind}Ref")
    return scope.document.named(kind, reference, CODES.get(kind, "name")) or ""


def wait_of(scope: ScopeParser, element: Any, *, may_repeat: bool) -> waits.Wait:
    kind = kind_of(element)
    if kind == "timer":
        return waits.TimerWait(timer_text(element), may_repeat=may_repeat)
    if kind in CODES:
        return waits.CodeWait(kind, name_of(scope, element))
    if kind == "none":
        return waits.Wait("none")
    return waits.SubscriptionWait(kind, name_of(scope, element), read_extension(element).correlation)


def _catching(make: Callable[..., Node], *, may_repeat: bool) -> Callable[[ScopeParser, Any], Node]:
    def build(scope: ScopeParser, element: Any) -> Node:
        wait = wait_of(scope, element, may_repeat=may_repeat)
        return make(scope.spec, element.get("id"), event_definition=wait, **scope.options(element))

    return build


def _boundary(scope: ScopeParser, element: Any) -> Node:
    return events.BoundaryEvent(
        scope.spec,
        element.get("id"),
        host=element.get("attachedToRef", ""),
        interrupts=element.get("cancelActivity") != "false",
        event_definition=wait_of(scope, element, may_repeat=True),
        **scope.options(element),
    )


def _throwing(make: Callable[..., Node]) -> Callable[[ScopeParser, Any], Node]:
    def build(scope: ScopeParser, element: Any) -> Node:
        kind, code = kind_of(element), name_of(scope, element)
        return make(scope.spec, element.get("id"), kind=kind, code=code, **scope.options(element))

    return build


EVENT_BUILDERS: dict[str, Callable[[ScopeParser, Any], Node]] = {
    "startEvent": _catching(events.StartEvent, may_repeat=True),
    "intermediateCatchEvent": _catching(events.CatchEvent, may_repeat=False),
    "boundaryEvent": _boundary,
    "intermediateThrowEvent": _throwing(throws.ThrowEvent),
    "endEvent": _throwing(throws.EndEvent),
}
