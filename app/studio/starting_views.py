"""The page on which a new process begins: its name, titles, who answers for it, who works in it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import TITLES, require, signed_in
from app.studio import starting
from app.studio.errors import StudioError
from app.studio.ladder_editing import LANGUAGES
from app.studio.rights import may_write

MOST_TITLE = 120
ROLES = [(str(role), title) for role, title in TITLES.items()]


class NewProcessForm(forms.Form):
    key = forms.CharField(
        label=_("Name of its folder"),
        help_text=_("One word of small letters, digits and _; it never changes."),
        max_length=61,
        widget=forms.TextInput(attrs={"pattern": "[a-z][a-z0-9_]+", "autocomplete": "off"}),
    )
    title_fr = forms.CharField(label=_("Title in French"), max_length=MOST_TITLE)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=MOST_TITLE)
    title_de = forms.CharField(label=_("Title in German"), max_length=MOST_TITLE)
    title_en = forms.CharField(label=_("Title in English"), max_length=MOST_TITLE)
    owner = forms.ChoiceField(label=_("Who answers for it"), choices=ROLES)
    role = forms.ChoiceField(label=_("Who works in it"), choices=ROLES)


@require_http_methods(["GET", "POST"])
@require(may_write)
def start_process(request: HttpRequest) -> HttpResponse:
    form = NewProcessForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "studio/new.html", {"form": form}, status=status)
    told = form.cleaned_data
    try:
        draft = starting.start_process(
            told["key"],
            {one: told[f"title_{one}"] for one in LANGUAGES},
            owner=told["owner"],
            role=told["role"],
            by=signed_in(request),
            now=page_time.now(),
        )
    except StudioError as refused:
        form.add_error("key", str(refused))
        return render(request, "studio/new.html", {"form": form}, status=422)
    return redirect("studio:drawing", draft.pk)
