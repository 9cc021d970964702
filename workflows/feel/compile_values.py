"""Literals, names, lists, contexts, ranges and `if`."""

from workflows.feel.builtins.registry import find_builtin
from workflows.feel.comparison import kind_of, order
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.nodes import ContextOf, If, ListOf, Literal, Name, Problem, RangeOf, UnaryRange
from workflows.feel.scope import MISSING, Run, Scope
from workflows.feel.values import Range, Value


@compiles(Literal)
def compile_literal(node: Literal) -> Closure:
    value = node.value
    return lambda _scope: value


@compiles(Problem)
def compile_problem(node: Problem) -> Closure:
    def run(scope: Scope) -> Value:
        scope.run.warn(node.message)

    return run


@compiles(Name)
def compile_name(node: Name) -> Closure:
    name = node.name

    def run(scope: Scope) -> Value:
        value = scope.find(name)
        return find_function(scope, name) if value is MISSING else value

    return run


def find_function(scope: Scope, name: str) -> Value:
    """A function by name, built in or the host's; null with a warning when there is none."""
    function = scope.run.environment.functions.get(name) or find_builtin(name)
    if function is None:
        scope.run.warn(f"unknown name '{name}'")
    return function


@compiles(ListOf)
def compile_list(node: ListOf) -> Closure:
    items = [compile_node(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@compiles(ContextOf)
def compile_context(node: ContextOf) -> Closure:
    entries = [(key, compile_node(item)) for key, item in node.entries]

    def run(scope: Scope) -> Value:
        built: dict[str, Value] = {}
        inner = scope.inside(built)
        for key, item in entries:
            built[key] = item(inner)
        return built

    return run


@compiles(RangeOf)
def compile_range(node: RangeOf) -> Closure:
    start, end = compile_node(node.start), compile_node(node.end)
    return lambda scope: make_range(scope.run, start(scope), end(scope), node)


def make_range(run: Run, start: Value, end: Value, node: RangeOf) -> Range | None:
    """The range, or null when its ends have no order between them."""
    if order("<=", start, end) is None:
        run.warn(f"no range goes from {kind_of(start)} to {kind_of(end)}")
        return None
    return Range(start, end, node.start_included, node.end_included)


@compiles(UnaryRange)
def compile_unary_range(node: UnaryRange) -> Closure:
    operand, sign = compile_node(node.operand), node.operator

    def run(scope: Scope) -> Value:
        value = operand(scope)
        if value is None or sign == "!=":
            scope.run.warn(f"({sign} {kind_of(value)}) is not a range")
            return None
        return unary_range(sign, value)

    return run


def unary_range(sign: str, value: Value) -> Range:
    """The range of `< value`, `= value` and so on."""
    if sign == "=":
        return Range(value, value)
    if sign[0] == "<":
        return Range(None, value, start_included=False, end_included=sign == "<=")
    return Range(value, None, start_included=sign == ">=", end_included=False)


@compiles(If)
def compile_if(node: If) -> Closure:
    condition, then, otherwise = (
        compile_node(node.condition),
        compile_node(node.then),
        compile_node(node.otherwise),
    )

    def run(scope: Scope) -> Value:
        chosen = condition(scope)
        if chosen is True:
            return then(scope)
        if chosen is not False:
            scope.run.warn(f"the condition of 'if' is a {kind_of(chosen)}, not a boolean")
        return otherwise(scope)

    return run
