"""The constants of a cell's tests: the values at which its answer may change."""

from collections.abc import Iterable, Iterator
from typing import Any

from workflows.feel import Expression, UnaryTests
from workflows.feel.free_names import find_names
from workflows.feel.nodes import (
    Between,
    Comparison,
    ComparisonTest,
    In,
    Logic,
    Name,
    RangeOf,
    UnaryRange,
)
from workflows.feel.values import Range, Value


class ColumnUnreadable(Exception):
    """A test's answers cannot be told from its constants."""


def list_constants(tests: UnaryTests) -> list[Value]:
    """The constants of a cell, null left out. Raises ColumnUnreadable when it depends on other values."""
    outside = tests.names | tests.functions
    if outside:
        raise ColumnUnreadable(f"{tests.text!r} depends on {', '.join(sorted(outside))}")
    found = [value for test in tests.node.tests for value in _of_test(test, tests.text)]
    return [value for value in found if value is not None]


def _of_test(test: Any, text: str) -> Iterator[Value]:
    if isinstance(test, ComparisonTest):
        return _of_constant(test.operand, text)
    return _of_node(test.operand, text)


def _of_node(node: Any, text: str) -> Iterator[Value]:
    """Constants of an expression that may ask about `?`; only comparisons are understood there."""
    if "?" not in find_names(node).variables:
        return _of_constant(node, text)
    if isinstance(node, Name):
        return iter(())
    if isinstance(node, Comparison):
        return _of_nodes((node.left, node.right), text)
    if isinstance(node, Between):
        return _of_nodes((node.operand, node.low, node.high), text)
    if isinstance(node, Logic):
        return _of_nodes(node.operands, text)
    if isinstance(node, In) and isinstance(node.operand, Name):
        return (value for test in node.tests for value in _of_test(test, text))
    raise ColumnUnreadable(f"{text!r} is more than a comparison")


def _of_nodes(nodes: Iterable[Any], text: str) -> Iterator[Value]:
    for node in nodes:
        yield from _of_node(node, text)


def _of_constant(node: Any, text: str) -> Iterator[Value]:
    if isinstance(node, RangeOf):
        yield from _of_nodes((node.start, node.end), text)
    elif isinstance(node, UnaryRange):
        yield from _of_constant(node.operand, text)
    else:
        yield from _spread(Expression(text, node).evaluate({}), text)


def _spread(value: Value, text: str) -> Iterator[Value]:
    if isinstance(value, list):
        for item in value:
            yield from _spread(item, text)
    elif isinstance(value, Range):
        yield from (end for end in (value.start, value.end) if end is not None)
    elif isinstance(value, dict):
        raise ColumnUnreadable(f"{text!r} tests a context")
    else:
        yield value
