"""What an evaluation carries: the names in sight, the run's findings, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workflows.dmn.errors import ValueRefused
from workflows.dmn.places import Place
from workflows.dmn.trace import DecisionTrace, TableTrace
from workflows.dmn.types import DmnType, convert
from workflows.feel import Budget, Expression, UnaryTests
from workflows.feel.environment import Environment
from workflows.feel.errors import FeelBudgetExceeded
from workflows.feel.values import Value

_MAX_DEPTH = 40


@dataclass(slots=True)
class Run:
    """One call of `decide`: what was found so far. `strict` makes refusals raise instead of giving null."""

    strict: bool = False
    warnings: list[str] = field(default_factory=list)
    decisions: list[DecisionTrace] = field(default_factory=list)
    tables: list[list[TableTrace]] = field(default_factory=lambda: [[]])
    depth: int = 0
    evaluations: int = 0

    def spend(self, budget: Budget) -> None:
        """Count an expression evaluated. Raises FeelBudgetExceeded when a decision needs too many."""
        self.evaluations += 1
        if self.evaluations > budget.steps:
            raise FeelBudgetExceeded(f"The decision evaluates more than {budget.steps} expressions.")

    def enter(self) -> None:
        """Count a call of a function of the model. Raises FeelBudgetExceeded when nested too deep."""
        if self.depth >= _MAX_DEPTH:
            raise FeelBudgetExceeded(f"Functions call each other deeper than {_MAX_DEPTH} levels.")
        self.depth += 1

    def leave(self) -> None:
        self.depth -= 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The names an expression sees, in the environment of its model."""

    names: Mapping[str, Value]
    environment: Environment
    run: Run
    decision: str
    inputs: Mapping[str, Value]

    def evaluate(self, expression: Expression) -> Value:
        self.run.spend(self.environment.budget)
        return expression.evaluate(self.names, self.environment, warnings=self.run.warnings)

    def test(self, tests: UnaryTests, value: Value) -> bool:
        self.run.spend(self.environment.budget)
        return tests.test(value, self.names, self.environment, warnings=self.run.warnings) is True

    def extend(self, names: Mapping[str, Value]) -> "Frame":
        return replace(self, names={**self.names, **names})

    def warn(self, place: Place, message: str) -> None:
        self.run.warnings.append(f"{place}: {message}")

    def convert(self, value: Value, wanted: DmnType, place: Place) -> Value:
        """The value as the type asks (DMN 1.5, 10.3.2.9.4); null and a warning when it cannot be.

        A strict run raises ValueRefused instead.
        """
        converted, problem = convert(value, wanted, self.environment)
        if problem and self.run.strict:
            raise ValueRefused(problem, decision=self.decision, inputs=self.inputs, place=str(place))
        if problem:
            self.warn(place, problem)
        return converted
