"""Writing syntax trees back as text, and generating them: for tests of the parser."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from workflows.feel import nodes as n
from workflows.feel.text import quote, write

NAMES = ("amount", "days late", "status", "x", "employee's salary", "in-out ratio", "level 2")
TYPES = (n.NamedType("number"), n.NamedType("date and time"), n.ListType(n.NamedType("Any")))


def unparse(node: Any) -> str:
    """Text that parses to the node, with every operand in parentheses."""
    return _WRITERS[type(node)](node)


def _p(node: Any) -> str:
    return f"({unparse(node)})"


def _list(items: Any) -> str:
    return ", ".join(unparse(item) for item in items)


def _named(entries: Any) -> str:
    return ", ".join(f"{key}: {unparse(item)}" for key, item in entries)


def _iterators(node: Any) -> str:
    return ", ".join(
        f"{it.name} in {_p(it.source)}" + (f"..{_p(it.end)}" if it.end else "") for it in node.iterators
    )


def _type(kind: Any) -> str:
    return f"list<{_type(kind.item)}>" if isinstance(kind, n.ListType) else kind.name


def _test(test: Any) -> str:
    return f"{test.operator} {_p(test.operand)}" if isinstance(test, n.ComparisonTest) else _p(test.operand)


def _range(node: n.RangeOf) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_p(node.start)}..{_p(node.end)}{closing}"


def _function(node: n.Function) -> str:
    parameters = ", ".join(name + (f": {_type(kind)}" if kind else "") for name, kind in node.parameters)
    return f"function({parameters}) {_p(node.body)}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    n.Literal: lambda node: quote(node.value) if isinstance(node.value, str) else write(node.value),
    n.Name: lambda node: node.name,
    n.ListOf: lambda node: f"[{_list(node.items)}]",
    n.ContextOf: lambda node: "{" + _named(node.entries) + "}",
    n.RangeOf: _range,
    n.UnaryRange: lambda node: f"({node.operator} {_p(node.operand)})",
    n.If: lambda node: f"if {_p(node.condition)} then {_p(node.then)} else {_p(node.otherwise)}",
    n.For: lambda node: f"for {_iterators(node)} return {_p(node.body)}",
    n.Quantified: lambda node: (
        f"{'every' if node.every else 'some'} {_iterators(node)} satisfies {_p(node.condition)}"
    ),
    n.Function: _function,
    n.Call: lambda node: f"{_p(node.callee)}({_list(node.arguments)})",
    n.NamedCall: lambda node: f"{_p(node.callee)}({_named(node.arguments)})",
    n.Path: lambda node: f"{_p(node.source)}.{node.name}",
    n.Filter: lambda node: f"{_p(node.source)}[{unparse(node.condition)}]",
    n.InstanceOf: lambda node: f"{_p(node.operand)} instance of {_type(node.type)}",
    n.Between: lambda node: f"{_p(node.operand)} between {_p(node.low)} and {_p(node.high)}",
    n.In: lambda node: f"{_p(node.operand)} in ({', '.join(map(_test, node.tests))})",
    n.Comparison: lambda node: f"{_p(node.left)} {node.operator} {_p(node.right)}",
    n.Logic: lambda node: f" {node.operator} ".join(map(_p, node.operands)),
    n.Arithmetic: lambda node: _p(node.first) + "".join(f" {sign} {_p(item)}" for sign, item in node.rest),
    n.Negation: lambda node: f"-{_p(node.operand)}",
}

_names = st.sampled_from(NAMES)
_numbers = st.decimals(min_value=0, max_value=10**6, places=2).map(lambda number: Decimal(write(number)))
_leaves = st.one_of(
    st.builds(n.Literal, st.one_of(st.none(), st.booleans(), _numbers, st.text(max_size=8))),
    st.builds(n.Name, _names),
)
_comparisons = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _some(inner: Any, *, least: int = 0) -> Any:
    return st.lists(inner, min_size=least, max_size=3).map(tuple)


def _grow(inner: Any) -> Any:
    iterator = st.builds(n.Iterator, _names, inner, st.none() | inner)
    entries = st.dictionaries(_names, inner, max_size=3).map(lambda found: tuple(found.items()))
    tests = st.builds(n.ComparisonTest, _comparisons, inner) | st.builds(n.ValueTest, inner)
    parameters = st.dictionaries(st.sampled_from(["x", "days late"]), st.none() | st.sampled_from(TYPES))
    return st.one_of(
        st.builds(n.ListOf, _some(inner)),
        st.builds(n.ContextOf, entries),
        st.builds(n.RangeOf, inner, inner, st.booleans(), st.booleans()),
        st.builds(n.UnaryRange, _comparisons, inner),
        st.builds(n.If, inner, inner, inner),
        st.builds(n.For, _some(iterator, least=1), inner),
        st.builds(n.Quantified, st.booleans(), _some(iterator, least=1), inner),
        st.builds(n.Function, parameters.map(lambda found: tuple(found.items())), inner),
        st.builds(n.Call, inner, _some(inner)),
        st.builds(n.NamedCall, inner, entries.filter(bool)),
        st.builds(n.Path, inner, _names),
        st.builds(n.Filter, inner, inner),
        st.builds(n.InstanceOf, inner, st.sampled_from(TYPES)),
        st.builds(n.Between, inner, inner, inner),
        st.builds(n.In, inner, _some(tests, least=1)),
        st.builds(n.Comparison, _comparisons, inner, inner),
        st.builds(
            n.Logic,
            st.sampled_from(["and", "or"]),
            _some(inner, least=2).filter(lambda found: len(found) > 1),
        ),
        st.builds(n.Arithmetic, inner, _some(st.tuples(st.sampled_from(["+", "-"]), inner), least=1)),
        st.builds(n.Negation, inner),
    )


expressions = st.recursive(_leaves, _grow, max_leaves=12)
