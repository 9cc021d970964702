"""What a guards file finds in a model drawn from a few words."""

from typing import Any

from tests.workflows.bpmn_models import Element, draw
from workflows.lint import Code, Finding, KnownNames, lint, read_guards_text


def find(
    guards: str, *nodes: Element, flows: list[str], manifest: Any = None, names: Any = None
) -> list[Finding]:
    files = {"process.bpmn": draw("sample", *nodes, flows=flows)}
    found = lint(files, manifest, names or KnownNames(), guards=read_guards_text(guards))
    return [finding for finding in found if finding.code in (Code.GUARD_VIOLATED, Code.GUARD_GIVEN_UP)]
