"""`for`, `some` and `every`."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from workflows.feel.comparison import kind_of
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.nodes import For, Iterator, Quantified
from workflows.feel.scope import Run, Scope
from workflows.feel.temporal import date_from_days, days_of
from workflows.feel.values import Range, Value, WideDate

Visit: TypeAlias = Callable[[Scope], bool]
"""Called for each combination of items; false stops the loop."""


@compiles(For)
def compile_for(node: For) -> Closure:
    iterators, body = [_compile_iterator(item) for item in node.iterators], compile_node(node.body)

    def run(scope: Scope) -> Value:
        partial: list[Value] = []
        limit = scope.run.check_items

        def visit(inner: Scope) -> bool:
            partial.append(body(inner))
            limit(len(partial))
            return True

        return None if _walk(iterators, scope.inside({"partial": partial}), visit) is None else partial

    return run


@compiles(Quantified)
def compile_quantified(node: Quantified) -> Closure:
    iterators, condition = [_compile_iterator(item) for item in node.iterators], compile_node(node.condition)
    decisive = not node.every

    def run(scope: Scope) -> Value:
        unknown = False

        def visit(inner: Scope) -> bool:
            nonlocal unknown
            value = condition(inner)
            unknown = unknown or not isinstance(value, bool)
            return value is not decisive

        finished = _walk(iterators, scope, visit)
        if finished is None:
            return None
        if not finished:
            return decisive
        return None if unknown else not decisive

    return run


_Iterator: TypeAlias = tuple[str, Callable[[Scope], "Iterable[Value] | None"]]


def _compile_iterator(node: Iterator) -> _Iterator:
    source = compile_node(node.source)
    if node.end is None:
        return node.name, lambda scope: _items(scope.run, source(scope))
    end = compile_node(node.end)
    return node.name, lambda scope: _count(scope.run, source(scope), end(scope))


def _walk(iterators: list[_Iterator], scope: Scope, visit: Visit) -> bool | None:
    """Visit every combination, the first list outermost: True at the end, False when stopped, None without a list."""
    name, items_of = iterators[0]
    items = items_of(scope)
    if items is None:
        return None
    for item in items:
        scope.run.spend()
        inner = scope.inside({name: item})
        more = visit(inner) if len(iterators) == 1 else _walk(iterators[1:], inner, visit)
        if not more:
            return more
    return True


def _items(run: Run, value: Value) -> "Iterable[Value] | None":
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return list_range(run, value)
    if value is None:
        run.warn("there is no list to go through")
        return None
    return [value]


def list_range(run: Run, interval: Range) -> "list[Value] | None":
    """The whole numbers or days in a range; None with a warning where it has none to count."""
    items = _count(run, interval.start, interval.end)
    if items is None or interval.start is None:
        return None
    if _position(interval.start) > _position(interval.end):
        run.warn("the range to go through is empty: its start is after its end")
        return None
    kept = list(items)
    return kept[not interval.start_included : len(kept) - (not interval.end_included)]


def _position(value: Any) -> Any:
    return value if isinstance(value, Decimal) else days_of(value)


def _count(run: Run, start: Value, end: Value) -> "Iterable[Value] | None":
    """Whole numbers or days from start to end, upwards or downwards."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        return _count_numbers(run, start, end)
    if kind_of(start) == kind_of(end) == "date":
        return _count_days(run, start, end)
    run.warn(f"'for' cannot count from {kind_of(start)} to {kind_of(end)}")
    return None


def _count_numbers(run: Run, start: Decimal, end: Decimal) -> "Iterable[Value]":
    span = abs(end - start)
    run.check_items(int(min(span, Decimal(10**9))) + 1)
    step = 1 if start <= end else -1
    return (start + step * index for index in range(int(span) + 1))


def _count_days(run: Run, start: "date | WideDate", end: "date | WideDate") -> "Iterable[Value]":
    first, last = days_of(start), days_of(end)
    run.check_items(abs(last - first) + 1)
    step = 1 if first <= last else -1
    return (date_from_days(day) for day in range(first, last + step, step))
