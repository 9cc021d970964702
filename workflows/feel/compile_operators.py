"""Arithmetic, comparison, `and`, `or`, `between`, `in` and `instance of`."""

from decimal import Decimal, DecimalException

from workflows.feel.arithmetic import calculate, negate
from workflows.feel.comparison import compare, kind_of
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.nodes import Arithmetic, Between, Comparison, InstanceOf, Logic, Negation
from workflows.feel.scope import Run, Scope
from workflows.feel.types import is_instance
from workflows.feel.values import CONTEXT, Value

_FAST = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}


@compiles(Arithmetic)
def compile_arithmetic(node: Arithmetic) -> Closure:
    first = compile_node(node.first)
    rest = [(sign, compile_node(operand)) for sign, operand in node.rest]

    def run(scope: Scope) -> Value:
        value = first(scope)
        for sign, operand in rest:
            value = apply(scope.run, sign, value, operand(scope))
        return value

    return run


def apply(run: Run, sign: str, left: Value, right: Value) -> Value:
    """One operator; null with a warning when it has no result."""
    try:
        if type(left) is Decimal and type(right) is Decimal and sign in _FAST:
            return _FAST[sign](left, right)
        value = calculate(sign, left, right)
    except (ValueError, DecimalException) as error:
        run.warn(f"{error}" if isinstance(error, ValueError) else "the result is out of range")
        return None
    if isinstance(value, str):
        run.check_text(len(value))
    return value


@compiles(Negation)
def compile_negation(node: Negation) -> Closure:
    operand = compile_node(node.operand)

    def run(scope: Scope) -> Value:
        try:
            return negate(operand(scope))
        except ValueError as error:
            scope.run.warn(str(error))
            return None

    return run


@compiles(Comparison)
def compile_comparison(node: Comparison) -> Closure:
    sign, left, right = node.operator, compile_node(node.left), compile_node(node.right)

    def run(scope: Scope) -> Value:
        return compare_or_warn(scope.run, sign, left(scope), right(scope))

    return run


def compare_or_warn(run: Run, sign: str, left: Value, right: Value) -> bool | None:
    """A comparison; null with a warning for values that cannot be compared."""
    result = compare(sign, left, right)
    if result is None:
        run.warn(f"a {kind_of(left)} and a {kind_of(right)} cannot be compared with {sign}")
    return result


@compiles(Logic)
def compile_logic(node: Logic) -> Closure:
    operands = [compile_node(operand) for operand in node.operands]
    decisive, otherwise = (False, True) if node.operator == "and" else (True, False)

    def run(scope: Scope) -> Value:
        known = True
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if value is not otherwise:
                known = False
        return otherwise if known else None

    return run


@compiles(Between)
def compile_between(node: Between) -> Closure:
    operand, low, high = compile_node(node.operand), compile_node(node.low), compile_node(node.high)

    def run(scope: Scope) -> Value:
        value = operand(scope)
        above = compare_or_warn(scope.run, ">=", value, low(scope))
        below = compare_or_warn(scope.run, "<=", value, high(scope))
        if above is False or below is False:
            return False
        return True if above and below else None

    return run


@compiles(InstanceOf)
def compile_instance_of(node: InstanceOf) -> Closure:
    operand, kind = compile_node(node.operand), node.type

    def run(scope: Scope) -> Value:
        result = is_instance(operand(scope), kind, scope.run.environment.types)
        if result is None:
            scope.run.warn("unknown type after 'instance of'")
        return result

    return run
