"""Declaring, changing and ending what bears on an affiliation, and why a quarter is what it is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.affiliation.forms import ACTS, ADDITIONS, ActForm
from app.affiliation.models import QuarterStatus
from app.affiliation.quarter_parts import show_parts
from app.affiliation.queries import list_history
from app.affiliation.wording import explain, list_answers
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.people.rights import may_change_people
from app.registers.quarters import Quarter


def find_or_404(reference: str) -> Party:
    try:
        return find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def add(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """A new activity, circumstance, company affiliation or balance sheet of a party."""
    party = find_or_404(reference)
    form_class = ADDITIONS[party.kind].get(what)
    if form_class is None:
        raise Http404
    initial = {"registered_on": page_time.today(), "received_on": page_time.today()}
    data = request.POST if request.method == "POST" else None
    return answer(request, form_class(data, party=party, initial=initial))


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def act(request: HttpRequest, reference: str, what: str, row: int) -> HttpResponse:
    """One step of one row: `what` is `period-end`, `circumstance-withdraw`, `quarter-coverage` and so on."""
    party = find_or_404(reference)
    subject, _dash, step = what.partition("-")
    model, owner, steps = ACTS.get(subject, (None, "", {}))
    if model is None or step not in steps:
        raise Http404
    found = get_object_or_404(model, **{"pk": row, owner: party})
    data = request.POST if request.method == "POST" else None
    return answer(request, steps[step](data, party=party, row=found))


def answer(request: HttpRequest, form: ActForm) -> HttpResponse:
    """The form until it is right; then the party's page."""
    if form.is_bound and form.is_valid() and form.try_to_apply(as_actor(signed_in(request))):
        messages.success(request, _("%(reference)s is changed.") % {"reference": form.party.reference})
        return redirect("people:party", form.party.reference)
    context = {"form": form, "party": form.party}
    return render(request, "affiliation/form.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
def show_quarter(request: HttpRequest, reference: str, row: int) -> HttpResponse:
    """A quarter: each decision about it, the newest first, with its rules in words and its inputs."""
    party = find_or_404(reference)
    status = get_object_or_404(QuarterStatus, pk=row, person=party)
    quarter = Quarter(status.year, status.number)
    context = {
        "party": party,
        "quarter": quarter,
        "decisions": [(one, explain(one), list_answers(one)) for one in list_history(party, quarter)],
        "parts": show_parts(request, party, quarter),
        "may_change": may_change_people(request.user),
    }
    return render(request, "affiliation/quarter.html", context)
