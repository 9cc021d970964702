"""Cutting the values of an input column into cells within which every rule answers alike.

The constants of the column's tests (and of its allowed values) are the cuts; one sample stands for each cut and
for each stretch between two. What a rule says about a sample it says about the whole cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from workflows.dmn.constants import ColumnUnreadable, list_constants
from workflows.dmn.tables import DecisionTable, InputColumn
from workflows.dmn.types import Constrained, DmnType
from workflows.feel import UnaryTests
from workflows.feel.temporal_text import write_date, write_datetime, write_duration
from workflows.feel.text import quote
from workflows.feel.values import Value, YearMonthDuration

OTHER_TEXT = "(any other text)"
ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a column's values: in words, one value of it, and the rules (bit n: rule n + 1) it satisfies.

    `test` asks for exactly this part, as a cell of the table would.
    """

    text: str
    sample: Value
    rules: int
    test: str = "-"


@dataclass(frozen=True, slots=True)
class _Bounds:
    """From where to where a stretch of ordered values goes; None is without end."""

    low: Value = None
    has_low: bool = False
    high: Value = None
    has_high: bool = False

    @property
    def test(self) -> str:
        if self.low is None:
            return "-" if self.high is None else f"{'<=' if self.has_high else '<'} {write_feel(self.high)}"
        if self.high is None:
            return f"{'>=' if self.has_low else '>'} {write_feel(self.low)}"
        if self.low == self.high:
            return write_feel(self.low)
        ends = ("[" if self.has_low else "(", "]" if self.has_high else ")")
        return f"{ends[0]}{write_feel(self.low)}..{write_feel(self.high)}{ends[1]}"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """`others` are, of any other text, the texts that it is not."""

    text: str
    sample: Value
    bounds: _Bounds | None = None
    others: tuple[str, ...] = ()


def cut_column(table: DecisionTable, index: int) -> tuple[Cell, ...]:
    """The cells of one input column. Raises ColumnUnreadable when a test depends on other names."""
    column = table.inputs[index]
    tests = [rule.tests[index] for rule in table.rules]
    limits = list(_list_limits(column))
    constants = [value for test in (*tests, *limits) if test for value in list_constants(test)]
    stretches = [
        stretch
        for stretch in _cut(constants, column)
        if all(limit.test(stretch.sample, {}) is True for limit in limits)
    ]
    return tuple(_merge([(stretch, _ask(tests, stretch.sample)) for stretch in stretches]))


def _list_limits(column: InputColumn) -> Iterator[UnaryTests]:
    """The column's input values, and the allowed values of its type."""
    if column.allowed is not None:
        yield column.allowed
    kind = column.expression.type
    while isinstance(kind, Constrained):
        yield kind.tests
        kind = kind.base


def _ask(tests: Sequence[UnaryTests | None], sample: Value) -> int:
    answers = (test is None or test.test(sample, {}) is True for test in tests)
    return sum(1 << number for number, answer in enumerate(answers) if answer)


def _merge(parts: Iterable[tuple[_Stretch, int]]) -> Iterator[Cell]:
    """Neighbours that satisfy the same rules are one cell, named by its first and last part."""
    for rules, group in groupby(parts, key=lambda part: part[1]):
        yield _join([stretch for stretch, _rules in group], rules)


def _join(group: Sequence[_Stretch], rules: int) -> Cell:
    first, last = group[0], group[-1]
    text = first.text if first is last else f"{first.text} to {last.text}"
    return Cell(text, first.sample, rules, _write_test(group))


def _write_test(group: Sequence[_Stretch]) -> str:
    first, last = group[0], group[-1]
    if first.bounds and last.bounds:
        return _Bounds(first.bounds.low, first.bounds.has_low, last.bounds.high, last.bounds.has_high).test
    texts = [stretch.sample for stretch in group if stretch.text not in (OTHER_TEXT, ANYTHING)]
    if last.text == OTHER_TEXT:
        left = [text for text in last.others if text not in texts]
        return f"not({', '.join(map(write_feel, left))})" if left else "-"
    if not texts or {True, False} <= {text for text in texts if isinstance(text, bool)}:
        return "-"
    return ", ".join(map(write_feel, texts))


def _cut(constants: Sequence[Value], column: InputColumn) -> list[_Stretch]:
    kind = column.expression.type
    if not constants:
        return _cut_without_constants(kind)
    kinds = {_kind(value) for value in constants}
    if len(kinds) > 1 or None in kinds:
        raise ColumnUnreadable(f"{column.label}: values of different kinds")
    if kinds == {bool}:
        return [_Stretch("true", True), _Stretch("false", False)]
    if kinds == {str}:
        texts = [_Stretch(f'"{text}"', text) for text in dict.fromkeys(constants)]
        return [*texts, _Stretch(OTHER_TEXT, OTHER_TEXT, others=tuple(dict.fromkeys(constants)))]
    return list(_cut_ordered(sorted(set(constants))))


def _cut_without_constants(kind: DmnType) -> list[_Stretch]:
    """A column no rule cuts: any value stands for all."""
    if kind.name == "boolean":
        return [_Stretch("true", True), _Stretch("false", False)]
    return [_Stretch(ANYTHING, {"number": Decimal(0), "string": OTHER_TEXT}.get(kind.name))]


def _kind(value: Value) -> type | None:
    kinds = (bool, Decimal, str, datetime, date, timedelta, YearMonthDuration)
    return next((kind for kind in kinds if isinstance(value, kind)), None)


def _cut_ordered(cuts: Sequence[Value]) -> Iterator[_Stretch]:
    yield _Stretch(f"< {show(cuts[0])}", _step(cuts[0], -1), _Bounds(high=cuts[0]))
    for low, high in zip(cuts, [*cuts[1:], None], strict=True):
        yield _Stretch(show(low), low, _Bounds(low, True, low, True))
        if high is None:
            yield _Stretch(f"> {show(low)}", _step(low, 1), _Bounds(low=low))
        elif (between := _between(low, high)) is not None:
            yield _Stretch(f"between {show(low)} and {show(high)}", between, _Bounds(low, high=high))


def _step(value: Value, sign: int) -> Value:
    if isinstance(value, Decimal):
        return value + sign
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(value.months + sign)
    return value + sign * timedelta(days=1)


def _between(low: Value, high: Value) -> Value:
    """A value strictly between, None when there is none (days and months come whole)."""
    if isinstance(low, YearMonthDuration):
        middle = YearMonthDuration((low.months + high.months) // 2)
        return middle if middle != low else None
    if isinstance(low, date) and not isinstance(low, datetime):
        middle = low + (high - low) // 2
        return middle if middle != low else None
    return low + (high - low) / 2


def show(value: Value) -> str:
    """A value as a process owner writes it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return value if value == OTHER_TEXT else f'"{value}"'
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, date):
        return write_date(value)
    if isinstance(value, timedelta | YearMonthDuration):
        return write_duration(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def write_feel(value: Value) -> str:
    """A value as a cell asks for it: dates and durations by their functions."""
    if isinstance(value, datetime):
        return f'date and time("{write_datetime(value)}")'
    if isinstance(value, date):
        return f'date("{write_date(value)}")'
    if isinstance(value, timedelta | YearMonthDuration):
        return f'duration("{write_duration(value)}")'
    return quote(value) if isinstance(value, str) else show(value)
