"""Each kind of node that BPMN knows, drawn once."""

from collections.abc import Iterator

from workflows.bpmn import EventKind, NodeKind
from workflows.bpmn.names import BPMN, EVENTS
from workflows.lint.offered import Offer

EVENTS_OF = {kind: list(EventKind) for kind in sorted(EVENTS)}


def list_kinds() -> Iterator[Offer]:
    for kind in NodeKind:
        yield Offer(kind)
        for event in EVENTS_OF.get(kind, ()):
            yield Offer(kind, event)
            if kind is NodeKind.BOUNDARY_EVENT:
                yield Offer(kind, event, interrupting=False)


def draw(offer: Offer) -> str:
    """A process that has the node as `it`."""
    definition = f"<{offer.event}EventDefinition/>" if offer.event else ""
    attached = ' attachedToRef="host"' if offer.kind is NodeKind.BOUNDARY_EVENT else ""
    beside = "" if offer.interrupting else ' cancelActivity="false"'
    return (
        f'<definitions xmlns="{BPMN}" targetNamespace="t"><process id="p" isExecutable="true">'
        f'<userTask id="host"/><{offer.kind} id="it"{attached}{beside}>{definition}</{offer.kind}>'
        "</process></definitions>"
    )
