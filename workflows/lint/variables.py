"""Which variables a process can have: declared, started with, mapped or collected."""

from collections.abc import Iterator

from workflows.bpmn import Node, NodeKind
from workflows.lint.subject import Subject, section


def find_variables(subject: Subject) -> frozenset[str] | None:
    """Names with a possible value somewhere; None without a manifest, because then nothing is declared."""
    if subject.manifest is None:
        return None
    names = set(section(subject.manifest, "variables"))
    names |= _find_fields(subject, subject.manifest.get("start_form"))
    for node in subject.nodes:
        names.update(_find_written(subject, node))
    return frozenset(names)


def _find_written(subject: Subject, node: Node) -> Iterator[str]:
    """The variables that a node writes."""
    extensions = node.extensions
    yield from (mapping.target for mapping in extensions.outputs if mapping.target)
    if extensions.decision and extensions.decision.result:
        yield extensions.decision.result
    if node.loop and node.loop.result:
        yield node.loop.result
    task = extensions.task
    if node.kind in (NodeKind.USER_TASK, NodeKind.MANUAL_TASK) and task and not extensions.outputs:
        yield from _find_fields(subject, task.form)


def _find_fields(subject: Subject, form: object) -> frozenset[str]:
    forms = subject.registry.forms or {}
    return forms.get(str(form), frozenset()) if form else frozenset()
