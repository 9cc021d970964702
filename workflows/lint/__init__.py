"""The linter: what a BPMN or DMN file must be before it may run. Knows neither Django nor the engine."""

from workflows.lint.answers import Answer
from workflows.lint.codes import Code, Severity
from workflows.lint.findings import Finding, has_errors
from workflows.lint.guard_reading import read_guards, read_guards_text
from workflows.lint.guard_rules import Guard
from workflows.lint.linting import lint
from workflows.lint.registry import NOTHING_KNOWN, CalledProcess, KnownNames, Registry, Signature

__all__ = [
    "NOTHING_KNOWN",
    "Answer",
    "CalledProcess",
    "Code",
    "Finding",
    "Guard",
    "KnownNames",
    "Registry",
    "Severity",
    "Signature",
    "has_errors",
    "lint",
    "read_guards",
    "read_guards_text",
]
