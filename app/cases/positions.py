"""The drawings of a case with where it is now and the way it came: its process, and those it calls.

A token inside a called process rests, in the caller's drawing, at the activity that calls; one may look inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from app.cases.wording import Wording, find_wording
from workflows import api, xml
from workflows.engine import ActiveNode
from workflows.errors import WorkflowError
from workflows.models import DefinitionVersion, Incident, IncidentState, InstanceStatus, ProcessInstance
from workflows.models.history import HistoryEvent

WALKED_KINDS = ("flow_taken", "node_completed")
OPEN = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
Calls = tuple[str, ...]


class ModelMissing(LookupError):
    """The version holds no drawing of that process."""


@dataclass(frozen=True)
class Model:
    """One BPMN file: its elements, and which of them call which process."""

    text: str
    elements: frozenset[str]
    calls: Mapping[str, str]
    #: Events at which a step or the process is left: on the border of an activity, and at the end.
    exits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where a token is: in the drawing reached by `calls`, at `node`; `called` names the process it waits for there."""

    calls: Calls
    node: str
    token: str
    called: str = ""


@dataclass(frozen=True)
class Step:
    """A line below the drawing: the title of a place, and the part of the case that shows more of it."""

    title: str
    process: str
    part: str = ""


@dataclass(frozen=True)
class Drawing:
    """One process of a case as it stands. `part` is what the address says, the calling activities joined by commas."""

    instance: ProcessInstance
    process: str
    model: Model
    calls: Calls
    places: Sequence[Place]

    @property
    def part(self) -> str:
        return ",".join(self.calls)

    @property
    def here(self) -> list[Place]:
        """One place a node, those that call first: they may be looked into."""
        found = {place.node: place for place in self.places if place.calls == self.calls}
        return sorted(found.values(), key=lambda place: (not place.called, place.node))

    def trail(self, wording: Wording, language: str) -> list[Step]:
        """The processes around this one, the outermost first, then itself."""
        models, process = read_models(self.instance.version_id), self.instance.definition_key
        steps = [Step(wording.title(language), process)]
        for depth, node in enumerate(self.calls, start=1):
            process = models[process].calls[node]
            steps.append(Step(wording.part(process, language), process, ",".join(self.calls[:depth])))
        return steps

    def tell_here(self, wording: Wording, language: str) -> list[Step]:
        return [
            Step(
                wording.node(place.node, language),
                wording.part(place.called, language) if place.called else "",
                ",".join([*self.calls, place.node]) if place.called else "",
            )
            for place in self.here
        ]


def find_drawing(instance: ProcessInstance, part: str = "") -> Drawing:
    """The drawing of an instance, or of a process it calls by these activities. Raises ModelMissing."""
    models, process = read_models(instance.version_id), instance.definition_key
    calls = tuple(filter(None, part.split(",")))
    for node in calls:
        process = find_model(models, process).calls.get(node, "")
    return Drawing(instance, process, find_model(models, process), calls, list_places(instance, models))


def find_model(models: Mapping[str, Model], process: str) -> Model:
    if process not in models:
        raise ModelMissing(process)
    return models[process]


def list_places(instance: ProcessInstance, models: Mapping[str, Model]) -> list[Place]:
    """Every place a token of a running instance is at, in its own drawing and in each around it."""
    if instance.status not in OPEN:
        return []
    try:
        nodes = api.active_nodes(instance.pk)
    except WorkflowError:  # a state nobody can read is an incident; the page is where it is told
        return []
    inner = {node.path for node in nodes}
    leaves = [node for node in nodes if (*node.path, node.node_id) not in inner]
    return [place for node in leaves for place in follow(node, instance.definition_key, models)]


def follow(node: ActiveNode, process: str, models: Mapping[str, Model]) -> Iterable[Place]:
    """From the outermost drawing inwards: the activity that calls in each, at last the node itself."""
    calls: Calls = ()
    for name in node.path:
        called = models[process].calls.get(name) if process in models else None
        if called is not None:  # anything else is a subprocess of the same drawing
            yield Place(calls, name, node.token_id, called)
            calls, process = (*calls, name), called
    yield Place(calls, node.node_id, node.token_id)


def describe_position(drawing: Drawing, language: str) -> dict[str, Any]:
    """`xml`, ids of nodes `here`, `broken` and `walked` (flows too), `calls` to look into, `labels`, `text`."""
    wording = find_wording(drawing.instance.version_id)
    broken = list_broken(drawing)
    return {
        "xml": drawing.model.text,
        "here": [place.node for place in drawing.here if place.node not in broken],
        "broken": sorted(broken),
        "walked": sorted(list_walked(drawing)),
        "labels": {
            node: wording.node(node, language) for node in wording.nodes if node in drawing.model.elements
        },
        "text": {"here": _("Now here"), "broken": _("Stopped here")},
    }


def list_broken(drawing: Drawing) -> set[str]:
    """Where an open incident holds a token; one without a token stands at the node it names."""
    open_ones = Incident.objects.filter(instance=drawing.instance, state=IncidentState.OPEN)
    held = dict(open_ones.exclude(node_id="").values_list("engine_token", "node_id"))
    found = {place.node for place in drawing.places if place.calls == drawing.calls and place.token in held}
    placed = {place.token for place in drawing.places}
    return found | {
        node for token, node in held.items() if token not in placed and node in drawing.model.elements
    }


def list_walked(drawing: Drawing) -> set[str]:
    """Nodes and flows taken; of a called process since it was last called."""
    events = HistoryEvent.objects.filter(instance_id=drawing.instance.pk)
    walked = events.filter(kind__in=WALKED_KINDS).exclude(node_id="")
    # A caller and the process it calls may have nodes of one name: an event says in which call it happened.
    if drawing.calls:
        calls = events.filter(kind="call_started", node_id=drawing.calls[-1], data__process=drawing.process)
        walked = walked.filter(
            data__call=calls.order_by("-id").values_list("data__running", flat=True).first()
        )
    else:
        walked = walked.exclude(data__has_key="call")
    found = set(walked.values_list("node_id", flat=True).distinct())
    return found & drawing.model.elements


@lru_cache(maxsize=64)
def read_models(version_id: int) -> Mapping[str, Model]:
    """Each process of a published version, which never changes, by its key."""
    files: Mapping[str, str] = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    return read_drawings(files)


def read_drawings(files: Mapping[str, str]) -> Mapping[str, Model]:
    """Each process drawn in the files of a version, by its key. Raises XmlRefused."""
    models: dict[str, Model] = {}
    for path, text in files.items():
        if path.endswith(".bpmn"):
            root = xml.parse(text.encode())
            elements = frozenset(element.get("id") for element in root.iter("*") if element.get("id"))
            calls = {one.get("id"): one.get("calledElement") for one in root.iter("{*}callActivity")}
            exits = [*root.iter("{*}boundaryEvent"), *root.iter("{*}endEvent")]
            left = frozenset(element.get("id") for element in exits)
            for process in root.iter("{*}process"):
                models[process.get("id")] = Model(text, elements, calls, left)
    return models
