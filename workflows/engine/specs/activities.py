"""Tasks: for people, for operations, for decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import ManualTaskMixin, ServiceTaskMixin, UserTaskMixin
from SpiffWorkflow.util.task import TaskState

from workflows.dmn import DmnError
from workflows.engine import scopes, timers
from workflows.engine.errors import ProcessFault
from workflows.engine.specs.base import Flow, Node
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, FaultKind
from workflows.feel.codec import decode, encode


class Activity(Node):
    """A task or subprocess: inputs come in as local variables, boundary events are armed while it lasts."""

    is_activity = True

    def _update_hook(self, token: Token) -> bool | None:
        token.data.update(self._take_in(token))
        token.internal_data |= self._prepare(token)
        armed = [(event, event.arm(token)) for event in self.boundaries]
        token.note(EventKind.NODE_ENTERED)
        for event, waiting in armed:
            event.hang(token, waiting)
        return True

    def _take_in(self, token: Token) -> dict[str, Any]:
        """The local variables of the activity."""
        view = scopes.visible(token)
        return scopes.mapped(self.extension.inputs, token, view, view)

    def _prepare(self, token: Token) -> dict[str, Any]:
        """What has to be known while the activity waits, as JSON."""
        return {}

    def _run_hook(self, token: Token) -> bool | None:
        if not self._is_done(token):
            return None
        self._work(token)
        if self.loop_of:
            token.internal_data["collected"] = token.parent.task_spec.collect(token)
        return True

    def _is_done(self, token: Token) -> bool:
        return True

    def _on_complete(self, token: Token) -> None:
        if not self.loop_of:
            super()._on_complete(token)
            return
        token.note(EventKind.NODE_COMPLETED)
        token.parent.task_spec.merge(token.parent, token)

    def skip(self, token: Token, data: Mapping[str, Any]) -> None:
        """Take the activity as done without its result."""
        scopes.write_inside(token, data)
        if self.loop_of:
            token.internal_data["collected"] = None
        token.complete()


class ResultTask(Activity):
    """A task that waits for a result from outside; it is kept until the outputs are evaluated."""

    def _is_done(self, token: Token) -> bool:
        return "result" in token.internal_data

    def result(self, token: Token) -> Any:
        return decode(token.internal_data.get("result"))

    def _work(self, token: Token) -> None:
        result = self.result(token)
        everything = result if isinstance(result, dict) else {}
        if self.extension.outputs:
            view = scopes.overlay({"result": result}, scopes.visible(token))
            self.put_out(token, everything, view)
        else:
            self._merge(token, everything)

    def _merge(self, token: Token, result: dict[str, Any]) -> None:
        """Without outputs nothing comes back, unless a task says otherwise."""


class UserTask(ResultTask, UserTaskMixin):
    def _prepare(self, token: Token) -> dict[str, Any]:
        facts = {
            "priority": self._priority(token),
            "due": self._instant(token, self.extension.due, last=True),
            "follow_up": self._instant(token, self.extension.follow_up),
            "candidates": self._candidates(token),
        }
        return {name: fact for name, fact in facts.items() if fact not in (None, [])}

    def _value(self, token: Token, text: str) -> Any:
        return token.top.engine.value(token, text, scopes.visible(token)) if text else None

    def _instant(self, token: Token, text: str, *, last: bool = False) -> str | None:
        """`last`: a date means the end of that day, for the last day of a term counts; else its start."""
        value = text if timers.is_literal(text) else self._value(token, text)
        if value is None:
            return None
        if last:
            value = timers.end_of_day(value)
        moment: datetime = timers.plan(value, token.top.now, token.top.engine.feel.zone).due
        return moment.isoformat()

    def _priority(self, token: Token) -> int | None:
        value = self._value(token, self.extension.priority)
        if value is None:
            return None
        if not isinstance(value, Decimal) or value != int(value):
            raise ProcessFault(f"The priority {value!r} is no whole number.", kind=FaultKind.EXPRESSION)
        return int(value)

    def _candidates(self, token: Token) -> list[str]:
        value = self._value(token, self.extension.candidates)
        names = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(name, str) for name in names):
            raise ProcessFault(f"The candidates {names!r} are no role names.", kind=FaultKind.EXPRESSION)
        return names

    def _merge(self, token: Token, result: dict[str, Any]) -> None:
        scopes.write_inside(token, result)


class ManualTask(UserTask, ManualTaskMixin):
    pass


class ServiceTask(ResultTask, ServiceTaskMixin):
    """An operation: never called inside a step, but handed out as a job whose result is delivered later."""

    def _take_in(self, token: Token) -> dict[str, Any]:
        return {}

    def _prepare(self, token: Token) -> dict[str, Any]:
        return {"job": {"operation": self.extension.operation, "inputs": encode(super()._take_in(token))}}


class BusinessRuleTask(Activity):
    """A decision of the bundle, taken at once; its rules that fired are told in the history."""

    decisions: Any = None

    def _take_in(self, token: Token) -> dict[str, Any]:
        return {}

    def _work(self, token: Token) -> None:
        value = self._decide(token)
        if self.extension.decision_result:
            scopes.write_outside(token, {self.extension.decision_result: value})
        if self.extension.outputs:
            view = scopes.overlay({"result": value}, scopes.visible(token))
            self.put_out(token, value if isinstance(value, dict) else {}, view)

    def _decide(self, token: Token) -> Any:
        visible = scopes.visible(token)
        inputs = scopes.mapped(self.extension.inputs, token, visible, visible) or dict(visible)
        try:
            result = self.decisions(self.extension.decision).decide(
                self.extension.decision, inputs, token.top.engine.feel, strict=True
            )
        except DmnError as error:
            message = f"The decision {self.extension.decision} gave no answer: {error.message}"
            raise ProcessFault(message, kind=FaultKind.DECISION) from error
        for trace in result.decisions:
            self._tell(token, trace)
        return result.value

    def _tell(self, token: Token, trace: Any) -> None:
        token.note(
            EventKind.DECISION_MADE,
            decision=trace.decision_id,
            name=trace.name,
            inputs=encode(dict(trace.inputs)),
            rules=list(trace.rule_ids),
            outputs=encode(trace.outputs),
        )


def ready(token: Token) -> bool:
    """Whether a person may complete this token now."""
    return token._state == TaskState.READY and isinstance(token.task_spec, UserTask)


__all__ = [
    "Activity",
    "BusinessRuleTask",
    "Flow",
    "ManualTask",
    "ResultTask",
    "ServiceTask",
    "UserTask",
    "ready",
]
