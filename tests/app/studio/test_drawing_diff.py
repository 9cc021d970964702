"""Two drawings compared: what runs differently first and in words; what was only moved apart from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from lxml import etree

from app.studio.drawing_diff import Change, DrawingDiff, compare_drawings
from workflows import xml

RECOVERY = Path("processes/recovery/process.bpmn").read_text(encoding="utf-8")
TIMED = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
<bpmn:process id="p"><bpmn:intermediateCatchEvent id="wait" name="Wait"><bpmn:timerEventDefinition>
<bpmn:timeDate>{timer}</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent></bpmn:process>
<bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="wait"><dc:Bounds x="{x}" y="1" width="36"
 height="36"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def compare(before: str, after: str) -> DrawingDiff:
    found = compare_drawings(before, after)
    assert found is not None
    return found


def change(old: str, new: str) -> DrawingDiff:
    assert old in RECOVERY
    return compare(RECOVERY, RECOVERY.replace(old, new, 1))


def test_the_same_drawing_differs_in_nothing() -> None:
    assert compare(RECOVERY, RECOVERY).changes == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "working days after(today(), 5)",
            "working days after(today(), 10)",
            "waits 10 working days instead of 5",
        ),
        ('duration("P30D")', 'duration("P1D")', "waits 1 day instead of 30"),
        ('duration("P30D")', 'duration("P1M")', "waits 1 month instead of 30 days"),
        (
            "chase_on",
            "working days after(due_on, 2)",
            "waits 2 working days after due_on instead of chase_on",
        ),
    ],
)
def test_another_wait_is_told_in_days(before: str, after: str, words: str) -> None:
    [found] = compare(TIMED.format(timer=before, x=1), TIMED.format(timer=after, x=9)).changes
    assert (found.change, found.title, found.lines) == (Change.CHANGED, "Wait", (words,))


def test_what_was_only_moved_is_told_apart() -> None:
    found = compare(TIMED.format(timer="chase_on", x=1), TIMED.format(timer="chase_on", x=9))
    assert [(one.id, one.change) for one in found.resting] == [("wait", Change.MOVED)]
    assert found.running == []


def test_a_new_name_runs_as_before() -> None:
    [found] = change('name="Give formal notice"', 'name="Send the notice"').changes
    assert (found.change, found.runs) == (Change.RENAMED, False)
    assert found.lines == ("Name: Send the notice instead of Give formal notice",)


def test_another_operation_runs_differently() -> None:
    [found] = change(
        'operation name="recovery.send_reminder"', 'operation name="recovery.send_statement"'
    ).changes
    assert found.lines == ("Operation: recovery.send_statement instead of recovery.send_reminder",)
    assert found.title == "Send the letter of the step"


def test_an_input_is_named() -> None:
    [found] = change(
        'target="approval" value=\'"approve_transfer"\'', 'target="approval" value=\'"nobody"\''
    ).changes
    assert found.lines == ('Input approval: "nobody" instead of "approve_transfer"',)


def test_an_element_taken_out_and_its_flow_are_gone() -> None:
    start = RECOVERY.index('<bpmn:boundaryEvent id="step_held"')
    end = RECOVERY.index("</bpmn:boundaryEvent>", start) + len("</bpmn:boundaryEvent>")
    found = compare(RECOVERY, RECOVERY[:start] + RECOVERY[end:])
    assert ("step_held", Change.REMOVED) in [(one.id, one.change) for one in found.changes]
    back = compare(RECOVERY[:start] + RECOVERY[end:], RECOVERY)
    assert ("step_held", Change.ADDED) in [(one.id, one.change) for one in back.changes]


def test_what_runs_differently_comes_first() -> None:
    text = RECOVERY.replace('name="Give formal notice"', 'name="Send the notice"')
    text = text.replace('operation name="recovery.send_reminder"', 'operation name="recovery.send_statement"')
    assert [one.change for one in compare(RECOVERY, text).changes] == [Change.CHANGED, Change.RENAMED]


def test_no_drawing_is_compared_with_none() -> None:
    assert compare_drawings("<a", RECOVERY) is None


def test_no_change_of_an_attribute_is_missed() -> None:
    """Each attribute of each kind of element of a shipped process is changed in turn."""
    root = xml.parse(RECOVERY.encode())
    seen, missed = set[tuple[str, str]](), []
    for element in root.find("{*}process").iter("*"):
        for name in element.attrib:
            if name == "id" or (element.tag, name) in seen:
                continue
            seen.add((element.tag, name))
            before = element.get(name)
            element.set(name, f"{before}x")
            if not compare(RECOVERY, etree.tostring(root, encoding="unicode")).running:
                missed.append((element.tag.rpartition("}")[2], name))
            element.set(name, before)
    assert len(seen) > 20
    assert {name for _tag, name in missed} <= {"name"}
