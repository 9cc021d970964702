"""What is asked of a pension decision that came on paper: what its message would say, and which letter it was."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy


def ask_day(label: Any, *, required: bool) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class PensionDecisionForm(forms.Form):
    """A granted pension has its kind and first day, a refused one its reasons."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("granted", pgettext_lazy("pension decision", "Granted")),
            ("refused", pgettext_lazy("pension decision", "Refused")),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = ask_day(gettext_lazy("Day of the decision"), required=True)
    pension = forms.ChoiceField(
        label=gettext_lazy("Pension"),
        required=False,
        choices=[
            ("", "–"),
            ("retirement", gettext_lazy("Retirement pension")),
            ("survivor", gettext_lazy("Survivor’s pension")),
        ],
        help_text=gettext_lazy("When it is granted."),
    )
    first_on = ask_day(gettext_lazy("First day of the pension"), required=False)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("When it is refused: as the letter tells them."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Which letter, and from whom"),
        max_length=400,
        help_text=gettext_lazy(
            "For instance: letter of the Federal Pension Service of 3 March, shown by the person."
        ),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        needed = {"granted": ("pension", "first_on"), "refused": ("reasons",)}
        for name in needed.get(data.get("decision", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed with this decision."))
        if data.get("decided_on") and data["decided_on"] > self.today:
            self.add_error("decided_on", _("This day lies in the future."))
        return data

    def read_payload(self) -> dict[str, Any]:
        """As the message says it; what belongs to the other decision is left out. The form is valid."""
        data = self.cleaned_data
        granted = data["decision"] == "granted"
        kept = ("decision", "decided_on", *(("pension", "first_on") if granted else ("reasons",)))
        return {name: data[name] for name in kept}
