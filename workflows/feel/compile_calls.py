"""Function literals and calls."""

from dataclasses import dataclass
from typing import Any

from workflows.feel.comparison import kind_of
from workflows.feel.compile_values import find_function
from workflows.feel.compiling import Closure, compile_node, compiles
from workflows.feel.nodes import Call, Function, Name, NamedCall, Node, TypeNode
from workflows.feel.scope import Run, Scope
from workflows.feel.types import convert, is_known
from workflows.feel.values import Value, is_callee


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """A function written in FEEL, with the scope it was written in."""

    parameters: tuple[str, ...]
    parameter_types: tuple[TypeNode | None, ...]
    body: Closure
    scope: Scope

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        if len(arguments) != len(self.parameters):
            run.warn(f"a function of {len(self.parameters)} parameters was called with {len(arguments)}")
            return None
        values: dict[str, Value] = {}
        for name, value, kind in zip(self.parameters, arguments, self.parameter_types, strict=True):
            values[name] = _fit(run, value, kind)
            if values[name] is None and value is not None:
                run.warn(f"the parameter '{name}' cannot be a {kind_of(value)}")
                return None
        run.enter()
        try:
            return self.body(Scope(values, self.scope, run))
        finally:
            run.leave()


def _fit(run: Run, value: Value, kind: TypeNode | None) -> Value:
    """The argument converted to its parameter's type; null when it cannot be."""
    if kind is None or value is None:
        return value
    types = run.environment.types
    return convert(value, kind, types) if is_known(kind, types) else None


@compiles(Function)
def compile_function(node: Function) -> Closure:
    names = tuple(name for name, _ in node.parameters)
    kinds = tuple(kind for _, kind in node.parameters)
    body = compile_node(node.body)
    return lambda scope: Closed(names, kinds, body, scope)


def _compile_callee(node: Node) -> Closure:
    """A called name skips variables that are no functions: `date` may be both."""
    if not isinstance(node, Name):
        return compile_node(node)
    name = node.name

    def run(scope: Scope) -> Value:
        value = scope.find(name)
        return value if is_callee(value) else find_function(scope, name)

    return run


@compiles(Call)
def compile_call(node: Call) -> Closure:
    callee = _compile_callee(node.callee)
    arguments = [compile_node(argument) for argument in node.arguments]

    def run(scope: Scope) -> Value:
        return invoke(scope.run, callee(scope), [argument(scope) for argument in arguments])

    return run


def invoke(run: Run, function: Value, arguments: list[Value]) -> Value:
    """Call a function value; null with a warning when it is none."""
    run.spend()
    if not is_callee(function):
        if function is not None:
            run.warn(f"a {kind_of(function)} cannot be called")
        return None
    return function.invoke(run, arguments)


@compiles(NamedCall)
def compile_named_call(node: NamedCall) -> Closure:
    callee = _compile_callee(node.callee)
    arguments = [(name, compile_node(argument)) for name, argument in node.arguments]

    def run(scope: Scope) -> Value:
        values = {name: argument(scope) for name, argument in arguments}
        return invoke_named(scope.run, callee(scope), values)

    return run


def invoke_named(run: Run, function: Any, values: dict[str, Value]) -> Value:
    """Call with arguments by name; parameters left out are null."""
    run.spend()
    by_name = getattr(function, "invoke_named", None)
    if by_name is not None:
        return by_name(run, values)
    if not is_callee(function):
        return None
    unknown = values.keys() - set(function.parameters)
    if unknown:
        run.warn(f"the function has no parameter '{min(unknown)}'")
        return None
    return function.invoke(run, [values.get(name) for name in function.parameters])
