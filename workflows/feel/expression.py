"""Parsed expressions and cells: immutable, cached by text, evaluated as often as wanted."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any

from workflows.feel import compile_access, compile_calls, compile_loops, compile_operators, compile_tests
from workflows.feel.builtins.registry import find_builtin, load_builtins
from workflows.feel.compiling import compile_node
from workflows.feel.environment import DEFAULT, Environment
from workflows.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from workflows.feel.free_names import FoundNames, find_names
from workflows.feel.nodes import Node, Tests
from workflows.feel.parser import Parser, make_parser
from workflows.feel.scope import RootValues, Run, Scope
from workflows.feel.values import Value
from workflows.words import say

LANGUAGE = (compile_access, compile_calls, compile_loops, compile_operators, compile_tests)
"""The modules whose import teaches the compiler every node."""
_CACHED = 4096
load_builtins()


class _Parsed:
    """What expressions and cells share: their text and the names they need."""

    def __init__(self, text: str, node: Any) -> None:
        self.text = text
        self.node = node

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    @cached_property
    def _found(self) -> FoundNames:
        return find_names(self.node)

    @cached_property
    def names(self) -> frozenset[str]:
        """Variables taken from outside. Names inside filters may be entries of the items: see filter_names."""
        return frozenset(self._found.variables - {"?"})

    @cached_property
    def filter_names(self) -> frozenset[str]:
        """Names in filters: entries of the filtered items, or variables."""
        return frozenset(self._found.in_filters)

    @cached_property
    def functions(self) -> frozenset[str]:
        """Functions called that are not built in: the host's, or variables holding one."""
        return frozenset(name for name in self._found.functions if find_builtin(name) is None)

    @property
    def reads_clock(self) -> bool:
        """Whether it asks for `now` or `today`."""
        return not {"now", "today"}.isdisjoint(self._found.functions | self._found.variables)


class Expression(_Parsed):
    """A FEEL expression ready to be evaluated."""

    def __init__(self, text: str, node: Node) -> None:
        super().__init__(text, node)
        self._closure = compile_node(node)

    def evaluate(
        self,
        scope: Mapping[str, Value],
        environment: Environment = DEFAULT,
        *,
        warnings: list[str] | None = None,
    ) -> Value:
        """The value; null where FEEL has none, with the reasons in `warnings`. Raises FeelBudgetExceeded."""
        return _limited(self._closure, Scope(RootValues(scope), None, Run(environment, warnings)))


class UnaryTests(_Parsed):
    """A decision table cell ready to test values."""

    def __init__(self, text: str, node: Tests) -> None:
        super().__init__(text, node)
        self._closure = compile_tests.compile_tests(node)

    def test(
        self,
        input_value: Value,
        scope: Mapping[str, Value],
        environment: Environment = DEFAULT,
        *,
        warnings: list[str] | None = None,
    ) -> bool | None:
        """Whether the value passes; null where FEEL cannot tell. Raises FeelBudgetExceeded."""
        run = Run(environment, warnings)
        root = Scope(RootValues({"?": input_value}), Scope(RootValues(scope), None, run), run)
        value = root.find("?")
        answer: bool | None = _limited(lambda inner: self._closure(inner, value), root)
        return answer


def _limited(closure: Callable[[Scope], Any], scope: Scope) -> Any:
    try:
        return closure(scope)
    except RecursionError as error:
        raise FeelBudgetExceeded("The expression is too deep.") from error


def parse(text: str, *, names: Iterable[str] = ()) -> Expression:
    """The expression in a text. `names` are known names; needed for those with operators or keywords in them.

    Raises FeelSyntaxError.
    """
    return _parse(text, frozenset(names))


def parse_unary_tests(text: str, *, names: Iterable[str] = ()) -> UnaryTests:
    """The cell in a text: `-`, `> 5`, `"a", "b"`, `not(…)`… Raises FeelSyntaxError."""
    return _parse_tests(text, frozenset(names))


@lru_cache(maxsize=_CACHED)
def _parse(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, _read(text, names, Parser.expression))


@lru_cache(maxsize=_CACHED)
def _parse_tests(text: str, names: frozenset[str]) -> UnaryTests:
    return UnaryTests(text, _read(text, names, Parser.unary_tests))


def _read(text: str, names: frozenset[str], read: Callable[[Parser], Any]) -> Any:
    try:
        parser = make_parser(text, names)
        node = read(parser)
        parser.finish()
    except RecursionError as error:
        raise FeelSyntaxError(say("The expression is too deep."), text, 1, 1) from error
    return node
