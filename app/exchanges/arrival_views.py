"""Messages from institutions: the work list, one message, placing it by hand or setting it aside."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import as_actor, require, signed_in
from app.exchanges import arrivals, placing, queries, subjects
from app.exchanges.catalogue import find_type
from app.exchanges.contents import Line, list_lines
from app.exchanges.errors import ExchangeError
from app.exchanges.forms import PartyForm, ReasonForm
from app.exchanges.models import Arrival
from app.exchanges.rights import may_change_exchanges, may_read_contents, may_read_exchanges
from app.exchanges.states import UNPLACED, ArrivalState
from app.exchanges.views import name_institution, speak, write_content
from app.registers.identifiers import mask_niss
from workflows import clock
from workflows.errors import WorkflowError


@dataclass(frozen=True)
class Told:
    """What a kept message says, the national number masked; a message nobody can read tells nothing."""

    content: str = ""
    subject: str = ""
    about: str = ""
    lines: tuple[Line, ...] = ()


@require_GET
@require(may_read_exchanges)
def list_arrivals(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in ArrivalState.values else ""
    rows, following = queries.list_arrivals(state, request.GET.get("after", "")[:60])
    language = speak()
    context = {
        "rows": [(one, name_arrival(one, language), name_institution(one.source, language)) for one in rows],
        "state": state,
        "states": ArrivalState.choices,
        "following": following,
    }
    return render(request, "exchanges/arrivals.html", context)


def name_arrival(one: Arrival, language: str) -> str:
    try:
        return find_type(one.message_type, "in").title(language)
    except ExchangeError:
        return one.message_type or _("Unreadable message")


@require_http_methods(["GET", "POST"])
@require(may_read_exchanges)
def show_arrival(request: HttpRequest, arrival_id: int) -> HttpResponse:
    one = get_object_or_404(Arrival.objects.select_related("party", "transmission"), pk=arrival_id)
    works = may_change_exchanges(request.user)
    form = PartyForm(request.POST if request.method == "POST" and works else None)
    if form.is_bound and form.is_valid() and place(request, one, form):
        return redirect("exchanges:arrivals")
    language = speak()
    context = {
        "one": one,
        "title": name_arrival(one, language),
        "institution": name_institution(one.source, language),
        "told": tell(one, language) if may_read_contents(request.user) else None,
        "waiting": list_waiting(one) if one.state in UNPLACED else [],
        "form": form if works and one.state in UNPLACED else None,
        "reason_form": ReasonForm() if works and one.state in UNPLACED else None,
    }
    return render(request, "exchanges/arrival.html", context, status=422 if form.errors else 200)


def tell(one: Arrival, language: str) -> Told:
    try:
        message = arrivals.read_kept(one)
    except WorkflowError:
        return Told()
    known = {**message.subject}
    if known.get("niss"):
        known["niss"] = mask_niss(known["niss"])
    subject = " · ".join(str(value) for value in known.values())
    lines = tell_content(one, message.payload, language)
    return Told(write_content(message.payload), subject, message.about, lines)


def tell_content(one: Arrival, payload: Any, language: str) -> tuple[Line, ...]:
    try:
        return list_lines(payload, find_type(one.message_type, "in"), language)
    except ExchangeError:
        return ()


def list_waiting(one: Arrival) -> list[Any]:
    """Cases of which a person may say that they are meant."""
    try:
        message = arrivals.read_kept(one)
        kind = placing.check_message(one.source, message)
        if kind.answers:
            return []
        one.party = one.party or subjects.find_subject(message, kind)
        return placing.list_waiting(one, message, kind)
    except WorkflowError:
        return []


def place(request: HttpRequest, one: Arrival, form: PartyForm) -> bool:
    """Try to place it as the person says; a refusal becomes an error of the form."""
    chosen = request.POST.get("case", "")
    try:
        placing.place(
            one.pk,
            by=str(as_actor(signed_in(request))),
            now=clock.now(),
            party=form.cleaned_data["party"],
            reason=form.cleaned_data["reason"],
            subscription=int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0,
        )
    except WorkflowError as refusal:
        form.add_error(None, _(refusal.message))
        return False
    messages.success(request, _("The message is placed."))
    return True


@require_POST
@require(may_change_exchanges)
def put_aside(request: HttpRequest, arrival_id: int) -> HttpResponse:
    one, form = get_object_or_404(Arrival, pk=arrival_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it is set aside."))
        return redirect("exchanges:arrival", one.pk)
    try:
        by = str(as_actor(signed_in(request)))
        placing.set_aside(one.pk, by=by, now=clock.now(), note=form.cleaned_data["reason"])
    except WorkflowError as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("The message is set aside; it stays kept."))
    return redirect("exchanges:arrivals")
