"""A model that cannot be used is refused with its place."""

import pytest

from tests.workflows.dmn.models import DMN_15, decision, literal, model, table
from workflows.dmn import DmnError, read


def test_a_cell_that_is_no_feel_names_rule_column_and_line() -> None:
    broken = decision("d", "\n\n" + table(["n"], ["o"], [["1", "1"], ["> > 2", "2"]]))
    with pytest.raises(DmnError, match=r"'> > 2' is not FEEL.*decision 'd', rule 2, column 'n', line 3"):
        read(model(broken))


def test_an_output_that_is_no_feel_names_rule_and_output() -> None:
    with pytest.raises(DmnError, match=r"decision 'd', rule 1, output 2"):
        read(model(decision("d", table(["n"], ["a", "b"], [["-", "1", "2 +"]]))))


def test_an_entry_of_a_context_is_named() -> None:
    logic = f'<context><contextEntry><variable name="Net amount"/>{literal("1 +")}</contextEntry></context>'
    with pytest.raises(DmnError, match="entry 'Net amount'"):
        read(model(decision("d", logic)))


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (b"<definitions", "not well-formed"),
        (b"<definitions/>", "not `definitions` of DMN"),
        (b'<!DOCTYPE x><definitions xmlns="%b"/>' % DMN_15.encode(), "DOCTYPE is not allowed"),
    ],
)
def test_a_file_that_is_no_model_is_refused(xml: bytes, message: str) -> None:
    with pytest.raises(DmnError, match=message):
        read(xml)


@pytest.mark.parametrize(
    ("logic", "message"),
    [
        (
            table(["n"], ["o"], [["1", "2", "3"]]),
            "1 input and 2 output entries for 1 input and 1 output columns",
        ),
        (table(["n"], ["o"], [], policy="BEST"), "unknown hit policy 'BEST', known are UNIQUE"),
        (table(["n"], ["o"], [], policy="FIRST", aggregation="SUM"), "only COLLECT does"),
        (table(["n"], ["o"], [["-", "1"]], policy="PRIORITY"), "PRIORITY needs output values"),
        (table(["n"], ["o", "o"], [["-", "1", "2"]]), "several outputs need a name each"),
        (table([""], ["o"], []), "the input expression is empty"),
        ("<conditional/>", "the `if` part is missing"),
        ('<literalExpression expressionLanguage="urn:python"><text>1</text></literalExpression>', "use FEEL"),
    ],
)
def test_logic_that_makes_no_sense_is_refused(logic: str, message: str) -> None:
    with pytest.raises(DmnError, match=message):
        read(model(decision("d", logic)))


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(DmnError, match="'d' is used twice"):
        read(model(decision("d", literal("1")) + decision("d", literal("2"))))


def test_a_tolerant_reading_lists_the_problems_and_gives_null() -> None:
    definitions = read(model(decision("d", literal("1 +"))), tolerant=True)
    assert definitions.decide("d", {}).value is None
    assert "not FEEL" in str(definitions.problems[0])


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        DMN_15,
    ],
)
def test_every_version_since_1_2_is_read(namespace: str) -> None:
    assert read(model(decision("d", literal("1")), dmn=namespace)).decide("d", {}).value == 1
