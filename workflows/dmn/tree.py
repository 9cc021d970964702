"""A DMN file as plain nodes: only elements of the DMN namespaces, each with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workflows import xml
from workflows.dmn.errors import DmnError
from workflows.words import say

MODEL_NAMESPACES = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
_MAX_NODES = 60_000


@dataclass(frozen=True, slots=True)
class Node:
    """An element without its namespace; `text` is its own text, stripped."""

    name: str
    attributes: dict[str, str]
    text: str
    line: int
    children: tuple["Node", ...] = field(repr=False)

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "").strip()

    def child(self, name: str) -> "Node | None":
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator["Node"]:
        return (child for child in self.children if child.name == name)

    def child_text(self, name: str) -> str:
        child = self.child(name)
        return child.text if child else ""


def read_tree(data: bytes) -> tuple[Node, str]:
    """Return the `definitions` node and the DMN version. Raises DmnError with the line."""
    try:
        root = xml.parse(data, max_nodes=_MAX_NODES)
    except xml.XmlRefused as error:
        place = say("line {line}", line=error.line) if error.line else ""
        raise DmnError(error.message, place=place) from error
    namespace, _, name = str(root.tag)[1:].rpartition("}")
    if name != "definitions" or namespace not in MODEL_NAMESPACES:
        known = ", ".join(MODEL_NAMESPACES.values())
        raise DmnError(
            say("the root element is not `definitions` of DMN {known}", known=known),
            place=say("line {line}", line=root.sourceline),
        )
    return _read_node(root, namespace), MODEL_NAMESPACES[namespace]


def _read_node(element: Any, namespace: str) -> Node:
    prefix = f"{{{namespace}}}"
    return Node(
        name=str(element.tag).removeprefix(prefix),
        attributes={str(name): str(value) for name, value in element.attrib.items()},
        text=(element.text or "").strip(),
        line=int(element.sourceline or 0),
        children=tuple(
            _read_node(child, namespace)
            for child in element
            if isinstance(child.tag, str) and child.tag.startswith(prefix)
        ),
    )
