"""What a model holds, found wherever it is boxed in."""

import pytest

from tests.workflows.dmn.models import decision, knowledge, literal, model, table, variable
from workflows.dmn import read
from workflows.dmn.walking import list_tables, reads_clock


def test_tables_are_found_in_contexts_and_knowledge_models() -> None:
    entry = f"<contextEntry>{variable('t')}{table(['n'], ['o'], [['-', '1']])}</contextEntry>"
    body = decision("d", f"<context>{entry}</context>") + knowledge("k", {"n": ""}, table(["n"], ["o"], []))
    assert [found.place.owner for found in list_tables(read(model(body)))] == [
        "decision 'd'",
        "knowledge model 'k'",
    ]


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (literal("today()"), True),
        (table(["n"], ["o"], [["< now()", "1"]]), True),
        (literal('"today"'), False),
    ],
)
def test_a_model_that_asks_for_the_time_is_known(logic: str, expected: bool) -> None:
    assert reads_clock(read(model(decision("d", logic)))) is expected
