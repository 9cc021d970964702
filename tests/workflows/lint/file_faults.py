"""Faults of the file itself. Drawings that hide something."""

from tests.workflows.bpmn_models import gateway, service
from tests.workflows.lint.faults import PLAIN, Fault, change, fault
from workflows.lint import Code

FILE_FAULTS = [
    Fault(
        Code.XML_REFUSED, None, "DOCTYPE", change(PLAIN, "<bpmn:definitions", "<!DOCTYPE x><bpmn:definitions")
    ),
    Fault(
        Code.SCHEMA,
        "act",
        "may not",
        change(PLAIN, "</bpmn:serviceTask>", "<bpmn:wings/></bpmn:serviceTask>"),
    ),
    Fault(
        Code.SCHEMA,
        "act",
        "wheels",
        change(PLAIN, '<bpmn:serviceTask id="act"', '<bpmn:serviceTask id="act" wheels="4"'),
    ),
    Fault(Code.DUPLICATE_ID, "act", "already used", change(PLAIN, 'endEvent id="end"', 'endEvent id="act"')),
    Fault(Code.MISSING_ID, "sample", "has no id", change(PLAIN, '<bpmn:endEvent id="end"', "<bpmn:endEvent")),
    Fault(
        Code.NO_PROCESS,
        None,
        "no process",
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"/>',
    ),
    Fault(
        Code.SEVERAL_PROCESSES,
        "second",
        "2 processes",
        change(
            PLAIN, "<bpmndi:BPMNDiagram", '<bpmn:process id="second" isExecutable="true"/><bpmndi:BPMNDiagram'
        ),
    ),
    Fault(Code.NOT_EXECUTABLE, "sample", "not marked", change(PLAIN, ' isExecutable="true"', "")),
    Fault(
        Code.UNKNOWN_EXTENSION,
        "act",
        "formData",
        change(
            PLAIN,
            "<vigie:operation",
            '<c:formData xmlns:c="http://camunda.org/schema/1.0/bpmn"/><vigie:operation',
        ),
    ),
    Fault(
        Code.UNKNOWN_EXTENSION_ATTRIBUTE,
        "act",
        "retries",
        change(PLAIN, "<vigie:operation", '<vigie:operation retries="3"'),
    ),
]

DRAWING_FAULTS = [
    Fault(
        Code.SHAPE_MISSING, "act", "not drawn", change(PLAIN, 'bpmnElement="act"', 'bpmnElement="nothing"')
    ),
    Fault(
        Code.EDGE_MISSING,
        "start_to_act",
        "not drawn",
        change(PLAIN, 'bpmnElement="start_to_act"', 'bpmnElement="nothing"'),
    ),
    Fault(
        Code.SHAPES_OVERLAP,
        "act",
        "covers start",
        change(PLAIN, 'bpmnElement="act"><dc:Bounds x="256"', 'bpmnElement="act"><dc:Bounds x="170"'),
    ),
    fault(
        Code.SCOPE_TOO_LARGE,
        "sample",
        "303 nodes",
        *[service(f"act_{letter}{n}") for letter in "abc" for n in range(100, 200)],
        gateway("which"),
        flows=["start > which > act_a100 > end"],
    ),
    fault(
        Code.SCOPE_LARGE,
        "sample",
        "32 nodes",
        *[service(f"act_{n}") for n in range(30)],
        flows=["start > " + " > ".join(f"act_{n}" for n in range(30)) + " > end"],
    ),
]
