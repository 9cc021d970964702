"""Recording on a party's page that a debt is contested or the party insolvent, and that it no longer is."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.documents.errors import DocumentRefused
from app.documents.filing import keep_document, refuse_infected
from app.documents.models import DocumentKind
from app.ledger.queries import open_receivables
from app.ledger.receivables import find_receivable
from app.people.models import Party
from app.recovery.debtor_events import end_event, record_event
from app.recovery.errors import RecoveryError
from app.recovery.forms import DebtorEventForm, EventEndForm
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.rights import may_change_recovery
from app.recovery.states import DebtorEventKind


@require_http_methods(["GET", "POST"])
@require(may_change_recovery)
def record(request: HttpRequest, reference: str) -> HttpResponse:
    party = get_object_or_404(Party, reference=reference)
    debts = open_receivables(party)
    form = DebtorEventForm(debts, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and keep(request, party, form):
        messages.success(request, _("It is recorded; the recoveries it concerns were told."))
        return redirect("people:party", reference=reference)
    return show(request, party, form, _("Contestation or insolvency"))


def keep(request: HttpRequest, party: Party, form: DebtorEventForm) -> bool:
    """Whether it was recorded; a refusal stands on the form."""
    told, by, file = form.cleaned_data, str(as_actor(signed_in(request))), form.cleaned_data["evidence"]
    try:
        evidence = keep_document(
            name=file.name,
            content=file.read(),
            received_at=page_time.now(),
            by=by,
            party=party,
            kind=DocumentKind.EVIDENCE,
        )
        refuse_infected(evidence)
        record_event(
            party,
            kind=told["kind"],
            from_on=told["from_on"],
            evidence=evidence,
            by=by,
            receivable=find_receivable(told["debt"]) if told["debt"] else None,
            registered=told["registered"],
        )
    except DocumentRefused as refusal:
        form.add_error("evidence", str(refusal))
    except RecoveryError as refusal:
        form.add_error(None, _(refusal.message))
    return not form.errors


@require_http_methods(["GET", "POST"])
@require(may_change_recovery)
def end(request: HttpRequest, row: int) -> HttpResponse:
    event = get_object_or_404(DebtorEvent.objects.select_related("party"), pk=row)
    contests = event.kind == DebtorEventKind.CONTESTATION
    form = EventEndForm(request.POST or None, contests=contests, initial={"until_on": page_time.today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_event(event, by=str(as_actor(signed_in(request))), **form.cleaned_data)
        except RecoveryError as refusal:
            form.add_error(None, _(refusal.message))
        else:
            messages.success(request, _("Its end is recorded."))
            return redirect("people:party", reference=event.party.reference)
    return show(request, event.party, form, event.get_kind_display())


def show(request: HttpRequest, party: Party, form: Form, heading: str) -> HttpResponse:
    context = {"party": party, "form": form, "heading": heading}
    return render(request, "recovery/event.html", context, status=422 if form.errors else 200)
