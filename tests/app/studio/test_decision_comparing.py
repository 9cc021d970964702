"""Two states of a decision, rule by rule: what it means first, then rules added, taken out, moved, and their cells."""

from app.studio import decision_writing as writing
from app.studio.comparing import compare_files
from app.studio.decision_comparing import DecisionChange, compare_decisions
from tests.app.studio.decisions import PATH, TEXT


def one(after: str, before: str = TEXT) -> DecisionChange:
    [found] = compare_decisions(before, after)
    return found


def test_the_same_decision_differs_in_nothing() -> None:
    assert compare_decisions(TEXT, TEXT.replace("  <decision ", "  <!-- a word -->\n  <decision ")) == []


def test_a_changed_cell_is_told_with_its_column() -> None:
    [rule] = one(writing.write_fields(TEXT, 0, {"r5o2": "6"})).rules
    assert (rule.kind, rule.id, rule.after) == ("changed", "amount", 5)
    assert rule.cells == (("→ answer_days", "5", "6"),)


def test_an_empty_cell_asks_the_same_as_a_dash() -> None:
    assert compare_decisions(TEXT, writing.write_fields(TEXT, 0, {"r1i2": ""})) == []


def test_rules_are_added_taken_out_and_moved() -> None:
    changed = writing.add_rule(writing.remove_rule(TEXT, 0, 2), 0, 1, ["true", '"x"'])
    found = {rule.id: rule for rule in one(changed).rules}
    assert {name: rule.kind for name, rule in found.items()} == {
        "rule_9": "added",
        "debt_contested": "removed",
    }
    assert ("Topic", "", '"x"') in found["rule_9"].cells
    [moved] = one(writing.move_rule(TEXT, 0, 9, 1)).rules
    assert (moved.kind, moved.before, moved.after, moved.cells) == ("moved", 9, 1, ())


def test_hit_policy_types_and_columns_come_before_the_rules() -> None:
    text = writing.write_fields(
        TEXT, 0, {"policy": "UNIQUE", "i2values": '"amount", "fees"', "o2type": "string"}
    )
    found = one(text)
    assert [(p.kind, p.part, p.before, p.after) for p in found.points] == [
        ("policy", "", "FIRST", "UNIQUE"),
        ("input", "values", "", '"amount", "fees"'),
        ("output", "type", "number", "string"),
    ]
    assert found.rules == ()


def test_a_column_put_in_leaves_the_other_cells_as_they_were() -> None:
    text = writing.write_fields(writing.add_column(TEXT, 0, "i"), 0, {"i4expression": "years", "r1i4": "> 3"})
    found = one(text)
    assert [(p.kind, p.name) for p in found.points] == [("input", "years")]
    assert [(rule.id, rule.cells) for rule in found.rules] == [("misdirected", (("years", "", "> 3"),))]


def test_a_value_the_process_gives_is_told_for_the_whole_file() -> None:
    [whole] = compare_decisions(TEXT, writing.add_variable(TEXT, 0, "years", "number"))
    assert [(p.kind, p.name, p.after) for p in whole.points] == [("value", "years", "number")]


def test_what_cannot_be_read_is_compared_line_by_line() -> None:
    [change] = compare_files({PATH: TEXT}, {PATH: TEXT[:-20]})
    assert change.decisions == []
    assert change.lines
