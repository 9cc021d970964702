"""Finding, showing, registering and changing parties. A national number never stands in an address."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.people import endings, file_reads, panels, queries, readings, search_limits, telling
from app.people.errors import PartyError, PartyUnknown
from app.people.forms import (
    ADDITIONS,
    ChangeCompanyForm,
    ChangePersonForm,
    CompanyForm,
    PartyForm,
    PersonForm,
    propose,
)
from app.people.models import Kind, Party
from app.people.read_models import FilePage
from app.people.rights import may_change_people
from app.registers import identifiers
from app.registers.errors import IdentifierRefused

PROCESS = re.compile(r"[-a-zA-Z0-9_]{1,100}")
REGISTRATIONS: dict[str, type[PartyForm]] = {Kind.PERSON: PersonForm, Kind.COMPANY: CompanyForm}
CHANGES: dict[str, type[PartyForm]] = {Kind.PERSON: ChangePersonForm, Kind.COMPANY: ChangeCompanyForm}


def find_or_404(reference: str) -> Party:
    try:
        return queries.find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error


def read_niss(text: str) -> str:
    """The digits when somebody typed a national number; else nothing."""
    try:
        return identifiers.clean_niss(text)
    except IdentifierRefused:
        return ""


def looks_like_niss(text: str) -> bool:
    """Eleven digits are taken for a national number, right or wrong: they shall not stand in an address."""
    return sum(letter.isdigit() for letter in text) == identifiers.NISS_LENGTH


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """POST takes what was typed: a national number leads to its party, anything else to an address with the words."""
    if refusal := search_limits.refuse_many(request):
        return refusal
    if request.method == "POST":
        return find_typed(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    if looks_like_niss(text):
        return redirect("people:list")
    found = queries.search_parties(text, kind=kind, after=request.GET.get("after", ""))
    if text:
        search_limits.count_search(request)
    shown = found.parties if text else queries.list_read_last(signed_in(request), kind)
    kept = {key: value for key, value in (("q", text), ("kind", kind)) if value}
    context = {
        "rows": telling.tell_rows(shown, page_time.today()),
        "found": found,
        "text": text,
        "kind": kind,
        "kinds": Kind.choices,
        "following": urlencode({**kept, "after": found.following}) if found.following else "",
        "may_change": may_change_people(request.user),
    }
    return render(request, "people/list.html", context)


def find_typed(request: HttpRequest) -> HttpResponse:
    text, kind = request.POST.get("q", "").strip()[:100], request.POST.get("kind", "")
    if looks_like_niss(text):
        niss = read_niss(text)
        party = queries.find_by_niss(niss) if niss else None
        search_limits.count_search(request, is_miss=party is None)
        if party is not None:
            return redirect("people:party", party.reference)
        messages.error(
            request, _("Nobody has this national number.") if niss else _("This is no valid national number.")
        )
        return redirect("people:list")
    kept = {key: value for key, value in (("q", text), ("kind", kind)) if value}
    response = redirect("people:list")
    response["Location"] += f"?{urlencode(kept)}" if kept else ""
    return response


@require_GET
@never_cache
def show_party(request: HttpRequest, reference: str) -> HttpResponse:
    party = find_or_404(reference)
    if party.reference != reference:
        return redirect("people:party", party.reference)
    file_reads.record(request, party, FilePage.PERSON)
    return render(request, "people/party.html", describe_party(request, party))


def describe_party(request: HttpRequest, party: Party) -> dict[str, Any]:
    return {
        "party": party,
        **telling.tell_party(party, page_time.today()),
        "panels": panels.show_panels(request, party, aside=False),
        "aside_panels": panels.show_panels(request, party, aside=True),
        "may_change": may_change_people(request.user),
    }


@require_POST
@never_cache
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the national number in the answer itself, once; it is recorded who asked and what for."""
    party = find_or_404(reference)
    try:
        shown = readings.reveal_niss(party, user=signed_in(request), purpose=request.POST.get("purpose", ""))
    except PartyError as refusal:
        messages.error(request, str(refusal))
        return redirect("people:party", party.reference)
    return render(request, "people/party.html", {**describe_party(request, party), "shown_niss": shown})


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def register(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in REGISTRATIONS:
        raise Http404
    form = REGISTRATIONS[kind](request.POST if request.method == "POST" else None)
    return answer(request, form, _("Registered as %(reference)s."))


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def change(request: HttpRequest, reference: str) -> HttpResponse:
    party = find_or_404(reference)
    initial = telling.tell_values(party)
    form = CHANGES[party.kind](
        request.POST if request.method == "POST" else None, party=party, initial=initial
    )
    return answer(request, form, _("%(reference)s is changed."))


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def add(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """A new address, channel, account, consent, link, household or caseworker of a party."""
    party = find_or_404(reference)
    if what not in ADDITIONS:
        raise Http404
    initial = propose(what, party, page_time.today())
    form = ADDITIONS[what](request.POST if request.method == "POST" else None, party=party, initial=initial)
    return answer(request, form, _("%(reference)s is changed."))


def answer(request: HttpRequest, form: PartyForm, sentence: str) -> HttpResponse:
    """The form until it is right; then the party's page."""
    if form.is_bound and form.is_valid() and form.try_to_apply(as_actor(signed_in(request))):
        reference = form.applied.reference
        messages.success(request, sentence % {"reference": reference})
        return redirect("people:party", reference)
    context = {"form": form, "party": form.party, "title": form.title}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@require_POST
@require(may_change_people)
def end(request: HttpRequest, reference: str, what: str, row: int) -> HttpResponse:
    """End today, or take away, one row of a party."""
    party = find_or_404(reference)
    try:
        found = endings.end_row(party, what, row, by=as_actor(signed_in(request)), day=page_time.today())
    except PartyError as refusal:
        messages.error(request, str(refusal))
        return redirect("people:party", party.reference)
    if not found:
        raise Http404
    messages.success(request, _("%(reference)s is changed.") % {"reference": party.reference})
    return redirect("people:party", party.reference)


@require_POST
@require(may_change_people)
def pick(request: HttpRequest) -> HttpResponse:
    """Parties for the picker of a start form; the process they are picked for comes along."""
    text = request.POST.get("party_search", "").strip()[:100]
    process = request.POST.get("process", "")
    if not PROCESS.fullmatch(process):
        raise Http404
    if refusal := search_limits.refuse_many(request):
        return refusal
    niss = read_niss(text)
    if looks_like_niss(text):
        party = queries.find_by_niss(niss) if niss else None
        parties = [party] if party else []
        search_limits.count_search(request, is_miss=party is None)
    else:
        parties = queries.search_parties(text, size=8).parties if text else []
        search_limits.count_search(request)
    context = {
        "rows": telling.tell_rows(parties, page_time.today()),
        "process": process,
        "asked": bool(text),
    }
    whole = "people/pick.html"  # without htmx, a page of its own
    return render(request, "people/picked.html" if request.headers.get("HX-Request") else whole, context)
