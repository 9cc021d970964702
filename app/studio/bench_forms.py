"""What the bench asks: how a run begins, what an operation answers, what a message says, until when time passes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.cases.wording import choose, tell_apart
from app.result_fields import BUILDERS
from workflows.clock import BRUSSELS
from workflows.testing.writing import write_value
from workflows.yaml_source import SourceRefused, read_text

PREFIX = "value-"
#: The kinds a process declares, as `workflows.signatures` names those of operations.
KINDS = {"datetime": "date and time", "years_months": "duration"}
NESTED = ("list", "context", "any")
Declared = Mapping[str, Mapping[str, Any]]


class NestedField(forms.CharField):
    """Lists and mappings as a scenario writes them, days among them: `{due: 2026-03-31, done: [R0]}`."""

    def __init__(self, shape: type | None, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "code-text"})
        super().__init__(widget=widget, **options)
        self.shape = shape

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = read_text(text, file=_("Value")).data
        except SourceRefused as refused:
            raise ValidationError(str(refused)) from refused
        if self.shape is list and not isinstance(found, list):
            raise ValidationError(_("Write a list, between [ and ]."))
        if self.shape is dict and not isinstance(found, Mapping):
            raise ValidationError(_("Write names with values, between { and }."))
        return found


SHAPES: Mapping[str, type | None] = {"list": list, "context": dict}


def build_field(kind: str, **options: Any) -> forms.Field:
    kind = KINDS.get(kind, kind)
    build: Callable[..., forms.Field] | None = None if kind in NESTED else BUILDERS.get(kind)
    return build(**options) if build else NestedField(SHAPES.get(kind), **options)


def write_nested(value: Any) -> str:
    """On one line, as a scenario has it."""
    plain = write_value(value)
    return yaml.safe_dump(plain, default_flow_style=True, width=10_000, allow_unicode=True).strip()


class ValuesForm(forms.Form):
    """A field for each declared name: variables at the start, what a message carries, what an operation gives."""

    def __init__(self, data: Any, *, declared: Declared, known: Mapping[str, Any], language: str) -> None:
        super().__init__(data)
        for name, about in declared.items():
            kind = str(about.get("type", "any"))
            label = choose(about.get("label") or {}, language) or tell_apart(name)
            field = build_field(kind, label=label, required=bool(about.get("required")))
            field.help_text = str(about.get("description", ""))
            field.initial = tell_initial(kind, known.get(name))
            self.fields[f"{PREFIX}{name}"] = field

    def read_values(self) -> dict[str, Any]:
        """What was given; what was left empty is not there."""
        found = {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }
        return {name: value for name, value in found.items() if value is not None}


def tell_initial(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if KINDS.get(kind, kind) in NESTED:
        return write_nested(value)
    if kind == "boolean":
        return "yes" if value else "no"
    return write_value(value) if not isinstance(value, datetime | date) else value


class StartForm(ValuesForm):
    """The day, the start event where there are several, and the variables."""

    begins = forms.DateTimeField(
        label=gettext_lazy("The run begins on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    start = forms.ChoiceField(label=gettext_lazy("Begins at"), required=False)

    def __init__(
        self, data: Any, *, starts: Sequence[tuple[str, str]], begins: datetime, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["begins"].initial = begins.astimezone(BRUSSELS)
        self.fields["start"].choices = starts  # type: ignore[attr-defined]
        if len(starts) < 2:
            del self.fields["start"]


class AnswerForm(ValuesForm):
    """What an operation answers, or the business error it ends in."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("The operation"),
        choices=[
            ("answer", gettext_lazy("gives an answer")),
            ("fail", gettext_lazy("fails, for a reason the process foresees")),
        ],
        widget=forms.RadioSelect,
        initial="answer",
    )
    code = forms.CharField(label=gettext_lazy("Code of the error"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == "fail" and not cleaned.get("code"):
            self.add_error("code", _("Say which error it is."))
        return cleaned

    def read_entry(self, operation: str) -> dict[str, Any]:
        if self.cleaned_data["outcome"] == "fail":
            return {"fail": operation, "code": self.cleaned_data["code"], "message": ""}
        values = self.read_values()
        return {
            "answer": operation,
            "with": values.get("result", values) if set(values) == {"result"} else values,
        }


class MomentForm(forms.Form):
    """Until when time passes: at nine of a day."""

    until = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class ScenarioForm(forms.Form):
    """The sentence a lawyer could sign, and the file it is written into."""

    name = forms.CharField(
        label=gettext_lazy("What the scenario says, in a sentence"),
        help_text=gettext_lazy("For example: A debt paid after the first reminder goes no further."),
        max_length=200,
    )
    file = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,60}$",
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Below scenarios, without the ending: small letters, digits and _."),
        initial="bench",
    )
