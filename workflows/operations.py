"""The register of operations: the Python functions a process may call by name from a service task.

An app offers them in its `operations.py`:

    @operation("correspondence.send_letter", queue=Queue.LETTERS)
    def send_letter(call: Call, *, letter: str, language: str = "fr") -> Sent: ...
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random
from typing import Any, TypeVar
from uuid import UUID

from workflows.errors import WorkflowError
from workflows.models.job import Queue
from workflows.signatures import Parameter, describe_result, read_parameters, to_result

Function = TypeVar("Function", bound=Callable[..., Any])


class OperationUnknown(WorkflowError):
    """No app offers this operation."""


class OperationRefused(WorkflowError):
    """This operation cannot be registered."""


class BusinessError(WorkflowError):
    """The operation refuses for a reason the process foresees: a BPMN error with this code."""

    def __init__(self, code: str, message: str | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How often an operation is tried and how long it rests in between (seconds double-guarded by jitter)."""

    attempts: int = 3
    backoff: timedelta = timedelta(seconds=10)
    factor: float = 6.0
    ceiling: timedelta = timedelta(hours=1)
    jitter: float = 0.2

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.factor < 1 or not 0 <= self.jitter < 1 or self.backoff < timedelta(0):
            raise OperationRefused(f"Retry policy out of range: {self}")

    def delay(self, attempt: int, *, chance: float | None = None) -> timedelta:
        """The rest after the given attempt (1 for the first); `chance` in [0, 1) fixes the jitter."""
        exponent = min(max(attempt, 1) - 1, 32)  # beyond it every policy has reached its ceiling
        seconds = self.backoff.total_seconds() * self.factor**exponent
        spread = 1 + self.jitter * (2 * (random() if chance is None else chance) - 1)  # noqa: S311
        return timedelta(seconds=min(seconds, self.ceiling.total_seconds()) * spread)


@dataclass(frozen=True, kw_only=True)
class Call:
    """What an operation is told about the call. Outside effects carry `idempotency_key`."""

    idempotency_key: str
    instance_id: UUID | None
    case_ref: str
    now: datetime
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A registered function with its policy."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    outputs: Mapping[str, str]
    summary: str
    retry: Retry
    timeout: timedelta
    queue: Queue
    app: str = field(default="")

    def bind(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Keyword arguments from FEEL values; raises InputRefused naming the input."""
        from workflows.signatures import bind

        return bind(self.name, self.parameters, values)

    def run(self, call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
        """Call the function; its result as a FEEL context."""
        return to_result(self.name, self.function(call, **self.bind(values)))


_register: dict[str, Operation] = {}


def operation(
    name: str,
    *,
    retry: Retry | None = None,
    timeout: timedelta = timedelta(seconds=30),
    queue: Queue = Queue.OPERATIONS,
) -> Callable[[Function], Function]:
    """Offer a function to processes under `app.verb_object`. Raises OperationRefused at import."""

    def register(function: Function) -> Function:
        _check_name(name, function)
        if timeout <= timedelta(0):
            raise OperationRefused("The timeout must be longer than nothing", operation=name)
        _register[name] = Operation(
            name=name,
            function=function,
            parameters=read_parameters(name, function),
            outputs=describe_result(function),
            summary=(inspect.getdoc(function) or "").split("\n", 1)[0],
            retry=retry or Retry(),
            timeout=timeout,
            queue=queue,
            app=function.__module__.rpartition(".")[0],
        )
        return function

    return register


def _check_name(name: str, function: Callable[..., Any]) -> None:
    group, _, verb = name.partition(".")
    if not (group.isidentifier() and verb.isidentifier()):
        raise OperationRefused(
            "An operation's name is two words joined by a dot, like letters.send", operation=name
        )
    known = _register.get(name)
    if known is not None:
        raise OperationRefused(
            "Two functions claim the same operation",
            operation=name,
            first=f"{known.function.__module__}.{known.function.__qualname__}",
            second=f"{function.__module__}.{function.__qualname__}",
        )


def get(name: str) -> Operation:
    """The operation of that name; raises OperationUnknown with the closest ones."""
    try:
        return _register[name]
    except KeyError:
        from difflib import get_close_matches

        raise OperationUnknown(
            operation=name, closest=", ".join(get_close_matches(name, _register, n=3)) or "none"
        ) from None


def is_known(name: str) -> bool:
    return name in _register


def all_operations() -> tuple[Operation, ...]:
    """Every operation, by name."""
    return tuple(_register[name] for name in sorted(_register))


def describe() -> list[dict[str, Any]]:
    """For the linter and the studio: name, summary, queue, inputs and outputs with their FEEL types."""
    return [
        {
            "name": known.name,
            "summary": known.summary,
            "queue": known.queue.value,
            "attempts": known.retry.attempts,
            "inputs": [
                {"name": one.name, "type": one.type_name, "required": one.required, "optional": one.optional}
                for one in known.parameters
            ],
            "outputs": dict(known.outputs),
        }
        for known in all_operations()
    ]


def discover() -> None:
    """Import the `operations`, `topics` and `duties` modules of every installed app."""
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("operations", "topics", "duties")
