"""References between the elements of a requirements graph: resolved, checked, without circles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from workflows.dmn.elements import Decision, Reference
from workflows.dmn.errors import DmnError
from workflows.dmn.evaluation import UNNAMED
from workflows.dmn.tree import Node
from workflows.words import say

if TYPE_CHECKING:
    from workflows.dmn.definitions import Definitions

_KINDS = {
    "requiredInput": ("inputData",),
    "requiredDecision": ("decision",),
    "requiredKnowledge": ("businessKnowledgeModel", "decisionService"),
    "outputDecision": ("decision",),
    "inputDecision": ("decision",),
    "encapsulatedDecision": ("decision",),
    "inputData": ("inputData",),
}
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_TARGETS = ("requiredInput", "requiredDecision", "requiredKnowledge")


class ReferenceReader:
    """Resolves `#id` and `namespace#id` within one model and its imports."""

    def __init__(
        self,
        root: Node,
        namespace: str,
        imports: Mapping[str, Definitions],
        refuse: Callable[[DmnError], None],
    ) -> None:
        self.refuse = refuse
        self.namespace = namespace
        self.imports = imports
        self.local = {node.get("id") or node.get("name"): node for node in root.children}

    def read(self, node: Node, *path: str) -> tuple[Reference, ...]:
        """The references at `path` below the node. One that leads nowhere is refused."""
        nodes: Iterable[Node] = (node,)
        for name in path:
            nodes = [child for parent in nodes for child in parent.every(name)]
        found = [self._resolve(child) for child in nodes]
        return tuple(reference for reference in found if reference is not None)

    def _resolve(self, node: Node) -> Reference | None:
        namespace, _, identifier = node.get("href").rpartition("#")
        if namespace in ("", self.namespace):
            target = self.local.get(identifier)
            if target is not None and target.name in _KINDS[node.name]:
                return Reference("", identifier)
        for alias, model in self.imports.items():
            if model.namespace == namespace and identifier in _elements(model, node.name):
                return Reference(alias, identifier)
        message = say(
            "{name} leads to {value}, which is not there", name=node.name, value=repr(node.get("href"))
        )
        self.refuse(DmnError(message, place=say("line {line}", line=node.line)))
        return None

    def visible(self, node: Node) -> frozenset[str]:
        """The names the element's logic may use: those of what it requires, and the imports' names."""
        names: set[str] = set()
        for requirement in (child for child in node.children if child.name in _REQUIREMENTS):
            for target in (child for child in requirement.children if child.name in _TARGETS):
                reference = self._resolve(target)
                names.update(self._name(reference, target.name) if reference else ())
        return frozenset(names)

    def _name(self, reference: Reference, kind: str) -> Iterator[str]:
        if not reference.alias:
            node = self.local[reference.id]
            variable = node.child("variable")
            named = variable.get("name") if variable else ""
            yield " ".join((named or node.get("name")).split())
            return
        yield _elements(self.imports[reference.alias], kind)[reference.id]
        if not reference.alias.startswith(UNNAMED):
            yield reference.alias


def _elements(model: Definitions, kind: str) -> dict[str, str]:
    """Names by id of the elements a reference of this kind may lead to."""
    if kind in ("requiredInput", "inputData"):
        return {item.id: item.name for item in model.inputs.values()}
    if kind == "requiredKnowledge":
        knowledge = {item.id: item.name for item in model.knowledge.values()}
        return knowledge | {item.id: item.name for item in model.services.values()}
    return {item.id: item.name for item in model.decisions.values()}


def check_cycles(model: Definitions) -> None:
    """Refuse decisions that require themselves, directly or through others."""
    done: set[str] = set()
    for decision in model.decisions.values():
        _walk(model, decision, (), done)


def _walk(model: Definitions, decision: Decision, path: tuple[str, ...], done: set[str]) -> None:
    if decision.id in path:
        names = [
            model.decisions[identifier].name for identifier in (*path[path.index(decision.id) :], decision.id)
        ]
        raise DmnError(
            say("the decision requires itself: {value}", value=" → ".join(names)), place=decision.place.told
        )
    if decision.id in done:
        return
    for reference in decision.decisions:
        if not reference.alias:
            _walk(model, model.decisions[reference.id], (*path, decision.id), done)
    done.add(decision.id)
