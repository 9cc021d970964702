"""Small readings of XML elements, shared by the readers of this package."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from workflows.bpmn.model import Formula
from workflows.bpmn.names import BPMN


def read_name(element: Any) -> tuple[str, str]:
    """Return (namespace, local name)."""
    name = etree.QName(element)
    return name.namespace or "", name.localname


def find_children(element: Any, local: str, namespace: str = BPMN) -> Iterator[Any]:
    yield from element.iterchildren(f"{{{namespace}}}{local}")


def find_child(element: Any, local: str, namespace: str = BPMN) -> Any | None:
    return next(find_children(element, local, namespace), None)


def read_text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def read_child(element: Any, local: str) -> Formula | None:
    """The text of a BPMN child element as a formula; an empty one stays an empty formula."""
    child = find_child(element, local)
    return None if child is None else Formula(read_text(child), child.sourceline)


def read_formula(element: Any, attribute: str) -> Formula | None:
    value = element.get(attribute)
    return None if value is None else Formula(value.strip(), element.sourceline)


def read_flag(element: Any, attribute: str, default: bool) -> bool:
    value = element.get(attribute)
    return default if value is None else value.strip() in ("true", "1")


def strip_prefix(reference: str | None) -> str | None:
    """References are QNames: `ns:id` and `id` name the same element of this file."""
    return None if reference is None else reference.strip().rpartition(":")[2]
