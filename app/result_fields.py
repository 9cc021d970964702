"""The questions of a result given by hand: one for each thing the operation would have given."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from json import JSONDecodeError
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_duration
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.json_text import JsonRefused, read_json

PREFIX = "result-"
EMPTY = gettext_lazy("Empty: the step gives no value.")


class JsonField(forms.CharField):
    """Data in JSON, of one shape where one is asked for; None for nothing written."""

    def __init__(self, shape: type | None, told: Any, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code-text"})
        super().__init__(widget=widget, **options)
        self.shape, self.told = shape, told

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = read_data(text)
        if self.shape is not None and not isinstance(found, self.shape):
            raise ValidationError(self.told)
        return found


class DurationField(forms.CharField):
    """A duration as ISO 8601 writes it: `P3D`, `PT2H`."""

    def clean(self, value: Any) -> timedelta | None:
        text = super().clean(value)
        found = parse_duration(text) if text else None
        if text and found is None:
            raise ValidationError(_("Write a duration such as P3D or PT2H."))
        return found


def read_data(text: str) -> Any:
    """The data of a JSON text. Raises ValidationError, in the active language."""
    try:
        return read_json(text)
    except JsonRefused as error:
        place = error.__cause__
        if not isinstance(place, JSONDecodeError):
            raise ValidationError(_(error.text) % error.values) from error
        message = _("This is not JSON: line %(line)s, column %(column)s.")
        raise ValidationError(message % {"line": place.lineno, "column": place.colno}) from error


def build_boolean(**options: Any) -> forms.Field:
    choices = (("", _("No value")), ("yes", _("Yes")), ("no", _("No")))
    return forms.TypedChoiceField(
        choices=choices, coerce=lambda text: text == "yes", empty_value=None, **options
    )


def build_day(**options: Any) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def build_moment(**options: Any) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **options)


def build_list(**options: Any) -> forms.Field:
    return JsonField(list, gettext_lazy("Give a JSON list, between [ and ]."), **options)


def build_context(**options: Any) -> forms.Field:
    return JsonField(dict, gettext_lazy("Give a JSON object, between { and }."), **options)


def build_any(**options: Any) -> forms.Field:
    return JsonField(None, "", **options)


#: By the kinds of `workflows.signatures`; what is of any kind is written as JSON.
BUILDERS: Mapping[str, Callable[..., forms.Field]] = {
    "string": lambda **options: forms.CharField(max_length=5000, empty_value=None, **options),
    "number": lambda **options: forms.DecimalField(localize=True, **options),
    "whole number": lambda **options: forms.IntegerField(localize=True, **options),
    "boolean": build_boolean,
    "date": build_day,
    "date and time": build_moment,
    "duration": DurationField,
    "list": build_list,
    "context": build_context,
}


def build_fields(outputs: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[tuple[str, forms.Field]]:
    """A field for each output, by its kind, under its name in the reader's words."""
    for name, kind in outputs.items():
        build: Callable[..., forms.Field] = BUILDERS.get(kind, build_any)
        field = build(label=labels.get(name, name), required=False)
        field.help_text = EMPTY
        yield f"{PREFIX}{name}", field


def read_result(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the step from a form's checked answers: name → value, None for what was left empty."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
