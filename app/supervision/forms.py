"""The operator's decision about an incident."""

from collections.abc import Sequence
from enum import StrEnum
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.json_text import JsonRefused, read_json

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Repair(StrEnum):
    RETRY = "retry"
    SKIP = "skip"
    COMPLETE = "complete"
    CANCEL = "cancel"
    DELIVER = "deliver"


Choices = Sequence[tuple[str, "StrOrPromise"]]
DELIVERY: Choices = [
    (Repair.DELIVER.value, _("Deliver to the receiver chosen")),
    (Repair.CANCEL.value, _("Close without delivering")),
]


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
    receiver = forms.ChoiceField(
        label=_("Receiver"),
        help_text=_("Several wait for this message: choose who gets it."),
        required=False,
        widget=forms.RadioSelect,
    )
    flow = forms.ChoiceField(
        label=_("Way out"),
        help_text=_("Only to skip this step: which way the case goes on."),
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history of the case, with your name."),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, receivers: Choices = (), ways: Choices = ()) -> None:
        """`receivers` of a message that several wait for, `ways` out of the node, as (id, label)."""
        super().__init__(data)
        self.ways = ways if len(ways) > 1 else ()
        self.offer("receiver", receivers)
        self.offer("flow", self.ways)
        if receivers:
            self.fields["action"].choices = DELIVERY  # type: ignore[attr-defined]
            self.fields["action"].initial = Repair.DELIVER.value
            del self.fields["result"]

    def offer(self, name: str, choices: Choices) -> None:
        """A field for a choice; none where there is nothing to choose."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        action = cleaned.get("action")
        if action == Repair.DELIVER and not cleaned.get("receiver") and "receiver" not in self.errors:
            self.add_error("receiver", _("Choose a receiver."))
        if action == Repair.SKIP and self.ways and not cleaned.get("flow") and "flow" not in self.errors:
            self.add_error("flow", _("Choose the way out."))
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
                self.add_error("result", _(error.text) % error.values)
            return {}
        if not isinstance(value, dict):
            self.add_error("result", _("Give a JSON object, between { and }."))
            return {}
        return value
