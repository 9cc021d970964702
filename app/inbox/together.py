"""Finishing many tasks of one kind with one set of answers, where the owner of the process lets them be done together.

A drawing says so of a task (`bulk` = `allowed`); what approves is always finished one by one. The form is filled in
once, without what it shows of a single case, and each task checks the answers against its own version and case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.cases.task_forms import TypedData, build_task_form, evaluate, find_definition
from app.inbox import approvals, work
from app.inbox.errors import BulkRefused
from forms.definition import Field, FormDefinition, Section
from forms.rendering import SHOWN_ONLY, build_form
from workflows.models import HumanTask

ALLOWED = frozenset({("bulk", "allowed")})


def read_kind(task: HumanTask) -> str:
    """Tasks of one kind are asked the same."""
    return f"{task.definition_key}/{task.node_id}/{task.form or ''}"


def is_allowed(task: HumanTask) -> bool:
    """A drawing's versions never change; the marks of each are read once."""
    marked = approvals.list_marked(task.instance.version_id, ALLOWED)
    return task.node_id in marked and not approvals.is_approval(task)


def find_model(tasks: Iterable[HumanTask]) -> HumanTask | None:
    """The first that may be finished with others: it says what is asked, and of which kind the others must be."""
    return next((task for task in tasks if is_allowed(task)), None)


def explain(task: HumanTask, kind: str) -> str:
    """Why this task cannot be finished with those of a kind; empty when it can."""
    if not is_allowed(task):
        return _("This task is finished one by one.")
    return "" if read_kind(task) == kind else _("This is another kind of task.")


def build_blank(model: HumanTask, data: TypedData | None, language: str) -> forms.Form:
    """The form of the model without what belongs to its case alone."""
    if not model.form:
        return forms.Form(data)
    definition = leave_case_out(find_definition(model.instance.version_id, model.form))
    return build_form(definition, language=language, evaluate=evaluate, data=data)


def leave_case_out(definition: FormDefinition) -> FormDefinition:
    sections = tuple(
        replace(section, fields=tuple(replace(one, prefill="") for one in section.fields if is_asked(one)))
        for section in definition.sections
    )
    return replace(definition, sections=tuple(filter(has_fields, sections)))


def is_asked(field: Field) -> bool:
    return not field.read_only and field.type not in SHOWN_ONLY


def has_fields(section: Section) -> bool:
    return bool(section.fields)


def read_answers(form: forms.Form, data: TypedData) -> dict[str, list[str]]:
    """What was typed into the questions of the form, as a browser sends it."""
    names = tuple(form.fields)
    return {
        key: [text.replace("\x00", "") for text in data.getlist(key)]
        for key in data
        if key in names or key.startswith(tuple(f"{name}_" for name in names))
    }


def finish(task: HumanTask, kind: str, answers: Mapping[str, Any], user: User, language: str) -> None:
    """Raises BulkRefused for another kind or for answers this task does not take, else as `work.complete`."""
    reason = explain(task, kind)
    if reason:
        raise BulkRefused(reason)
    form = build_task_form(task, MultiValueDict(answers), language)
    if not form.is_valid():
        raise BulkRefused(tell_error(form))
    work.complete(task, form.cleaned_data, user)


def tell_error(form: forms.Form) -> str:
    """The first thing that is wrong, with the name of its question."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
