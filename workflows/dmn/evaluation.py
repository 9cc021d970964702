"""Taking decisions: a model instance holds the inputs of one run and what was already decided in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.dmn.elements import BusinessKnowledgeModel, Decision, DecisionService, InputData, Reference
from workflows.dmn.frames import Frame, Run
from workflows.dmn.functions import Parameter, make_function
from workflows.dmn.places import Place
from workflows.dmn.trace import DecisionTrace
from workflows.dmn.types import ANY
from workflows.feel.environment import Environment
from workflows.feel.values import Callee, Value, is_callee, normalise

if TYPE_CHECKING:
    from workflows.dmn.definitions import Definitions

UNNAMED = "#"
"""Imports without a name have an alias starting so; their elements are seen without prefix."""


def prepare_inputs(inputs: Mapping[str, Value]) -> dict[str, Value]:
    """The inputs as FEEL values, names with single spaces."""
    return {" ".join(name.split()): normalise(value) for name, value in inputs.items()}


class Instance:
    """One model with the inputs of one run. An imported model has an instance for each import of it."""

    def __init__(
        self,
        model: Definitions,
        inputs: Mapping[str, Value],
        environment: Environment,
        run: Run,
        overrides: Mapping[Reference, Value] | None = None,
    ) -> None:
        self.model = model
        self.inputs = inputs
        self.environment = replace(environment, types={**environment.types, **model.types.nodes})
        self.run = run
        self.overrides = dict(overrides or {})
        self._decided: dict[str, Value] = {}
        self._read: dict[str, Value] = {}
        self._functions: dict[str, Callee] = {}
        self._children: dict[str, Instance] = {}

    def child(self, alias: str) -> Instance:
        """The instance of an imported model; its inputs are below the name of the import."""
        if not alias:
            return self
        if alias not in self._children:
            given = self.inputs if alias.startswith(UNNAMED) else self.inputs.get(alias)
            self._children[alias] = Instance(
                self.model.imports[alias],
                given if isinstance(given, Mapping) else {},
                self.environment,
                self.run,
                {Reference("", ref.id): value for ref, value in self.overrides.items() if ref.alias == alias},
            )
        return self._children[alias]

    def decide(self, decision: Decision) -> Value:
        """The decision's value, taken once a run.

        Where a model declares no input data at all, decisions see every input by its name, as people who draw
        a single table expect.
        """
        override = Reference("", decision.id)
        if override in self.overrides:
            return self.overrides[override]
        if decision.id not in self._decided:
            self._decided[decision.id] = self._take(decision)
        return self._decided[decision.id]

    def decide_required(self, ref: Reference) -> Value:
        """The value of a decision of this model or of an imported one."""
        owner = self.child(ref.alias)
        return owner.decide(owner.model.decisions[ref.id])

    def _take(self, decision: Decision) -> Value:
        names = self.gather(decision.inputs, decision.decisions, decision.knowledge)
        if not self.model.inputs:
            names = {**self.inputs, **names}
        shown = {name: value for name, value in names.items() if not is_callee(value)}
        frame = Frame(names, self.environment, self.run, decision.name, shown)
        self.run.tables.append([])
        try:
            value = self._evaluate(decision, frame)
        finally:
            tables = self.run.tables.pop()
        self.run.decisions.append(
            DecisionTrace(decision.id, decision.name, shown, value, tuple(tables), self.model.name)
        )
        return value

    def _evaluate(self, decision: Decision, frame: Frame) -> Value:
        if decision.logic is None:
            frame.warn(decision.place, "the decision has no logic")
            return None
        return frame.convert(decision.logic.evaluate(frame), decision.type, decision.place)

    def gather(
        self,
        inputs: Iterable[Reference] = (),
        decisions: Iterable[Reference] = (),
        knowledge: Iterable[Reference] = (),
    ) -> dict[str, Value]:
        """The names an element sees: those it requires, the ones of an import below the import's name."""
        names: dict[str, Value] = {}
        for ref in inputs:
            owner = self.child(ref.alias)
            data = owner.model.inputs[ref.id]
            _put(names, ref.alias, data.name, owner.read_input(data))
        for ref in decisions:
            owner = self.child(ref.alias)
            required = owner.model.decisions[ref.id]
            _put(names, ref.alias, required.name, owner.decide(required))
        for ref in knowledge:
            owner = self.child(ref.alias)
            name, function = owner.find_function(ref.id)
            _put(names, ref.alias, name, function)
        return names

    def read_input(self, data: InputData) -> Value:
        """The input as its type asks; null with a warning when it is missing or not of its type."""
        if data.id not in self._read:
            frame = self._frame(data.name, {})
            value = self.inputs.get(data.name, self.inputs.get(data.id))
            if data.name not in self.inputs and data.id not in self.inputs:
                frame.warn(data.place, "the input is not given")
            self._read[data.id] = frame.convert(value, data.type, data.place)
        return self._read[data.id]

    def _frame(self, decision: str, names: Mapping[str, Value]) -> Frame:
        return Frame(names, self.environment, self.run, decision, self.inputs)

    def find_function(self, identifier: str) -> tuple[str, Callee]:
        """Name and function of a knowledge model or decision service of this model."""
        element = self.model.knowledge.get(identifier) or self.model.services[identifier]
        if identifier not in self._functions:
            if isinstance(element, BusinessKnowledgeModel):
                self._make_knowledge(element)
            else:
                self._functions[identifier] = self._make_service(element)
        return element.name, self._functions[identifier]

    def _make_knowledge(self, element: BusinessKnowledgeModel) -> None:
        names: dict[str, Value] = {}
        frame = self._frame(element.name, names)
        definition = element.function
        self._functions[element.id] = make_function(
            definition.parameters if definition else (),
            definition.body.evaluate if definition else _answer_null,
            frame,
            element.type.result or element.type,
            element.place,
        )
        # After the function is known, so that a knowledge model may call itself, whether or not it says so.
        names[element.name] = self._functions[element.id]
        names.update(self.gather(knowledge=element.knowledge))

    def _make_service(self, service: DecisionService) -> Callee:
        parameters = self.list_parameters(service)

        def evaluate(frame: Frame) -> Value:
            return self._serve(
                service, {parameter.name: frame.names[parameter.name] for parameter in parameters}
            )

        return make_function(parameters, evaluate, self._frame(service.name, {}), ANY, service.place)

    def list_parameters(self, service: DecisionService) -> tuple[Parameter, ...]:
        """The input data, then the input decisions (DMN 1.5, 10.4)."""
        decisions = [self._required_decision(ref) for ref in service.input_decisions]
        data = [self.child(ref.alias).model.inputs[ref.id] for ref in service.input_data]
        return (
            *(Parameter(item.name, item.type) for item in data),
            *(Parameter(decision.name, decision.type) for decision in decisions),
        )

    def _required_decision(self, ref: Reference) -> Decision:
        return self.child(ref.alias).model.decisions[ref.id]

    def serve(self, service: DecisionService, arguments: Mapping[str, Value]) -> Value:
        """Call a service with arguments by name; a missing or ill-typed one is null."""
        frame = self._frame(service.name, {})
        given = prepare_inputs(arguments)
        converted = {
            parameter.name: frame.convert(given.get(parameter.name), parameter.type, service.place)
            for parameter in self.list_parameters(service)
        }
        return self._serve(service, converted)

    def _serve(self, service: DecisionService, arguments: Mapping[str, Value]) -> Value:
        overrides = {ref: arguments[self._required_decision(ref).name] for ref in service.input_decisions}
        inputs: dict[str, Value] = {}
        for ref in service.input_data:
            name = self.child(ref.alias).model.inputs[ref.id].name
            _put(inputs, ref.alias, name, arguments[name])
        inner = Instance(self.model, inputs, self.environment, self.run, overrides)
        if len(service.outputs) == 1:
            answer = inner.decide_required(service.outputs[0])
        else:
            answer = inner.gather(decisions=service.outputs)
        frame = self._frame(service.name, arguments)
        return frame.convert(answer, service.type.result or service.type, service.place)

    def call(self, element: BusinessKnowledgeModel, arguments: Mapping[str, Value]) -> Value:
        """Call a knowledge model with arguments by name; a missing one is null."""
        _, function = self.find_function(element.id)
        given = prepare_inputs(arguments)
        return function.invoke(None, [given.get(name) for name in function.parameters])


def _put(names: dict[str, Value], alias: str, name: str, value: Value) -> None:
    if alias and not alias.startswith(UNNAMED):
        names[alias] = {**names.get(alias, {}), name: value}
    else:
        names[name] = value


def _answer_null(frame: Frame) -> Value:
    frame.warn(Place(frame.decision), "the function has no body")
