"""The processes the benchmarks run, drawn from a few words, and a way to publish them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from itertools import pairwise
from typing import Any

from workflows.engine import Bundle, Definition, compile_definition
from workflows.models import DefinitionVersion, ProcessDefinition

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:vigie="urn:vigie:bpmn:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="definitions" targetNamespace="urn:vigie:benchmarks">'
)
ROLE = "team"


def node(tag: str, node_id: str, inner: str = "", *, extension: str = "", attributes: str = "") -> str:
    box = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    return f'<bpmn:{tag} id="{node_id}" name="{node_id}" {attributes}>{box}{inner}</bpmn:{tag}>'


def flow(source: str, target: str, condition: str = "", flow_id: str = "") -> str:
    body = ""
    if condition:
        body = (
            '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            f"{escape(condition)}</bpmn:conditionExpression>"
        )
    name = flow_id or f"{source}_to_{target}"
    return (
        f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{body}</bpmn:sequenceFlow>'
    )


def path(*names: str) -> str:
    return "".join(flow(source, target) for source, target in pairwise(names))


def draw(key: str, *elements: str, declared: str = "") -> str:
    """The XML of one process; `declared` are messages beside it."""
    body = f'<bpmn:process id="{key}" isExecutable="true">{"".join(elements)}</bpmn:process>'
    return f"{HEAD}{declared}{body}</bpmn:definitions>"


def output(target: str, value: str) -> str:
    return f'<vigie:output target="{target}" value="{escape(value)}"/>'


def correlation(value: str) -> str:
    return f'<vigie:correlation value="{escape(value)}"/>'


def timer_at(value: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeDate>{escape(value)}</bpmn:timeDate></bpmn:timerEventDefinition>"


def message(reference: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{reference}"/>'


def declare(**messages: str) -> str:
    return "".join(f'<bpmn:message id="{key}" name="{name}"/>' for key, name in messages.items())


def sequence(key: str, steps: int) -> str:
    """start → `steps` automatic steps (intermediate events) → end."""
    names = [f"step_{number}" for number in range(1, steps + 1)]
    passed = [node("intermediateThrowEvent", name) for name in names]
    return draw(
        key, node("startEvent", "start"), *passed, node("endEvent", "end"), path("start", *names, "end")
    )


def one_task(key: str) -> str:
    """start → check (a person) → end."""
    return draw(
        key,
        node("startEvent", "start"),
        _user("check"),
        node("endEvent", "end"),
        path("start", "check", "end"),
    )


def one_wait(key: str) -> str:
    """start → rest (a timer of thirty days) → check (a person) → end."""
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )
    return draw(
        key,
        node("startEvent", "start"),
        node("intermediateCatchEvent", "rest", timer),
        _user("check"),
        node("endEvent", "end"),
        path("start", "rest", "check", "end"),
    )


def loop(key: str) -> str:
    """start → again (a person) → more? → again … → end: an instance that can live for ever."""
    return draw(
        key,
        node("startEvent", "start"),
        node("exclusiveGateway", "into"),
        _user("again"),
        node("exclusiveGateway", "more", attributes='default="more_to_end"'),
        node("endEvent", "end"),
        path("start", "into", "again", "more", "end"),
        flow("more", "into", "more = true"),
    )


def items(key: str, *, by_people: bool) -> str:
    """start → one pass for each item of a list, all at once → check (a person) → end.

    A pass is a person's task, or an embedded sub-process that runs by itself.
    """
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<vigie:multiInstance collection="lines" item="line" output="line * 2" result="results"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    inside = node("startEvent", "begin") + node("intermediateThrowEvent", "read") + node("endEvent", "done")
    automatic = node("subProcess", "each", many + inside + path("begin", "read", "done"))
    return draw(
        key,
        node("startEvent", "start"),
        node("userTask", "each", many) if by_people else automatic,
        _user("check"),
        node("endEvent", "end"),
        path("start", "each", "check", "end"),
    )


BLOCKS = 12


def forty_nodes(key: str, *, condition: str = "amount > 500") -> str:
    """Forty nodes: start, twelve times (a person, a choice, a merge), two more people, end."""
    elements = [node("startEvent", "start"), node("endEvent", "end")]
    route = ["start"]
    for number in range(1, BLOCKS + 1):
        split = f"split_{number}"
        elements += [
            _user(f"task_{number}"),
            node("exclusiveGateway", split, attributes=f'default="{split}_to_merge_{number}"'),
            node("exclusiveGateway", f"merge_{number}"),
            flow(split, f"merge_{number}", condition, flow_id=f"{split}_high"),
        ]
        route += [f"task_{number}", split, f"merge_{number}"]
    elements += [_user("review"), _user("sign")]
    return draw(key, *elements, path(*route, "review", "sign", "end"))


def _user(node_id: str) -> str:
    return node("userTask", node_id)


def bundle(key: str, text: str) -> Bundle:
    """What the engine compiles, without a database."""
    return Bundle(
        process_id=key,
        sha256=_fingerprint(key, text),
        bpmn={key: text.encode()},
        decisions={},
        manifest=_manifest(key),
    )


def compiled(key: str, text: str) -> Definition:
    return compile_definition(bundle(key, text))


def _manifest(key: str) -> dict[str, Any]:
    return {"process": key}


def _fingerprint(key: str, text: str) -> str:
    return sha256(f"{key} {text}".encode()).hexdigest()


def publish(key: str, text: str, *, manifest: Mapping[str, Any] | None = None) -> DefinitionVersion:
    """The model as the current version of a process; the same one when it is there already."""
    definition, _ = ProcessDefinition.objects.get_or_create(key=key, defaults={"titles": {"en": key}})
    version, _ = DefinitionVersion.objects.get_or_create(
        sha256=_fingerprint(key, text),
        defaults={
            "definition": definition,
            "number": definition.versions.count() + 1,
            "files": {"process.bpmn": text},
            "manifest": dict(manifest or _manifest(key)),
            "state": "published",
            "published_at": datetime(2026, 1, 5, tzinfo=UTC),
        },
    )
    definition.current = version
    definition.save(update_fields=["current"])
    return version
