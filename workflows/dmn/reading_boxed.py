"""Boxed expressions from XML. Every FEEL text is parsed here, once, with the names it can see."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from workflows.dmn.boxed import (
    Boxed,
    BoxedContext,
    BoxedList,
    Conditional,
    ContextEntry,
    FunctionDefinition,
    Invocation,
    Literal,
    Nothing,
    Relation,
)
from workflows.dmn.errors import DmnError
from workflows.dmn.functions import Parameter
from workflows.dmn.item_definitions import TypeBook
from workflows.dmn.iterators import Filter, ForLoop, Quantified
from workflows.dmn.places import Place
from workflows.dmn.tree import Node
from workflows.dmn.types import ANY, DmnType
from workflows.feel import Expression, FeelSyntaxError, UnaryTests, parse, parse_unary_tests
from workflows.feel.builtins.registry import builtin_names
from workflows.words import say

FEEL_LANGUAGES = (
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
    "feel",
)


_EXTERNAL = re.compile(r"\bfunction\s*\([^)]*\)[^\"]*?\bexternal\s*\{")


@dataclass(frozen=True, slots=True)
class Sight:
    """What the reader knows at one spot: the names in sight, the types of the model, the place for messages.

    `is_open` says that names may come from outside undeclared.
    `problems` collects what a tolerant reading let pass; None means that the first one raises DmnError.
    """

    place: Place
    types: TypeBook
    names: frozenset[str]
    problems: list[DmnError] | None = None
    element: str = ""
    is_open: bool = False
    external: set[str] = field(default_factory=set)

    def at(self, detail: str, line: int | None = None, spot: str = "") -> "Sight":
        return replace(self, place=self.place.at(detail, line, spot))

    def on(self, node: Node) -> "Sight":
        return replace(self, place=self.place.on(node.line))

    def seeing(self, names: Iterable[str]) -> "Sight":
        return replace(self, names=self.names | frozenset(names))

    def refuse(self, error: DmnError) -> None:
        error.spot = error.spot or self.place.spot
        if self.problems is None:
            raise error
        self.problems.append(error)

    def read_type(self, reference: str) -> DmnType:
        try:
            return self.types.find(reference)
        except DmnError as error:
            self.refuse(DmnError(error.message, place=self.place.told))
            return ANY


def _refuse_external(message: str, sight: Sight) -> None:
    sight.external.add(sight.element)
    sight.refuse(DmnError(message, place=sight.place.told))


def parse_expression(text: str, sight: Sight) -> Expression | None:
    """The parsed text; None when it is no FEEL and the reading is tolerant."""
    if _EXTERNAL.search(text):
        _refuse_external("external functions are not supported", sight)
    try:
        expression = parse(text, names=sight.names)
    except FeelSyntaxError as error:
        sight.refuse(_explain(text, error, sight))
        return None
    _check_names(expression, sight)
    return expression


def parse_tests(text: str, sight: Sight) -> UnaryTests | None:
    """The parsed unary tests; None when they are no FEEL and the reading is tolerant."""
    try:
        tests = parse_unary_tests(text, names=sight.names)
    except FeelSyntaxError as error:
        sight.refuse(_explain(text, error, sight))
        return None
    _check_names(tests, sight)
    return tests


def _check_names(parsed: Expression | UnaryTests, sight: Sight) -> None:
    """Refuse names nothing defines: nearly always a text without quotation marks or a missing requirement."""
    if sight.is_open:
        return
    unknown = sorted(parsed.names - sight.names - builtin_names())
    if unknown:
        message = say(
            "the name {value} in {text} is not known here: draw a requirement to where it comes from, "
            "or put a text in quotation marks",
            value=repr(unknown[0]),
            text=repr(parsed.text),
        )
        sight.refuse(DmnError(message, place=sight.place.told))


def _explain(text: str, error: FeelSyntaxError, sight: Sight) -> DmnError:
    refused = DmnError(
        say("{text} is not FEEL: {message}", text=repr(text), message=error.message), place=sight.place.told
    )
    refused.__cause__ = error
    return refused


def read_expression(parent: Node, sight: Sight) -> Boxed | None:
    """The one expression below `parent`, None when there is none."""
    for child in parent.children:
        if child.name in _READERS:
            return read_boxed(child, sight)
    return None


def read_required(parent: Node | None, sight: Sight, what: str) -> Boxed:
    """The one expression below `parent`, which must be there."""
    found = read_expression(parent, sight) if parent is not None else None
    if found is None:
        sight.refuse(DmnError(say("{what} is missing", what=what), place=sight.place.told))
        return Nothing(place=sight.place, problem=say("{what} is missing", what=what))
    return found


def read_boxed(node: Node, sight: Sight) -> Boxed:
    """Any boxed expression. Raises DmnError naming place and line."""
    return _READERS[node.name](node, sight.on(node))


def read_literal(node: Node, sight: Sight, *, kind: DmnType | None = None) -> Boxed:
    """A literal expression; `kind` is the type when the column gives it."""
    wanted = sight.read_type(node.get("typeRef")) if kind is None else kind
    if node.child("importedValues"):
        raise DmnError(say("imported values are not supported"), place=sight.place.told)
    language = node.get("expressionLanguage")
    if language and language not in FEEL_LANGUAGES:
        raise DmnError(
            say("the expression language {language} is not supported, use FEEL", language=language),
            place=sight.place.told,
        )
    text = node.child_text("text")
    if not text:
        return Nothing(place=sight.place, type=wanted)
    expression = parse_expression(text, sight)
    if expression is None:
        return Nothing(place=sight.place, type=wanted, problem=say("{text} is not FEEL", text=repr(text)))
    return Literal(place=sight.place, type=wanted, expression=expression)


def _read_context(node: Node, sight: Sight) -> Boxed:
    entries: list[ContextEntry] = []
    result = None
    for number, line in enumerate(node.every("contextEntry"), start=1):
        variable = line.child("variable")
        seen = sight.seeing(entry.name for entry in entries)
        if variable is None:
            result = read_required(line, seen.at("result", line.line), "the result of the context")
            continue
        name = read_name(variable, seen)
        value = read_required(
            line, seen.at(say("entry {name}", name=repr(name)), line.line), f"line {number} of the context"
        )
        entries.append(ContextEntry(name=name, value=value, type=seen.read_type(variable.get("typeRef"))))
    kind = sight.read_type(node.get("typeRef"))
    return BoxedContext(place=sight.place, type=kind, entries=tuple(entries), result=result)


def read_name(node: Node, sight: Sight) -> str:
    """The `name` with its white space made single. Raises DmnError when it is empty."""
    name = " ".join(node.get("name").split())
    if not name:
        raise DmnError(say("a {name} has no name", name=node.name), place=sight.place.on(node.line).told)
    return name


def _read_list(node: Node, sight: Sight) -> Boxed:
    items = [child for child in node.children if child.name in _READERS]
    return BoxedList(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        items=tuple(
            read_boxed(item, sight.at(say("item {n}", n=n))) for n, item in enumerate(items, start=1)
        ),
    )


def _read_relation(node: Node, sight: Sight) -> Boxed:
    columns = tuple(
        (read_name(column, sight), sight.read_type(column.get("typeRef"))) for column in node.every("column")
    )
    rows = []
    for number, row in enumerate(node.every("row"), start=1):
        cells = [child for child in row.children if child.name in _READERS]
        seen = sight.at(say("row {number}", number=number), row.line)
        if len(cells) != len(columns):
            message = say(
                "the row has {cells} cells for {columns} columns", cells=len(cells), columns=len(columns)
            )
            raise DmnError(message, place=seen.place.told)
        rows.append(tuple(read_boxed(cell, seen) for cell in cells))
    kind = sight.read_type(node.get("typeRef"))
    return Relation(place=sight.place, type=kind, columns=columns, rows=tuple(rows))


def read_function(node: Node, sight: Sight) -> FunctionDefinition:
    """A function definition; external ones (Java, PMML) are refused."""
    sight = sight.on(node)
    parameters = tuple(
        Parameter(read_name(parameter, sight), sight.read_type(parameter.get("typeRef")))
        for parameter in node.every("formalParameter")
    )
    inner = sight.seeing(parameter.name for parameter in parameters)
    kind = node.get("kind") or "FEEL"
    if kind != "FEEL":
        message = say("an external function of kind {kind} is not supported", kind=kind)
        _refuse_external(message, sight)
        body: Boxed = Nothing(place=sight.place, problem=message)
    else:
        body = read_expression(node, inner) or Nothing(place=sight.place)
    return FunctionDefinition(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        parameters=parameters,
        body=body,
    )


def _read_invocation(node: Node, sight: Sight) -> Boxed:
    bindings = []
    for binding in node.every("binding"):
        parameter = binding.child("parameter")
        if parameter is None:
            raise DmnError(say("a binding has no parameter"), place=sight.place.on(binding.line).told)
        name = read_name(parameter, sight)
        bindings.append(
            (name, _read_argument(binding, sight.at(say("argument {name}", name=repr(name)), binding.line)))
        )
    return Invocation(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        callee=read_required(node, sight, "what is invoked"),
        bindings=tuple(bindings),
    )


def _read_argument(binding: Node, sight: Sight) -> Boxed:
    return read_expression(binding, sight) or Nothing(place=sight.place)


def _read_conditional(node: Node, sight: Sight) -> Boxed:
    return Conditional(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        condition=read_required(node.child("if"), sight.at("if"), "the `if` part"),
        then=read_required(node.child("then"), sight.at("then"), "the `then` part"),
        otherwise=read_required(node.child("else"), sight.at("else"), "the `else` part"),
    )


def _read_filter(node: Node, sight: Sight) -> Boxed:
    # The entries of the items are names too, and nobody knows them here.
    inner = replace(sight.at("match").seeing(["item"]), is_open=True)
    return Filter(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        source=read_required(node.child("in"), sight.at("in"), "the `in` part"),
        match=read_required(node.child("match"), inner, "the `match` part"),
    )


def _read_for(node: Node, sight: Sight) -> Boxed:
    variable = _read_variable(node, sight)
    inner = sight.at("return").seeing([variable, "partial"])
    return ForLoop(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        variable=variable,
        source=read_required(node.child("in"), sight.at("in"), "the `in` part"),
        body=read_required(node.child("return"), inner, "the `return` part"),
    )


def _read_quantified(node: Node, sight: Sight) -> Boxed:
    variable = _read_variable(node, sight)
    inner = sight.at("satisfies").seeing([variable])
    return Quantified(
        place=sight.place,
        type=sight.read_type(node.get("typeRef")),
        variable=variable,
        is_every=node.name == "every",
        source=read_required(node.child("in"), sight.at("in"), "the `in` part"),
        body=read_required(node.child("satisfies"), inner, "the `satisfies` part"),
    )


def _read_variable(node: Node, sight: Sight) -> str:
    name = " ".join(node.get("iteratorVariable").split())
    if not name:
        raise DmnError(say("the iterator has no variable"), place=sight.place.told)
    return name


def _read_table(node: Node, sight: Sight) -> Boxed:
    from workflows.dmn.reading_tables import read_table

    return read_table(node, sight)


_READERS: dict[str, Callable[[Node, Sight], Boxed]] = {
    "literalExpression": read_literal,
    "context": _read_context,
    "list": _read_list,
    "relation": _read_relation,
    "functionDefinition": read_function,
    "invocation": _read_invocation,
    "conditional": _read_conditional,
    "filter": _read_filter,
    "for": _read_for,
    "some": _read_quantified,
    "every": _read_quantified,
    "decisionTable": _read_table,
}
