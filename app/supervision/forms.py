"""The operator's decision about an incident."""

from enum import StrEnum
from json import JSONDecodeError
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.json_text import JsonRefused, read_json


class Repair(StrEnum):
    RETRY = "retry"
    SKIP = "skip"
    COMPLETE = "complete"
    CANCEL = "cancel"


class RepairForm(forms.Form):
    """What to do, why, and for `complete` the result the step should have given (a JSON object)."""

    action = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (Repair.RETRY.value, _("Try again")),
            (Repair.COMPLETE.value, _("Complete with data")),
            (Repair.SKIP.value, _("Skip this step")),
            (Repair.CANCEL.value, _("Cancel the case")),
        ],
        widget=forms.RadioSelect,
        initial=Repair.RETRY.value,
    )
    result = forms.CharField(
        label=_("Data"),
        help_text=_(
            'What the step should have given, or variables to set before trying again: a JSON object, e.g. {"amount": 12.5}. Needed to complete.'  # noqa: E501
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    flow = forms.CharField(
        label=_("Way out"),
        help_text=_("Only to skip a gateway with several ways out: the id of the flow to take."),
        required=False,
        max_length=200,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history of the case, with your name."),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "result" in cleaned:
            needed = cleaned.get("action") == Repair.COMPLETE
            cleaned["result"] = self.read_object(cleaned["result"]) if needed or cleaned["result"] else {}
        return cleaned

    def read_object(self, text: str) -> dict[str, Any]:
        try:
            value = read_json(text or "null")
        except JsonRefused as error:
            place = error.__cause__
            if isinstance(place, JSONDecodeError):
                message = _("This is not JSON: line %(line)s, column %(column)s.")
                self.add_error("result", message % {"line": place.lineno, "column": place.colno})
            else:
                self.add_error("result", error.message)
            return {}
        if not isinstance(value, dict):
            self.add_error("result", _("Give a JSON object, between { and }."))
            return {}
        return value
