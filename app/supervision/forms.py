"""The operator's decision about an incident: of the repairs it admits one, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext_lazy as _

from app.result_fields import PREFIX, build_fields, read_data, read_result
from workflows.api import Repair

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


Choices = Sequence[tuple[str, "StrOrPromise"]]
REPAIRS: dict[Repair, Any] = {
    Repair.RETRY: _("Try again"),
    Repair.COMPLETE: _("Give the result by hand"),
    Repair.SKIP: _("Skip this step"),
    Repair.DELIVER: _("Deliver to the receiver chosen"),
    Repair.CANCEL: _("Cancel the case"),
    Repair.CLOSE: _("Close the incident"),
}
EFFECTS: dict[Repair, Any] = {
    Repair.RETRY: _("The same is done once more. What fails again waits for you again."),
    Repair.COMPLETE: _("The step counts as done with the result you give; the case goes on."),
    Repair.SKIP: _("The step counts as done without its work; the case goes on behind it."),
    Repair.DELIVER: _("The one you choose takes the message; no one else does."),
    Repair.CANCEL: _("The case ends here, with its open tasks and deadlines. This cannot be undone."),
    Repair.CLOSE: _("Nothing else changes: what is kept stays as it is."),
}
#: What each further question belongs to, and whether it must be answered then.
ASKED: dict[str, tuple[frozenset[Repair], bool]] = {
    "receiver": (frozenset({Repair.DELIVER}), True),
    "flow": (frozenset({Repair.SKIP}), True),
    "result": (frozenset({Repair.COMPLETE}), True),
    "variables": (frozenset({Repair.RETRY, Repair.SKIP}), False),
    "reason": (frozenset(Repair), True),
}


@dataclass(frozen=True)
class Question:
    """A field with the repairs it is asked for."""

    bound: BoundField
    repairs: str
    required: bool


def build_data_field(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code-text"})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


class RepairForm(forms.Form):
    """`repairs` are the ones the incident admits; the further questions belong to some of them."""

    action = forms.ChoiceField(label=_("What to do"), widget=forms.RadioSelect)
    receiver = forms.ChoiceField(label=_("Receiver"), required=False, widget=forms.RadioSelect)
    flow = forms.ChoiceField(
        label=_("Way out"),
        help_text=_("Which way the case goes on."),
        required=False,
        widget=forms.RadioSelect,
    )
    result = build_data_field(_("Result of the step"), _('A JSON object, such as {"amount": 12.5}.'))
    variables = build_data_field(
        _("Data of the case to set first"),
        _('What was missing or wrong, as a JSON object such as {"amount": 12.5}. Empty: nothing is set.'),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history of the case, with your name."),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        repairs: Sequence[Repair] = (),
        receivers: Choices = (),
        ways: Choices = (),
        outputs: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        has_case: bool = True,
    ) -> None:
        """`receivers` of a message, `ways` out of the node as (id, label); `outputs`: name → kind of what the
        step gives, `labels`: name → what it is called."""
        super().__init__(data)
        self.fields["action"].choices = [(one.value, REPAIRS[one]) for one in repairs]  # type: ignore[attr-defined]
        self.fields["action"].initial = repairs[0].value if len(repairs) == 1 else None
        self.repairs = frozenset(repairs)
        self.offer("receiver", receivers)
        self.offer("flow", ways if len(ways) > 1 else ())
        if not has_case:
            del self.fields["variables"]
            self.fields["reason"].help_text = _("Kept with the incident, with your name.")
        self.keep_asked()
        if outputs and "result" in self.fields:
            self.ask_one_by_one(outputs, labels or {})

    def offer(self, name: str, choices: Choices) -> None:
        """A field for a choice; none where there is nothing to choose."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def ask_one_by_one(self, outputs: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """A question for each thing the step gives, in the place of one text that holds them all."""
        del self.fields["result"]
        self.fields.update(build_fields(outputs, labels))
        last = ("variables", "reason")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def keep_asked(self) -> None:
        """Only what one of the repairs on offer needs to know."""
        for name, (repairs, _required) in ASKED.items():
            if name in self.fields and not repairs & self.repairs:
                del self.fields[name]

    def list_options(self) -> list[tuple[BoundWidget, Any]]:
        """Each repair on offer with its effect."""
        return [(option, EFFECTS[Repair(option.data["value"])]) for option in self["action"].subwidgets]

    def list_questions(self) -> list[Question]:
        """The further questions, each with the repairs it belongs to."""
        return [
            Question(self[name], " ".join(sorted(self.narrow(name))), name in ASKED and ASKED[name][1])
            for name in self.fields
            if name != "action"
        ]

    def narrow(self, name: str) -> Collection[Repair]:
        asked = "result" if name.startswith(PREFIX) else name
        return ASKED[asked][0] & self.repairs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        action = cleaned.get("action")
        self.require("receiver", action == Repair.DELIVER, _("Choose a receiver."))
        self.require("flow", action == Repair.SKIP, _("Choose the way out."))
        for name in {"result", "variables"} & cleaned.keys():
            is_asked = action in ASKED[name][0]
            needed = is_asked and (ASKED[name][1] or bool(cleaned[name].strip()))
            cleaned[name] = self.read_object(name, cleaned[name]) if needed else {}
        return {**cleaned, "result": self.take_result(cleaned)}

    def take_result(self, cleaned: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the step gives: at least one thing, where it is asked for thing by thing."""
        result = read_result(cleaned)
        is_asked = cleaned.get("action") == Repair.COMPLETE and any(
            one.startswith(PREFIX) for one in self.fields
        )
        if is_asked and all(value is None for value in result.values()) and not self.errors:
            self.add_error(None, _("Give at least one thing the step would have given."))
        return result or cleaned.get("result", {})

    def require(self, name: str, is_asked: bool, words: Any) -> None:
        if is_asked and name in self.fields and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def read_object(self, name: str, text: str) -> dict[str, Any]:
        try:
            value = read_data(text or "null")
        except ValidationError as error:
            self.add_error(name, error)
            return {}
        if not isinstance(value, dict):
            self.add_error(name, _("Give a JSON object, between { and }."))
            return {}
        return value
