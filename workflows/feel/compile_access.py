"""Paths and filters."""

from decimal import Decimal

from workflows.feel.comparison import kind_of
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.nodes import Filter, Literal, Negation, Node, Path
from workflows.feel.properties import read_property
from workflows.feel.scope import Run, Scope
from workflows.feel.values import Value


@compiles(Path)
def compile_path(node: Path) -> Closure:
    source, name = compile_node(node.source), node.name

    def run(scope: Scope) -> Value:
        value = source(scope)
        if type(value) is dict and name in value:
            return value[name]
        return follow(scope.run, value, name)

    return run


def follow(run: Run, value: Value, name: str) -> Value:
    """An entry or property by name; on a list, that of each item."""
    if isinstance(value, list):
        run.spend(len(value))
        return [follow(run, item, name) for item in value]
    if isinstance(value, dict):
        if name not in value:
            run.warn(f"the context has no entry '{name}'")
        return value.get(name)
    found, result = read_property(value, name)
    if not found:
        run.warn(f"a {kind_of(value)} has no property '{name}'")
    return result


@compiles(Filter)
def compile_filter(node: Filter) -> Closure:
    source, condition = compile_node(node.source), compile_node(node.condition)
    fixed = _is_place(node.condition)

    def run(scope: Scope) -> Value:
        value = source(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        if fixed:
            return pick(scope.run, items, condition(scope))
        return _filter(scope, items, condition)

    return run


def _is_place(node: Node) -> bool:
    """Whether the condition is a written number, which needs no look at the items."""
    if isinstance(node, Negation):
        return _is_place(node.operand)
    return isinstance(node, Literal) and isinstance(node.value, Decimal)


def _filter(scope: Scope, items: list[Value], condition: Closure) -> Value:
    """The items for which the condition is true; or the item at its place, when it is a number."""
    scope.run.spend(len(items) + 1)
    if not items:
        return _pick_from_nothing(scope, condition)
    kept: list[Value] = []
    for item in items:
        result = condition(item_scope(scope, item))
        if isinstance(result, Decimal):
            return pick(scope.run, items, result)
        if result is True:
            kept.append(item)
    return kept


def _pick_from_nothing(scope: Scope, condition: Closure) -> Value:
    noted = len(scope.run.warnings)
    place = condition(scope)
    del scope.run.warnings[noted:]
    return pick(scope.run, [], place) if isinstance(place, Decimal) else []


def item_scope(scope: Scope, item: Value) -> Scope:
    """Inside a filter: `item`, and the entries of a context by their own names, which win."""
    inner = scope.inside({"item": item})
    return inner.inside(item) if isinstance(item, dict) else inner


def pick(run: Run, items: list[Value], place: Decimal) -> Value:
    """The item at a place from 1, or from the end when negative; null beyond the list."""
    if place != place.to_integral_value() or place.is_zero() or abs(place) > len(items):
        run.warn(f"the list of {len(items)} has no item {place}")
        return None
    index = int(place)
    return items[index - 1 if index > 0 else index]
