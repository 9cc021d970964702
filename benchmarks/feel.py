"""How fast a typical gateway condition is parsed and evaluated: `python -m benchmarks.feel`."""

from decimal import Decimal
from timeit import repeat
from typing import Any

from workflows.feel import parse
from workflows.feel.expression import _parse

CONDITION = 'amount > 500 and status = "open" and days late >= 30'
VARIABLES: dict[str, Any] = {"amount": Decimal("812.40"), "status": "open", "days late": Decimal(45)}
_ROUNDS = 2_000


def measure_evaluation() -> float:
    """Microseconds to evaluate the condition once, already parsed (best of five rounds)."""
    expression = parse(CONDITION)
    return min(repeat(lambda: expression.evaluate(VARIABLES), number=_ROUNDS, repeat=5)) / _ROUNDS * 1e6


def measure_cached_parse() -> float:
    """Microseconds to find the parsed condition again and evaluate it."""
    return min(repeat(lambda: parse(CONDITION).evaluate(VARIABLES), number=_ROUNDS, repeat=5)) / _ROUNDS * 1e6


def measure_parse() -> float:
    """Microseconds to parse and compile the condition from its text."""
    unseen = _parse.__wrapped__
    return min(repeat(lambda: unseen(CONDITION, frozenset()), number=200, repeat=5)) / 200 * 1e6


def main() -> None:
    """Print the three figures."""
    print(f"evaluate            {measure_evaluation():8.1f} µs")
    print(f"find and evaluate   {measure_cached_parse():8.1f} µs")
    print(f"parse and compile   {measure_parse():8.1f} µs")


if __name__ == "__main__":
    main()
