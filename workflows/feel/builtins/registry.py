"""Declaring built-in functions and finding them by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from workflows.feel.builtins.signature import Signature, read_signature
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.values import Value

_TOPICS = (
    "conversion",
    "strings",
    "patterns",
    "numbers",
    "lists",
    "aggregates",
    "temporal",
    "ranges",
    "contexts",
    "sorting",
)
_BUILTINS: dict[str, "Builtin"] = {}


@dataclass(frozen=True, slots=True)
class Form:
    """One signature of a built-in and the function behind it."""

    signature: Signature
    call: Callable[..., Value]
    wants_run: bool


def _wants_run(call: Callable[..., Value]) -> bool:
    return next(iter(inspect.signature(call).parameters), None) == "run"


class Builtin:
    """A built-in function: one name, one or more signatures tried in order."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Form] = []

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of the first signature."""
        return self.signatures[0].signature.names

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        for form in self.signatures:
            bound = form.signature.bind(arguments)
            if bound is not None:
                return self._call(run, form, bound)
        return self._refuse(run)

    def invoke_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Forms with the same names, as `before(point, range)` and `before(range, point)`, differ by their order."""
        written = tuple(arguments)
        for form in sorted(self.signatures, key=lambda form: form.signature.names != written):
            bound = form.signature.bind_named(arguments)
            if bound is not None:
                return self._call(run, form, bound)
        return self._refuse(run)

    def _refuse(self, run: Run) -> None:
        run.warn(f"{self.name}: the arguments fit none of its forms: {self.describe()}")

    def _call(self, run: Run, form: Form, arguments: list[Any]) -> Value:
        try:
            return form.call(run, *arguments) if form.wants_run else form.call(*arguments)
        except FunctionRefused as refusal:
            run.warn(f"{self.name}: {refusal.message}")
        except (ValueError, ArithmeticError) as error:
            run.warn(f"{self.name}: {error if str(error) and isinstance(error, ValueError) else 'no result'}")
        return None

    def describe(self) -> str:
        """Its forms, for people."""
        return "; ".join(f"{self.name}({form.signature.text})" for form in self.signatures)


def builtin(name: str, parameters: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare a form of a built-in, as in `@builtin("substring", "string: string, start position: number")`.

    A function whose first parameter is called `run` is given the evaluation (budget, warnings, environment).
    """

    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        function = _BUILTINS.setdefault(name, Builtin(name))
        function.signatures.append(Form(read_signature(parameters), call, _wants_run(call)))
        return call

    return register


def find_builtin(name: str) -> Builtin | None:
    """The built-in of that name."""
    return _BUILTINS.get(name)


def builtin_names() -> frozenset[str]:
    """All of them."""
    return frozenset(_BUILTINS)


def load_builtins() -> None:
    """Import every topic. `expression` does so once, for topics themselves need the compiler."""
    for topic in _TOPICS:
        import_module(f"workflows.feel.builtins.{topic}")
