"""The page on which a decision that processes share begins: its name, what it asks and answers, which rules answer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import shared_starting
from app.studio.decision_tables import TYPES
from app.studio.errors import StudioError
from app.studio.rights import may_write
from app.studio.shared_starting import NewDecision, Value
from app.studio.templatetags.decisions import POLICY_NAMES

#: How many rows the page has; more are added in the editor of the decision.
ROWS = {"input": 6, "output": 4}
#: The other two ask for an order of the answers, which is told in the editor.
POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER")


class NewDecisionForm(forms.Form):
    """`input-0-name` and `input-0-type` are the first value asked."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_(
            "One word of small letters, digits and _: processes ask it under this name, which never changes."
        ),
        max_length=61,
        widget=forms.TextInput(
            attrs={"pattern": "[a-z][a-z0-9_]*", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What it decides, in words."))
    policy = forms.ChoiceField(label=_("Which rules answer"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["policy"].choices = [(one, POLICY_NAMES[one]) for one in POLICIES]  # type: ignore[attr-defined]
        for kind, count in ROWS.items():
            for number in range(count):
                self.add_row(kind, number)

    def add_row(self, kind: str, number: int) -> None:
        called = _("Value asked") if kind == "input" else _("Answer")
        for part, label in (("name", _("Name")), ("type", _("Type"))):
            words = f"{called} {number + 1}: {label}"
            self.fields[f"{kind}-{number}-{part}"] = make_cell(part, words)

    def list_rows(self) -> Iterator[tuple[str, list[list[forms.BoundField]]]]:
        """What the rows are, each with its two cells, for the template."""
        for kind, count in ROWS.items():
            cells = [
                [self[f"{kind}-{number}-{part}"] for part in ("name", "type")] for number in range(count)
            ]
            yield kind, cells

    def list_head(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def read(self) -> NewDecision:
        """As told; rows without a name are left out. The form is valid."""
        told = self.cleaned_data
        return NewDecision(
            told["name"], told["title"], told["policy"], self.read_values("input"), self.read_values("output")
        )

    def read_values(self, kind: str) -> tuple[Value, ...]:
        cells = (
            (self.cleaned_data[f"{kind}-{number}-name"], self.cleaned_data[f"{kind}-{number}-type"])
            for number in range(ROWS[kind])
        )
        return tuple(Value(name, type_) for name, type_ in cells if name)


def make_cell(part: str, words: str) -> forms.Field:
    if part == "type":
        choices = [(one, one or "–") for one in TYPES]
        widget = forms.Select(attrs={"aria-label": words})
        return forms.ChoiceField(label=words, choices=choices, required=False, widget=widget)
    attrs = {"aria-label": words, "spellcheck": "false", "autocomplete": "off"}
    return forms.CharField(label=words, max_length=61, required=False, widget=forms.TextInput(attrs=attrs))


@require_http_methods(["GET", "POST"])
@require(may_write)
def start_decision(request: HttpRequest) -> HttpResponse:
    form = NewDecisionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, form)
    try:
        draft = shared_starting.start_shared(form.read(), by=signed_in(request), now=page_time.now())
    except StudioError as refused:
        form.add_error(None, str(refused))
        return show(request, form)
    return redirect("studio:decision", draft.pk, form.cleaned_data["name"])


def show(request: HttpRequest, form: NewDecisionForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/new_decision.html", {"form": form}, status=status)
