"""The page where a decision that came on paper is entered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.exchanges.on_paper import record_decision
from app.exchanges.paper_forms import PensionDecisionForm
from app.exchanges.rights import may_change_exchanges
from app.exchanges.states import ArrivalState
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.people.queries import find_party
from workflows import clock


def find_person(reference: str) -> Party:
    try:
        party = find_party(reference)
    except PartyUnknown:
        raise Http404 from None
    if party.kind != Kind.PERSON:
        raise Http404
    return party


@require_http_methods(["GET", "POST"])
@require(may_change_exchanges)
def record_pension(request: HttpRequest, reference: str) -> HttpResponse:
    """A pension decision of the Federal Pension Service or INASTI that a letter brought."""
    party = find_person(reference)
    form = PensionDecisionForm(request.POST or None, today=page_time.today())
    if not form.is_valid():
        context = {"party": party, "form": form}
        return render(request, "exchanges/on_paper.html", context, status=422 if form.errors else 200)
    by = str(as_actor(signed_in(request)))
    kept = record_decision(
        party, form.read_payload(), evidence=form.cleaned_data["evidence"], by=by, now=clock.now()
    )
    if kept.state == ArrivalState.DELIVERED:
        messages.success(request, _("The decision is recorded and the case goes on."))
        return redirect("cases:case", kept.case_ref)
    messages.warning(request, _("The decision is kept, and no case has taken it yet: see why, and place it."))
    return redirect("exchanges:arrival", kept.pk)
