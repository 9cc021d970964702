"""Small and dominated cells are hidden, and so is whatever would betray them."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.statistics.suppression import MINIMUM, Key, Weight, find_hidden, list_lines


def with_totals(inner: Mapping[Key, int]) -> dict[Key, Weight]:
    return {key: Weight(count) for key, count in add_totals(inner).items()}


def add_totals(inner: Mapping[Key, int]) -> dict[Key, int]:
    firsts, seconds = {key[0] for key in inner}, {key[1] for key in inner}
    rows = {(first, ""): sum(inner[first, one] for one in seconds) for first in firsts}
    columns = {("", second): sum(inner[one, second] for one in firsts) for second in seconds}
    return {**inner, **rows, **columns, ("", ""): sum(inner.values())}


def test_a_table_of_large_cells_is_told_whole() -> None:
    assert (
        find_hidden(with_totals({("a", "x"): 5, ("a", "y"): 50, ("b", "x"): 9, ("b", "y"): 7})) == frozenset()
    )


def test_nobody_is_told_as_nobody() -> None:
    assert (
        find_hidden(with_totals({("a", "x"): 0, ("a", "y"): 50, ("b", "x"): 9, ("b", "y"): 7})) == frozenset()
    )


def test_a_small_cell_takes_a_rectangle_of_others_with_it() -> None:
    hidden = find_hidden(with_totals({("a", "x"): 3, ("a", "y"): 50, ("b", "x"): 9, ("b", "y"): 7}))
    assert hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_two_cells_of_one_person_each_hide_a_third() -> None:
    """Their total less the others would be two: both would be known to be one."""
    inner = {("a", "x"): 1, ("a", "y"): 1, ("a", "z"): 20}
    assert ("a", "z") in find_hidden(with_totals(inner))


@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_no_line_of_any_table_can_be_worked_out(counts: list[int]) -> None:
    inner = dict(zip(product("abc", "wxyz"), counts, strict=True))
    persons = with_totals(inner)
    hidden = find_hidden(persons)
    assert all(key in hidden for key, one in persons.items() if 0 < one.persons < MINIMUM)
    for line in list_lines(persons):
        gone = [key for key in line if key in hidden]
        told = [key for key in line if key not in hidden]
        assert (
            not gone or not told or (len(gone) > 1 and sum(persons[key].persons for key in gone) >= MINIMUM)
        )


def test_a_dominated_cell_is_hidden_however_many_are_in_it() -> None:
    """Its companions must hold what it lacks: 90 euros in its row and in its column."""
    cells = {
        ("a", "x"): Weight(50, Decimal(1010), lacking=Decimal(90)),
        ("a", "y"): Weight(6, Decimal(60)),
        ("a", "z"): Weight(7, Decimal(70)),
        ("a", ""): Weight(63, Decimal(1140)),
    }
    assert find_hidden(cells) == {("a", "x"), ("a", "y"), ("a", "z")}


def test_companions_large_enough_need_no_other() -> None:
    cells = {
        ("a", "x"): Weight(50, Decimal(1010), lacking=Decimal(90)),
        ("a", "y"): Weight(6, Decimal(-95)),
        ("a", "z"): Weight(7, Decimal(70)),
        ("a", ""): Weight(63, Decimal(985)),
    }
    assert find_hidden(cells) == {("a", "x"), ("a", "y")}
