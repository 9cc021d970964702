"""What can be wrong with a decision model or with deciding. Every message says where."""

from collections.abc import Mapping
from typing import Any

from workflows.errors import WorkflowError


class DmnError(WorkflowError):
    """The decision model cannot be used. `spot` names the cell of a table, as in `Place`."""

    spot: str = ""

    def __init__(self, message: str | None = None, *, place: str = "", **context: Any) -> None:
        super().__init__(message, **({"place": place} if place else {}), **context)
        self.place = place


class DecisionUnknown(DmnError):
    """The model has no such decision, knowledge model or decision service."""


class ModelNotFound(DmnError):
    """An imported model was not given."""


class DecisionFailed(DmnError):
    """A decision could not be taken."""

    def __init__(self, message: str, *, decision: str, inputs: Mapping[str, Any], place: str = "") -> None:
        shown = ", ".join(f"{name} = {value!r}" for name, value in inputs.items()) or "no inputs"
        super().__init__(f"decision {decision!r}: {message} [{shown}]", place=place)
        self.decision = decision
        self.inputs = dict(inputs)


class NoRuleMatched(DecisionFailed):
    """No rule of a decision table matches and it has no default output."""


class HitPolicyViolated(DecisionFailed):
    """The rules that match contradict the hit policy of their table."""


class ValueRefused(DecisionFailed):
    """An input or an output is not of its declared type or not among the allowed values."""
