"""What an event waits for, as SpiffWorkflow event definitions that evaluate FEEL and keep plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from workflows.engine import timers
from workflows.engine.errors import ProcessFault
from workflows.engine.tokens import Token
from workflows.engine.values import FaultKind
from workflows.feel.text import write
from workflows.feel.values import Time, YearMonthDuration


class Wait(EventDefinition):
    """`begin` gives what is stored while the token waits; `repeats` says whether an armed event can come again."""

    kind = "none"
    repeats = False

    def begin(self, token: Token, view: Mapping[str, Any]) -> dict[str, Any]:
        return {}


class TimerWait(Wait):
    kind = "timer"

    def __init__(self, text: str, *, may_repeat: bool) -> None:
        super().__init__("timer")
        self.text = text
        self.may_repeat = may_repeat

    def begin(self, token: Token, view: Mapping[str, Any]) -> dict[str, Any]:
        engine = token.top.engine
        value = self.text if timers.is_literal(self.text) else engine.value(token, self.text, view)
        planned = timers.plan(value, token.top.now, engine.feel.zone)
        if planned.period and not self.may_repeat:
            message = f"The timer gives the cycle {value}, but here it can fire only once."
            raise ProcessFault(message, kind=FaultKind.TIMER)
        return {"timer": timers.dump(planned)}


class SubscriptionWait(Wait):
    """A message or a signal, by name; a message may ask for a correlation."""

    repeats = True

    def __init__(self, kind: str, name: str, correlation: str = "") -> None:
        super().__init__(name)
        self.kind = kind
        self.correlation = correlation

    def begin(self, token: Token, view: Mapping[str, Any]) -> dict[str, Any]:
        waiting = {"kind": self.kind, "name": self.name}
        if self.correlation:
            waiting["correlation"] = correlate(token, self.correlation, view)
        return {"subscription": waiting}


class CodeWait(Wait):
    """An error or escalation from below, by code; without a code any."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.repeats = kind == "escalation"


def correlate(token: Token, text: str, view: Mapping[str, Any]) -> str:
    """The canonical text of a correlation value; null or a list would match strangers and is a fault."""
    value = token.top.engine.value(token, text, view)
    if not isinstance(value, str | Decimal | bool | date | timedelta | YearMonthDuration | Time):
        found = "null" if value is None else f"a {type(value).__name__}"
        raise ProcessFault(f"The correlation {text} gives {found}.", kind=FaultKind.DATA)
    return write(value)
