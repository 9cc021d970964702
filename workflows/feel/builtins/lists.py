"""Functions that search or rebuild lists; positions count from 1, or from the end when negative."""

from decimal import Decimal
from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.comparison import equals
from workflows.feel.compile_calls import invoke
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.values import Callee, Value


def _index(items: list[Any], position: Decimal, *, longest: int = 0) -> int:
    """The index for a position from 1, or from the end; `longest` allows places beyond the end."""
    place = int(position)
    if place == 0 or position != place or abs(place) > len(items) + longest:
        raise FunctionRefused(f"there is no position {position} in a list of {len(items)}")
    return place - 1 if place > 0 else len(items) + place


def _same(left: Value, right: Value) -> bool:
    return equals(left, right) is True


@builtin("list contains", "list: list, element: any")
def has_item(run: Run, items: list[Any], element: Value) -> Value:
    run.spend(len(items))
    return any(_same(item, element) for item in items)


@builtin("sublist", "list: list, start position: number, length: number|null?")
def cut_list(items: list[Any], position: Decimal, length: Decimal | None) -> Value:
    start = _index(items, position)
    if length is None:
        return items[start:]
    if length < 0 or start + length > len(items):
        raise FunctionRefused(f"there are not {length} items from position {position}")
    return items[start : start + int(length)]


@builtin("append", "list: list, item: any...")
def append(run: Run, items: list[Any], *more: Value) -> Value:
    run.check_items(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "list: list, others: list?...")
def concatenate(run: Run, *lists: list[Any]) -> Value:
    run.check_items(sum(len(items) for items in lists if items is not None))
    return [item for items in lists if items is not None for item in items]


@builtin("union", "list: list, others: list?...")
def unite(run: Run, *lists: list[Any]) -> Value:
    return distinct(run, [item for items in lists if items is not None for item in items])


@builtin("distinct values", "list: list")
def distinct(run: Run, items: list[Any]) -> Value:
    kept: list[Any] = []
    for item in items:
        run.spend(len(kept) // 16 + 1)
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return kept


@builtin("insert before", "list: list, position: number, newItem: any")
def insert(items: list[Any], position: Decimal, item: Value) -> Value:
    index = _index(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(items: list[Any], position: Decimal) -> Value:
    index = _index(items, position)
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def replace_at(items: list[Any], position: Decimal, item: Value) -> Value:
    index = _index(items, position)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def replace_matching(run: Run, items: list[Any], match: Callee, new: Value) -> Value:
    """Replace each item for which match(item, newItem) is true."""
    replaced = []
    for item in items:
        answer = invoke(run, match, [item, new])
        if not isinstance(answer, bool):
            raise FunctionRefused("the match function must give true or false")
        replaced.append(new if answer else item)
    return replaced


@builtin("reverse", "list: list")
def turn_round(items: list[Any]) -> Value:
    return items[::-1]


@builtin("index of", "list: list, match: any")
def find_places(run: Run, items: list[Any], match: Value) -> Value:
    run.spend(len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if _same(item, match)]


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[Any]) -> Value:
    flat: list[Any] = []
    pending = items[::-1]
    while pending:
        run.spend()
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(reversed(item))
        else:
            flat.append(item)
    return flat
