"""The drawing of a run as the diagram viewer reads it: where its tokens are, the way they came, and inside a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from app.cases.positions import Model, Place, find_model, follow, read_drawings
from app.cases.wording import choose, tell_apart
from workflows import engine
from workflows.engine import EngineEvent, EventKind
from workflows.testing.bench import BenchPlay

WALKED = (EventKind.FLOW_TAKEN, EventKind.NODE_COMPLETED)


@dataclass(frozen=True)
class Inside:
    """A drawing one may look into, or one around this one."""

    title: str
    part: str


@dataclass(frozen=True)
class BenchDrawing:
    """One process of the run: `calls` are the activities that lead to it, outermost first."""

    process: str
    model: Model
    calls: tuple[str, ...]
    places: list[Place]
    trail: list[Inside]
    manifest: Mapping[str, Any]

    @property
    def here(self) -> list[Place]:
        found = {place.node: place for place in self.places if place.calls == self.calls}
        return sorted(found.values(), key=lambda place: place.node)

    def list_inside(self, language: str) -> list[Inside]:
        return [
            Inside(title_of(self.manifest, place.called, language), ",".join([*self.calls, place.node]))
            for place in self.here
            if place.called
        ]


def find_drawing(
    process: str,
    files: Mapping[str, str],
    manifest: Mapping[str, Any],
    play: BenchPlay,
    part: str,
    language: str,
) -> BenchDrawing:
    """Raises ModelMissing for a part that is not drawn."""
    models, shown = read_drawings(files), process
    calls = tuple(filter(None, part.split(",")))
    trail = [Inside(title_of(manifest, "", language), "")]
    for depth, node in enumerate(calls, start=1):
        shown = find_model(models, shown).calls.get(node, "")
        trail.append(Inside(title_of(manifest, shown, language), ",".join(calls[:depth])))
    return BenchDrawing(
        shown, find_model(models, shown), calls, list_places(process, models, play), trail, manifest
    )


def title_of(manifest: Mapping[str, Any], called: str, language: str) -> str:
    about = manifest.get("called", {}).get(called, {}) if called else manifest
    return choose(about.get("titles", {}), language) or tell_apart(called)


def list_places(process: str, models: Mapping[str, Model], play: BenchPlay) -> list[Place]:
    if play.ended:
        return []
    nodes = engine.active_nodes(play.playable.definition, play.outcome.state)
    inner = {node.path for node in nodes}
    leaves = [node for node in nodes if (*node.path, node.node_id) not in inner]
    return [place for node in leaves for place in follow(node, process, models)]


def describe(drawing: BenchDrawing, play: BenchPlay, language: str) -> dict[str, Any]:
    """As `app.cases.positions.describe_position` does for a case."""
    broken = {fault.node_id for fault in play.outcome.incidents} & drawing.model.elements
    titles = drawing.manifest.get("nodes", {})
    return {
        "xml": drawing.model.text,
        "here": [place.node for place in drawing.here if place.node not in broken],
        "broken": sorted(broken),
        "walked": sorted(list_walked(drawing, [event for _at, event in play.events])),
        "labels": {
            node: choose(words, language) for node, words in titles.items() if node in drawing.model.elements
        },
        "text": {"here": _("Now here"), "broken": _("Stopped here")},
    }


def list_walked(drawing: BenchDrawing, events: list[EngineEvent]) -> set[str]:
    """Nodes and flows taken in this drawing; of a called process since it was last called."""
    running = None
    if drawing.calls:
        calls = [
            event.data.get("running")
            for event in events
            if event.kind is EventKind.CALL_STARTED
            and event.node_id == drawing.calls[-1]
            and event.data.get("process") == drawing.process
        ]
        running = calls[-1] if calls else ""
    taken = {event.node_id for event in events if event.kind in WALKED and event.data.get("call") == running}
    return taken & drawing.model.elements
