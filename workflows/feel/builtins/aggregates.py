"""One value out of a list: count, sum, mean, extremes, and the logical `all` and `any`."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

from workflows.feel.arithmetic import calculate
from workflows.feel.builtins.registry import builtin
from workflows.feel.comparison import order
from workflows.feel.errors import FunctionRefused
from workflows.feel.values import CONTEXT, Value

_TWO_OR_MORE = "item: any, others: any..."


def aggregate(name: str) -> Callable[[Callable[[list[Any]], Value]], Callable[[list[Any]], Value]]:
    """Declare `name(list)` and `name(item, item, …)` alike."""

    def register(call: Callable[[list[Any]], Value]) -> Callable[[list[Any]], Value]:
        builtin(name, "list: list")(call)
        builtin(name, _TWO_OR_MORE)(lambda *items: call(list(items)))
        return call

    return register


def _numbers(items: list[Any]) -> list[Decimal]:
    if not all(isinstance(item, Decimal) for item in items):
        raise FunctionRefused("every item must be a number")
    return items


@builtin("count", "list: list")
def count_items(items: list[Any]) -> Value:
    return Decimal(len(items))


@aggregate("sum")
def add_up(items: list[Any]) -> Value:
    return reduce(lambda total, item: calculate("+", total, item), items) if _summable(items) else None


def _summable(items: list[Any]) -> bool:
    if items and not isinstance(items[0], str):
        calculate("+", items[0], items[0])
        return True
    if items:
        raise FunctionRefused("texts have no sum")
    return False


@aggregate("product")
def multiply(items: list[Any]) -> Value:
    return reduce(CONTEXT.multiply, _numbers(items)) if items else None


@aggregate("mean")
def average(items: list[Any]) -> Value:
    return calculate("/", add_up(items), Decimal(len(items))) if items else None


@aggregate("min")
def smallest(items: list[Any]) -> Value:
    return _extreme(items, "<")


@aggregate("max")
def largest(items: list[Any]) -> Value:
    return _extreme(items, ">")


def _extreme(items: list[Any], sign: str) -> Value:
    best = items[0] if items else None
    for item in items:
        better = order(sign, item, best)
        if better is None:
            raise FunctionRefused("the items cannot all be compared")
        best = item if better else best
    return best


@aggregate("median")
def middle(items: list[Any]) -> Value:
    numbers = sorted(_numbers(items))
    if not numbers:
        return None
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return CONTEXT.divide(CONTEXT.add(numbers[half - 1], numbers[half]), Decimal(2))


@aggregate("stddev")
def deviation(items: list[Any]) -> Value:
    """The sample standard deviation, which needs two numbers."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        raise FunctionRefused("two numbers or more are needed")
    mean = CONTEXT.divide(reduce(CONTEXT.add, numbers), Decimal(len(numbers)))
    squares = [CONTEXT.power(CONTEXT.subtract(number, mean), Decimal(2)) for number in numbers]
    return CONTEXT.sqrt(CONTEXT.divide(reduce(CONTEXT.add, squares), Decimal(len(numbers) - 1)))


@aggregate("mode")
def commonest(items: list[Any]) -> Value:
    """The most frequent numbers, in ascending order."""
    counts = Counter(_numbers(items))
    highest = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == highest)


@aggregate("all")
def all_true(items: list[Any]) -> Value:
    return _decide(items, decisive=False)


@aggregate("any")
def any_true(items: list[Any]) -> Value:
    return _decide(items, decisive=True)


def _decide(items: list[Any], *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(isinstance(item, bool) for item in items) else None
