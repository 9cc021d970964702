"""Which names an expression takes from outside."""

from collections.abc import Iterator as Generator
from dataclasses import dataclass, field, fields
from typing import Any

from workflows.feel.nodes import (
    Call,
    ContextOf,
    Filter,
    For,
    Function,
    Iterator,
    Name,
    NamedCall,
    Path,
    Quantified,
)


@dataclass(slots=True)
class FoundNames:
    """Variables read, functions called by name, and names in filters that may be entries of the items."""

    variables: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    in_filters: set[str] = field(default_factory=set)


def find_names(node: Any) -> FoundNames:
    """The names of a node that nothing inside it defines."""
    found = FoundNames()
    _visit(node, frozenset(), found, filtered=False)
    return found


def _visit(node: Any, local: frozenset[str], found: FoundNames, *, filtered: bool) -> None:
    if isinstance(node, Name):
        if node.name not in local:
            (found.in_filters if filtered else found.variables).add(node.name)
    elif isinstance(node, Call | NamedCall):
        _visit_call(node, local, found, filtered=filtered)
    elif isinstance(node, Filter):
        _visit(node.source, local, found, filtered=filtered)
        _visit(node.condition, local | {"item"}, found, filtered=True)
    else:
        for child, names in list_children(node, local):
            _visit(child, names, found, filtered=filtered)


def _visit_call(node: Any, local: frozenset[str], found: FoundNames, *, filtered: bool) -> None:
    if isinstance(node.callee, Name):
        if node.callee.name not in local:
            found.functions.add(node.callee.name)
    else:
        _visit(node.callee, local, found, filtered=filtered)
    arguments = node.arguments if isinstance(node, Call) else [argument for _, argument in node.arguments]
    for argument in arguments:
        _visit(argument, local, found, filtered=filtered)


def list_children(node: Any, local: frozenset[str]) -> Generator[tuple[Any, frozenset[str]]]:
    if isinstance(node, For):
        yield from _iterated(node.iterators, node.body, local, extra={"partial"})
    elif isinstance(node, Quantified):
        yield from _iterated(node.iterators, node.condition, local, extra=set())
    elif isinstance(node, Function):
        yield node.body, local | {name for name, _ in node.parameters}
    elif isinstance(node, ContextOf):
        for key, entry in node.entries:
            yield entry, local
            local = local | {key}
    elif isinstance(node, Path):
        yield node.source, local
    else:
        yield from ((child, local) for child in _parts(node))


def _iterated(
    iterators: tuple[Iterator, ...], body: Any, local: frozenset[str], extra: set[str]
) -> Generator[tuple[Any, frozenset[str]]]:
    local = local | extra
    for iterator in iterators:
        yield iterator.source, local
        if iterator.end is not None:
            yield iterator.end, local
        local = local | {iterator.name}
    yield body, local


def _parts(node: Any) -> Generator[Any]:
    """Every node directly inside another, whatever its fields are called."""
    if isinstance(node, tuple):
        for item in node:
            yield from _parts_of_value(item)
    elif hasattr(node, "__dataclass_fields__"):
        for entry in fields(node):
            yield from _parts_of_value(getattr(node, entry.name))


def _parts_of_value(value: Any) -> Generator[Any]:
    if isinstance(value, tuple):
        yield from _parts(value)
    elif hasattr(value, "__dataclass_fields__") and type(value).__module__ == Name.__module__:
        yield value
