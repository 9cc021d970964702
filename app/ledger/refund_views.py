"""Refunds: credit that no debt needs, proposed by one person, decided by another, then ordered at the bank."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import as_actor, require, signed_in
from app.ledger import refunds
from app.ledger.bank.errors import BankError
from app.ledger.bank.forms import read_party
from app.ledger.bank.orders import order_refund
from app.ledger.bank.queries import name_people
from app.ledger.bank.views import choose_batch
from app.ledger.errors import LedgerError
from app.ledger.models import PartyAccount, Receivable, Refund
from app.ledger.rights import may_decide, may_propose, may_read_books
from app.ledger.states import RefundKind
from app.people.models import Party

PAGE = 50


class RefundForm(forms.Form):
    """Whose credit is paid back, how much of it, and why."""

    party = forms.CharField(
        label=gettext_lazy("Party"),
        max_length=80,
        help_text=gettext_lazy("Number, such as P0000001, or name."),
    )
    amount = forms.DecimalField(
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        required=False,
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("Empty: all that is left once open debts are paid."),
    )
    reason = forms.CharField(
        max_length=500,
        min_length=3,
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_party(self) -> Party:
        return read_party(self.cleaned_data["party"])


@require_GET
@require(may_read_books)
def list_refunds(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what waits for the bank, credit nobody needs, and the last ones done."""
    named = Refund.objects.select_related("party")
    mark = request.GET.get("after", "")
    rich = list_credits(int(mark) if mark.isdecimal() else 0)
    waiting = list(named.filter(state="proposed").order_by("noticed_on")[:PAGE])
    approved = list(list_approved()[:PAGE])
    done = list(named.filter(state__in=["paid", "refused", "withdrawn"]).order_by("-decided_at")[:PAGE])
    people = (who for one in (*waiting, *approved, *done) for who in (one.proposed_by, one.decided_by))
    context = {
        "waiting": [(one, refunds.due_on(one)) for one in waiting],
        "approved": [(one, refunds.due_on(one)) for one in approved],
        "done": done,
        "names": name_people(people),
        "credits": rich[:PAGE],
        "following": rich[PAGE - 1].party_id if len(rich) > PAGE else 0,
        "may_decide": may_decide(request.user),
        "may_propose": may_propose(request.user),
        "me": str(as_actor(signed_in(request))),
        "today": page_time.today(),
    }
    return render(request, "ledger/refunds.html", context)


def list_approved() -> Any:
    """Approved and not ordered, or ordered in vain."""
    live = {"orders__state__in": ["waiting", "executed"]}
    dead = ["cancelled", "rejected"]
    ordered = Refund.objects.filter(**live).exclude(orders__batch__state__in=dead)
    found = Refund.objects.filter(state__in=refunds.PAYABLE).exclude(pk__in=ordered.values("pk"))
    return found.select_related("party").order_by("noticed_on", "id")


def list_credits(after: int) -> list[PartyAccount]:
    """Accounts with credit and no open debt, by party: nothing needs that money."""
    owing = Receivable.objects.filter(state="open").values("party")
    rich = PartyAccount.objects.filter(credit__gt=0, party__gt=after).exclude(party__in=owing)
    return list(rich.select_related("party").order_by("party_id")[: PAGE + 1])


@require_http_methods(["GET", "POST"])
@require(may_propose)
def propose_refund(request: HttpRequest) -> HttpResponse:
    initial = {"key": uuid4(), "party": request.GET.get("party", "")[:20]}
    form = RefundForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and save(form, by=str(as_actor(signed_in(request)))):
        messages.success(request, _("Proposed. Somebody else decides."))
        return redirect("ledger:refunds")
    return render(request, "ledger/refund_form.html", {"form": form}, status=422 if form.errors else 200)


def save(form: RefundForm, *, by: str) -> bool:
    """True when it is proposed; a refusal becomes an error of the form."""
    data = form.cleaned_data
    try:
        refunds.propose_refund(
            data["party"],
            on=page_time.today(),
            key=f"refund:{data['key']}",
            by=by,
            reason=data["reason"],
            amount=data["amount"],
        )
    except LedgerError as refusal:
        form.add_error(None, refusal.tell())
        return False
    return True


@require_POST
@require(may_decide)
@require_fresh_proof
def decide_refund(request: HttpRequest, row: int) -> HttpResponse:
    refund = get_object_or_404(Refund, pk=row)
    by, reason = str(as_actor(signed_in(request))), request.POST.get("reason", "")
    try:
        if request.POST.get("decision") == "approve":
            refunds.approve_refund(refund, by=by, reason=reason)
            messages.success(request, _("Approved. It can now be ordered at the bank."))
        else:
            refunds.refuse_refund(refund, on=page_time.today(), by=by, reason=reason)
            messages.success(request, tell_refusal(refund))
    except LedgerError as refusal:
        messages.error(request, refusal.tell())
    return redirect("ledger:refunds")


def tell_refusal(refund: Refund) -> str:
    """What becomes of the amount; a benefit was never the party's credit."""
    if refund.kind == RefundKind.BENEFIT:
        return _("Refused: this month of the benefit counts as unpaid and can be ordered anew.")
    return _("Refused: the amount is the party’s credit again.")


@require_POST
@require(may_propose)
def order(request: HttpRequest, row: int) -> HttpResponse:
    """Put an approved refund into the newest draft of payments, or into a new one."""
    refund = get_object_or_404(Refund.objects.select_related("party"), pk=row, state__in=refunds.PAYABLE)
    try:
        batch = choose_batch(request, signed_in(request), newest=True)
        if order_refund(batch, refund, on=page_time.today()) is None:
            messages.warning(request, _("This refund is ordered already."))
        else:
            told = _("%(refund)s is in the batch %(batch)s.")
            messages.success(request, told % {"refund": refund.ref, "batch": batch.reference})
    except BankError as refusal:
        messages.error(request, refusal.tell())
    return redirect("ledger:refunds")
