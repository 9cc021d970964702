"""`sort`, with a function saying which of two items comes first."""

from functools import cmp_to_key
from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.comparison import order
from workflows.feel.compile_calls import invoke
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.values import Callee, Value


@builtin("sort", "list: list, precedes: function")
def sort_by(run: Run, items: list[Any], precedes: Callee) -> Value:
    def compare(left: Value, right: Value) -> int:
        if _decide(run, precedes, left, right):
            return -1
        return 1 if _decide(run, precedes, right, left) else 0

    return sorted(items, key=cmp_to_key(compare))


def _decide(run: Run, precedes: Callee, left: Value, right: Value) -> bool:
    answer = invoke(run, precedes, [left, right])
    if not isinstance(answer, bool):
        raise FunctionRefused("the function must say true or false for any two items")
    return answer


@builtin("sort", "list: list")
def sort_naturally(run: Run, items: list[Any]) -> Value:
    """Ascending; all items must be comparable."""

    def compare(left: Value, right: Value) -> int:
        run.spend()
        before = order("<", left, right)
        if before is None:
            raise FunctionRefused("the items cannot all be compared")
        return -1 if before else int(bool(order(">", left, right)))

    return sorted(items, key=cmp_to_key(compare))
