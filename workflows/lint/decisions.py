"""Decision files: they can be read, their tables leave no gap and rules do not contradict each other."""

from collections.abc import Iterator
from typing import Any

from workflows import xml
from workflows.dmn import DmnError, read
from workflows.dmn.analysis import Analysis, analyse
from workflows.dmn.tables import DecisionTable
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import make_finding
from workflows.words import say

MOST_FINDINGS = 10


def check_decision_file(file: str, data: bytes) -> Iterator[Finding]:
    try:
        root = xml.parse(data)
        definitions = read(data)
    except xml.XmlRefused as error:
        way_out = "save the file as plain DMN, without DOCTYPE, entities or processing instructions"
        yield make_finding(Code.XML_REFUSED, file, None, error.line, error.message, way_out)
        return
    except DmnError as error:
        message = say("The decision model cannot be used: {message}", message=error.message)
        told = say("{sentence} ({place})", sentence=message, place=error.place) if error.place else message
        yield make_finding(Code.DECISION_UNREADABLE, file, None, None, told, "correct the model")
        return
    lines = {element.get("id"): element.sourceline for element in root.iter() if element.get("id")}
    for decision in definitions.decisions.values():
        if isinstance(decision.logic, DecisionTable):
            yield from _check_table(file, decision.id, lines.get(decision.id), decision.logic)


def _check_table(file: str, decision_id: str, line: int | None, table: DecisionTable) -> Iterator[Finding]:
    analysis = analyse(table)
    for code, message, way_out in _describe(analysis):
        yield make_finding(code, file, decision_id, line, message, way_out)


def _describe(analysis: Analysis) -> Iterator[tuple[Code, str, str]]:
    for overlap in analysis.contradictions[:MOST_FINDINGS]:
        way_out = "narrow one of the rules, or choose the hit policy that is meant"
        yield Code.DECISION_OVERLAP, say("Against the hit policy, {overlap}", overlap=overlap), way_out
    for gap in analysis.gaps[:MOST_FINDINGS]:
        yield Code.DECISION_GAP, say("There is {gap}", gap=gap), "add a rule or a default output"
    if not analysis.complete:
        notes = "; ".join(analysis.notes) or "it is too large"
        yield (
            Code.DECISION_NOT_ANALYSED,
            say("The table was not analysed completely: {notes}", notes=notes),
            "check it by cases",
        )


def read_decision_ids(data: bytes) -> frozenset[str]:
    """Ids of the decisions a DMN file defines; none when the file cannot be read."""
    try:
        root: Any = xml.parse(data)
    except xml.XmlRefused:
        return frozenset()
    elements = (element for element in root.iter() if isinstance(element.tag, str))
    found = (element.get("id") for element in elements if element.tag.endswith("}decision"))
    return frozenset(name for name in found if name)


def read_tables(data: bytes) -> dict[str, DecisionTable]:
    """The decision tables of a DMN file by decision; none when the file cannot be read, which is told elsewhere."""
    try:
        decisions = read(data).decisions.values()
    except (xml.XmlRefused, DmnError):
        return {}
    return {one.id: one.logic for one in decisions if isinstance(one.logic, DecisionTable)}
