"""What the model does once a task is done: the next steps, and the answers that lead to each.

Read from the drawing alone. What is decided from other facts is told by its question without an answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from app.accounts.roles import name_role
from app.cases.wording import Wording
from workflows.bpmn.model import Flow, Node, Process
from workflows.bpmn.names import NodeKind
from workflows.bpmn.reader import read_model
from workflows.models import DefinitionVersion, HumanTask

GATEWAYS = frozenset(
    {NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.PARALLEL, NodeKind.EVENT_BASED, NodeKind.COMPLEX}
)
PEOPLE = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
#: So many gateways are looked through, and so many next steps told.
DEPTH, MOST = 6, 8


@dataclass(frozen=True)
class Following:
    """One next step: `ways` are the answers that lead to it, `who` does it (nothing: Vigie does), `is_end` closes."""

    title: str
    ways: tuple[str, ...]
    who: str
    is_end: bool


@lru_cache(maxsize=64)
def read_processes(version_id: int) -> Mapping[str, Process]:
    """Each process of a published version, which never changes, by its key."""
    files: Mapping[str, str] = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    models = (read_model(text.encode()) for path, text in files.items() if path.endswith(".bpmn"))
    return {process.id: process for model in models for process in model.processes.values()}


def list_following(task: HumanTask, wording: Wording, language: str) -> list[Following]:
    process = find_process(task)
    if process is None or task.node_id not in process.nodes:
        return []
    found: dict[tuple[str, tuple[str, ...]], Following] = {}
    for node, ways in walk(process, process.nodes[task.node_id], (), DEPTH):
        told = tuple(tell_way(process, flow, wording, language) for flow in ways)
        found[node.id, told] = Following(
            title=wording.node(node.id, language, node.name),
            ways=tuple(filter(None, told)),
            who=tell_who(node, wording, language),
            is_end=node.kind is NodeKind.END_EVENT,
        )
    return list(found.values())[:MOST]


def find_process(task: HumanTask) -> Process | None:
    """The process the task stands in; of a called one, the only one that draws its node."""
    processes = read_processes(task.instance.version_id)
    if not task.call:
        return processes.get(task.definition_key)
    drawn = [one for one in processes.values() if task.node_id in one.nodes]
    return drawn[0] if len(drawn) == 1 else None


def walk(
    process: Process, node: Node, ways: tuple[Flow, ...], depth: int
) -> Iterator[tuple[Node, tuple[Flow, ...]]]:
    """The next nodes that are no gateways, with the gateways' ways that lead there."""
    for flow in process.outgoing(node.id):
        target = process.nodes.get(flow.target)
        if target is None:
            continue
        taken = (*ways, flow) if node.kind in GATEWAYS else ways
        if target.kind in GATEWAYS and depth:
            yield from walk(process, target, taken, depth - 1)
        else:
            yield target, taken


def tell_way(process: Process, flow: Flow, wording: Wording, language: str) -> str:
    """The question of a gateway and the answer this way is; nothing where neither is named."""
    gateway = process.nodes[flow.source]
    if not gateway.name and gateway.id not in wording.nodes:
        return ""
    if len(process.outgoing(gateway.id)) < 2:
        return ""
    question = wording.node(gateway.id, language, gateway.name)
    answer = wording.node(flow.id, language, flow.name) if flow.name or flow.id in wording.nodes else ""
    return f"{question} {answer}".strip()


def tell_who(node: Node, wording: Wording, language: str) -> str:
    if node.kind not in PEOPLE:
        return ""
    return wording.node(node.lane, language, name_role(node.lane)) if node.lane else _("A person")
