"""A process that asks confidential data says so, and only roles that may read its cases have tasks in it."""

from collections.abc import Iterator

from workflows.bpmn import NodeKind
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Place, Subject, section
from workflows.words import say


def check_kind(subject: Subject) -> Iterator[Finding]:
    kind, readers = find_kind(subject), subject.registry.readers
    if kind and readers is not None and kind not in readers:
        message = say("There is no kind of confidential data {kind_name}", kind_name=kind)
        way_out = say("known are {known}", known=", ".join(sorted(readers)))
        yield subject.report(Code.UNKNOWN_CONFIDENTIALITY, subject.process, message, way_out)


def check_forms(subject: Subject) -> Iterator[Finding]:
    """Each form that asks another kind than the process declares, and each called process that declares another."""
    if subject.manifest is None:
        return
    kinds, own = subject.registry.form_kinds or {}, find_kind(subject)
    for form, place in list_forms(subject):
        if kinds.get(form, own) != own:
            message = say(
                "The form {form} asks data of the kind {kind_name}, and the process does not say it is confidential",
                form=form,
                kind_name=kinds[form],
            )
            yield subject.report(
                Code.CONFIDENTIALITY_MISSING,
                place,
                message,
                say("write {kind_name} under confidential in process.yaml", kind_name=kinds[form]),
            )
    yield from check_calls(subject, own)


def check_calls(subject: Subject, own: str) -> Iterator[Finding]:
    """A called process runs in the case of its caller, which alone says who may read it."""
    processes = subject.registry.processes or {}
    for node in subject.nodes:
        called = processes.get(node.called or "") if node.kind is NodeKind.CALL_ACTIVITY else None
        if called and called.confidential and called.confidential != own:
            message = say(
                "The process {called} is confidential, and the case of this one is not", called=node.called
            )
            yield subject.report(
                Code.CONFIDENTIALITY_MISSING,
                node,
                message,
                say("write {kind_name} under confidential in process.yaml", kind_name=called.confidential),
            )


def check_readers(subject: Subject) -> Iterator[Finding]:
    readers = (subject.registry.readers or {}).get(find_kind(subject))
    if readers is None:
        return
    for lane, role in section(subject.manifest, "roles").items():
        if role not in readers:
            message = say("The role {role} has tasks here and may not read the cases", role=role)
            way_out = say("give the lane {lane} to a role that may", lane=lane)
            yield subject.report(Code.ROLE_MAY_NOT_READ, subject.process, message, way_out)


def find_kind(subject: Subject) -> str:
    return str((subject.manifest or {}).get("confidential") or "")


def list_forms(subject: Subject) -> Iterator[tuple[str, Place]]:
    start = (subject.manifest or {}).get("start_form")
    if start:
        yield str(start), subject.process
    for node in subject.nodes:
        form = node.extensions.task.form if node.extensions.task else None
        if form:
            yield form, node


RULES = (check_kind, check_forms, check_readers)
