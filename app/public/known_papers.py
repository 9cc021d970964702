"""The forms of one party, with what the fund holds already written in: nobody is asked twice (C16)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import may_open_cases, require
from app.cases.known_facts import fill_in
from app.correspondence.typesetting import typeset
from app.knowledge.brochures import date_of
from app.knowledge.sources import LANGUAGES
from app.people import file_reads
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.people.panels import Panel, register
from app.people.queries import find_party
from app.people.read_models import FilePage
from app.public.form_catalogue import PublicForm, catalogue
from app.public.pages import send_pdf
from app.public.papers import PAPER_FORM, describe_form

#: Which first field the head of a form has, by whom it is for. An authority's form is for no party.
HEADS = {Kind.PERSON: "person_name", Kind.COMPANY: "company_name"}


def list_forms(party: Party) -> list[PublicForm]:
    """Those that a party of this kind fills in."""
    head = HEADS[Kind(party.kind)]
    return [
        form for form in catalogue().values() if any(field.name == head for field in form.definition.fields)
    ]


def choose_language(party: Party) -> str:
    return party.language if party.language in LANGUAGES else LANGUAGES[0]


@require_GET
@require(may_open_cases)
@never_cache
def show(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The paper in the party's language; it holds a file's facts and is kept by no cache."""
    try:
        party = find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error
    found = next((one for one in list_forms(party) if one.number == form), None)
    if found is None:
        raise Http404(form)
    file_reads.record(request, party, FilePage.DOCUMENT)
    return send_pdf(make(found, party), f"{found.number}-{party.reference}")


def make(form: PublicForm, party: Party) -> bytes:
    """Raises LetterRefused."""
    today, language = page_time.today(), choose_language(party)
    with override(language):  # of whom the paper is for, not of whoever makes it
        content = describe_form(form, language, fill_in(form.definition, party, today))
    dated = {**content, **date_of(form.version.started_on)}
    return typeset(PAPER_FORM, dated, now=page_time.now(), name=form.number)


def describe_panel(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    if not may_open_cases(request.user):
        return None
    return {"party": party, "forms": list_forms(party)}


def register_panel() -> None:
    register(
        Panel(
            "papers", _("Forms to hand out"), "public/party_panel.html", describe_panel, order=80, aside=True
        )
    )
