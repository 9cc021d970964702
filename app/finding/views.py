"""The search in the head of every page: one field for people, cases, letters, documents and contacts.

What is typed is sent, never put into an address: it may be a national number. A number or reference that names one
thing leads there; anything else shows what it fits, or more of one kind (`only`).
"""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import Visitor, require, roles_of, signed_in
from app.cases.models import Case
from app.cases.queries import CaseFilters, read_page
from app.finding.models import Kind
from app.finding.papers import Papers, find_papers
from app.people import search_limits, telling
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_by_enterprise_number, find_by_niss, find_party, search_parties
from app.people.rights import may_read_people
from app.people.views import looks_like_niss, read_niss
from app.registers.errors import IdentifierRefused
from app.registers.identifiers import clean_enterprise_number

SHOWN, MOST = 8, 100
PARTY = re.compile(r"P\d{7,}", re.IGNORECASE)
CASE = re.compile(r"[A-Z]{1,4}-\d{4}-\d{6}", re.IGNORECASE)


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


@require_http_methods(["GET", "POST"])
@require(has_a_role)
def find(request: HttpRequest) -> HttpResponse:
    """Raises nothing for nonsense: it finds nothing and says so."""
    text = request.POST.get("q", "").replace("\x00", "").strip()[:100]
    only = request.POST.get("only", "")
    if not text:
        return redirect("cases:list")
    reads_people = may_read_people(request.user)
    if reads_people and (refusal := search_limits.refuse_many(request)):
        return refusal
    if looks_like_niss(text):
        party = find_by_niss(read_niss(text)) if reads_people and read_niss(text) else None
        search_limits.count_search(request, is_miss=party is None)
        return go_to_party(party) if party else say_nobody(request, niss=read_niss(text))
    if reads_people:
        search_limits.count_search(request)
    if reads_people and only in set(Kind):
        return show_papers(request, text, Kind(only))
    found = find_exactly(text, reads_people=reads_people)
    return found or show_found(request, text, reads_people=reads_people)


def find_exactly(text: str, *, reads_people: bool) -> HttpResponse | None:
    """The one page a reference names."""
    if CASE.fullmatch(text) and Case.objects.filter(reference=text.upper()).exists():
        return redirect("cases:case", text.upper())
    if not reads_people:
        return None
    if PARTY.fullmatch(text):
        try:
            return go_to_party(find_party(text.upper()))
        except PartyUnknown:
            return None
    return find_company(text)


def find_company(text: str) -> HttpResponse | None:
    try:
        company = find_by_enterprise_number(clean_enterprise_number(text))
    except IdentifierRefused:
        return None
    return go_to_party(company) if company else None


def go_to_party(party: Party) -> HttpResponse:
    return redirect("people:party", party.reference)


def say_nobody(request: HttpRequest, *, niss: str) -> HttpResponse:
    messages.error(
        request, _("Nobody has this national number.") if niss else _("This is no valid national number.")
    )
    return redirect("cases:list")


def show_found(request: HttpRequest, text: str, *, reads_people: bool) -> HttpResponse:
    people = search_parties(text, size=SHOWN).parties if reads_people else []
    cases, _following = read_page(signed_in(request), CaseFilters(text=text), SHOWN)
    context = {
        "text": text,
        "people": telling.tell_rows(people, page_time.today()),
        "cases": cases,
        "reads_people": reads_people,
        "papers": find_all_papers(text) if reads_people else [],
    }
    return render(request, "find.html", context)


def find_all_papers(text: str) -> list[Papers]:
    """Letters, documents and contacts, where there are any."""
    return [found for kind in Kind if (found := find_papers(text, kind, SHOWN)).lines]


def show_papers(request: HttpRequest, text: str, kind: Kind) -> HttpResponse:
    """The newest hundred of one kind."""
    context = {"text": text, "papers": [find_papers(text, kind, MOST)], "most": MOST}
    return render(request, "find_papers.html", context)
