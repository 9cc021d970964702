"""Proposals on the books, made by one person and decided by another."""

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import as_actor, require, signed_in
from app.ledger import proposals, remissions
from app.ledger.bank.errors import BankError
from app.ledger.bank.queries import name_people
from app.ledger.errors import AmountRefused, LedgerError, ReceivableUnknown
from app.ledger.models import Account, Proposal
from app.ledger.receivables import find_receivable
from app.ledger.rights import may_decide, may_propose, may_read_books

PAGE = 50


class EntryForm(forms.Form):
    """A manual entry between two accounts."""

    debit = forms.ModelChoiceField(Account.objects.filter(is_manual=True), label=gettext_lazy("Debit"))
    credit = forms.ModelChoiceField(Account.objects.filter(is_manual=True), label=gettext_lazy("Credit"))
    amount = forms.DecimalField(
        min_value=Decimal("0.01"), max_digits=12, decimal_places=2, label=gettext_lazy("Amount")
    )
    value_on = forms.DateField(
        label=gettext_lazy("Value date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        max_length=500, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or {}
        if data.get("debit") and data.get("debit") == data.get("credit"):
            self.add_error("credit", _("Debit and credit are two different accounts."))
        return data


@require_GET
@require(may_read_books)
def list_proposals(request: HttpRequest) -> HttpResponse:
    """Those that wait first; then the last decided ones."""
    waiting = list(Proposal.objects.filter(state="proposed"))
    decided = list(Proposal.objects.exclude(state="proposed")[:PAGE])
    context = {
        "waiting": waiting,
        "decided": decided,
        "names": name_people(
            who for one in (*waiting, *decided) for who in (one.proposed_by, one.decided_by)
        ),
        "may_decide": may_decide(request.user),
        "may_propose": may_propose(request.user),
        "me": name(request),
    }
    return render(request, "ledger/proposals.html", context)


@require_http_methods(["GET", "POST"])
@require(may_propose)
def propose_entry(request: HttpRequest) -> HttpResponse:
    initial = {"value_on": page_time.today(), "key": uuid4()}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_entry(form.cleaned_data, by=name(request))
        messages.success(request, _("Proposed. Somebody else decides."))
        return redirect("ledger:proposals")
    return render(request, "ledger/entry_form.html", {"form": form}, status=422 if form.errors else 200)


def save_entry(data: dict[str, object], *, by: str) -> None:
    amount, value_on = data["amount"], data["value_on"]
    assert isinstance(amount, Decimal)
    assert isinstance(value_on, date)
    debit, credit = data["debit"], data["credit"]
    assert isinstance(debit, Account)
    assert isinstance(credit, Account)
    proposals.propose_entry(
        [(debit.code, amount), (credit.code, -amount)],
        on=value_on,
        key=f"proposal:{data['key']}",
        by=by,
        reason=str(data["reason"]),
    )


@require_POST
@require(may_propose)
def propose_write_off(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        receivable = find_receivable(reference)
        key = f"write-off:{receivable.ref}"
        reason = request.POST.get("reason", "")
        proposals.propose_write_off(receivable, key=key, by=name(request), reason=reason)
    except ReceivableUnknown as error:
        raise Http404 from error
    except LedgerError as refusal:
        messages.error(request, refusal.tell())
        return redirect("ledger:receivable", reference)
    messages.success(request, _("Proposed. Somebody else decides."))
    return redirect("ledger:proposals")


@require_POST
@require(may_propose)
def propose_remission(request: HttpRequest, reference: str) -> HttpResponse:
    """Surcharges that were paid, and remitted since."""
    try:
        receivable = find_receivable(reference)
        remissions.propose_remission(
            receivable,
            key=f"remission:{receivable.ref}:{request.POST.get('key', '')[:40]}",
            by=name(request),
            reason=request.POST.get("reason", ""),
            amount=read_amount(request.POST.get("amount", "")),
        )
    except ReceivableUnknown as error:
        raise Http404 from error
    except LedgerError as refusal:
        messages.error(request, refusal.tell())
        return redirect("ledger:receivable", reference)
    messages.success(request, _("Proposed. Somebody else decides."))
    return redirect("ledger:proposals")


def read_amount(text: str) -> Decimal | None:
    """The amount typed; None for nothing typed. Raises AmountRefused."""
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise AmountRefused(amount=text) from error
    if not amount.is_finite():
        raise AmountRefused(amount=text)
    return amount


@require_POST
@require(may_decide)
@require_fresh_proof
def decide(request: HttpRequest, row: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal, pk=row)
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("decision") == "approve":
            proposals.approve(proposal, on=page_time.today(), by=name(request), reason=reason)
            messages.success(request, _("Approved and booked."))
        else:
            proposals.refuse(proposal, by=name(request), reason=reason)
            messages.success(request, _("Refused; nothing was booked."))
    except (BankError, LedgerError) as refusal:
        messages.error(request, refusal.tell())
    return redirect("ledger:proposals")


def name(request: HttpRequest) -> str:
    """Who proposes and decides, as processes and the bank's pages write it: `user:12`. Written in two ways, one person
    would be two pairs of eyes."""
    return str(as_actor(signed_in(request)))
