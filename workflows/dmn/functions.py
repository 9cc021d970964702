"""Functions of a decision model as values that FEEL can call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflows.dmn.places import Place
from workflows.dmn.types import ANY, DmnType, convert
from workflows.feel.nodes import TypeNode
from workflows.feel.values import Value

if TYPE_CHECKING:
    from workflows.dmn.frames import Frame


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter."""

    name: str
    type: DmnType = ANY


@dataclass(frozen=True, slots=True, eq=False)
class BoxedFunction:
    """A function value: the names around its definition are closed in through `frame`."""

    signature: tuple[Parameter, ...]
    evaluate: Callable[["Frame"], Value]
    frame: "Frame"
    place: Place
    result: DmnType = ANY
    parameters: tuple[str, ...] = field(default=())

    @property
    def parameter_types(self) -> tuple[TypeNode, ...]:
        """For `instance of` a function type."""
        return tuple(parameter.type.node for parameter in self.signature)

    def invoke(self, run: Any, arguments: list[Value]) -> Value:  # noqa: ARG002 (part of FEEL's call)
        """The result for positional arguments; null when one is not of its parameter's type."""
        if len(arguments) != len(self.signature):
            self.frame.warn(
                self.place, f"{len(arguments)} arguments are given for {len(self.signature)} parameters"
            )
            return None
        names = {}
        for parameter, argument in zip(self.signature, arguments, strict=True):
            names[parameter.name], problem = convert(argument, parameter.type, self.frame.environment)
            if problem:
                self.frame.warn(self.place, f"argument {parameter.name!r}: {problem}")
                return None
        return self._enter(names)

    def _enter(self, names: dict[str, Value]) -> Value:
        self.frame.run.enter()
        try:
            value = self.evaluate(self.frame.extend(names))
        finally:
            self.frame.run.leave()
        return self.frame.convert(value, self.result, self.place)


def make_function(
    signature: tuple[Parameter, ...],
    evaluate: Callable[["Frame"], Value],
    frame: "Frame",
    result: DmnType,
    place: Place,
) -> BoxedFunction:
    """A function value."""
    names = tuple(parameter.name for parameter in signature)
    return BoxedFunction(signature, evaluate, frame, place, result, names)
