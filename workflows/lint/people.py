"""Lanes, roles and forms: each user task shows a known form to a role that people have."""

from collections.abc import Iterator

from workflows.bpmn import Lane, NodeKind
from workflows.lint.calls import find_called
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject, entries, section
from workflows.words import say

_HUMAN = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})


def check_lanes(subject: Subject) -> Iterator[Finding]:
    if subject.manifest is None:
        return
    roles = section(subject.manifest, "roles")
    for lane in subject.process.lanes.values():
        if lane.id not in roles and _is_innermost(subject, lane):
            message = say("The lane {lane} has no role", lane=lane.name or lane.id)
            yield subject.report(
                Code.LANE_WITHOUT_ROLE, lane, message, "name its role in process.yaml under roles"
            )
    known = {lane_id for process in (subject.process, *find_called(subject)) for lane_id in process.lanes}
    for lane_id in roles:
        if lane_id not in known:
            message = say(
                "process.yaml gives a role to the lane {lane_id}, which does not exist", lane_id=lane_id
            )
            yield subject.report(
                Code.MANIFEST_NAMES_NO_LANE, subject.process, message, "remove it or draw the lane"
            )


def _is_innermost(subject: Subject, lane: Lane) -> bool:
    return not any(other.parent == lane.id for other in subject.process.lanes.values())


def check_human_tasks(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind not in _HUMAN:
            continue
        if node.lane is None:
            message = "The task lies in no lane, so nobody is asked to do it"
            yield subject.report(Code.TASK_OUTSIDE_LANE, node, message, "put it in the lane of its role")
        form = node.extensions.task.form if node.extensions.task else None
        if not form and node.kind is NodeKind.USER_TASK:
            message = "The user task has no form"
            yield subject.report(Code.FORM_MISSING, node, message, "choose its form")
        elif form and subject.registry.forms is not None and form not in subject.registry.forms:
            message = say("The form {form} does not exist", form=form)
            yield subject.report(
                Code.UNKNOWN_FORM, node, message, "write it under forms/definitions or choose another"
            )


def check_start_form(subject: Subject) -> Iterator[Finding]:
    form = (subject.manifest or {}).get("start_form")
    if form and subject.registry.forms is not None and form not in subject.registry.forms:
        message = say("The start form {form} does not exist", form=form)
        yield subject.report(Code.UNKNOWN_FORM, subject.process, message, "write it under forms/definitions")


def check_roles(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.roles
    if known is None:
        return
    for role, where in _find_roles(subject):
        if role not in known:
            message = say("The role {role} ({where}) does not exist", role=role, where=where)
            yield subject.report(
                Code.UNKNOWN_ROLE,
                subject.process,
                message,
                say("known are {known}", known=", ".join(sorted(known))),
            )


def _find_roles(subject: Subject) -> Iterator[tuple[str, str]]:
    owner = (subject.manifest or {}).get("owner")
    if owner:
        yield str(owner), "owner"
    for lane, role in section(subject.manifest, "roles").items():
        yield str(role), say("lane {lane}", lane=lane)
    for level in entries(subject.manifest, "service_levels"):
        for rung in (level.get("escalation") or ()) if isinstance(level, dict) else ():
            for key in ("notify", "reassign"):
                if rung.get(key):
                    yield str(rung[key]), say("service level {id}", id=level.get("id"))


RULES = (check_lanes, check_human_tasks, check_start_form, check_roles)
