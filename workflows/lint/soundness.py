"""Gateways fit together: no join waits for a token that cannot come, no flow carries two tokens."""

from collections.abc import Iterator

from workflows.bpmn import Node, NodeKind, Process
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.net import Net, build_net
from workflows.lint.runs import Deadlock, Doubling, explore
from workflows.lint.subject import Place, Subject
from workflows.words import say

_JOINS = (NodeKind.PARALLEL, NodeKind.INCLUSIVE)


def check_soundness(subject: Subject) -> Iterator[Finding]:
    if not is_well_formed(subject.process):
        return
    net = build_net(subject.process)
    found = explore(net)
    if found.deadlock is not None:
        yield _report_deadlock(subject, net, found.deadlock)
    if found.doubling is not None:
        yield _report_doubling(subject, net, found.doubling)
    if not found.complete:
        message = "Too many situations are possible, not all of them were looked at"
        way_out = "move parallel parts into subprocesses or called processes to have them checked"
        yield subject.report(Code.SOUNDNESS_GIVEN_UP, subject.process, message, way_out)


def is_well_formed(process: Process) -> bool:
    """Whether every flow and boundary event hangs together, so that a token game can be played."""
    nodes = process.nodes
    flows_hold = all(
        flow.source in nodes and flow.target in nodes and nodes[flow.source].scope == nodes[flow.target].scope
        for flow in process.flows.values()
    )
    return flows_hold and all(
        node.attached_to in nodes for node in nodes.values() if node.kind is NodeKind.BOUNDARY_EVENT
    )


def _report_deadlock(subject: Subject, net: Net, deadlock: Deadlock) -> Finding:
    waiting = [name for name in net.name_places(deadlock.marking) if name in subject.process.flows]
    join = _find_join(subject.process, waiting)
    path = deadlock.trace.list_nodes()
    place: Place = join or subject.process
    missing = [flow.source for flow in subject.process.incoming(place.id or "") if flow.id not in waiting]
    shown = ", ".join(missing) or "others"
    message = say(
        "The join waits for ever for a token from {shown}, on the way {listed}",
        shown=shown,
        listed=" > ".join(path),
    )
    way_out = "join with the kind of gateway that split: exclusive with exclusive, parallel with parallel"
    return subject.report(Code.DEADLOCK, place, message, way_out, path=path)


def _find_join(process: Process, waiting: list[str]) -> Node | None:
    for flow_id in waiting:
        target = process.nodes[process.flows[flow_id].target]
        if target.kind in _JOINS:
            return target
    return None


def _report_doubling(subject: Subject, net: Net, doubling: Doubling) -> Finding:
    path = doubling.trace.list_nodes()
    names = [name.lstrip("@!") for name in net.name_places(doubling.places)]
    place: Place = subject.process
    for name in names:
        place = subject.process.flows.get(name) or subject.process.nodes.get(name) or place
    node = subject.process.nodes.get(doubling.step.node)
    shown = ", ".join(names)
    message = say(
        "Two tokens meet on {shown}, so what follows runs twice, on the way {listed}",
        shown=shown,
        listed=" > ".join(path),
    )
    way_out = "join parallel ways with a parallel gateway before they go on together"
    return subject.report(Code.LACK_OF_SYNCHRONISATION, node or place, message, way_out, path=path)


RULES = (check_soundness,)
