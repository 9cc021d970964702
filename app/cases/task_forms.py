"""From a version to its forms: the definition pinned with it, built by `forms`, its conditions read as FEEL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from app import page_time
from app.cases.errors import CaseError
from forms.definition import Field, FormDefinition, read_definition
from forms.rendering import RenderedForm, build_form
from workflows import api, feel
from workflows.feel import Environment
from workflows.models import DefinitionVersion, HumanTask

TypedData = MultiValueDict[str, str]
REMARKS = ("text", "long_text")


class FormMissing(CaseError):
    """The pinned version has no file for the form the model names."""


@dataclass(frozen=True)
class Question:
    """A field; `shown` and `required` as the answers so far make it."""

    bound: BoundField
    required: bool
    shown: bool = True


@dataclass(frozen=True)
class Part:
    """A titled section of a form with all of its questions, asked now or not."""

    title: str
    questions: list[Question]

    @property
    def shown(self) -> bool:
        return any(question.shown for question in self.questions)


def build_task_form(task: HumanTask, data: TypedData | None, language: str) -> forms.Form:
    """The task's form: bound to `data`, else showing the draft. A task without a form only asks to be confirmed."""
    if not task.form:
        return forms.Form(data)
    variables = api.read_variables(task.instance_id, task_id=task.pk)
    return build_version_form(task.instance.version_id, task.form, data, language, variables, task.draft)


def build_version_form(
    version_id: int,
    name: str,
    data: TypedData | None,
    language: str,
    variables: Mapping[str, Any],
    draft: Mapping[str, Any] | None = None,
) -> RenderedForm:
    """The form `process/form` of a version. Raises FormMissing, forms.errors.FormRefused."""
    return build_form(
        find_definition(version_id, name),
        language=language,
        evaluate=evaluate,
        variables=variables,
        data=data,
        initial=draft,
    )


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """A condition or prefill as FEEL; numbers from Django's fields become FEEL's decimals."""
    scope = {name: make_value(value) for name, value in values.items()}
    return feel.parse(expression, names=tuple(scope)).evaluate(scope, Environment(now=page_time.now()))


def make_value(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@lru_cache(maxsize=1000)
def find_definition(version_id: int, name: str) -> FormDefinition:
    """Published versions never change; reading all files of one took longer than showing its form.

    Raises FormMissing.
    """
    path = f"forms/{name}.yaml"
    files = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    if path not in files:
        raise FormMissing(f"The form {name} is not in version {version_id}.")
    return read_known(files[path], name, tuple(sorted(find_blocks(files).items())))


@lru_cache(maxsize=256)
def read_known(text: str, name: str, blocks: tuple[tuple[str, str], ...]) -> FormDefinition:
    """A definition never changes and YAML is slow to read: the same text is read once a process."""
    return read_definition(text, place=name, blocks=dict(blocks))


def find_blocks(files: Mapping[str, str]) -> dict[str, str]:
    """The blocks pinned with a version: a later change of a block does not reach running cases."""
    prefix = "forms/blocks/"
    return {
        path.removeprefix(prefix).removesuffix(".yaml"): text
        for path, text in files.items()
        if path.startswith(prefix)
    }


def list_parts(form: forms.Form) -> list[Part]:
    """What the template shows, section by section. Questions not asked now are there but hidden."""
    if not isinstance(form, RenderedForm):
        return [Part("", [Question(bound, bound.field.required) for bound in form])] if form.fields else []
    asked = {bound.name for _title, fields in form.list_sections() for bound in fields}
    return [
        Part(
            section.title.get(form.language, ""),
            [
                Question(
                    form[field.name],
                    form.is_required(field.name),
                    field.name in asked and not is_blank(form[field.name], field),
                )
                for field in section.fields
            ],
        )
        for section in form.definition.sections
    ]


def is_blank(bound: BoundField, field: Field) -> bool:
    """A remark that is only read and says nothing. What is empty of another kind says that it is not known."""
    return field.read_only and field.type in REMARKS and not str(bound.value() or "").strip()


def describe_questions(form: forms.Form) -> dict[str, list[str]]:
    """Names of the questions to show and of those that must be answered, for the script that toggles them."""
    questions = [question for part in list_parts(form) for question in part.questions if question.shown]
    return {
        "shown": [question.bound.name for question in questions],
        "required": [question.bound.name for question in questions if question.required],
    }


def has_conditions(form: forms.Form) -> bool:
    """Whether an answer may change what is asked, so that the page must ask the server again."""
    if not isinstance(form, RenderedForm):
        return False
    fields = any(field.show_if or field.required_if for field in form.definition.fields)
    return fields or any(section.show_if for section in form.definition.sections)


def read_draft(form: forms.Form, data: TypedData) -> dict[str, Any]:
    """What was typed so far, as plain JSON under the form's field names; nothing is refused."""
    return {name: make_plain(value) for name, value in read_typed(form, data)}


def read_typed(form: forms.Form, data: TypedData) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        if field.disabled:
            continue
        raw = field.widget.value_from_datadict(data, MultiValueDict(), form.add_prefix(name))
        try:
            yield name, field.clean(raw)
        except forms.ValidationError:
            yield name, raw


def make_plain(value: Any) -> Any:
    if isinstance(value, list):
        return [make_plain(item) for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")  # the database keeps no U+0000, and nobody typed it
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
