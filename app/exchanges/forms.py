"""The forms of the exchanges: an answer taken down by hand, a corrected content, a message placed, a registration."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from app.exchanges.institutions import list_institutions
from app.exchanges.payloads import Schema
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party

LONG = 300


class AnswerForm(forms.Form):
    """What an institution answered by another way than its connection."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Answer of the institution"),
        choices=[
            ("accepted", gettext_lazy("It acknowledges")),
            ("rejected", gettext_lazy("It rejects")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons of the rejection"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partner_reference = forms.CharField(
        label=gettext_lazy("Reference of the institution"), required=False, max_length=200
    )
    evidence = forms.CharField(
        label=gettext_lazy("How it was received"),
        max_length=400,
        help_text=gettext_lazy("For instance: letter of 3 March, telephone with Ms Claes."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == "rejected" and not (data.get("reasons") or "").strip():
            self.add_error("reasons", _("Say why it rejects."))
        return data


class ReasonForm(forms.Form):
    """Why something is given up or set aside."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PartyForm(forms.Form):
    """Whom an arrived message is about."""

    party = forms.CharField(
        label=gettext_lazy("Party"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Number, such as P0000001."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when the message names another number than that of the party."),
    )

    def clean_party(self) -> Party | None:
        reference = self.cleaned_data["party"]
        try:
            return find_party(reference) if reference else None
        except PartyUnknown as error:
            raise forms.ValidationError(str(error.args[0])) from error


class RegistrationForm(forms.Form):
    """At which institution the party is, from a day on."""

    institution = forms.ChoiceField(label=gettext_lazy("Institution"))
    from_day = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "fr"
        known = [(one.code, one.name(language)) for one in list_institutions() if is_choice(one.kind)]
        self.fields["institution"].choices = sorted(known, key=lambda pair: pair[1].casefold())  # type: ignore[attr-defined]


def is_choice(kind: str) -> bool:
    """A kind with several institutions: only then the party's own must be known."""
    return len(list_institutions(kind)) > 1


class CorrectionForm(forms.Form):
    """The content of a rejected transmission, a question for each property of its schema."""

    def __init__(self, schema: Schema, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.schema = schema
        for name, part in schema["properties"].items():
            self.fields[name] = build_field(name, part, required=name in schema.get("required", ()))

    def read_content(self) -> dict[str, Any]:
        """What was answered; a property left empty that may be missing is left out."""
        given = self.cleaned_data
        return {name: value for name, value in given.items() if value is not None and value != ""}


def build_field(name: str, part: Mapping[str, Any], *, required: bool) -> forms.Field:
    label = str(part.get("title") or name.replace("_", " ")).capitalize()
    options: dict[str, Any] = {"label": label, "required": required}
    if "enum" in part:
        return forms.ChoiceField(choices=[("", "–"), *((one, one) for one in part["enum"])], **options)
    match part.get("format"), part.get("type"):
        case "date", _:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
            )
        case "amount", _:
            return forms.DecimalField(max_digits=14, decimal_places=2, **options)
        case _, "integer":
            return forms.IntegerField(**options)
        case _, "boolean":
            return forms.BooleanField(**{**options, "required": False})
        case _, "array" | "object":
            return JsonField(widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}), **options)
    long = part.get("maxLength", LONG + 1) > LONG
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}) if long else None, **options)


class JsonField(forms.CharField):
    """A list or a group of facts, as JSON."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is not JSON: %s") % error) from error
