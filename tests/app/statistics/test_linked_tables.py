"""Tables that hide a cell each by itself betray it together: by days that overlap, or by a margin they share."""

from collections.abc import Mapping
from datetime import date
from itertools import product

from app.statistics.linked_tables import Betrayed, ToldCell, ToldTable, find_betrayed
from app.statistics.suppression import MINIMUM, Key

QUARTERS = [(date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30))]
HALF = (date(2025, 1, 1), date(2025, 6, 30))
PERIOD = dict[str, tuple[date, date]]


def tell(
    name: str,
    days: tuple[date, date],
    inner: Mapping[Key, int],
    *,
    hidden: str = "",
    query: str = "collections",
) -> ToldTable:
    """A table of persons, with its totals. `hidden`: pairs of values not told, as "a-x a-y"."""
    firsts, seconds = ({key[place] for key in inner} | {""} for place in (0, 1))
    cells = {
        (first, second): sum(
            count for (one, two), count in inner.items() if first in ("", one) and second in ("", two)
        )
        for first, second in product(firsts, seconds)
    }
    gone = {(pair.partition("-")[0], pair.partition("-")[2]) for pair in hidden.split()}
    told = {
        key: ToldCell(count, count * 100, is_hidden=key in gone, is_sensitive=0 < count < MINIMUM)
        for key, count in cells.items()
    }
    return ToldTable(name, query, *days, told)


FIRST = tell(
    "S1", QUARTERS[0], {("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9}, hidden="a-x a-y b-x b-y"
)


def test_a_half_year_less_its_told_quarter_is_the_small_cell_of_the_other() -> None:
    half = tell("S3", HALF, {("a", "x"): 22, ("a", "y"): 29, ("b", "x"): 29, ("b", "y"): 29})
    second = tell("S2", QUARTERS[1], {("a", "x"): 20, ("a", "y"): 20, ("b", "x"): 20, ("b", "y"): 20})
    assert find_betrayed(second, [FIRST]) is None
    assert find_betrayed(half, [FIRST]) is None
    assert find_betrayed(half, [FIRST, second]) == Betrayed(FIRST, ("a", "x"))  # 22 - 20 = 2


def test_what_was_hidden_in_the_quarter_and_the_half_year_stays_hidden() -> None:
    second = tell("S2", QUARTERS[1], {("a", "x"): 20, ("a", "y"): 20, ("b", "x"): 20, ("b", "y"): 20})
    inner = {("a", "x"): 22, ("a", "y"): 29, ("b", "x"): 29, ("b", "y"): 29}
    half = tell("S3", HALF, inner, hidden="a-x a-y b-x b-y")
    assert find_betrayed(half, [FIRST, second]) is None


def test_a_table_without_the_line_tells_that_nobody_was_in_it() -> None:
    """The quarter names nobody under c: what the half-year tells of c is the other quarter's."""
    second = tell(
        "S2",
        QUARTERS[1],
        {("c", "x"): 3, ("c", "y"): 9, ("b", "x"): 9, ("b", "y"): 9},
        hidden="c-x c-y b-x b-y",
    )
    first = tell("S1", QUARTERS[0], {("b", "x"): 9, ("b", "y"): 9})
    half = tell("S3", HALF, {("c", "x"): 3, ("c", "y"): 9, ("b", "x"): 18, ("b", "y"): 18})
    assert find_betrayed(half, [first, second]) == Betrayed(second, ("c", "x"))


def test_the_new_table_is_not_told_where_its_own_small_cell_would_be_computed() -> None:
    """Its row total is told, and the half-year less the first quarter tells the other cell of the row."""
    inner = {("a", "x"): 23, ("a", "y"): 29, ("b", "x"): 29, ("b", "y"): 29}
    half = tell("S3", HALF, inner, hidden="a-x a- b-x b-")
    first = tell("S1", QUARTERS[0], {("a", "x"): 20, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9})
    counts = {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 20, ("b", "y"): 20}
    second = tell("S2", QUARTERS[1], counts, hidden="a-x a-y b-x b-y")
    assert find_betrayed(second, [half, first]) == Betrayed(second, ("a", "x"))  # 23 - (29 - 9) = 3


def test_a_month_told_by_name_is_the_same_month_in_a_longer_period() -> None:
    """January and its total were hidden together with February's: the half-year tells both months."""
    quarter = {("bridging", "2025-01"): 3, ("bridging", "2025-02"): 9, ("bridging", "2025-03"): 9}
    hidden = "bridging-2025-01 bridging-2025-02 -2025-01 -2025-02"
    first = tell("S1", QUARTERS[0], quarter, hidden=hidden, query="benefits")
    half = tell("S2", HALF, {**quarter, ("bridging", "2025-04"): 9}, query="benefits")
    assert find_betrayed(half, [first]) in (
        Betrayed(first, ("bridging", "2025-01")),
        Betrayed(first, ("", "2025-01")),
    )


def test_the_exempted_of_a_quarter_are_a_margin_of_the_population() -> None:
    counts = {
        ("main", "due"): 50,
        ("main", "exempt"): 6,
        ("secondary", "due"): 40,
        ("secondary", "exempt"): 2,
    }
    hidden = "main-exempt secondary-exempt main-due secondary-due -exempt -due"
    population = tell("S1", QUARTERS[0], counts, hidden=hidden, query="population")
    exempted = tell("S2", QUARTERS[0], {("exempt", "2025 Q1"): 8}, query="exemptions")
    assert find_betrayed(exempted, [population]) is None
    without = tell("S3", QUARTERS[0], {**counts}, hidden="secondary-exempt -exempt", query="population")
    assert (
        find_betrayed(exempted, [without]) is None
    )  # its own lines betray it already: not the new table's doing
    hides = tell(
        "S4",
        QUARTERS[0],
        counts,
        hidden="secondary-exempt -exempt secondary-due secondary- -due main-due",
        query="population",
    )
    assert find_betrayed(exempted, [hides]) == Betrayed(hides, ("secondary", "exempt"))  # 8 - 6 = 2


def test_tables_of_other_figures_or_other_days_are_not_held_against_each_other() -> None:
    other = tell(
        "S2", QUARTERS[0], {("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9}, query="plans"
    )
    later = tell("S3", QUARTERS[1], {("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9})
    assert find_betrayed(other, [FIRST]) is None
    assert find_betrayed(later, [FIRST]) is None


def test_a_figure_that_changed_since_betrays_nothing() -> None:
    """Told again after corrections, the cell has six persons: the two that were hidden do not follow from it."""
    again = tell("S2", QUARTERS[0], {("a", "x"): 6, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9})
    assert find_betrayed(again, [FIRST]) is None
