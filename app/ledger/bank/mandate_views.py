"""Direct debit mandates: who gave the fund leave to collect, since when, and what became of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from app.accounts.roles import require, signed_in
from app.ledger.bank import mandates, queries
from app.ledger.bank.access import may_read_bank, may_work_bank
from app.ledger.bank.batches import name_of
from app.ledger.bank.errors import BankError
from app.ledger.bank.forms import ReasonForm, read_party
from app.ledger.bank_models import DirectDebitMandate, MandateState
from app.people.models import Party
from workflows import clock


class MandateForm(forms.Form):
    """A mandate as it was signed."""

    party = forms.CharField(
        label=gettext_lazy("Party"),
        max_length=80,
        help_text=gettext_lazy("Number, such as P0000001, or name."),
    )
    reference = forms.RegexField(
        regex=r"^[A-Za-z0-9+?/:().,'-]{1,35}$",
        label=gettext_lazy("Mandate reference"),
        help_text=gettext_lazy("As on the signed form: letters, digits and + ? / : ( ) . , ' -"),
    )
    iban = forms.CharField(label=gettext_lazy("Account to collect from (IBAN)"), max_length=42)
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=70)
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_party(self) -> Party:
        return read_party(self.cleaned_data["party"])

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError(_("A mandate cannot be signed in the future."))
        return day


class ChangeForm(ReasonForm):
    """What becomes of a mandate; ending it is for ever, so it is confirmed."""

    step = forms.ChoiceField(choices=[(one, one) for one in ("suspend", "resume", "revoke")])
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("step") == "revoke" and not data.get("sure"):
            self.add_error("sure", _("Confirm that the mandate ends for ever."))
        return data


@require_GET
@require(may_read_bank)
def list_mandates(request: HttpRequest) -> HttpResponse:
    """The newest first, all or those in one state."""
    state, mark = request.GET.get("state", ""), request.GET.get("after", "")
    rows = DirectDebitMandate.objects.select_related("party").order_by("-id")
    if state in MandateState.values:
        rows = rows.filter(state=state)
    if mark.isdecimal():
        rows = rows.filter(pk__lt=int(mark))
    found = list(rows[: queries.PAGE + 1])
    context = {
        "rows": found[: queries.PAGE],
        "following": found[queries.PAGE - 1].pk if len(found) > queries.PAGE else 0,
        "state": state if state in MandateState.values else "",
        "states": MandateState.choices,
        "may_work": may_work_bank(request.user),
    }
    return render(request, "bank/mandates.html", context)


@require_http_methods(["GET", "POST"])
@require(may_work_bank)
def register_mandate(request: HttpRequest) -> HttpResponse:
    form = MandateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            mandate = mandates.sign(**form.cleaned_data)
        except BankError as refusal:
            form.add_error(None, refusal.tell())
        else:
            messages.success(request, _("The mandate is registered."))
            return redirect("bank:mandate", row=mandate.pk)
    return render(request, "bank/mandate_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(may_read_bank)
def show_mandate(request: HttpRequest, row: int) -> HttpResponse:
    """One mandate, its history, and what may become of it."""
    mandate = get_object_or_404(DirectDebitMandate.objects.select_related("party"), pk=row)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_work_bank(request.user):
            return HttpResponse(status=403)
        if form.is_valid() and change(request, mandate, form):
            return redirect("bank:mandate", row=row)
    names = queries.name_people(str(one["by"]) for one in mandate.changes)
    labels = dict(MandateState.choices)
    context = {
        "mandate": mandate,
        "form": form,
        "changes": [
            {
                **one,
                "day": datetime.fromisoformat(one["at"]),
                "who": names.get(one["by"], one["by"]),
                "label": labels.get(one["state"], one["state"]),
            }
            for one in reversed(mandate.changes)
        ],
        "orders": mandate.orders.select_related("batch").order_by("-id")[: queries.PAGE],
        "may_work": may_work_bank(request.user),
    }
    return render(request, "bank/mandate.html", context, status=422 if form.errors else 200)


def change(request: HttpRequest, mandate: DirectDebitMandate, form: ChangeForm) -> bool:
    given = form.cleaned_data
    by = name_of(signed_in(request))
    try:
        mandates.change(mandate, given["step"], by=by, reason=given["reason"], on=clock.today())
    except BankError as refusal:
        form.add_error(None, refusal.tell())
        return False
    messages.success(request, _("The mandate is changed."))
    return True
