"""Draws the smallest models: a few words of Python instead of pages of XML."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from html import escape
from itertools import pairwise

from workflows.engine import Bundle, Definition, compile_definition

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DEFINED_ELSEWHERE = """
<bpmn:message id="answer" name="answer"/><bpmn:message id="letter" name="letter"/>
<bpmn:signal id="alarm" name="alarm"/>
<bpmn:error id="refused" errorCode="refused"/><bpmn:error id="broken" errorCode="broken"/>
<bpmn:escalation id="late" escalationCode="late"/>
"""


def node(kind: str, node_id: str, inner: str = "", **attributes: str) -> str:
    """One element; attributes are written as given, `extension` becomes the extension elements."""
    extension = attributes.pop("extension", "")
    box = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    shown = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f'<bpmn:{kind} id="{node_id}" {shown}>{box}{inner}</bpmn:{kind}>'


def started(node_id: str = "started", inner: str = "", **attributes: str) -> str:
    return node("startEvent", node_id, inner, **attributes)


def ended(node_id: str = "ended", inner: str = "", **attributes: str) -> str:
    return node("endEvent", node_id, inner, **attributes)


def user(node_id: str, inner: str = "", **attributes: str) -> str:
    return node("userTask", node_id, inner, **attributes)


def event(kind: str, reference: str = "", inner: str = "") -> str:
    """An event definition: event("message", "answer"), event("timer", inner=duration("P5D"))."""
    refers = f'{kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition {refers}>{inner}</bpmn:{kind}EventDefinition>"


def timer(kind: str, text: str) -> str:
    """timer("Duration", "P5D"), timer("Date", "…"), timer("Cycle", "R3/PT1H")."""
    return event("timer", inner=f"<bpmn:time{kind}>{escape(text)}</bpmn:time{kind}>")


def boundary(node_id: str, host: str, inner: str, *, interrupts: bool = True, **attributes: str) -> str:
    cancel = "true" if interrupts else "false"
    return node("boundaryEvent", node_id, inner, attachedToRef=host, cancelActivity=cancel, **attributes)


def mapping(kind: str, /, **targets: str) -> str:
    """mapping("output", total="price * 2")."""
    return "".join(
        f'<vigie:{kind} target="{name}" value="{escape(text)}"/>' for name, text in targets.items()
    )


def flows(*routes: str) -> str:
    """Sequence flows from "a > b > c" and "gateway > d if amount > 10"; ids are a_b."""
    drawn: list[str] = []
    for route in routes:
        path, _, condition = route.partition(" if ")
        names = [name.strip() for name in path.split(" > ")]
        for source, target in pairwise(names):
            body = (
                f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
                if condition
                else ""
            )
            drawn.append(
                f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{body}'
                "</bpmn:sequenceFlow>"
            )
    return "".join(drawn)


def subprocess(node_id: str, *elements: str, inner: str = "", **attributes: str) -> str:
    return node("subProcess", node_id, inner + "".join(elements), **attributes)


def process(*elements: str, process_id: str = "sample") -> bytes:
    text = (
        f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:vigie="urn:vigie:bpmn:1" targetNamespace="urn:sample">'
        f"{DEFINED_ELSEWHERE}"
        f'<bpmn:process id="{process_id}" isExecutable="true">{"".join(elements)}</bpmn:process>'
        "</bpmn:definitions>"
    )
    return text.encode()


def bundle(
    data: bytes, called: Mapping[str, bytes] | None = None, decisions: Mapping[str, bytes] | None = None
) -> Bundle:
    files = {"sample": data, **(called or {})}
    decided = dict(decisions or {})
    digest = sha256(b"".join([*files.values(), *decided.values()])).hexdigest()
    return Bundle("sample", digest, files, decided)


def draw(
    *elements: str, called: Mapping[str, bytes] | None = None, decisions: Mapping[str, bytes] | None = None
) -> Definition:
    return compile_definition(bundle(process(*elements), called, decisions))
