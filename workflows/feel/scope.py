"""Where names are looked up, and what one evaluation has spent so far."""

from collections.abc import Mapping
from typing import Any

from workflows.feel.environment import Environment
from workflows.feel.errors import FeelBudgetExceeded, FeelError, FunctionRefused, HostFunctionFailed
from workflows.feel.values import HostFunction, Value, normalise

MISSING: Any = object()
_WARNINGS = 100


class Run:
    """One evaluation: its environment, warnings and budget."""

    __slots__ = ("_depth", "_steps", "budget", "environment", "warnings")

    def __init__(self, environment: Environment, warnings: list[str] | None) -> None:
        self.environment = environment
        self.budget = environment.budget
        self.warnings = [] if warnings is None else warnings
        self._steps = 0
        self._depth = 0

    def warn(self, message: str) -> None:
        """Note why something gave null; the first hundred are kept."""
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(message)

    def spend(self, steps: int = 1) -> None:
        """Count work done; raises FeelBudgetExceeded."""
        self._steps += steps
        if self._steps > self.budget.steps:
            raise FeelBudgetExceeded(f"The expression needs more than {self.budget.steps} steps.")

    def check_items(self, count: int) -> None:
        """Refuse a list longer than allowed."""
        if count > self.budget.list_items:
            raise FeelBudgetExceeded(f"A list would have more than {self.budget.list_items} items.")

    def check_text(self, length: int) -> None:
        """Refuse a text longer than allowed."""
        if length > self.budget.string_length:
            raise FeelBudgetExceeded(f"A text would be longer than {self.budget.string_length} characters.")

    def enter(self) -> None:
        """One function call deeper; `leave` undoes it."""
        self._depth += 1
        if self._depth > self.budget.depth:
            raise FeelBudgetExceeded(f"Functions call each other more than {self.budget.depth} deep.")

    def leave(self) -> None:
        self._depth -= 1

    def call_host(self, function: HostFunction, arguments: list[Value]) -> Value:
        """Call a function of the host; its refusal gives null, its failure HostFunctionFailed."""
        try:
            return normalise(function.call(*arguments))
        except FunctionRefused as refusal:
            self.warn(f"{function.name}: {refusal.message}")
            return None
        except FeelError:
            raise
        except Exception as error:
            raise HostFunctionFailed(function.name) from error


class Scope:
    """Names and values of one place in the expression, inside those of another."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Value], parent: "Scope | None", run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def inside(self, values: Mapping[str, Value]) -> "Scope":
        """A scope within this one."""
        return Scope(values, self, self.run)

    def find(self, name: str) -> Value:
        """The value of a name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.parent
        return MISSING


class RootValues(dict[str, Value]):
    """The caller's variables, made FEEL values when first read."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        super().__init__()
        self._source = source

    def get(self, name: str, default: Any = None) -> Value:
        value = super().get(name, MISSING)
        if value is not MISSING:
            return value
        value = self._source.get(name, MISSING)
        if value is MISSING:
            return default
        self[name] = value = normalise(value)
        return value
