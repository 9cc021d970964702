"""What an operator answers before an act on a deadline, a job or a case; the reason always."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOMENT = "%Y-%m-%dT%H:%M"
CHANGE, FIRE, TRY, STOP = "change", "fire", "try", "stop"
GO_ON, STAND_STILL = "go_on", "stand_still"
LOGGED = _("Kept in the log of this process, with your name; shown to everybody who would open a case.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history of the case, with your name."),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TimerForm(ReasonForm):
    """Another date, or now."""

    action = forms.ChoiceField(
        label=_("What to do"),
        choices=[(CHANGE, _("Give it another date")), (FIRE, _("Let it take effect now"))],
        initial=CHANGE,
        widget=forms.RadioSelect,
    )
    due_at = forms.DateTimeField(
        label=_("New date"),
        required=False,
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        input_formats=[MOMENT],
    )
    field_order = ("action", "due_at", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == CHANGE and not cleaned.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", _("Give the new date."))
        return cleaned


class JobForm(ReasonForm):
    action = forms.ChoiceField(
        label=_("What to do"),
        choices=[(TRY, _("Try it now")), (STOP, _("Stop its attempts"))],
        initial=TRY,
        widget=forms.RadioSelect,
    )
    field_order = ("action", "reason")


class MoveForm(ReasonForm):
    """From one of the places where the case waits to another node of its drawing."""

    origin = forms.ChoiceField(label=_("From"), widget=forms.RadioSelect)
    target = forms.ChoiceField(label=_("To"))
    field_order = ("origin", "target", "reason")

    def __init__(
        self,
        data: Any = None,
        *,
        origins: Sequence[tuple[str, "StrOrPromise"]],
        targets: Sequence[tuple[str, "StrOrPromise"]],
    ) -> None:
        super().__init__(data)
        self.fields["origin"].choices = origins  # type: ignore[attr-defined]
        self.fields["origin"].initial = origins[0][0] if len(origins) == 1 else None
        self.fields["target"].choices = [("", "–"), *targets]  # type: ignore[attr-defined]


class SuspendForm(ReasonForm):
    """Whether running cases go on or stand still."""

    running = forms.ChoiceField(
        label=_("Running cases"),
        choices=[
            (GO_ON, _("go on: only new cases wait")),
            (STAND_STILL, _("stand still: their automatic steps and dates wait too")),
        ],
        initial=GO_ON,
        widget=forms.RadioSelect,
    )
    field_order = ("running", "reason")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].help_text = LOGGED


class ResumeForm(ReasonForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].help_text = LOGGED
