"""A process with the processes it calls drawn into it, so that a path can be followed through them."""

from dataclasses import replace

from workflows.bpmn import Flow, Node, NodeKind, Process
from workflows.lint.calls import DEEPEST_CALL
from workflows.lint.registry import Registry

MOST_NODES = 2_000


def expand_calls(process: Process, registry: Registry) -> Process | None:
    """Each call activity whose process is known becomes a subprocess; inner ids are `call/inner`.

    None when the whole grows beyond MOST_NODES."""
    nodes: dict[str, Node] = {}
    flows: dict[str, Flow] = dict(process.flows)
    for node in process.nodes.values():
        _expand(node, registry, nodes, flows, (process.id,))
    return replace(process, nodes=nodes, flows=flows) if len(nodes) <= MOST_NODES else None


def _expand(
    node: Node, registry: Registry, nodes: dict[str, Node], flows: dict[str, Flow], callers: tuple[str, ...]
) -> None:
    called = (
        (registry.processes or {}).get(node.called or "") if node.kind is NodeKind.CALL_ACTIVITY else None
    )
    process = called.model.processes.get(node.called or "") if called else None
    is_leaf = process is None or process.id in callers or len(callers) > DEEPEST_CALL
    if process is None or is_leaf or len(nodes) > MOST_NODES:
        nodes[node.id] = node
        return
    nodes[node.id] = replace(node, kind=NodeKind.SUBPROCESS)
    for flow in process.flows.values():
        moved = _move_flow(flow, node.id, process.id)
        flows[moved.id] = moved
    for inner in process.nodes.values():
        _expand(_move_node(inner, node.id, process.id), registry, nodes, flows, (*callers, process.id))


def _move_node(node: Node, call: str, process_id: str) -> Node:
    return replace(
        node,
        id=f"{call}/{node.id}",
        scope=call if node.scope == process_id else f"{call}/{node.scope}",
        attached_to=f"{call}/{node.attached_to}" if node.attached_to else None,
        default=f"{call}/{node.default}" if node.default else None,
    )


def _move_flow(flow: Flow, call: str, process_id: str) -> Flow:
    return replace(
        flow,
        id=f"{call}/{flow.id}",
        source=f"{call}/{flow.source}",
        target=f"{call}/{flow.target}",
        scope=call if flow.scope == process_id else f"{call}/{flow.scope}",
    )
