"""What people enter on a judicial file: mandates and their news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from app.recovery.states import MandateKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MandateForm(forms.Form):
    """A lawyer, bailiff or curator."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MandateKind)
    name = forms.CharField(label=_("Name"), max_length=200)
    given_on = forms.DateField(label=_("From"), widget=DAY)
    next_action_on = forms.DateField(label=_("Next action on"), widget=DAY, required=False)
    cost_budget = forms.DecimalField(
        label=_("Cost budget (€)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )


class NewsForm(forms.Form):
    """What the mandate reported."""

    told_on = forms.DateField(label=_("Told on"), widget=DAY)
    text = forms.CharField(label=_("News"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    costs = forms.DecimalField(
        label=_("Costs (€)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    next_action_on = forms.DateField(label=_("Next action on"), widget=DAY, required=False)
    ended = forms.BooleanField(label=_("The mandate has ended"), required=False)
