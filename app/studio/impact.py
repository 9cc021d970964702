"""What publishing a draft does to the cases that run: where they wait, which nodes the new drawing still has."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.bpmn import read_model
from workflows.models.definition import ProcessDefinition
from workflows.models.states import InstanceStatus
from workflows.process_folders import MODEL, Library
from workflows.rows import fetch
from workflows.shelves import open_shelf
from workflows.xml import XmlRefused

#: Where an instance can wait; each kind of waiting has its own table.
WAITING = """
SELECT w.node, count(DISTINCT w.instance) FROM (
    SELECT t.node_id AS node, t.instance_id AS instance FROM workflows_humantask t
     WHERE t.state IN ('ready', 'claimed')
    UNION ALL SELECT node_id, instance_id FROM workflows_timer
    UNION ALL SELECT node_id, instance_id FROM workflows_subscription
    UNION ALL SELECT node_id, instance_id FROM workflows_job WHERE state IN ('ready', 'locked', 'failed')
) w JOIN workflows_processinstance i ON i.id = w.instance
WHERE i.version_id = %(version)s AND i.status = ANY(%(open)s)
GROUP BY w.node ORDER BY count(DISTINCT w.instance) DESC, w.node
"""
OPEN = [InstanceStatus.ACTIVE.value, InstanceStatus.SUSPENDED.value]


@dataclass(frozen=True)
class Place:
    """A node at which `cases` wait; `stays` says whether the new version still has it."""

    node: str
    cases: int
    stays: bool


@dataclass(frozen=True)
class Impact:
    """`running` cases of the current version keep it until they are taken along; `callers` become new versions too."""

    running: int
    places: tuple[Place, ...]
    callers: tuple[str, ...]


def count_running(version_id: int | None) -> int:
    rows = fetch(
        "SELECT count(*) FROM workflows_processinstance WHERE version_id = %(version)s AND status = ANY(%(open)s)",
        {"version": version_id, "open": OPEN},
    )
    return int(rows[0][0])


def count_places(version_id: int | None) -> dict[str, int]:
    """node → open instances that wait there."""
    return {str(node): int(count) for node, count in fetch(WAITING, {"version": version_id, "open": OPEN})}


def tell_impact(process: str, files: Mapping[str, str]) -> Impact:
    """What would become of the running cases, were this draft published now."""
    definition = ProcessDefinition.objects.filter(key=process).first()
    current = definition.current_id if definition else None
    shelf = open_shelf({process: files})
    nodes = list_nodes(shelf, process)
    places = tuple(Place(node, count, node in nodes) for node, count in count_places(current).items())
    callers = tuple(key for key in shelf.list_keys() if key != process and process in list_called(shelf, key))
    return Impact(count_running(current), places, callers)


def list_called(shelf: Library, key: str) -> list[str]:
    try:
        return shelf.list_called(key)
    except XmlRefused:
        return []


def list_nodes(shelf: Library, process: str) -> set[str]:
    """The nodes of the drawing and of all it calls: a case may wait in either."""
    found: set[str] = set()
    for key in (process, *list_called(shelf, process)):
        try:
            model = read_model(shelf.read_own(key)[MODEL].encode())
        except XmlRefused:
            continue
        found |= {node for one in model.processes.values() for node in one.nodes}
    return found
