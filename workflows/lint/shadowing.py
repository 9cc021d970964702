"""No variable and no field is called like a function of FEEL: without a value the word would mean the function.

`product` in a form once was a function, not null, in a condition that was read before the question was answered.
"""

from collections.abc import Iterator

from workflows.bpmn import Node
from workflows.feel import builtin_names
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject, section
from workflows.words import say

#: Those that a variable can be called: names of several words are none.
TAKEN = frozenset(name for name in builtin_names() if name.isidentifier())


def check_variables(subject: Subject) -> Iterator[Finding]:
    """Declared in the manifest, or carried by a message it declares."""
    manifest = subject.manifest or {}
    for name in sorted(TAKEN & set(section(manifest, "variables"))):
        message = say("The variable {name} is called like the FEEL function {name}()", name=name)
        yield subject.report(Code.NAMED_LIKE_A_FUNCTION, subject.process, message, advise(name))
    for title, told in section(manifest, "messages").items():
        payload = told.get("payload") if isinstance(told, dict) else None
        for name in sorted(TAKEN & set(payload or ())):
            message = say(
                "The message {title} carries {name}, called like the FEEL function {name}()",
                title=title,
                name=name,
            )
            yield subject.report(Code.NAMED_LIKE_A_FUNCTION, subject.process, message, advise(name))


def check_targets(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        for mapping in node.extensions.outputs:
            if mapping.target in TAKEN:
                message = say(
                    "The output {mapping} is called like the FEEL function {mapping}()",
                    mapping=mapping.target,
                )
                way_out = advise(mapping.target)
                yield subject.report(Code.NAMED_LIKE_A_FUNCTION, node, message, way_out, line=mapping.line)


def check_fields(subject: Subject) -> Iterator[Finding]:
    """Of the start form, reported at the process, and of each task's form."""
    start = (subject.manifest or {}).get("start_form")
    if start:
        yield from report_fields(subject, None, str(start))
    for node in subject.nodes:
        if node.extensions.task and node.extensions.task.form:
            yield from report_fields(subject, node, node.extensions.task.form)


def report_fields(subject: Subject, node: Node | None, form: str) -> Iterator[Finding]:
    fields = (subject.registry.forms or {}).get(form, frozenset())
    for name in sorted(TAKEN & fields):
        message = say(
            "The field {name} of the form {form} is called like the FEEL function {name}()",
            name=name,
            form=form,
        )
        yield subject.report(Code.NAMED_LIKE_A_FUNCTION, node or subject.process, message, advise(name))


def advise(name: str) -> str:
    return say(
        "call it by what it is of, such as asked_{name} or {name}_of_…, and change what reads it", name=name
    )


RULES = (check_variables, check_targets, check_fields)
