"""Proposing an edition, looking at what it would be about first, and deciding on a colleague's."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import require, signed_in
from app.cases.wording import choose
from app.policies import editions, previews, queries
from app.policies.content import check_content
from app.policies.editions import Proposal
from app.policies.errors import PolicyRefused
from app.policies.facts import FACTS
from app.policies.forms import DecisionForm, EndForm, PolicyForm, fill
from app.policies.models import EditionState, PolicyEdition
from app.policies.rights import may_write
from app.policies.shipped import list_shipped
from app.policies.words import read_language
from workflows import clock

START = {"kind": "service", "calendar": "belgium", "selector": "true"}


@require_http_methods(["GET", "POST"])
@require(may_write)
def make_new(request: HttpRequest) -> HttpResponse:
    """An empty form, or one of the shipped proposals taken up."""
    taken = list_shipped().get(request.GET.get("from", ""))
    initial: dict[str, Any] = {**START, "valid_from": page_time.today()}
    if taken:
        reason = choose(taken["reason"], read_language())
        initial |= {**fill(taken["content"]), "reason": reason, "policy": request.GET["from"]}
    return edit(request, PolicyForm(request.POST or None, initial=initial), None)


@require_http_methods(["GET", "POST"])
@require(may_write)
def change(request: HttpRequest, policy: str) -> HttpResponse:
    last = find_last(policy)
    initial = {**fill(last.content), "valid_from": page_time.today()}
    return edit(request, PolicyForm(request.POST or None, policy=policy, initial=initial), last)


def find_last(policy: str) -> PolicyEdition:
    """The newest edition that was not turned down. Raises Http404."""
    kept = [EditionState.PUBLISHED, EditionState.PROPOSED]
    found = PolicyEdition.objects.filter(policy=policy, state__in=kept).order_by("-number").first()
    if found is None:
        raise Http404(policy)
    return found


def edit(request: HttpRequest, form: PolicyForm, last: PolicyEdition | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "last": last, "facts": FACTS.values()}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "preview":
            context["preview"] = look(form)
        elif (row := keep(request, form)) is not None:
            return redirect("policies:policy", row.policy)
    return render(request, "policies/edit.html", context, status=422 if form.errors else 200)


def look(form: PolicyForm) -> previews.Preview | None:
    """What the policy would be about; None when it could not count, which the form then says."""
    try:
        check_content(form.read())
    except PolicyRefused as error:
        tell(form, error)
        return None
    return previews.preview(form.read())


def keep(request: HttpRequest, form: PolicyForm) -> PolicyEdition | None:
    try:
        row = editions.propose(refuse_taken(form), by=signed_in(request), now=clock.now())
    except PolicyRefused as error:
        tell(form, error)
        return None
    messages.success(request, _("Proposed. Somebody else publishes it."))
    return row


def refuse_taken(form: PolicyForm) -> Proposal:
    """A new policy has a name of its own. Raises PolicyRefused."""
    proposal = form.propose()
    if not form.known and queries.list_editions(proposal.policy):
        raise PolicyRefused(_("There is a policy of this name: change that one."), "policy")
    return proposal


def tell(form: PolicyForm, error: PolicyRefused) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)


@require_POST
@require(may_write)
def end(request: HttpRequest, policy: str) -> HttpResponse:
    """Propose that a policy counts no more from a day on."""
    last, form = find_last(policy), EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say from when, and why."))
        return redirect("policies:policy", policy)
    told = form.cleaned_data
    proposal = Proposal(policy=policy, content=last.content, is_end=True, **told)
    try:
        editions.propose(proposal, by=signed_in(request), now=clock.now())
    except PolicyRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Proposed. Somebody else publishes it."))
    return redirect("policies:policy", policy)


@require_POST
@require(may_write)
@require_fresh_proof
def decide(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Publish a proposal or turn it down, with a note."""
    row = PolicyEdition.objects.filter(pk=edition_id).first()
    if row is None:
        raise Http404
    form = DecisionForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    act = editions.publish if request.POST.get("decision") == "publish" else editions.reject
    try:
        decided = act(edition_id, by=signed_in(request), now=clock.now(), note=note)
    except PolicyRefused as error:
        messages.error(request, error.message)
    else:
        told = {"policy": decided.policy, "state": decided.get_state_display()}
        messages.success(request, _("%(policy)s: %(state)s.") % told)
    return redirect("policies:policy", row.policy)
