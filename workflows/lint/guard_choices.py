"""Whether the choices on one way can all be made: `next = "ask"` and then `next != "ask"` cannot.

What a condition asks of plain variables and literals is tried with values of every kind it can tell apart, by FEEL
itself; every other condition may hold or not. The answer errs on one side only: a way that is possible is never called
impossible.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from typing import Any

from workflows.feel import Expression, FeelBudgetExceeded, FeelSyntaxError, parse
from workflows.feel import nodes as feel

MOST_CASES = 10_000
_PLAIN = (bool, str, Decimal)
_OTHER_TEXT = "\N{REPLACEMENT CHARACTER} none of the texts"


@dataclass(frozen=True)
class Fact:
    """What a choice has shown: the condition holds, or (of a flow not taken for the default) does not.

    `scope` is the call activity inside which its variables live, empty for those of the process itself. `names` are
    the names they bear there where these are not those of the text: a called process hands them out under others."""

    scope: str
    text: str
    holds: bool
    names: tuple[tuple[str, str], ...] = ()

    def name(self, root: str) -> str:
        return dict(self.names).get(root, root)

    def hand_out(self, scope: str, given: Mapping[str, str]) -> "Fact | None":
        """The same fact about the variables of a caller, which are `given` (name here → name there)."""
        roots = {path[0] for path in _find_paths(_read(self.text))}
        if not all(self.name(root) in given for root in roots):
            return None
        return replace(
            self, scope=scope, names=tuple(sorted((root, given[self.name(root)]) for root in roots))
        )


def find_facts(scope: str, text: str, *, holds: bool) -> frozenset[Fact]:
    """The facts of one condition that can be tried with values; none where nothing can be said for sure."""
    node = _read(text)
    if node is None or not _find_paths(node):
        return frozenset()
    return frozenset({Fact(scope, text, holds)})


def find_outcome(scope: str, name: str, value: str) -> frozenset[Fact]:
    """What is known after a variable was set: only of a plain text, number, truth value or null."""
    node = _read(value)
    return (
        find_facts(scope, f"{name} = {value}", holds=True) if isinstance(node, feel.Literal) else frozenset()
    )


def find_roots(fact: Fact) -> frozenset[str]:
    """The variables a fact is about."""
    return frozenset(fact.name(path[0]) for path in _find_paths(_read(fact.text)))


def are_possible(facts: frozenset[Fact]) -> bool:
    """Whether some values of the variables make all facts true together."""
    return all(_can_hold(group) for group in _group(facts))


def _group(facts: frozenset[Fact]) -> Iterator[frozenset[Fact]]:
    """Facts that share variables, each group on its own."""
    left = set(facts)
    while left:
        group = {left.pop()}
        names = {(one.scope, root) for one in group for root in find_roots(one)}
        while near := {one for one in left if any((one.scope, root) in names for root in find_roots(one))}:
            left -= near
            group |= near
            names |= {(one.scope, root) for one in near for root in find_roots(one)}
        yield frozenset(group)


@lru_cache(maxsize=20_000)
def _can_hold(facts: frozenset[Fact]) -> bool:
    paths: dict[tuple[str, ...], set[Any]] = {}
    for fact in facts:
        for (root, *rest), literals in _list_compared(_read(fact.text)):
            paths.setdefault((fact.name(root), *rest), set()).update(literals)
    if _overlap(paths):
        return True
    domains = [list_values(literals) for literals in paths.values()]
    if prod(map(len, domains)) > MOST_CASES:
        return True
    return any(_holds(facts, _build(tuple(paths), values)) for values in product(*domains))


def _holds(facts: frozenset[Fact], variables: dict[str, Any]) -> bool:
    try:
        return all((_evaluate(fact, variables) is True) is fact.holds for fact in facts)
    except FeelBudgetExceeded:
        return True


def _evaluate(fact: Fact, variables: dict[str, Any]) -> Any:
    renamed = {root: variables[name] for root, name in fact.names}
    return _parse(fact.text).evaluate({**variables, **renamed})


def list_values(literals: Iterable[Any]) -> list[Any]:
    """A value of every kind that comparisons with these literals can tell apart."""
    known = list(literals)
    numbers = sorted(one for one in known if isinstance(one, Decimal))
    texts = sorted(one for one in known if isinstance(one, str))
    values: list[Any] = [None, True, False, *texts, _OTHER_TEXT, *numbers]
    values += [(low + high) / 2 for low, high in pairwise(numbers)]
    ends = [numbers[0] - 1, numbers[-1] + 1] if numbers else [Decimal(0)]
    values += [f"{text} " for text in texts] + [""]  # between the texts, for < and >
    return values + ends


def _build(paths: tuple[tuple[str, ...], ...], values: tuple[Any, ...]) -> dict[str, Any]:
    """Variables in which each path has its value."""
    variables: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        place = variables
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = value
    return variables


def _overlap(paths: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the paths goes through another: `step` and `step.kind` cannot be varied apart."""
    every = sorted(paths)
    return any(longer[: len(short)] == short for short in every for longer in every if longer != short)


@lru_cache(maxsize=4_096)
def _parse(text: str) -> Expression:
    return parse(text)


@lru_cache(maxsize=4_096)
def _read(text: str) -> Any:
    """The syntax tree of a condition that compares variables with literals and nothing else; None of any other."""
    try:
        node = _parse(text).node
    except FeelSyntaxError:
        return None
    return node if _is_plain(node) else None


def _is_plain(node: Any) -> bool:
    if isinstance(node, feel.Literal):
        return node.value is None or isinstance(node.value, _PLAIN)
    if isinstance(node, feel.Name | feel.Path):
        return bool(_name_path(node))
    if isinstance(node, feel.Call):
        return node.callee == feel.Name("not") and len(node.arguments) == 1 and _is_plain(node.arguments[0])
    if (
        isinstance(node, feel.Comparison | feel.In)
        and sum(bool(_find_paths(one)) for one in _list_parts(node)) > 1
    ):
        return False  # two variables side by side: no list of values shows all that can be told apart
    if isinstance(node, feel.Comparison | feel.Logic | feel.In | feel.ValueTest | feel.ComparisonTest):
        return all(_is_plain(part) for part in _list_parts(node))
    return False


def _list_parts(node: Any) -> Iterator[Any]:
    """The operands directly inside a node."""
    if isinstance(node, feel.Comparison):
        yield from (node.left, node.right)
    elif isinstance(node, feel.Logic):
        yield from node.operands
    elif isinstance(node, feel.In):
        yield from (node.operand, *node.tests)
    elif isinstance(node, feel.ValueTest | feel.ComparisonTest):
        yield node.operand
    elif isinstance(node, feel.Call):
        yield from node.arguments


def _name_path(node: Any) -> tuple[str, ...]:
    """`step.kind` as ("step", "kind"); empty when it begins with anything but a variable."""
    names: list[str] = []
    while isinstance(node, feel.Path):
        names.insert(0, node.name)
        node = node.source
    return (node.name, *names) if isinstance(node, feel.Name) else ()


def _find_paths(node: Any) -> frozenset[tuple[str, ...]]:
    if isinstance(node, feel.Name | feel.Path):
        return frozenset({_name_path(node)})
    return frozenset[tuple[str, ...]]().union(*(_find_paths(part) for part in _list_parts(node)))


def _list_compared(node: Any) -> Iterator[tuple[tuple[str, ...], frozenset[Any]]]:
    """Each variable with the literals it is compared with."""
    paths = _find_paths(node)
    if isinstance(node, feel.Comparison | feel.In | feel.Name | feel.Path):
        literals = _find_literals(node)
        yield from ((path, literals) for path in paths)
    else:
        for part in _list_parts(node):
            yield from _list_compared(part)


def _find_literals(node: Any) -> frozenset[Any]:
    if isinstance(node, feel.Literal):
        return frozenset({node.value}) if isinstance(node.value, str | Decimal) else frozenset()
    return frozenset[Any]().union(*(_find_literals(part) for part in _list_parts(node)))
