"""FEEL behind SpiffWorkflow's script engine: every expression of a process comes through here, no Python ever does.

Spiff evaluates expressions with `eval` and falls back to that engine whenever a stored instance is restored; an
`Instance` therefore always gets this engine when it is built, and there is no other way to build one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from workflows.engine.errors import ProcessFault
from workflows.engine.values import EventKind, FaultKind, Host
from workflows.feel import Environment, FeelError, parse


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates FEEL over a mapping; refuses to run scripts or call services inside a step."""

    def __init__(self, environment: Environment, names: frozenset[str]) -> None:
        super().__init__()
        self.feel = environment
        self.names = names.union(environment.functions)

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return self.explain(expression, context, [])

    def explain(self, expression: str, context: Mapping[str, Any], warnings: list[str]) -> Any:
        """Evaluate and collect why something became null."""
        try:
            return parse(expression, names=self.names).evaluate(context, self.feel, warnings=warnings)
        except FeelError as error:
            message = f"The expression cannot be evaluated: {error.message}"
            raise ProcessFault(message, kind=FaultKind.EXPRESSION, detail=expression) from error

    def execute(self, script: str, context: Any, external_context: Any = None) -> bool:
        raise ProcessFault("Scripts are not run.", kind=FaultKind.ENGINE, detail=script)

    def call_service(self, context: Any, **arguments: Any) -> Any:
        raise ProcessFault("Operations are not called inside a step.", kind=FaultKind.ENGINE)


class FeelScriptEngine(PythonScriptEngine):
    """The script engine of one step: FEEL with the functions of the host and the time of the step."""

    def __init__(self, now: datetime, host: Host, names: frozenset[str] = frozenset()) -> None:
        self.feel = replace(host.environment, now=now)
        super().__init__(FeelEnvironment(self.feel, names))

    def validate(self, expression: str) -> None:
        parse(expression, names=self.environment.names)

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return self.value(task, expression, external_context or {})

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        return self.environment.execute(script, external_context)

    def call_service(self, task: Any, **arguments: Any) -> Any:
        return self.environment.call_service(task, **arguments)

    def value(self, token: Any, text: str, view: Mapping[str, Any]) -> Any:
        """The value of `text`; what made it null is told in the history."""
        warnings: list[str] = []
        value = self.environment.explain(text, view, warnings)
        if value is None and warnings:
            token.note(EventKind.EXPRESSION_WARNED, expression=text, warnings=warnings)
        return value

    def condition(self, text: str, view: Mapping[str, Any]) -> bool:
        """A condition is true or false; anything else is a fault, never silently false."""
        warnings: list[str] = []
        value = self.environment.explain(text, view, warnings)
        if not isinstance(value, bool):
            found = "null" if value is None else f"a {type(value).__name__}"
            message = f"The condition gives {found}, neither true nor false: {text}"
            raise ProcessFault(message, kind=FaultKind.CONDITION, detail="; ".join(warnings))
        return value
