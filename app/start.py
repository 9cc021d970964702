"""The start page of each role, and the living page of the design system."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import may_operate, may_read_cases, roles_of
from app.cases.due import describe_due
from app.icons import ICONS


@require_GET
def show_start(request: HttpRequest) -> HttpResponse:
    """Everyone begins where their work is."""
    if may_operate(request.user) and not may_read_cases(request.user):
        return redirect("supervision:list")
    if roles_of(request.user):
        return redirect("inbox:list")
    return render(request, "no_role.html")


class SampleForm(forms.Form):
    """One field of each kind, for the design page."""

    party_name = forms.CharField(label=_("Name"))
    contact = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("We write to it only about this case.")
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("reached", _("Reached")),
            ("no_answer", _("No answer")),
            ("wrong_number", _("Wrong number")),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("phone", _("By phone")), ("email", _("By e-mail"))]
    )
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    agreed = forms.BooleanField(label=_("The person agrees"), required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


COLOURS = "ink ink-2 ink-3 line line-2 line-3 paper ground select brand brand-soft accent ok warn late info"
WRONG = {"wrong-contact": "joke", "wrong-outcome": "reached", "wrong-channel": "phone", "wrong-day": "x"}


@require_GET
def show_design(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    now = page_time.now()
    dues = [
        describe_due(now + timedelta(days=days), now - timedelta(days=5), now)
        for days in (-6, -2, 0, 1, 4, 20)
    ]
    context = {
        "dues": dues,
        "form": SampleForm(initial={"party_name": "Joke Vermeulen", "outcome": "no_answer"}),
        "invalid": SampleForm(WRONG, prefix="wrong"),
        "colours": COLOURS.split(),
        "sizes": ["2xl", "xl", "lg", "md", "sm", "xs"],
        "spaces": [f"s{step}" for step in range(1, 8)],
        "corners": ["r1", "r2", "r3", "pill"],
        "icons": sorted(ICONS),
    }
    return render(request, "design/index.html", context)
