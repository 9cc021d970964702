"""`in`, and the unary tests of decision table cells."""

from collections.abc import Callable
from typing import TypeAlias

from workflows.feel.comparison import compare, kind_of, order, passes
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.free_names import find_names
from workflows.feel.nodes import ComparisonTest, In, RangeOf, Test, Tests, ValueTest
from workflows.feel.scope import Scope
from workflows.feel.values import Value

TestClosure: TypeAlias = Callable[[Scope, Value], bool | None]


@compiles(In)
def compile_in(node: In) -> Closure:
    operand = compile_node(node.operand)
    tests = [compile_test(test, cell=False) for test in node.tests]

    def run(scope: Scope) -> Value:
        value = operand(scope)
        return any_passes(scope, value, tests)

    return run


def any_passes(scope: Scope, value: Value, tests: list[TestClosure]) -> bool | None:
    """Three-valued `or` over the tests."""
    known = True
    for test in tests:
        result = test(scope, value)
        if result:
            return True
        known = known and result is not None
    return False if known else None


def compile_test(test: Test, *, cell: bool) -> TestClosure:
    """One test; in a decision table `cell`, `?` is the tested value."""
    if isinstance(test, ComparisonTest):
        return _compile_comparison(test)
    if isinstance(test.operand, RangeOf):
        return _compile_range(test.operand)
    if cell and "?" in find_names(test.operand).variables:
        return _compile_answer(test)
    return _compile_value(test, cell=cell)


def _compile_comparison(test: ComparisonTest) -> TestClosure:
    operand, sign = compile_node(test.operand), test.operator

    def run(scope: Scope, value: Value) -> bool | None:
        bound = operand(scope)
        result = compare(sign, value, bound)
        if result is None:
            scope.run.warn(f"a {kind_of(value)} and a {kind_of(bound)} cannot be compared with {sign}")
        return result

    return run


def _compile_range(node: RangeOf) -> TestClosure:
    start, end = compile_node(node.start), compile_node(node.end)
    above, below = (">=" if node.start_included else ">"), ("<=" if node.end_included else "<")

    def run(scope: Scope, value: Value) -> bool | None:
        results = (order(above, value, start(scope)), order(below, value, end(scope)))
        if None in results:
            scope.run.warn(f"a {kind_of(value)} cannot be compared with the ends of the range")
            return None
        return results == (True, True)

    return run


def _compile_answer(test: ValueTest) -> TestClosure:
    operand = compile_node(test.operand)

    def run(scope: Scope, _value: Value) -> bool | None:
        answer = operand(scope)
        return answer if isinstance(answer, bool) else None

    return run


def _compile_value(test: ValueTest, *, cell: bool) -> TestClosure:
    operand = compile_node(test.operand)

    def run(scope: Scope, value: Value) -> bool | None:
        expected = operand(scope)
        if cell and isinstance(expected, bool) and value is not None and not isinstance(value, bool):
            return expected
        result = passes(value, expected)
        if result is None:
            scope.run.warn(f"a {kind_of(value)} cannot be tested against a {kind_of(expected)}")
        return result

    return run


def compile_tests(node: Tests) -> TestClosure:
    """A whole cell."""
    if node.any:
        return lambda _scope, _value: True
    tests = [compile_test(test, cell=True) for test in node.tests]
    if not node.negated:
        return lambda scope, value: any_passes(scope, value, tests)

    def run(scope: Scope, value: Value) -> bool | None:
        result = any_passes(scope, value, tests)
        return None if result is None else not result

    return run
