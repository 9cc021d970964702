"""One BPMN file as the compiler sees it: definitions by id, lanes, and the elements of a scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.engine.errors import DefinitionRefused
from workflows.engine.names import BPMN
from workflows.engine.refusals import refuse
from workflows.xml import XmlRefused, parse

FLOW_ELEMENTS_IGNORED = frozenset(
    {"dataObject", "dataObjectReference", "sequenceFlow", "textAnnotation", "association"}
)


def tag(element: Any) -> str:
    """The local name of a BPMN element, empty for elements of other namespaces."""
    name = element.tag
    return (
        name.removeprefix(f"{{{BPMN}}}") if isinstance(name, str) and name.startswith(f"{{{BPMN}}}") else ""
    )


def children(element: Any, name: str) -> list[Any]:
    return element.findall(f"{{{BPMN}}}{name}")


def text_of(element: Any, name: str) -> str:
    found = element.find(f"{{{BPMN}}}{name}")
    return (found.text or "").strip() if found is not None else ""


class Document:
    """A parsed file. Raises DefinitionRefused when it is no XML or lacks the process."""

    def __init__(self, process_id: str, data: bytes) -> None:
        try:
            self.root = parse(data)
        except XmlRefused as error:
            raise DefinitionRefused([refuse("xml", process_id, str(error))]) from error
        found = [process for process in children(self.root, "process") if process.get("id") == process_id]
        if not found:
            raise DefinitionRefused([refuse("process_missing", process_id)])
        self.process = found[0]
        self.process_id = process_id
        self._definitions = {
            (tag(element), element.get("id", "")): element for element in self.root if tag(element)
        }
        self.ids: set[str] = set()
        self.lanes = dict(_lanes(self.process))

    def named(self, kind: str, reference: str | None, attribute: str) -> str | None:
        """A message, signal, error or escalation by id: its name or code; None when it is not defined."""
        element = self._definitions.get((kind, (reference or "").rpartition(":")[2]))
        return None if element is None else element.get(attribute, "")


def _lanes(process: Any) -> Iterator[tuple[str, str]]:
    """Node id to lane id; inner lanes come later and win."""
    for lane in process.iter(f"{{{BPMN}}}lane"):
        for reference in children(lane, "flowNodeRef"):
            yield (reference.text or "").strip(), lane.get("id", "")
