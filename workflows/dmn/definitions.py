"""A decision model, compiled: decisions, knowledge models, services, imports, and how to ask them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from workflows.dmn.elements import BusinessKnowledgeModel, Decision, DecisionService, InputData
from workflows.dmn.errors import DecisionUnknown, DmnError
from workflows.dmn.evaluation import Instance, prepare_inputs
from workflows.dmn.frames import Run
from workflows.dmn.item_definitions import TypeBook
from workflows.dmn.trace import DecisionResult
from workflows.feel import DEFAULT, Environment
from workflows.feel.values import Value

_Element = TypeVar("_Element", Decision, BusinessKnowledgeModel, DecisionService, InputData)


@dataclass(frozen=True, eq=False)
class Definitions:
    """One DMN file with the files it imports. Immutable; may be used by several threads at once.

    `problems` is empty unless the file was read tolerantly: then it lists what could not be understood.
    """

    namespace: str
    name: str
    version: str
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, BusinessKnowledgeModel]
    services: Mapping[str, DecisionService]
    imports: Mapping[str, "Definitions"]
    types: TypeBook
    problems: tuple[DmnError, ...] = ()
    external: frozenset[str] = field(default=frozenset())

    def decide(
        self,
        name_or_id: str,
        inputs: Mapping[str, Value],
        environment: Environment = DEFAULT,
        *,
        strict: bool = False,
    ) -> DecisionResult:
        """Take a decision and all it requires.

        Raises DecisionUnknown, FeelBudgetExceeded; with `strict` also NoRuleMatched, HitPolicyViolated and
        ValueRefused, where the specification's answer would be null and a warning.
        """
        decision = self.find_decision(name_or_id)
        run = Run(strict=strict)
        value = self._instantiate(inputs, environment, run).decide(decision)
        return DecisionResult(value, tuple(run.decisions), tuple(run.warnings))

    def invoke(
        self,
        name_or_id: str,
        arguments: Mapping[str, Value],
        environment: Environment = DEFAULT,
        *,
        strict: bool = False,
    ) -> DecisionResult:
        """Call a decision service (its decisions and inputs by name) or a knowledge model (its parameters)."""
        run = Run(strict=strict)
        instance = self._instantiate({}, environment, run)
        if service := _find(self.services, name_or_id):
            value = instance.serve(service, arguments)
        elif knowledge := _find(self.knowledge, name_or_id):
            value = instance.call(knowledge, arguments)
        else:
            services = [service.name for service in self.services.values()]
            known = ", ".join(services + [model.name for model in self.knowledge.values()])
            message = f"the model {self.name!r} has no decision service or knowledge model {name_or_id!r}"
            raise DecisionUnknown(message, known=known)
        return DecisionResult(value, tuple(run.decisions), tuple(run.warnings))

    def find_decision(self, name_or_id: str) -> Decision:
        """By id, else by name. Raises DecisionUnknown with the decisions there are."""
        found = _find(self.decisions, name_or_id)
        if found is None:
            known = ", ".join(f"{decision.name} ({decision.id})" for decision in self.decisions.values())
            raise DecisionUnknown(f"the model {self.name!r} has no decision {name_or_id!r}", known=known)
        return found

    def _instantiate(self, inputs: Mapping[str, Value], environment: Environment, run: Run) -> Instance:
        return Instance(self, prepare_inputs(inputs), environment, run)


def _find(elements: Mapping[str, _Element], name_or_id: str) -> _Element | None:
    if name_or_id in elements:
        return elements[name_or_id]
    wanted = " ".join(name_or_id.split())
    return next((element for element in elements.values() if element.name == wanted), None)
