"""Gaps and overlaps of decision tables."""

from datetime import date

import pytest

from tests.workflows.dmn.models import decision, first_table, input_data, model, one_table, table, values
from workflows.dmn import read
from workflows.dmn.analysis import Analysis, analyse


def examine(rules: list[list[str]], *, policy: str = "UNIQUE", allowed: str = "") -> Analysis:
    """Over a number `n` and a text `s`, as many columns as the rules have tests."""
    columns = {"n": "number", "s": "string"}
    width = len(rules[0]) - 1
    inputs = dict(list(columns.items())[:width])
    extra = {"s": values("inputValues", allowed)} if allowed else None
    return analyse(
        first_table(one_table(list(inputs), ["o"], rules, policy=policy, extra=extra, inputs_of=inputs))
    )


def test_a_complete_table_has_neither_gap_nor_overlap() -> None:
    found = examine([["< 5", "1"], ["[5..10]", "2"], ["> 10", "3"]])
    assert (found.gaps, found.overlaps, found.complete) == ((), (), True)


def test_a_gap_is_named_with_an_example() -> None:
    found = examine([["< 5", "1"], ["> 5", "2"]])
    assert [str(gap) for gap in found.gaps] == ["no rule for n: 5 (for example n = 5)"]


def test_a_gap_between_two_limits_is_found() -> None:
    found = examine([["<= 5", "1"], [">= 6", "2"]])
    assert found.gaps[0].conditions == {"n": "between 5 and 6"}


def test_an_overlap_names_both_rules_and_an_example() -> None:
    found = examine([["<= 5", "1"], [">= 5", "2"]])
    assert [str(overlap) for overlap in found.overlaps] == ["rules 1 and 2 both match, for example n = 5"]
    assert found.contradictions == found.overlaps


def test_first_may_overlap() -> None:
    found = examine([["<= 5", "1"], ["-", "2"]], policy="FIRST")
    assert found.overlaps[0].rules == (1, 2)
    assert found.contradictions == ()


def test_any_contradicts_only_where_outputs_differ() -> None:
    found = examine([["< 5", "1"], ["< 6", "1"], ["-", "2"]], policy="ANY")
    assert [overlap.rules for overlap in found.contradictions] == [(1, 3), (2, 3)]


def test_allowed_values_close_a_list_of_texts() -> None:
    rules = [["-", '"red"', "1"], ["-", '"green"', "2"]]
    assert examine(rules, allowed='"red","green"').gaps == ()
    assert [gap.conditions["s"] for gap in examine(rules).gaps] == ["(any other text)"]


def test_a_gap_in_a_combination_names_each_column() -> None:
    rules = [["< 5", "-", "1"], [">= 5", '"red"', "2"]]
    found = examine(rules, allowed='"red","green"')
    assert [gap.conditions for gap in found.gaps] == [{"n": "5 to > 5", "s": '"green"'}]


def test_booleans_are_two_cells() -> None:
    found = analyse(first_table(one_table(["b"], ["o"], [["true", "1"]], inputs_of={"b": "boolean"})))
    assert [gap.conditions for gap in found.gaps] == [{"b": "false"}]


def test_dates_are_whole_days() -> None:
    rules = [['<= date("2026-01-01")', "1"], ['>= date("2026-01-02")', "2"]]
    found = analyse(first_table(one_table(["d"], ["o"], rules, inputs_of={"d": "date"})))
    assert found.gaps == ()
    rules = [['< date("2026-01-01")', "1"], ['> date("2026-01-01")', "2"]]
    found = analyse(first_table(one_table(["d"], ["o"], rules, inputs_of={"d": "date"})))
    assert found.gaps[0].example == {"d": date(2026, 1, 1)}


def test_a_default_output_leaves_no_gap() -> None:
    default = {"o": values("defaultOutputEntry", "0")}
    table = one_table(["n"], ["o"], [["> 5", "1"]], extra=default, inputs_of={"n": "number"})
    assert analyse(first_table(table)).gaps == ()


def test_negated_cells_and_null_are_understood() -> None:
    found = examine([["not(5)", "1"], ["5", "2"], ["null", "3"]])
    assert (found.gaps, found.contradictions) == ((), ())


def test_a_column_that_depends_on_other_values_is_given_up_by_name() -> None:
    table = one_table(["n"], ["o"], [["> m", "1"]], inputs_of={"n": "number", "m": "number"})
    found = analyse(first_table(table))
    assert not found.complete
    assert found.notes == ("column 1 (n) cannot be analysed: '> m' depends on m",)


def test_the_search_for_gaps_is_bounded() -> None:
    names = [f"c{number}" for number in range(8)]
    rules = [[*(str(row) for _ in names), "1"] for row in range(8)]
    table = one_table(names, ["o"], rules, inputs_of=dict.fromkeys(names, "number"))
    found = analyse(first_table(table), max_steps=200)
    assert not found.complete
    assert "gaps" in found.notes[0]


def test_collect_needs_no_rule_for_everything() -> None:
    assert examine([["> 5", "1"]], policy="COLLECT").gaps == ()


def test_allowed_values_of_the_type_bound_the_column() -> None:
    allowed = values("allowedValues", "[0..10]")
    types = f'<itemDefinition name="percent"><typeRef>number</typeRef>{allowed}</itemDefinition>'
    logic = table(["n"], ["o"], [["<= 4", "1"], ["> 4", "2"]], kinds={"n": "percent"})
    body = types + input_data("n", "percent") + decision("answer", logic, needs=("input:n",))
    assert analyse(first_table(read(model(body)))).gaps == ()
    logic = table(["n"], ["o"], [["[1..10]", "1"]], kinds={"n": "percent"})
    body = types + input_data("n", "percent") + decision("answer", logic, needs=("input:n",))
    assert [gap.conditions for gap in analyse(first_table(read(model(body)))).gaps] == [
        {"n": "0 to between 0 and 1"}
    ]


def test_a_rule_that_asks_nothing_closes_a_table_too_large_to_search() -> None:
    rules = [["< 5", "-", "1"], [">= 5", '"red"', "2"], ["-", "-", "3"]]
    table = first_table(
        one_table(["n", "s"], ["o"], rules, policy="FIRST", inputs_of={"n": "number", "s": "string"})
    )
    found = analyse(table, max_steps=1)
    assert (found.gaps, found.complete) == ((), True)


def test_a_first_table_names_the_rule_that_is_never_reached() -> None:
    assert examine([["<= 10", "1"], ["> 10", "2"], ["< 0", "3"]], policy="FIRST").masked == (3,)
    assert examine([["< 0", "1"], ["<= 10", "2"], ["> 10", "3"]], policy="FIRST").masked == ()


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["< 3"], ">= 3"),
        (["<= 3", "> 5"], "(3..5]"),
        (["> 3"], "<= 3"),
        (['"a"'], 'not("a")'),
        (["true"], "false"),
        (['< date("2026-01-01")'], '>= date("2026-01-01")'),
        (['<= duration("P3D")'], '> duration("P3D")'),
    ],
)
def test_a_gap_says_the_cell_that_would_close_it(cells: list[str], wanted: str) -> None:
    rules = [[cell, "1"] for cell in cells]
    [gap] = examine(rules).gaps
    assert gap.tests == (wanted,)
    assert examine([*rules, [wanted, "1"]]).gaps == ()
