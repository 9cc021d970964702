"""Boxed contexts, lists and relations."""

from decimal import Decimal

from tests.workflows.dmn.models import compute, literal, take, variable


def entry(name: str, text: str, kind: str = "") -> str:
    return f"<contextEntry>{variable(name, kind)}{literal(text)}</contextEntry>"


def test_entries_see_the_ones_above() -> None:
    logic = f"<context>{entry('Net amount', '100')}{entry('tax', 'Net amount * 0.21')}</context>"
    assert compute(logic) == {"Net amount": Decimal(100), "tax": Decimal(21)}


def test_an_entry_without_name_is_the_value() -> None:
    result = f"<contextEntry>{literal('a + b')}</contextEntry>"
    assert compute(f"<context>{entry('a', '1')}{entry('b', '2')}{result}</context>") == 3


def test_an_entry_is_converted_to_its_type() -> None:
    result = take(f"<context>{entry('a', '[1]', 'number')}{entry('b', '1', 'string')}</context>")
    assert result.value == {"a": Decimal(1), "b": None}
    assert "is not of type string" in result.warnings[0]


def test_contexts_nest() -> None:
    inner = f"<contextEntry>{variable('inner')}<context>{entry('b', 'a + 1')}</context></contextEntry>"
    assert compute(f"<context>{entry('a', '1')}{inner}</context>") == {"a": 1, "inner": {"b": 2}}


def test_a_list_holds_its_expressions() -> None:
    assert compute(f"<list>{literal('1')}{literal('x')}</list>", x="two") == [Decimal(1), "two"]


def test_a_relation_is_a_list_of_contexts() -> None:
    columns = '<column name="First name"/><column name="age" typeRef="number"/>'
    rows = "".join(
        f"<row>{literal(name)}{literal(age)}</row>" for name, age in (('"Ada"', "36"), ('"Bo"', "[9]"))
    )
    assert compute(f"<relation>{columns}{rows}</relation>") == [
        {"First name": "Ada", "age": Decimal(36)},
        {"First name": "Bo", "age": Decimal(9)},
    ]
