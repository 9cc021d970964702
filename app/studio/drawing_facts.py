"""A drawing as facts: each element with everything said of it, and where it stands. Read for comparing alone.

Every attribute and text below an element becomes a fact, so that no change of what runs can be missed; what is known
gets a short name (`timer`, `condition`, `operation`, `in:amount`), anything else keeps its path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows import xml

SKIPPED = {"incoming", "outgoing", "flowNodeRef"}
#: Facts that say something to people and nothing to the engine.
LABELS = frozenset({"name", "documentation"})
KNOWN = {
    "timerEventDefinition/timeDuration": "timer",
    "timerEventDefinition/timeDate": "timer",
    "timerEventDefinition/timeCycle": "timer",
    "conditionExpression": "condition",
    "@default": "default",
    "@sourceRef": "from",
    "@targetRef": "to",
    "@attachedToRef": "attached",
    "@cancelActivity": "interrupts",
    "@isInterrupting": "interrupts",
    "@calledElement": "calls",
    "@name": "name",
    "documentation": "documentation",
    "extensionElements/operation@name": "operation",
    "extensionElements/decision@ref": "decision",
    "extensionElements/decision@result": "result",
    "extensionElements/task@form": "form",
    "extensionElements/task@due": "due",
    "extensionElements/task@followUp": "follow up",
    "extensionElements/task@priority": "priority",
    "extensionElements/task@candidates": "candidates",
    "extensionElements/correlation@value": "correlation",
}
#: What is named by an id and told by its name.
REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef")


@dataclass(frozen=True)
class Element:
    """`kind` is the word of BPMN, `place` its bounds or waypoints as drawn."""

    id: str
    kind: str
    facts: Mapping[str, str]
    place: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.facts.get("name", "")


def read_elements(text: str) -> dict[str, Element]:
    """Every element of the drawing by its id. Raises XmlRefused."""
    root = xml.parse(text.encode())
    places = dict(read_places(root))
    named = {one.get("id"): one.get("name") or one.get("errorCode") or "" for one in root if one.get("id")}
    lanes = {
        ref.text: lane.get("id") for lane in root.iter("{*}lane") for ref in lane.iterfind("{*}flowNodeRef")
    }
    found: dict[str, Element] = {}
    for node in list_nodes(root):
        facts = dict(read_facts(node, named))
        if node.get("id") in lanes:
            facts["lane"] = str(lanes[node.get("id")])
        found[node.get("id")] = Element(node.get("id"), local(node), facts, places.get(node.get("id"), ()))
    return found


def local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def list_nodes(root: Any) -> Iterator[Any]:
    """What is drawn: processes and all they hold, participants, lanes; not what belongs to one of them."""
    drawn = {shape.get("bpmnElement") for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    for node in root.iter("*"):
        if node.get("id") and (node.get("id") in drawn or local(node) == "process"):
            yield node


def read_places(root: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge"):
        own = [*shape.iterfind("{*}Bounds"), *shape.iterfind("{*}waypoint")]
        yield (
            shape.get("bpmnElement"),
            tuple(":".join(one.get(key, "") for key in ("x", "y", "width", "height")) for one in own),
        )


def read_facts(node: Any, named: Mapping[str, str], path: str = "") -> Iterator[tuple[str, str]]:
    """(fact, text) of an element and what belongs to it alone."""
    for key, value in node.attrib.items():
        name = local_name(key)
        if name != "id":
            yield (
                name_fact(f"{path}@{name}"),
                named.get(value, value) if name in REFERENCES else value.strip(),
            )
    for child in node:
        word = local(child)
        if word in SKIPPED or (not path and is_drawn(child)):
            continue
        inner = f"{path}/{word}" if path else word
        assigned = (
            child.get("target") if path == "extensionElements" and word in ("input", "output") else None
        )
        if assigned is not None:
            yield f"{'in' if word == 'input' else 'out'}:{assigned}", (child.get("value") or "").strip()
            continue
        yield from read_facts(child, named, inner)
    text = (node.text or "").strip()
    if path and text:
        yield name_fact(path), named.get(text, text)
    if path.endswith(("EventDefinition", "LoopCharacteristics")):
        yield "behaviour", local(node)


def is_drawn(child: Any) -> bool:
    """Whether a child is an element of its own: a step inside a subprocess, a flow, a lane."""
    word = local(child)
    return (
        word not in ("extensionElements", "documentation", "conditionExpression")
        and not word.endswith(("EventDefinition", "LoopCharacteristics"))
        and bool(child.get("id"))
    )


def local_name(key: str) -> str:
    return key.rpartition("}")[2]


def name_fact(path: str) -> str:
    return KNOWN.get(path, path.removeprefix("extensionElements/").lstrip("@"))
