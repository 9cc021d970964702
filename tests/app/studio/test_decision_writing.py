"""A decision table is written back into its file: what was not changed keeps every byte."""

from pathlib import Path

import pytest

from app.studio import decision_writing as writing
from app.studio.decision_spans import Document
from app.studio.decision_tables import Table, read_tables
from app.studio.errors import FileRefused
from tests.app.studio.decisions import ALL, TEXT
from workflows.dmn import read

TABLES = [path for path in ALL if "<decisionTable" in path.read_text(encoding="utf-8")]
FOREIGN = """<?xml version='1.0'?>
<!-- drawn elsewhere -->
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:x="urn:x" name='m' namespace="urn:m">
  <dmn:decision id='d' name='d'>
    <dmn:decisionTable id='t'>
      <dmn:input id='i'><dmn:inputExpression typeRef='number'><dmn:text>n</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output id='o' name='o' x:width='3'/>
      <dmn:rule id='r'><x:colour>red</x:colour>
        <dmn:inputEntry id='c'><dmn:text><![CDATA[< 3]]></dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text/></dmn:outputEntry>
      </dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
</dmn:definitions>
"""


def first(text: str) -> Table:
    return read_tables(Document(text))[0]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_fields_that_say_what_stands_there_change_no_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for table in read_tables(Document(text)):
        assert writing.write_fields(text, table.place, table.fields) == text


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_rule_or_column_put_in_and_taken_out_leaves_the_file_as_it_was(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    table = first(text)
    rules, inputs, outputs = len(table.rows), len(table.inputs), len(table.outputs)
    assert writing.remove_rule(writing.add_rule(text, 0), 0, rules + 1) == text
    assert writing.remove_rule(writing.copy_rule(text, 0, 1), 0, 2) == text
    assert writing.move_rule(writing.move_rule(text, 0, 1, rules), 0, rules, 1) == text
    assert writing.remove_column(writing.add_column(text, 0, "i"), 0, "i", inputs + 1) == text
    assert writing.remove_column(writing.add_column(text, 0, "o"), 0, "o", outputs + 1) == text


def test_one_cell_changes_one_line() -> None:
    changed = writing.write_fields(TEXT, 0, {"r2i2": '"a & b", "<c>"'})
    lines = [pair for pair in zip(TEXT.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(lines) == 1
    assert '<text>"a &amp; b", "&lt;c&gt;"</text>' in lines[0][1]
    assert first(changed).rows[1].inputs[1].text == '"a & b", "<c>"'


def test_prefixes_foreign_elements_comments_and_quotes_stay() -> None:
    changed = writing.write_fields(FOREIGN, 0, {"r1i1": "< 4", "r1o1": '"é"', "i1values": "[1..9]"})
    assert "<!-- drawn elsewhere -->" in changed
    assert "<x:colour>red</x:colour>" in changed
    assert "x:width='3'" in changed
    assert "<dmn:inputValues><dmn:text>[1..9]</dmn:text></dmn:inputValues>" in changed
    table = first(changed)
    assert (table.rows[0].inputs[0].text, table.rows[0].outputs[0].text) == ("< 4", '"é"')


def test_a_copied_rule_has_ids_of_its_own_and_all_it_held() -> None:
    changed = writing.copy_rule(FOREIGN, 0, 1)
    assert changed.count("<x:colour>red</x:colour>") == 2
    ids = [one.get("id") for one in Document(changed).root.walk() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_a_column_can_be_asked_typed_limited_and_given_a_default() -> None:
    text = writing.add_column(writing.add_variable(TEXT, 0, "years open", "number"), 0, "i")
    at = len(first(text).inputs)
    told = {
        f"i{at}label": "Years",
        f"i{at}expression": "years open",
        f"i{at}type": "number",
        f"i{at}values": "[0..99]",
    }
    text = writing.write_fields(
        text, 0, {**told, f"r1i{at}": "> 3", "o1default": '"other"', "o1type": "string"}
    )
    model = read(text.encode())
    table = first(text)
    assert (table.inputs[-1].title, table.rows[0].inputs[-1].text, table.outputs[0].default) == (
        "Years",
        "> 3",
        '"other"',
    )
    assert {one.name for one in model.inputs.values()} >= {"years open"}


def test_another_hit_policy_than_collect_loses_the_aggregation() -> None:
    text = writing.write_fields(TEXT, 0, {"aggregation": "COUNT", "policy": "COLLECT"})
    assert 'aggregation="COUNT"' in text
    assert "aggregation" not in writing.write_fields(text, 0, {"policy": "FIRST"})


def test_columns_change_places_with_their_cells() -> None:
    moved = first(writing.move_column(TEXT, 0, "i", 1, 1))
    before = first(TEXT)
    assert moved.inputs[1].expression == before.inputs[0].expression
    assert [row.inputs[1].text for row in moved.rows] == [row.inputs[0].text for row in before.rows]


@pytest.mark.parametrize("field", ["r99i1", "r1i99", "r1o0", "i1colour", "o9name", "__proto__", "r1", "f7"])
def test_a_field_the_table_has_not_is_refused(field: str) -> None:
    with pytest.raises(FileRefused):
        writing.write_fields(TEXT, 0, {field: "x"})


@pytest.mark.parametrize("text", ["", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<definitions>"])
def test_what_is_no_decision_model_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        writing.write_fields(text, 0, {"r1i1": "x"})


def test_characters_that_no_xml_holds_are_left_out() -> None:
    assert first(writing.write_fields(TEXT, 0, {"r1o1": '"a\x00\x08b"'})).rows[0].outputs[0].text == '"ab"'
