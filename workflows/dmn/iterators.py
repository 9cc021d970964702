"""Boxed filter and boxed iterators: for, some, every."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.dmn.boxed import Boxed
from workflows.dmn.frames import Frame
from workflows.feel.compile_loops import list_range
from workflows.feel.scope import Run as FeelRun
from workflows.feel.values import Range, Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filter(Boxed):
    """The items of a list for which `match` is true; a number in `match` picks by position.

    Null does not match; any other answer gives null.
    """

    source: Boxed
    match: Boxed

    def compute(self, frame: Frame) -> Value:
        value = self.source.evaluate(frame)
        items = value if isinstance(value, list) else [] if value is None else [value]
        kept: list[Value] = []
        for item in items:
            verdict = self.match.evaluate(_see_item(frame, item))
            if isinstance(verdict, Decimal):
                return _pick(items, verdict)
            if verdict is not None and not isinstance(verdict, bool):
                frame.warn(self.match.place, "the answer for an item is neither true nor false")
                return None
            if verdict:
                kept.append(item)
        return kept


def _see_item(frame: Frame, item: Value) -> Frame:
    fields = item if isinstance(item, dict) else {}
    return frame.extend({"item": item, **fields})


def _pick(items: list[Value], position: Decimal) -> Value:
    """Position from 1, or from the end when negative."""
    if position == 0 or position != int(position) or abs(position) > len(items):
        return None
    return items[int(position) - 1 if position > 0 else int(position)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForLoop(Boxed):
    """One result an item; `partial` holds the results so far."""

    variable: str
    source: Boxed
    body: Boxed

    def compute(self, frame: Frame) -> Value:
        items = list_items(self, self.source.evaluate(frame), frame)
        if items is None:
            return None
        results: list[Value] = []
        for item in items:
            scope = frame.extend({self.variable: item, "partial": list(results)})
            results.append(self.body.evaluate(scope))
        return results


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quantified(Boxed):
    """Whether every (or some) item satisfies; null as soon as one answer is no boolean and none decides."""

    variable: str
    source: Boxed
    body: Boxed
    is_every: bool

    def compute(self, frame: Frame) -> Value:
        items = list_items(self, self.source.evaluate(frame), frame)
        if items is None:
            return None
        verdicts = [self.body.evaluate(frame.extend({self.variable: item})) for item in items]
        decisive = not self.is_every
        if any(verdict is decisive for verdict in verdicts):
            return decisive
        if all(isinstance(verdict, bool) for verdict in verdicts):
            return self.is_every
        frame.warn(self.body.place, "the answer for an item is neither true nor false")
        return None


def list_items(boxed: Boxed, value: Value, frame: Frame) -> Iterable[Value] | None:
    """The items to walk: of a list, of a range of whole numbers, or one value alone; None when there is nothing."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _list_range(boxed, value, frame)
    if value is None:
        frame.warn(boxed.place, "there is nothing to iterate over")
        return None
    return [value]


def _list_range(boxed: Boxed, value: Range, frame: Frame) -> list[Value] | None:
    if isinstance(value.start, date):
        return list_range(FeelRun(frame.environment, frame.run.warnings), value)
    ends = (value.start, value.end)
    if not all(isinstance(end, Decimal) and end == int(end) for end in ends):
        frame.warn(boxed.place, "a range to iterate over needs two whole numbers")
        return None
    first = int(value.start) + (0 if value.start_included else 1)
    last = int(value.end) - (0 if value.end_included else 1)
    if last - first >= frame.environment.budget.list_items:
        frame.warn(boxed.place, "the range to iterate over is too long")
        return None
    return [Decimal(number) for number in range(first, last + 1)]
