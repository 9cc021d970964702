"""The forms that stop the clocks of a case and grant one of them more time."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from app.cases import standstill
from app.cases.errors import ClockRefused
from app.cases.models import Case
from app.cases.standstill import Reason
from app.people.applied_forms import AppliedForm
from workflows import clock
from workflows.actors import Actor


class PauseForm(AppliedForm):
    """`reasons` are those the policies of the running clocks know; at least one."""

    refused = ClockRefused
    reason = forms.ChoiceField(label=_("Why the clock stands still"), widget=forms.RadioSelect)
    planned_days = forms.IntegerField(
        label=_("For how many days, as planned"),
        min_value=1,
        help_text=_("The deadline moves by the days it really takes, not by the planned ones."),
    )

    def __init__(
        self, *args: Any, case: Case, reasons: Sequence[Reason], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.text, one.tell(language)) for one in reasons]
        field.initial, self.fields["planned_days"].initial = reasons[0].text, reasons[0].planned_days

    def apply(self, by: Actor) -> object:
        data = self.cleaned_data
        return standstill.pause(self.case, data["reason"], data["planned_days"], by=by, now=clock.now())


class ExtensionForm(AppliedForm):
    refused = ClockRefused
    days = forms.IntegerField(label=_("How many days more"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, case: Case, clock_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.clock_id = case, clock_id

    def apply(self, by: Actor) -> object:
        data = self.cleaned_data
        standstill.extend(self.case, self.clock_id, data["days"], data["reason"], by=by, now=clock.now())
        return self.clock_id
