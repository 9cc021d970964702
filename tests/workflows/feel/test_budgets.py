"""No expression runs for ever or fills the memory."""

import pytest

from tests.workflows.feel.evaluating import SMALL, feel
from workflows.feel import FeelBudgetExceeded


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "for i in 1..900, j in 1..900 return 1",
        "some i in 1..900, j in 1..900 satisfies false",
        "{f: function(n) f(n + 1), r: f(0)}",
        '{f: function(t, n) if n = 0 then t else f(t + t, n - 1), r: f("0123456789", 40)}',
        "{f: function(l, n) if n = 0 then l else f(concatenate(l, l), n - 1), r: f([1], 40)}",
        "count((for i in 1..900 return i)[count((for j in 1..900 return j)[item > 0]) > 0])",
    ],
)
def test_an_expression_that_asks_too_much_is_stopped(text: str) -> None:
    with pytest.raises(FeelBudgetExceeded):
        feel(text, SMALL)


@pytest.mark.parametrize(
    "text", ["9 ** 9 ** 9 ** 9 ** 9", "exp(999999)", "1e6000 * 1e6000", "round up(5.5, 99999)"]
)
def test_a_number_out_of_range_is_null_at_once(text: str) -> None:
    assert feel(text) == "null"


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "(a*)*b", "(.*)*(.*)*(.*)*x"])
def test_a_pattern_that_backtracks_for_ever_gives_null(pattern: str) -> None:
    assert feel(f'matches("{"a" * 60}!", "{pattern}") = true') in {"null", "false"}
