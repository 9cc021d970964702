"""The XML namespaces of BPMN 2.0 and of the project's own extension."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
VIGIE = "urn:vigie:bpmn:1"
