"""Boxed expressions that hold or call others: literal, context, list, relation, function, invocation, conditional.

Decision tables are in `tables`, filters and iterators in `iterators`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from workflows.dmn.frames import Frame
from workflows.dmn.functions import Parameter, make_function
from workflows.dmn.places import Place
from workflows.dmn.types import ANY, DmnType
from workflows.feel import Expression
from workflows.feel.compile_calls import invoke_named
from workflows.feel.scope import Run as FeelRun
from workflows.feel.values import Value, is_callee


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boxed(ABC):
    """An expression of a decision: `compute` gives the raw value, `evaluate` the one of the declared type."""

    place: Place
    type: DmnType = ANY

    @abstractmethod
    def compute(self, frame: Frame) -> Value: ...

    def evaluate(self, frame: Frame) -> Value:
        return frame.convert(self.compute(frame), self.type, self.place)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nothing(Boxed):
    """An expression left empty, or one that could not be read (`problem`), in a model read tolerantly."""

    problem: str = ""

    def compute(self, frame: Frame) -> Value:
        if self.problem:
            frame.warn(self.place, self.problem)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Literal(Boxed):
    """A FEEL expression."""

    expression: Expression

    def compute(self, frame: Frame) -> Value:
        return frame.evaluate(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContextEntry:
    """A named line of a context."""

    name: str
    value: Boxed
    type: DmnType = ANY


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoxedContext(Boxed):
    """Lines that see the ones above them, functions also themselves; with a `result` line, that line is the value."""

    entries: tuple[ContextEntry, ...]
    result: Boxed | None = None

    def compute(self, frame: Frame) -> Value:
        values: dict[str, Value] = {}
        for entry in self.entries:
            seen = {**frame.names, **values}
            value = entry.value.evaluate(replace(frame, names=seen))
            values[entry.name] = frame.convert(value, entry.type, entry.value.place)
            if is_callee(value):
                seen[entry.name] = value
        return values if self.result is None else self.result.evaluate(frame.extend(values))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoxedList(Boxed):
    """A list, one expression an item."""

    items: tuple[Boxed, ...]

    def compute(self, frame: Frame) -> Value:
        return [item.evaluate(frame) for item in self.items]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relation(Boxed):
    """A list of contexts with the same names."""

    columns: tuple[tuple[str, DmnType], ...]
    rows: tuple[tuple[Boxed, ...], ...]

    def compute(self, frame: Frame) -> Value:
        return [self._compute_row(row, frame) for row in self.rows]

    def _compute_row(self, row: tuple[Boxed, ...], frame: Frame) -> dict[str, Value]:
        cells = zip(self.columns, row, strict=True)
        return {name: frame.convert(cell.evaluate(frame), kind, cell.place) for (name, kind), cell in cells}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FunctionDefinition(Boxed):
    """A function with the names around it closed in."""

    parameters: tuple[Parameter, ...]
    body: Boxed

    def compute(self, frame: Frame) -> Value:
        return make_function(self.parameters, self.body.evaluate, frame, self.body.type, self.place)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Invocation(Boxed):
    """A call with its arguments by name."""

    callee: Boxed
    bindings: tuple[tuple[str, Boxed], ...]

    def compute(self, frame: Frame) -> Value:
        callee = self.callee.evaluate(frame)
        if not is_callee(callee):
            frame.warn(self.place, "what is invoked is not a function")
            return None
        arguments = {name: value.evaluate(frame) for name, value in self.bindings}
        return invoke_named(FeelRun(frame.environment, frame.run.warnings), callee, arguments)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conditional(Boxed):
    """If, then, else. False and null take the else branch; what is no boolean gives null."""

    condition: Boxed
    then: Boxed
    otherwise: Boxed

    def compute(self, frame: Frame) -> Value:
        verdict = self.condition.evaluate(frame)
        if verdict is not None and not isinstance(verdict, bool):
            frame.warn(self.condition.place, "the condition is neither true nor false")
            return None
        return (self.then if verdict else self.otherwise).evaluate(frame)
