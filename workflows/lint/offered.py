"""What may be drawn: every kind of element that no rule refuses. Editors offer this and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.bpmn.names import EVENTS, EventKind, NodeKind
from workflows.lint.unsupported_elements import REFUSED_KINDS
from workflows.lint.unsupported_events import ALLOWED_EVENTS, ALWAYS_INTERRUPTING, PLAIN


@dataclass(frozen=True)
class Offer:
    """A node that may be drawn; `event` of events that wait for or throw something. `interrupting` is False for a
    boundary event beside which its task goes on."""

    kind: NodeKind
    event: EventKind | None = None
    interrupting: bool = True

    @property
    def key(self) -> str:
        """`boundaryEvent:timer:beside`, `userTask`."""
        parts = [
            self.kind.value,
            self.event.value if self.event else "",
            "" if self.interrupting else "beside",
        ]
        return ":".join(parts).rstrip(":")


def list_offers() -> list[Offer]:
    """Every kind of node in the order of BPMN's names, events with each of their kinds."""
    return [offer for kind in NodeKind if kind not in REFUSED_KINDS for offer in list_kinds(kind)]


def list_kinds(kind: NodeKind) -> Iterator[Offer]:
    if kind not in EVENTS:
        yield Offer(kind)
        return
    if kind in PLAIN:
        yield Offer(kind)
    for event in sorted(ALLOWED_EVENTS[kind]):
        yield Offer(kind, event)
        if kind is NodeKind.BOUNDARY_EVENT and event not in ALWAYS_INTERRUPTING:
            yield Offer(kind, event, interrupting=False)
