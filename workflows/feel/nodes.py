"""The syntax tree: immutable nodes, each a construct of the FEEL grammar (DMN 10.3.1.2)."""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, boolean, null or `@` value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something written correctly that can only give null; the message becomes a warning."""

    message: str


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class ContextOf:
    entries: "tuple[tuple[str, Node], ...]"


@dataclass(frozen=True, slots=True)
class RangeOf:
    start: "Node"
    end: "Node"
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryRange:
    """`(> 5)`: a range with one end; `(!= 5)` has no such range and gives null."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class If:
    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Iterator:
    """`name in source` or `name in source..end`."""

    name: str
    source: "Node"
    end: "Node | None"


@dataclass(frozen=True, slots=True)
class For:
    iterators: tuple[Iterator, ...]
    body: "Node"


@dataclass(frozen=True, slots=True)
class Quantified:
    every: bool
    iterators: tuple[Iterator, ...]
    condition: "Node"


@dataclass(frozen=True, slots=True)
class NamedType:
    name: str


@dataclass(frozen=True, slots=True)
class ListType:
    item: "TypeNode"


@dataclass(frozen=True, slots=True)
class RangeType:
    end: "TypeNode"


@dataclass(frozen=True, slots=True)
class ContextType:
    entries: "tuple[tuple[str, TypeNode], ...]"


@dataclass(frozen=True, slots=True)
class FunctionType:
    parameters: "tuple[TypeNode, ...]"
    result: "TypeNode"


@dataclass(frozen=True, slots=True)
class Function:
    """A function literal; a parameter without type takes anything."""

    parameters: "tuple[tuple[str, TypeNode | None], ...]"
    body: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    callee: "Node"
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class NamedCall:
    callee: "Node"
    arguments: "tuple[tuple[str, Node], ...]"


@dataclass(frozen=True, slots=True)
class Path:
    source: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    source: "Node"
    condition: "Node"


@dataclass(frozen=True, slots=True)
class InstanceOf:
    operand: "Node"
    type: "TypeNode"


@dataclass(frozen=True, slots=True)
class Between:
    operand: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True)
class In:
    operand: "Node"
    tests: "tuple[Test, ...]"


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` (all) or `or` over two or more operands."""

    operator: str
    operands: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Operators of one strength applied from the left: first, then each (operator, operand)."""

    first: "Node"
    rest: "tuple[tuple[str, Node], ...]"


@dataclass(frozen=True, slots=True)
class Negation:
    operand: "Node"


@dataclass(frozen=True, slots=True)
class ComparisonTest:
    """`< 5` as a unary test."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class ValueTest:
    """An expression as a unary test; with `?` in it, it is itself the answer."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell: `-` (any), a list of tests, or `not(…)` of one."""

    tests: "tuple[Test, ...]"
    negated: bool = False
    any: bool = False


TypeNode: TypeAlias = NamedType | ListType | RangeType | ContextType | FunctionType
Test: TypeAlias = ComparisonTest | ValueTest
Node: TypeAlias = (
    Literal
    | Problem
    | Name
    | ListOf
    | ContextOf
    | RangeOf
    | UnaryRange
    | If
    | For
    | Quantified
    | Function
    | Call
    | NamedCall
    | Path
    | Filter
    | InstanceOf
    | Between
    | In
    | Comparison
    | Logic
    | Arithmetic
    | Negation
)
