"""The operator's decision about an incident."""

import json
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Repair(StrEnum):
    RETRY = "retry"
    SKIP = "skip"
    COMPLETE = "complete"


class RepairForm(forms.Form):
    """What to do, why, and for `complete` the result the step should have given (a JSON object)."""

    action = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (Repair.RETRY.value, _("Try again")),
            (Repair.COMPLETE.value, _("Complete with data")),
            (Repair.SKIP.value, _("Skip this step")),
        ],
        widget=forms.RadioSelect,
        initial=Repair.RETRY.value,
    )
    result = forms.CharField(
        label=_("Data"),
        help_text=_(
            'Only to complete: what the step should have given, as a JSON object, e.g. {"amount": 12.5}.'
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
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
        if cleaned.get("action") == Repair.COMPLETE and "result" in cleaned:
            cleaned["result"] = self.read_object(cleaned["result"])
        return cleaned

    def read_object(self, text: str) -> dict[str, Any]:
        try:
            value = json.loads(text or "null")
        except json.JSONDecodeError as error:
            message = _("This is not JSON: line %(line)s, column %(column)s.")
            self.add_error("result", message % {"line": error.lineno, "column": error.colno})
            return {}
        if not isinstance(value, dict):
            self.add_error("result", _("Give a JSON object, between { and }."))
            return {}
        return value
