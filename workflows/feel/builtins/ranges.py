"""How points and ranges lie to each other (DMN table 78), and ranges out of texts."""

import re
from collections.abc import Callable
from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.comparison import compare, contains
from workflows.feel.errors import FeelSyntaxError, FunctionRefused
from workflows.feel.nodes import Call, Literal, Name, Negation, Node, RangeOf, UnaryRange
from workflows.feel.scope import Run
from workflows.feel.values import Range, Value

_UNBOUNDED = re.compile(
    r"\s*([(\]])\s*\.\.\s*(\S.*)([)\]\[])\s*|\s*([(\[\]])(.*\S)\s*\.\.\s*([)\[])\s*", re.DOTALL
)
_MAKERS = frozenset({"date", "time", "date and time", "duration"})


def _is(sign: str, left: Value, right: Value) -> bool:
    """A comparison that must have an answer. An open end (None) equals nothing and precedes nothing."""
    if left is None or right is None:
        return False
    answer = compare(sign, left, right)
    if answer is None:
        raise FunctionRefused("the values cannot be compared")
    return answer


def _whole(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _before(a: Range, b: Range) -> bool:
    if _is("<", a.end, b.start):
        return True
    return _is("=", a.end, b.start) and not (a.end_included and b.start_included)


def _meets(a: Range, b: Range) -> bool:
    return a.end_included and b.start_included and _is("=", a.end, b.start)


def _same_start(a: Range, b: Range) -> bool:
    if a.start is None or b.start is None:
        return a.start is b.start
    return _is("=", a.start, b.start) and a.start_included == b.start_included


def _same_end(a: Range, b: Range) -> bool:
    if a.end is None or b.end is None:
        return a.end is b.end
    return _is("=", a.end, b.end) and a.end_included == b.end_included


def _starts_no_later(a: Range, b: Range) -> bool:
    """a begins at or before b."""
    if a.start is None:
        return True
    if _is("<", a.start, b.start):
        return True
    return _is("=", a.start, b.start) and (a.start_included or not b.start_included)


def _ends_no_earlier(a: Range, b: Range) -> bool:
    if a.end is None:
        return True
    if _is(">", a.end, b.end):
        return True
    return _is("=", a.end, b.end) and (a.end_included or not b.end_included)


def _includes(a: Range, b: Range) -> bool:
    return _starts_no_later(a, b) and _ends_no_earlier(a, b)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    starts = _starts_no_later(a, b) and not _same_start(a, b)
    return _overlaps(a, b) and starts and _ends_no_earlier(b, a)


def _starts(a: Range, b: Range) -> bool:
    return _same_start(a, b) and _ends_no_earlier(b, a)


def _finishes(a: Range, b: Range) -> bool:
    return _same_end(a, b) and _starts_no_later(b, a)


Relation = Callable[[Range, Range], bool]


def _declare(name: str, forms: tuple[str, ...], relation: Relation, *, turned: bool = False) -> None:
    def call(first: Any, second: Any) -> bool:
        a, b = _whole(first), _whole(second)
        return relation(b, a) if turned else relation(a, b)

    for form in forms:
        builtin(name, form)(call)


_POINTS, _RANGES = "point1: point, point2: point", "range1: range, range2: range"
_POINT_RANGE, _RANGE_POINT = "point: point, range: range", "range: range, point: point"
_EVERY_FORM = (_POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)

_declare("before", _EVERY_FORM, _before)
_declare("after", _EVERY_FORM, _before, turned=True)
_declare("meets", (_RANGES,), _meets)
_declare("met by", (_RANGES,), _meets, turned=True)
_declare("overlaps", (_RANGES,), _overlaps)
_declare("overlaps before", (_RANGES,), _overlaps_before)
_declare("overlaps after", (_RANGES,), _overlaps_before, turned=True)
_declare("finished by", (_RANGES,), _finishes, turned=True)
_declare("finishes", (_RANGES,), _finishes)
_declare("includes", (_RANGES,), _includes)
_declare("during", (_RANGES,), _includes, turned=True)
_declare("starts", (_RANGES,), _starts)
_declare("started by", (_RANGES,), _starts, turned=True)
_declare("coincides", (_RANGES,), lambda a, b: _same_start(a, b) and _same_end(a, b))


@builtin("coincides", _POINTS)
def points_coincide(first: Value, second: Value) -> Value:
    return _is("=", first, second)


@builtin("during", _POINT_RANGE)
def point_during(point: Value, interval: Range) -> Value:
    return contains(interval, point)


@builtin("includes", _RANGE_POINT)
def range_includes(interval: Range, point: Value) -> Value:
    return contains(interval, point)


@builtin("finishes", _POINT_RANGE)
def point_finishes(point: Value, interval: Range) -> Value:
    return interval.end_included and _is("=", point, interval.end)


@builtin("finished by", _RANGE_POINT)
def range_finished_by(interval: Range, point: Value) -> Value:
    return point_finishes(point, interval)


@builtin("starts", _POINT_RANGE)
def point_starts(point: Value, interval: Range) -> Value:
    return interval.start_included and _is("=", point, interval.start)


@builtin("started by", _RANGE_POINT)
def range_started_by(interval: Range, point: Value) -> Value:
    return point_starts(point, interval)


@builtin("range", "from: string")
def read_range(run: Run, text: str) -> Value:
    """A range out of its text; only literals, or dates and durations made of literals, may be its ends."""
    from workflows.feel.expression import parse

    try:
        expression = parse(_close(text))
    except FeelSyntaxError as error:
        raise FunctionRefused(f"'{text}' is not a range") from error
    if not all(_is_constant(end) for end in _ends(expression.node)):
        raise FunctionRefused(f"'{text}' is not a range between constants")
    interval = expression.evaluate({}, run.environment, warnings=run.warnings)
    if isinstance(interval, Range) and _is(">", interval.start, interval.end):
        raise FunctionRefused(f"'{text}' ends before it starts")
    return interval


def _close(text: str) -> str:
    """`(..2]` and `[1..)`, open without bound at one end (DMN 1.5, grammar rule 66), as a comparison with the other."""
    match = _UNBOUNDED.fullmatch(text)
    if match is None:
        return text
    if match[1]:
        return f"({'<=' if match[3] == ']' else '<'} {match[2]})"
    return f"({'>=' if match[4] == '[' else '>'} {match[5]})"


def _ends(node: Node) -> tuple[Node, ...]:
    if isinstance(node, RangeOf):
        return node.start, node.end
    if isinstance(node, UnaryRange):
        return (node.operand,)
    raise FunctionRefused("the text is not a range")


def _is_constant(node: Node) -> bool:
    """A literal, a negative number, or a call such as `date("2026-05-12")`."""
    if isinstance(node, Negation):
        return _is_constant(node.operand)
    if isinstance(node, Call) and isinstance(node.callee, Name):
        return node.callee.name in _MAKERS and all(_is_constant(argument) for argument in node.arguments)
    return isinstance(node, Literal)
