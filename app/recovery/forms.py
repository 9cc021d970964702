"""What people enter on a judicial file: mandates and their news."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from app.ledger.models import Receivable
from app.recovery.states import ContestOutcome, DebtorEventKind, MandateKind
from app.template_parts import money, period

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


class DebtorEventForm(forms.Form):
    """A contestation of a debt, or an insolvency, with the document that proves it."""

    kind = forms.ChoiceField(label=_("What became known"), choices=DebtorEventKind)
    debt = forms.ChoiceField(
        label=_("Contested debt"),
        required=False,
        help_text=_("For a contestation: the debt that is contested."),
    )
    from_on = forms.DateField(
        label=_("Since"),
        widget=DAY,
        help_text=_("The day of the judgment, or the day on which the contestation was posted."),
    )
    registered = forms.BooleanField(label=_("Contested by registered letter"), required=False)
    evidence = forms.FileField(
        label=_("Document that proves it"), help_text=_("The letter, the judgment or its publication.")
    )

    def __init__(self, debts: Iterable[Receivable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.ref, f"{one.ref} · {period(one.period)} · {money(one.total)}") for one in debts]
        self.fields["debt"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        contests = told.get("kind") == DebtorEventKind.CONTESTATION
        if contests and not told.get("debt"):
            self.add_error("debt", _("Say which debt is contested."))
        if not contests:
            told["debt"] = ""
        return told


class EventEndForm(forms.Form):
    """The end of what was recorded; a contestation says how it ended."""

    until_on = forms.DateField(label=_("Until"), widget=DAY)
    outcome = forms.ChoiceField(label=_("How it ended"), choices=ContestOutcome)

    def __init__(self, *args: Any, contests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not contests:
            del self.fields["outcome"]
