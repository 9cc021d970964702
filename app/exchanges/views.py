"""Transmissions: the list, its export, one with its tries; its answer by hand, its correction, its end."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.exchanges import breaker, queries, transmissions
from app.exchanges.answers import Answer, take_answer
from app.exchanges.catalogue import find_type, list_types
from app.exchanges.contents import Line, list_lines
from app.exchanges.errors import ExchangeError, InstitutionUnknown, MessageTypeUnknown, TransmissionUnknown
from app.exchanges.forms import AnswerForm, CorrectionForm, ReasonForm
from app.exchanges.institutions import find_institution, list_institutions
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Transmission
from app.exchanges.partners import is_configured, read_partners
from app.exchanges.rights import may_change_exchanges, may_read_contents, may_read_exchanges
from app.exchanges.sources import PAPER, PAPER_WORDS
from app.exchanges.states import OPEN, TransmissionState
from app.exports import delimited
from app.exports.taking import take
from app.people.telling import name_users
from workflows import clock
from workflows.errors import WorkflowError

HEADER = (
    gettext_lazy("Transmission"),
    gettext_lazy("Type"),
    gettext_lazy("Institution"),
    gettext_lazy("Party"),
    gettext_lazy("Case"),
    gettext_lazy("State"),
    gettext_lazy("Drafted"),
    gettext_lazy("Sent on"),
    gettext_lazy("Answer expected by"),
    gettext_lazy("Answered"),
    gettext_lazy("Reference of the institution"),
    gettext_lazy("Reasons"),
)


@require_GET
@require(may_read_exchanges)
def list_transmissions(request: HttpRequest) -> HttpResponse:
    filters, today, language = queries.read_filters(request.GET), page_time.today(), speak()
    found, following = queries.read_page(filters, today)
    kept = {
        "view": filters.view,
        "state": filters.state,
        "type": filters.message_type,
        "recipient": filters.recipient,
        "q": filters.text,
        "month": filters.month,
    }
    narrowed = {key: value for key, value in kept.items() if value}
    context = {
        "rows": [(one, name_type(one, language), name_institution(one.recipient, language)) for one in found],
        "filters": filters,
        "states": TransmissionState.choices,
        "types": [(one.name, one.title(language)) for one in list_types("out")],
        "institutions": [(one.code, one.name(language)) for one in list_institutions()],
        "today": today,
        "narrowed": urlencode(narrowed),
        "following": urlencode({**narrowed, "after": following}) if following else "",
        "no_partner": not read_partners(),
        "resting": [
            (name_institution(one.partner, language), one) for one in breaker.list_open(page_time.now())
        ],
    }
    return render(request, "exchanges/list.html", context)


def speak() -> str:
    return get_language() or "fr"


def name_type(one: Transmission, language: str) -> str:
    """A type that has been taken away since is told by its name."""
    return name_message(one.message_type, language)


def name_message(kind: str, language: str) -> str:
    try:
        return find_type(kind).title(language)
    except MessageTypeUnknown:
        return kind


def name_institution(code: str, language: str) -> str:
    if code == PAPER:
        return str(PAPER_WORDS)
    try:
        return find_institution(code).name(language)
    except InstitutionUnknown:
        return code


@require_GET
@require(may_read_exchanges)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every transmission of the filters as CSV, without what it says."""
    language = speak()
    found = queries.read_all(queries.read_filters(request.GET), page_time.today(), delimited.PAGE)
    return take(request, "transmissions", HEADER, (list_cells(one, language) for one in found))


def list_cells(one: Transmission, language: str) -> list[object]:
    about = [one.ref, one.message_type, name_institution(one.recipient, language)]
    party = one.party.reference if one.party else ""
    times = [one.drafted_at, one.sent_at, one.acknowledge_by, one.answered_at]
    return [*about, party, one.case_ref, one.get_state_display(), *times, one.partner_reference, one.reasons]


def find(ref: str) -> Transmission:
    try:
        return find_transmission(ref)
    except TransmissionUnknown:
        raise Http404 from None


@require_GET
@require(may_read_exchanges)
def show(request: HttpRequest, ref: str) -> HttpResponse:
    return render_transmission(request, find(ref))


def render_transmission(request: HttpRequest, one: Transmission, **refused: Any) -> HttpResponse:
    """The page of one; a form that was refused comes back with its errors."""
    language, works = speak(), may_change_exchanges(request.user)
    events = list(one.events.all())
    names = name_users(event.by for event in events)
    context = {
        "one": one,
        "type_title": name_type(one, language),
        "institution": name_institution(one.recipient, language),
        "reachable": is_reachable(one),
        "events": [(event, names.get(event.by, _("the system"))) for event in events],
        "attempts": one.attempts.all(),
        "arrivals": one.arrivals.defer("body_sealed").order_by("id"),
        "content": write_content(one.payload) if may_read_contents(request.user) else "",
        "lines": tell_content(one, language) if may_read_contents(request.user) else (),
        "corrected_by": getattr(one, "corrected_by", None),
        "is_late": one.state == "sent" and one.acknowledge_by and one.acknowledge_by < page_time.today(),
        "may_work": works,
        "answer_form": AnswerForm() if works and one.state == TransmissionState.SENT else None,
        "reason_form": ReasonForm() if works and one.state in OPEN else None,
        **refused,
    }
    return render(request, "exchanges/transmission.html", context, status=422 if refused else 200)


def is_reachable(one: Transmission) -> bool:
    try:
        return is_configured(find_institution(one.recipient))
    except InstitutionUnknown:
        return False


def write_content(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2)


def tell_content(one: Transmission, language: str) -> tuple[Line, ...]:
    """A type that has been taken away since leaves the raw form alone."""
    try:
        return list_lines(one.payload, find_type(one.message_type), language)
    except MessageTypeUnknown:
        return ()


def make_step(request: HttpRequest, reason: str = "") -> Step:
    return Step(by=str(as_actor(signed_in(request))), now=clock.now(), reason=reason)


@require_POST
@require(may_change_exchanges)
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Take down what the institution answered by another way."""
    one, form = find(ref), AnswerForm(request.POST)
    if not form.is_valid():
        return render_transmission(request, one, answer_form=form)
    data = form.cleaned_data
    given = Answer(
        accepted=data["outcome"] == "accepted",
        reasons=data["reasons"],
        partner_reference=data["partner_reference"],
    )
    try:
        take_answer(one.ref, given, message_id="by-hand", step=make_step(request, data["evidence"]))
    except WorkflowError as refusal:
        form.add_error(None, _(refusal.message))
        return render_transmission(request, one, answer_form=form)
    messages.success(request, _("The answer is kept."))
    return redirect("exchanges:transmission", one.ref)


@require_POST
@require(may_change_exchanges)
def give_up(request: HttpRequest, ref: str) -> HttpResponse:
    one, form = find(ref), ReasonForm(request.POST)
    if form.is_valid():
        step = make_step(request, form.cleaned_data["reason"])
        if one.state in OPEN:
            transmissions.give_up(one.ref, step, message_id="by-hand")
            messages.success(request, _("The transmission is given up."))
        else:
            messages.error(request, _("The transmission is over already."))
        return redirect("exchanges:transmission", one.ref)
    return render_transmission(request, one, reason_form=form)


@require_http_methods(["GET", "POST"])
@require(may_change_exchanges)
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct the content of a rejected one; it goes again when the process, or this page, sends it."""
    one = find(ref)
    if one.state != TransmissionState.REJECTED:
        messages.error(request, _("Only a rejected transmission is corrected."))
        return redirect("exchanges:transmission", one.ref)
    schema = find_type(one.message_type).payload
    known = one.payload if one.correction is None else one.correction
    form = CorrectionForm(schema, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and save_correction(request, one, form):
        return redirect("exchanges:transmission", one.ref)
    context = {"one": one, "form": form, "type_title": name_type(one, speak())}
    return render(request, "exchanges/correct.html", context, status=422 if form.errors else 200)


def save_correction(request: HttpRequest, one: Transmission, form: CorrectionForm) -> bool:
    """True when it is kept; a refusal becomes an error of the form. Nobody waits: it goes at once."""
    try:
        transmissions.keep_correction(one.ref, form.read_content())
        if not one.awaited:
            key = f"correction:{one.ref}"
            transmissions.correct(one.ref, key=key, step=make_step(request, _("Corrected by hand")))
    except ExchangeError as refusal:
        form.add_error(None, refusal.message)
        return False
    told = _("Kept. It is sent when the task “Correct the rejection” is completed.")
    messages.success(request, told if one.awaited else _("The corrected transmission is sent."))
    return True
