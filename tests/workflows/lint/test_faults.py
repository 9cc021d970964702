"""Each seeded fault is refused with its own code, element and sentence; the model without faults is not."""

import pytest

from tests.workflows.bpmn_models import boundary, draw, end, gateway, service, timer, user
from tests.workflows.lint.engine_faults import ENGINE_FAULTS
from tests.workflows.lint.expression_faults import EXPRESSION_FAULTS
from tests.workflows.lint.faults import MANIFEST, NAMES, Fault
from tests.workflows.lint.file_faults import DRAWING_FAULTS, FILE_FAULTS
from tests.workflows.lint.name_faults import NAME_FAULTS
from tests.workflows.lint.reference_faults import REFERENCE_FAULTS
from tests.workflows.lint.shape_faults import SHAPE_FAULTS, WAIT_FAULTS
from workflows.lint import Finding, lint

FAULTS = [
    *FILE_FAULTS,
    *REFERENCE_FAULTS,
    *SHAPE_FAULTS,
    *ENGINE_FAULTS,
    *WAIT_FAULTS,
    *EXPRESSION_FAULTS,
    *NAME_FAULTS,
    *DRAWING_FAULTS,
]


def run(fault: Fault) -> list[Finding]:
    return lint({"process.bpmn": fault.xml}, fault.manifest, NAMES, folder="sample")


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{n}-{fault.label}" for n, fault in enumerate(FAULTS)])
def test_a_seeded_fault_is_found_with_code_element_and_sentence(fault: Fault) -> None:
    found = [finding for finding in run(fault) if finding.code is fault.code]
    assert [finding.element_id for finding in found].count(fault.element) >= 1, run(fault)
    sentences = [finding.message for finding in found if finding.element_id == fault.element]
    assert any(fault.words in sentence for sentence in sentences), sentences


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{n}-{fault.label}" for n, fault in enumerate(FAULTS)])
def test_a_finding_names_file_and_way_out(fault: Fault) -> None:
    for finding in run(fault):
        assert finding.file == "process.bpmn"
        assert finding.way_out


def test_a_sound_model_has_no_findings() -> None:
    xml = draw(
        "sample",
        user("ask"),
        boundary("late", "ask", timer("P5D"), interrupting=False),
        end("reminded"),
        gateway("which"),
        service(
            "act", "tests.send", inputs={"letter": '"acknowledgement"'}, outputs={"day": "result.sent_on"}
        ),
        end("other_end"),
        flows=[
            "start > ask > which",
            'which > act | amount > 5 and answer = "yes"',
            "which > other_end | default",
            "act > end",
            "late > reminded",
        ],
    )
    assert lint({"process.bpmn": xml}, MANIFEST, NAMES, folder="sample") == []


def test_a_finding_knows_the_line() -> None:
    xml = draw("sample", user("ask", form=None), flows=["start > ask > end"])
    (finding,) = lint({"process.bpmn": xml}, MANIFEST, NAMES)
    assert finding.line is not None
    assert b'id="ask"' in xml.splitlines()[finding.line - 1]
