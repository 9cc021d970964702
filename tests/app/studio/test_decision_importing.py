"""A DMN file drawn elsewhere is taken with a report, or refused with its reason."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from app.studio.decision_importing import examine
from app.studio.errors import FileRefused
from tests.app.studio.decisions import TEXT
from tests.app.studio.test_decision_writing import FOREIGN

IMPORT = '<import importType="https://www.omg.org/spec/DMN/20191111/MODEL/" name="a" namespace="urn:a"/>'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def list_remarks(text: str) -> list[str]:
    return [one.text for one in examine(text.encode(), "x.dmn", {}).remarks]


def test_a_shipped_decision_is_taken_without_a_grave_remark() -> None:
    report = examine(TEXT.encode(), "C:\\drawings\\Éligible 2026-v2.dmn", {})
    assert (report.name, report.count_grave, report.text) == ("ligible_2026_v2", 0, TEXT)


def test_what_a_tool_added_is_told_and_kept() -> None:
    report = examine(FOREIGN.encode(), "foreign.dmn", {})
    assert any("urn:x" in one.text for one in report.remarks)
    assert report.text == FOREIGN


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<text>topic</text>", "<text>top ic(</text>", "Not FEEL"),
        ("<text>topic</text>", "<text>subject_matter</text>", "A name nothing defines"),
        ('hitPolicy="FIRST"', 'hitPolicy="BEST"', "Hit policy"),
        ('typeRef="boolean"', 'typeRef="tBool"', "Type"),
        ("<decision ", f"{IMPORT}<decision ", "Another model"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_reason(old: str, new: str, reason: str) -> None:
    assert any(one.startswith(reason) for one in list_remarks(TEXT.replace(old, new, 1)))


def test_a_file_in_another_encoding_becomes_utf8() -> None:
    text = (
        TEXT.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
        .replace("’", "'")
        .replace("“", '"')
        .replace("”", '"')
    )
    report = examine(text.encode("iso-8859-1", "xmlcharrefreplace"), "x.dmn", {})
    assert 'encoding="UTF-8"' in report.text
    assert "délai" in report.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>', "DMN 1.1"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "drawing of a process"),
        ("<html/>", "no DMN"),
        (TEXT[:-30], "cannot be read"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + TEXT.partition("?>")[2], "cannot be read"),
        ("\0", "no text has"),
    ],
)
def test_what_is_no_decision_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        examine(text.encode(), "x.dmn", {})
