"""What a rule looks at: one process of one file, with its manifest and the names it may use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workflows.bpmn import Model, Node, Process
from workflows.dmn.tables import DecisionTable
from workflows.lint.codes import Code, find_severity
from workflows.lint.findings import Finding
from workflows.lint.registry import NOTHING_KNOWN, Registry


class Place(Protocol):
    """Anything of the graph with an id and a line."""

    @property
    def id(self) -> str | None: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True)
class Subject:
    """One process under examination; `root` is the lxml root of its file."""

    file: str
    root: Any
    model: Model
    process: Process
    manifest: Mapping[str, Any] | None = None
    folder: str | None = None
    registry: Registry = NOTHING_KNOWN
    decisions: frozenset[str] | None = field(default=None)
    letter_kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)

    @property
    def nodes(self) -> Iterable[Node]:
        return self.process.nodes.values()

    def report(
        self,
        code: Code,
        place: Place | None,
        message: str,
        way_out: str,
        *,
        line: int | None = None,
        path: Iterable[str] = (),
    ) -> Finding:
        """A finding at `place`; `line` overrides its line (the line of an expression, for instance)."""
        return make_finding(
            code,
            self.file,
            place.id if place else None,
            line or (place.line if place else None),
            message,
            way_out,
            path,
        )


def make_finding(
    code: Code,
    file: str,
    element_id: str | None,
    line: int | None,
    message: str,
    way_out: str,
    path: Iterable[str] = (),
) -> Finding:
    return Finding(code, find_severity(code), element_id, file, line, message, way_out, tuple(path))


def section(manifest: Mapping[str, Any] | None, key: str) -> Mapping[str, Any]:
    """A mapping of the manifest; empty when absent or not a mapping (the manifest's own schema says so)."""
    value = (manifest or {}).get(key)
    return value if isinstance(value, Mapping) else {}


def entries(manifest: Mapping[str, Any] | None, key: str) -> list[Any]:
    """A list of the manifest; empty when absent or not a list."""
    value = (manifest or {}).get(key)
    return value if isinstance(value, list) else []
