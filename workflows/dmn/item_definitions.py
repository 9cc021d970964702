"""Item definitions: the types a model declares, found by name or through an import's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workflows.dmn.errors import DmnError
from workflows.dmn.tree import Node
from workflows.dmn.types import ANY, BUILT_IN, Constrained, DmnType, FunctionOf, ListOf, RangeOf, Structure
from workflows.feel import UnaryTests
from workflows.feel.nodes import TypeNode
from workflows.words import say

ParseTests = Callable[[str, Node], UnaryTests | None]


@dataclass(frozen=True)
class TypeBook:
    """The types of one model by name, those of an import as `import.type`."""

    own: Mapping[str, DmnType] = field(default_factory=dict)

    def find(self, reference: str) -> DmnType:
        """The type a typeRef names; '' is Any. Raises DmnError for an unknown one."""
        name = _normalise(reference)
        if not name:
            return ANY
        found = self.own.get(name) or BUILT_IN.get(name) or self._find_generic(name)
        if found is None:
            raise DmnError(say("the type {reference} is not declared", reference=repr(reference)))
        return found

    def _find_generic(self, name: str) -> DmnType | None:
        for prefix, make in (("list<", ListOf), ("range<", RangeOf)):
            if name.startswith(prefix) and name.endswith(">"):
                return make(self.find(name[len(prefix) : -1]))
        return FunctionOf(name) if name.startswith("function<") else None

    @cached_property
    def nodes(self) -> Mapping[str, TypeNode]:
        """For `instance of` and typed parameters in FEEL."""
        return {name: kind.node for name, kind in self.own.items()}

    def component_names(self) -> frozenset[str]:
        """The names of all components, which paths and filters may use."""
        return frozenset(name for kind in self.own.values() for name in _list_components(kind))


def _list_components(kind: DmnType) -> list[str]:
    if isinstance(kind, Constrained):
        return _list_components(kind.base)
    if kind.item is not None:
        return _list_components(kind.item)
    if not isinstance(kind, Structure):
        return []
    return [name for key, inner in kind.fields.items() for name in (key, *_list_components(inner))]


def _normalise(reference: str) -> str:
    """`feel:string` as `string`; a prefix of a namespace says nothing more."""
    text = " ".join(reference.split())
    return text.removeprefix("feel:").removeprefix("{http://www.omg.org/spec/FEEL/20140401}")


class TypeReader:
    """Reads item definitions in any order; a cycle is refused."""

    def __init__(
        self,
        nodes: list[Node],
        imported: Mapping[str, DmnType],
        parse_tests: ParseTests,
        refuse: Callable[[DmnError], None],
    ) -> None:
        self.refuse = refuse
        self.nodes = {_name(node): node for node in nodes}
        self.known: dict[str, DmnType] = dict(imported)
        self.open: list[str] = []
        self.parse_tests = parse_tests

    def read(self) -> TypeBook:
        for name in self.nodes:
            self._find(name, self.nodes[name])
        return TypeBook(self.known)

    def _find(self, reference: str, user: Node) -> DmnType:
        name = _normalise(reference)
        if name not in self.nodes or name in self.known:
            return self._find_elsewhere(reference, user)
        if name in self.open:
            cycle = " → ".join((*self.open, name))
            raise DmnError(
                say("the type {name} contains itself: {cycle}", name=repr(name), cycle=cycle),
                place=say("line {line}", line=user.line),
            )
        self.open.append(name)
        self.known[name] = self._read(self.nodes[name], name)
        self.open.pop()
        return self.known[name]

    def _find_elsewhere(self, reference: str, user: Node) -> DmnType:
        try:
            return TypeBook(self.known).find(reference)
        except DmnError as error:
            self.refuse(DmnError(error.message, place=say("item definition, line {line}", line=user.line)))
            return ANY

    def _read(self, node: Node, name: str) -> DmnType:
        """A collection's allowed values hold for its items, its type constraint for the whole list."""
        is_collection = node.get("isCollection") == "true"
        kind = self._read_base(node, name)
        kind = self._constrain(kind, node, "allowedValues")
        if is_collection:
            kind = ListOf(kind, name)
        return self._constrain(kind, node, "typeConstraint")

    def _read_base(self, node: Node, name: str) -> DmnType:
        function = node.child("functionItem")
        if function is not None:
            return self._read_function(function, name)
        components = list(node.every("itemComponent"))
        if components:
            fields = {_name(part): self._read(part, f"{name}.{_name(part)}") for part in components}
            return Structure(name, fields)
        reference = node.child_text("typeRef")
        return self._find(reference, node) if reference else ANY

    def _read_function(self, node: Node, name: str) -> DmnType:
        parameters = tuple(self._find(part.get("typeRef"), part) for part in node.every("parameters"))
        return FunctionOf(name, parameters, self._find(node.get("outputTypeRef"), node))

    def _constrain(self, kind: DmnType, node: Node, element: str) -> DmnType:
        values = node.child(element)
        text = values.child_text("text") if values else ""
        tests = self.parse_tests(text, node) if text else None
        return Constrained(_name(node), kind, tests, text) if tests else kind


def _name(node: Node) -> str:
    name = " ".join(node.get("name").split())
    if not name:
        raise DmnError(say("an item definition has no name"), place=say("line {line}", line=node.line))
    return name
