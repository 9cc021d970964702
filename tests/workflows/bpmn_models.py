"""Writes BPMN XML with its drawing from a few words of Python: the models of the kernel's tests.

    draw("question", user("answer", form="question/answer"), flows=["start > answer > end"])

`start` and `end` are added when a flow names them and no node does. A flow is `a > b > c`;
`gate > b | amount > 5` carries a condition, `gate > b | default` is the default flow. Flow ids are `a_to_b`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from tests.workflows.bpmn_drawing import draw_diagram

HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:vigie="urn:vigie:bpmn:1" id="definitions" targetNamespace="urn:vigie:tests">'
)


@dataclass(frozen=True)
class Element:
    """One flow node: its tag, attributes, extension XML, body XML (event definitions, loops) and children."""

    tag: str
    id: str
    name: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: str = ""
    body: str = ""
    lane: str | None = None
    children: tuple["Element", ...] = ()
    flows: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.id.replace("_", " ").capitalize() if self.name is None else self.name

    @property
    def host(self) -> str | None:
        return self.attributes.get("attachedToRef")


@dataclass(frozen=True)
class Arrow:
    """One parsed sequence flow."""

    source: str
    target: str
    condition: str | None = None
    is_default: bool = False

    @property
    def id(self) -> str:
        return f"{self.source}_to_{self.target}"


def tag(local: str, prefix: str = "vigie", **attributes: str | None) -> str:
    """An empty XML element; None leaves an attribute out, `followUp` and the like keep their spelling."""
    pairs = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items() if value is not None)
    return f"<{prefix}:{local} {pairs}/>"


def mappings(inputs: Mapping[str, str] | None, outputs: Mapping[str, str] | None) -> str:
    given = [("input", inputs or {}), ("output", outputs or {})]
    return "".join(
        tag(kind, target=target, value=value or None)
        for kind, pairs in given
        for target, value in pairs.items()
    )


def node(kind: str, node_id: str, *, name: str | None = None, lane: str | None = None, body: str = "",
         inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None,
         extensions: str = "", **attributes: str) -> Element:  # fmt: skip
    """Any flow node by its BPMN tag."""
    extra = extensions + mappings(inputs, outputs)
    return Element(kind, node_id, name, attributes, extra, body, lane)


def start(node_id: str = "start", *events: str) -> Element:
    return Element("startEvent", node_id, body="".join(events))


def end(node_id: str = "end", *events: str) -> Element:
    return Element("endEvent", node_id, body="".join(events))


def catch(node_id: str, *events: str, correlation: str | None = None,
          outputs: Mapping[str, str] | None = None) -> Element:  # fmt: skip
    extra = tag("correlation", value=correlation) if correlation else ""
    return Element(
        "intermediateCatchEvent", node_id, extensions=extra + mappings(None, outputs), body="".join(events)
    )


def throw(node_id: str, *events: str, inputs: Mapping[str, str] | None = None) -> Element:
    extra = mappings(inputs, None)
    return Element("intermediateThrowEvent", node_id, extensions=extra, body="".join(events))


def boundary(node_id: str, host: str, *events: str, interrupting: bool = True) -> Element:
    attributes = {"attachedToRef": host, "cancelActivity": str(interrupting).lower()}
    return Element("boundaryEvent", node_id, attributes=attributes, body="".join(events))


def user(node_id: str, *, form: str | None = "tests/form", due: str | None = None, lane: str | None = "team",
         name: str | None = None, inputs: Mapping[str, str] | None = None,
         outputs: Mapping[str, str] | None = None, body: str = "", **extra: str) -> Element:  # fmt: skip
    """A user task with its form, in the lane `team`, without a bound unless `boundary` or `due` gives one."""
    extension = tag("task", form=form, due=due, **extra) + mappings(inputs, outputs)
    return Element("userTask", node_id, name, {}, extension, body, lane)


def service(node_id: str, operation: str | None = "tests.act", *,
            inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None,
            body: str = "", lane: str | None = None) -> Element:  # fmt: skip
    extension = (tag("operation", name=operation) if operation else "") + mappings(inputs, outputs)
    return Element("serviceTask", node_id, extensions=extension, body=body, lane=lane)


def rule(node_id: str, decision: str, result: str | None = None, **kwargs: Mapping[str, str]) -> Element:
    extension = tag("decision", ref=decision, result=result)
    extension += mappings(kwargs.get("inputs"), kwargs.get("outputs"))
    return Element("businessRuleTask", node_id, extensions=extension)


def call(node_id: str, called: str, *, inputs: Mapping[str, str] | None = None,
         outputs: Mapping[str, str] | None = None, body: str = "") -> Element:  # fmt: skip
    extra = mappings(inputs, outputs)
    return Element("callActivity", node_id, None, {"calledElement": called}, extra, body)


def gateway(node_id: str, kind: str = "exclusive") -> Element:
    """`kind`: exclusive, inclusive, parallel, eventBased, complex."""
    return Element(f"{kind}Gateway", node_id)


def sub(node_id: str, *children: Element, flows: Sequence[str], body: str = "", kind: str = "subProcess",
        **attributes: str) -> Element:  # fmt: skip
    flows = tuple(flows)
    return Element(
        kind, node_id, None, attributes, "", body, None, with_ends(children, flows, node_id), flows
    )


def timer(expression: str, kind: str = "timeDuration") -> str:
    body = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(expression)}</bpmn:{kind}>'
    return f"<bpmn:timerEventDefinition>{body}</bpmn:timerEventDefinition>"


def event(kind: str, reference: str | None = None) -> str:
    """`event("message", "arrived")`: an event definition that refers to a declaration."""
    return tag(f"{kind}EventDefinition", "bpmn", **({f"{kind}Ref": reference} if reference else {}))


def multiple(collection: str | None = None, item: str | None = None, *, sequential: bool = False,
             cardinality: str | None = None, output: str | None = None, result: str | None = None,
             completion: str | None = None) -> str:  # fmt: skip
    """Multi-instance loop characteristics."""
    ours = tag("multiInstance", collection=collection, item=item, output=output, result=result)
    body = f"<bpmn:extensionElements>{ours}</bpmn:extensionElements>" if collection or output else ""
    body += f"<bpmn:loopCardinality>{escape(cardinality)}</bpmn:loopCardinality>" if cardinality else ""
    body += f"<bpmn:completionCondition>{escape(completion)}</bpmn:completionCondition>" if completion else ""
    flag = str(sequential).lower()
    opening = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{flag}">'
    return f"{opening}{body}</bpmn:multiInstanceLoopCharacteristics>"


def loop(condition: str, maximum: int | None = None) -> str:
    """Standard loop characteristics: continue while `condition`."""
    extra = f' loopMaximum="{maximum}"' if maximum is not None else ""
    body = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>"
    opening = f"<bpmn:standardLoopCharacteristics{extra}>"
    return f"{opening}{body}</bpmn:standardLoopCharacteristics>"


def parse_flows(texts: Sequence[str]) -> list[Arrow]:
    arrows: dict[str, Arrow] = {}
    for text in texts:
        path, _, condition = (part.strip() for part in text.partition("|"))
        stops = [stop.strip() for stop in path.split(" > ")]
        for source, target in pairwise(stops):
            arrow = Arrow(source, target)
            arrows.setdefault(arrow.id, arrow)
        if condition:
            first = Arrow(stops[0], stops[1])
            arrows[first.id] = _with_condition(first, condition)
    return list(arrows.values())


def _with_condition(arrow: Arrow, condition: str) -> Arrow:
    if condition == "default":
        return replace(arrow, is_default=True)
    return replace(arrow, condition=condition)


def with_ends(nodes: Sequence[Element], flows: Sequence[str], scope: str = "") -> tuple[Element, ...]:
    """Add the plain start and end events that the flows name; inside a subprocess ids are `<scope>_start`."""
    known = {element.id for element in nodes}
    named = {stop for arrow in parse_flows(flows) for stop in (arrow.source, arrow.target)} - known
    prefix = f"{scope}_" if scope else ""
    starts = [start(name) for name in (f"{prefix}start", "start") if name in named]
    ends = [end(name) for name in (f"{prefix}end", "end") if name in named]
    return (*starts[:1], *nodes, *ends[:1])


def write_node(element: Element, defaults: Mapping[str, str]) -> str:
    attributes = {"id": element.id, "name": element.label, **element.attributes}
    if element.id in defaults:
        attributes["default"] = defaults[element.id]
    opening = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items() if value)
    extra = (
        f"<bpmn:extensionElements>{element.extensions}</bpmn:extensionElements>" if element.extensions else ""
    )
    inside, loops = element.body, ""
    if element.children:
        inside, loops = "", element.body
    inner = extra + loops + inside + write_scope(element.children, element.flows)
    return f"<bpmn:{element.tag} {opening}>{inner}</bpmn:{element.tag}>\n"


def write_scope(nodes: Sequence[Element], flows: Sequence[str]) -> str:
    arrows = parse_flows(flows)
    defaults = {arrow.source: arrow.id for arrow in arrows if arrow.is_default}
    return "".join(write_node(element, defaults) for element in nodes) + "".join(map(write_flow, arrows))


def write_flow(arrow: Arrow) -> str:
    opening = f'<bpmn:sequenceFlow id="{arrow.id}" sourceRef="{arrow.source}" targetRef="{arrow.target}"'
    if arrow.condition is None:
        return f"{opening}/>\n"
    condition = escape(arrow.condition)
    body = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    )
    return f"{opening}>{body}</bpmn:sequenceFlow>\n"


def write_lanes(nodes: Sequence[Element], lanes: Sequence[str]) -> str:
    if not lanes:
        return ""
    written = []
    for lane in lanes:
        members = "".join(
            f"<bpmn:flowNodeRef>{element.id}</bpmn:flowNodeRef>" for element in nodes if element.lane == lane
        )
        written.append(f'<bpmn:lane id="{lane}" name="{lane.capitalize()}">{members}</bpmn:lane>')
    return f'<bpmn:laneSet id="lanes">{"".join(written)}</bpmn:laneSet>\n'


def draw(process_id: str, *nodes: Element, flows: Sequence[str], lanes: Sequence[str] | None = None,
         messages: Sequence[str] = (), signals: Sequence[str] = (), errors: Sequence[str] = (),
         escalations: Sequence[str] = (), with_diagram: bool = True) -> bytes:  # fmt: skip
    """BPMN bytes of one process. Declarations are ids; their name (and code) is the id itself.

    Without `lanes`, the lanes are the ones the nodes name."""
    every = with_ends(nodes, flows)
    used = list(dict.fromkeys(element.lane for element in every if element.lane)) if lanes is None else lanes
    declared = [tag("message", "bpmn", id=name, name=name) for name in messages]
    declared += [tag("signal", "bpmn", id=name, name=name) for name in signals]
    declared += [tag("error", "bpmn", id=name, name=name, errorCode=name) for name in errors]
    declared += [tag("escalation", "bpmn", id=name, name=name, escalationCode=name) for name in escalations]
    process = (
        f'<bpmn:process id="{process_id}" name="{process_id.capitalize()}" isExecutable="true">\n'
        f"{write_lanes(every, used)}{write_scope(every, flows)}</bpmn:process>\n"
    )
    diagram = draw_diagram(process_id, every, flows) if with_diagram else ""
    return "\n".join([HEADER, *declared, process + diagram + "</bpmn:definitions>\n"]).encode()
