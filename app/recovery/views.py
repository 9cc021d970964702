"""The work list of recovery, the page of a judicial file, and a case on its ladder."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.correspondence.models import Contact, Letter
from app.exports.taking import take
from app.ledger.errors import ReceivableUnknown
from app.ledger.receivables import find_receivable
from app.ledger.rights import may_read_books
from app.people.models import Party
from app.recovery import queries
from app.recovery.bundle import build_bundle
from app.recovery.errors import RecoveryError
from app.recovery.forms import MandateForm, NewsForm
from app.recovery.gate import find_facts
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.ladder_course import read_course
from app.recovery.ladder_weeks import list_closings, list_weeks
from app.recovery.mandates import add_news, give_mandate, with_silence
from app.recovery.models import JudicialFile, Mandate
from app.recovery.obstacles import list_events
from app.recovery.progress import list_receivables
from app.recovery.rights import may_change_recovery, may_read_recovery
from app.recovery.starting import PROCESS
from app.recovery.states import FileState, MandateState
from workflows import api
from workflows.calendars import load_calendar

HEADER = (
    pgettext_lazy("court", "File"),
    gettext_lazy("Debtor"),
    gettext_lazy("State"),
    gettext_lazy("Route"),
    gettext_lazy("Next action on"),
    gettext_lazy("Silent mandate"),
    gettext_lazy("Case"),
)


@require_GET
@require(may_read_recovery)
def list_files(request: HttpRequest) -> HttpResponse:
    filters, today = queries.read_filters(request.GET), page_time.today()
    found, following = queries.read_page(filters, today)
    kept = {"state": filters.state, "silent": "1" if filters.silent else ""}
    narrowed = {key: value for key, value in kept.items() if value}
    context = {
        "files": found,
        "filters": filters,
        "states": FileState.choices,
        "today": today,
        "narrowed": urlencode(narrowed),
        "following": urlencode({**narrowed, "after": following}) if following else "",
    }
    return render(request, "recovery/list.html", context)


@require_GET
@require(may_read_recovery)
def export_files(request: HttpRequest) -> HttpResponseBase:
    """Every file of the filters as CSV."""
    found = queries.read_all(queries.read_filters(request.GET), page_time.today())
    rows = (
        [
            one.reference,
            f"{one.debtor.name} ({one.debtor.reference})",
            one.get_state_display(),
            one.get_route_display(),
            one.next_action_on,
            _("yes") if one.silent else "",
            one.case_ref,
        ]
        for one in found
    )
    return take(request, "judicial-files", HEADER, rows)


@require_GET
@require(may_read_recovery)
def show_file(request: HttpRequest, file_id: int) -> HttpResponse:
    return render_file(request, find_file(file_id))


def find_file(file_id: int) -> JudicialFile:
    return get_object_or_404(JudicialFile.objects.select_related("debtor"), pk=file_id)


def render_file(request: HttpRequest, file: JudicialFile, *, status: int = 200, **forms: Any) -> HttpResponse:
    today = page_time.today()
    mandates = with_silence(file.mandates.prefetch_related("news")).order_by("state", "given_on", "id")
    context = {
        "file": file,
        "receivables": list_receivables(file),
        "mandates": [
            (one, one.state == MandateState.RUNNING and one.silent_from <= today) for one in mandates
        ],
        "changes": file.changes.order_by("-id"),
        "letters": Letter.objects.filter(case_ref=file.case_ref).order_by("-made_at").defer("pdf"),
        "contacts": Contact.objects.filter(case_ref=file.case_ref).order_by("-at"),
        "may_change": may_change_recovery(request.user),
        "mandate_form": MandateForm(initial={"given_on": today}),
        "news_form": NewsForm(initial={"told_on": today}),
        **forms,
    }
    return render(request, "recovery/file.html", context, status=status)


@require_http_methods(["POST"])
@require(may_change_recovery)
def add_mandate(request: HttpRequest, file_id: int) -> HttpResponse:
    file, form = find_file(file_id), MandateForm(request.POST)
    if not form.is_valid():
        return render_file(request, file, mandate_form=form, status=422)
    told = form.cleaned_data
    give_mandate(
        file,
        kind=told["kind"],
        name=told["name"],
        on=told["given_on"],
        next_action_on=told["next_action_on"],
        cost_budget=told["cost_budget"],
    )
    messages.success(request, _("The mandate is given."))
    return redirect("recovery:file", file_id=file.pk)


@require_http_methods(["POST"])
@require(may_change_recovery)
def report(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """News of a mandate."""
    mandate = get_object_or_404(Mandate.objects.select_related("file"), pk=mandate_id)
    held = mandate.file
    if held is None:  # news of an insolvency comes by its case
        raise Http404
    form = NewsForm(request.POST)
    if not form.is_valid():
        return render_file(request, find_file(held.pk), news_form=form, told=mandate.pk, status=422)
    told = {**form.cleaned_data, "costs": form.cleaned_data["costs"] or Decimal("0.00")}
    try:
        add_news(mandate, by=str(as_actor(signed_in(request))), **told)
    except RecoveryError as refusal:
        form.add_error(None, _(refusal.message))
        return render_file(request, find_file(held.pk), news_form=form, told=mandate.pk, status=422)
    messages.success(request, _("The news is kept."))
    return redirect("recovery:file", file_id=held.pk)


@require_GET
@require(may_read_recovery)
def download_bundle(_request: HttpRequest, file_id: int) -> HttpResponse:
    """The litigation bundle as a ZIP."""
    file = find_file(file_id)
    response = HttpResponse(build_bundle(file), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file.reference}.zip"'
    return response


@require_GET
@require(may_read_recovery)
def show_ladder(request: HttpRequest, reference: str) -> HttpResponse:
    """A case on its ladder."""
    course = read_course(reference, today=page_time.today(), language=get_language() or "fr")
    if course is None:
        raise Http404
    try:
        debt = find_receivable(course.receivable_ref)
    except ReceivableUnknown as error:
        raise Http404 from error
    weeks = list_weeks(course, load_calendar(), today=page_time.today(), language=get_language() or "fr")
    context = {
        "course": course,
        "weeks": weeks if course.running else [],
        "closings": list(list_closings(weeks)) if course.running else [],
        "ended": name_end(reference, course.ended_in),
        "reference": reference,
        "debt": debt,
        "reads_books": may_read_books(request.user),
    }
    return render(request, "recovery/ladder.html", context)


def name_end(case_ref: str, ended_in: str) -> str:
    """The words of the event in which the ladder ended."""
    run = api.case_instances(case_ref).filter(definition_key=PROCESS).last()
    names = [name for name in ended_in.split(",") if name]
    if run is None or not names:
        return ""
    labels = run.version.manifest.get("nodes", {}).get(names[-1].strip().rpartition("/")[2], {})
    return str(labels.get(get_language() or "fr") or labels.get("fr", ""))


def describe_party(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """The panel of the party page: what runs against the party, what stands in its way, and the gate before court."""
    followed = list(party.receivables.filter(state="open").exclude(case_ref="").order_by("due_on", "id")[:20])
    files, events = queries.list_of_party(party), list_events(party)
    owes = bool(followed) or party.receivables.filter(state="open").exists()
    if not owes and not files and not events:
        return None
    return {
        "party": party,
        "followed": followed,
        "files": files,
        "events": events,
        "claims": InsolvencyClaim.objects.filter(event__in=events).order_by("-id"),
        "gate": find_facts(party),
        "may_change": may_change_recovery(request.user),
    }
