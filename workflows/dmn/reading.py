"""Reading DMN files: `read` compiles a model once, with every text parsed and every reference resolved."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import BusinessKnowledgeModel, Decision, DecisionService, InputData
from workflows.dmn.errors import DmnError, ModelNotFound
from workflows.dmn.evaluation import UNNAMED
from workflows.dmn.item_definitions import TypeBook, TypeReader
from workflows.dmn.places import Place
from workflows.dmn.reading_boxed import Sight, parse_tests, read_expression, read_function, read_name
from workflows.dmn.references import ReferenceReader, check_cycles
from workflows.dmn.tree import MODEL_NAMESPACES, Node, read_tree
from workflows.dmn.types import DmnType
from workflows.words import say

_Element = TypeVar("_Element")
_NAMED = frozenset({"variable", "output", "column"})
Resolver = Callable[[str, str], bytes | None]
"""Gives the bytes of an imported model for its namespace and location (`locationURI`, may be '')."""


def read(
    xml: bytes,
    *,
    imports: Mapping[str, bytes] | Resolver | None = None,
    tolerant: bool = False,
) -> Definitions:
    """Compile a DMN 1.2 to 1.5 file. `imports` gives the bytes of imported models by namespace.

    Raises DmnError naming element, rule, column and line. A `tolerant` reading lets texts that are no FEEL,
    unknown types and external functions pass: they evaluate to null, and `problems` lists them.
    """
    resolve = imports if callable(imports) else _resolve_from(imports or {})
    return _ModelReader(xml, resolve, tolerant=tolerant, above=()).read()


def _resolve_from(models: Mapping[str, bytes]) -> Resolver:
    return lambda namespace, location: models.get(namespace, models.get(location))


class _ModelReader:
    """Reads one file; imported ones by readers of their own."""

    def __init__(self, xml: bytes, resolve: Resolver, *, tolerant: bool, above: tuple[str, ...]) -> None:
        self.root, self.version = read_tree(xml)
        self.namespace = self.root.get("namespace")
        self.resolve = resolve
        self.above = (*above, self.namespace)
        self.problems: list[DmnError] = []
        self.tolerant = tolerant
        self.external: set[str] = set()
        # Entries of contexts anywhere in the model: paths use them, and names with signs must be known to be read.
        self.signed_names = frozenset(_list_signed_names(self.root))
        self.declares_inputs = self.root.child("inputData") is not None
        self.types = TypeBook()
        self.references = ReferenceReader(self.root, self.namespace, {}, self._refuse)

    def read(self) -> Definitions:
        imports = self._read_imports()
        self.references = ReferenceReader(self.root, self.namespace, imports, self._refuse)
        self.types = self._read_types(imports)
        model = Definitions(
            namespace=self.namespace,
            name=self.root.get("name"),
            version=self.version,
            inputs=self._read_each("inputData", self._read_input),
            decisions=self._read_each("decision", self._read_decision),
            knowledge=self._read_each("businessKnowledgeModel", self._read_knowledge),
            services=self._read_each("decisionService", self._read_service),
            imports=imports,
            types=self.types,
            problems=tuple(self.problems),
            external=frozenset(self.external),
        )
        check_cycles(model)
        return model

    def _read_imports(self) -> dict[str, Definitions]:
        found = {}
        for node in self.root.every("import"):
            namespace = node.get("namespace")
            if node.get("importType") not in MODEL_NAMESPACES:
                self._refuse(
                    DmnError(say("only DMN models can be imported"), place=say("line {line}", line=node.line))
                )
                continue
            alias = " ".join(node.get("name").split()) or f"{UNNAMED}{namespace}"
            found[alias] = self._read_import(namespace, node)
        return found

    def _read_import(self, namespace: str, node: Node) -> Definitions:
        if namespace in self.above:
            raise DmnError(
                say("the models import each other: {namespace}", namespace=namespace),
                place=say("line {line}", line=node.line),
            )
        xml = self.resolve(namespace, node.get("locationURI"))
        if xml is None:
            raise ModelNotFound(
                say("the imported model {namespace} is not given", namespace=namespace),
                place=say("line {line}", line=node.line),
            )
        return _ModelReader(xml, self.resolve, tolerant=self.tolerant, above=self.above).read()

    def _read_types(self, imports: Mapping[str, Definitions]) -> TypeBook:
        imported: dict[str, DmnType] = {}
        for alias, model in imports.items():
            prefix = "" if alias.startswith(UNNAMED) else f"{alias}."
            imported.update({f"{prefix}{name}": kind for name, kind in model.types.own.items()})
        sight = self._look("item definition", self.root)
        nodes = list(self.root.every("itemDefinition"))
        return TypeReader(
            nodes, imported, lambda text, node: parse_tests(text, sight.on(node)), self._refuse
        ).read()

    def _refuse(self, error: DmnError) -> None:
        if not self.tolerant:
            raise error
        self.problems.append(error)

    def _look(self, owner: str, node: Node) -> Sight:
        names = self.references.visible(node) | self.types.component_names() | self.signed_names
        return Sight(
            place=Place(owner, node.line),
            types=self.types,
            names=names,
            element=node.get("id"),
            is_open=node.name == "decision" and not self.declares_inputs,
            problems=self.problems if self.tolerant else None,
            external=self.external,
        )

    def _read_each(self, kind: str, read_one: Callable[[Node], _Element]) -> dict[str, _Element]:
        found: dict[str, _Element] = {}
        for node in self.root.every(kind):
            identifier = node.get("id") or node.get("name")
            if identifier in found:
                raise DmnError(
                    say("the id {identifier} is used twice", identifier=repr(identifier)),
                    place=say("line {line}", line=node.line),
                )
            found[identifier] = read_one(node)
        return found

    def _read_input(self, node: Node) -> InputData:
        sight = self._look(f"input {node.get('name')!r}", node)
        name, kind = _read_variable(node, sight)
        return InputData(id=node.get("id") or name, name=name, type=kind, place=sight.place)

    def _read_decision(self, node: Node) -> Decision:
        sight = self._look(f"decision {node.get('name')!r}", node)
        name, kind = _read_variable(node, sight)
        return Decision(
            id=node.get("id") or name,
            name=name,
            place=sight.place,
            type=kind,
            logic=read_expression(node, sight),
            inputs=self.references.read(node, "informationRequirement", "requiredInput"),
            decisions=self.references.read(node, "informationRequirement", "requiredDecision"),
            knowledge=self.references.read(node, "knowledgeRequirement", "requiredKnowledge"),
            question=node.child_text("question"),
            description=node.child_text("description"),
        )

    def _read_knowledge(self, node: Node) -> BusinessKnowledgeModel:
        sight = self._look(f"knowledge model {node.get('name')!r}", node)
        name, kind = _read_variable(node, sight)
        logic = node.child("encapsulatedLogic")
        return BusinessKnowledgeModel(
            id=node.get("id") or name,
            name=name,
            place=sight.place,
            type=kind,
            function=read_function(logic, sight.seeing([name])) if logic else None,
            knowledge=self.references.read(node, "knowledgeRequirement", "requiredKnowledge"),
        )

    def _read_service(self, node: Node) -> DecisionService:
        sight = self._look(f"decision service {node.get('name')!r}", node)
        name, kind = _read_variable(node, sight)
        outputs = self.references.read(node, "outputDecision")
        if not outputs:
            self._refuse(DmnError(say("the decision service has no output decision"), place=sight.place.told))
        return DecisionService(
            id=node.get("id") or name,
            name=name,
            place=sight.place,
            type=kind,
            outputs=outputs,
            input_decisions=self.references.read(node, "inputDecision"),
            input_data=self.references.read(node, "inputData"),
            encapsulated=self.references.read(node, "encapsulatedDecision"),
        )


def _read_variable(node: Node, sight: Sight) -> tuple[str, DmnType]:
    """Name and type of the element's variable; without one, the element's name and Any."""
    variable = node.child("variable")
    named = variable if variable is not None and variable.get("name") else node
    return read_name(named, sight), sight.read_type(variable.get("typeRef") if variable else "")


def _list_signed_names(node: Node) -> Iterator[str]:
    """Names of variables, outputs and columns with more than words in them, such as `pre-tax income`."""
    for child in node.children:
        name = " ".join(child.get("name").split())
        if name and child.name in _NAMED and not name.replace(" ", "").replace("_", "").isalnum():
            yield name
        yield from _list_signed_names(child)
