"""Incidents: what stopped, why, and putting it right."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app import exports
from app.accounts.roles import may_operate, require, signed_in
from app.cases.models import Case
from app.cases.timeline import name_actors
from app.cases.wording import find_wording, list_process_titles, tell_apart
from app.days import write_day
from app.supervision import queries, repairs
from app.supervision.forms import RepairForm
from workflows import api
from workflows.engine import WayOut
from workflows.errors import WorkflowError
from workflows.incident_choices import Receiver
from workflows.models import Incident, IncidentState

HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Step"),
    gettext_lazy("Kind"),
    gettext_lazy("State"),
    gettext_lazy("Since"),
    gettext_lazy("What happened"),
    gettext_lazy("Resolved"),
    gettext_lazy("Resolution"),
)


@require_GET
@require(may_operate)
def list_incidents(request: HttpRequest) -> HttpResponse:
    filters = queries.read_filters(request.GET)
    found, following = queries.read_page(filters)
    language = get_language() or "fr"
    titles = list_process_titles(language)
    kept = {"state": filters.state, "process": filters.process, "kind": filters.kind, "after": following}
    context = {
        "rows": [(incident, *describe(incident, language)) for incident in found],
        "following": urlencode({key: value for key, value in kept.items() if value}),
        "has_following": bool(following),
        "narrowed": urlencode({key: value for key, value in kept.items() if value and key != "after"}),
        "filters": filters,
        "processes": titles,
        "kinds": [(kind, tell_apart(kind)) for kind in queries.list_kinds()],
        "states": IncidentState.choices,
    }
    return render(request, "supervision/list.html", context)


@require_GET
@require(may_operate)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every incident of the filters as CSV."""
    filters = replace(queries.read_filters(request.GET), after=0)
    language = get_language() or "fr"
    lines = (list_cells(one, language) for one in queries.read_all(filters, exports.PAGE))
    return exports.stream("incidents", HEADER, lines)


def list_cells(incident: Incident, language: str) -> list[object]:
    kind, node, process = describe(incident, language)
    reference = incident.instance.case_ref if incident.instance else ""
    told = [incident.opened_at, incident.message, incident.resolved_at, incident.resolution]
    return [reference, process, node, kind, incident.get_state_display(), *told]


def describe(incident: Incident, language: str) -> tuple[str, str, str]:
    """Kind, node and process of an incident in words."""
    if incident.instance is None:
        return tell_apart(incident.kind), "", ""
    wording = find_wording(incident.instance.version_id)
    node = wording.node(incident.node_id, language) if incident.node_id else ""
    return tell_apart(incident.kind), node, wording.title(language)


@require_http_methods(["GET", "POST"])
@require(may_operate)
def show_incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    incident = queries.find_incident(incident_id)
    if incident is None:
        raise Http404
    form = build_form(request, incident)
    if request.method == "POST" and form.is_valid() and try_to_repair(request, incident, form):
        return redirect("supervision:list")
    kind, node, process = describe(incident, get_language() or "fr")
    reference = incident.instance.case_ref if incident.instance else ""
    context = {
        "incident": incident,
        "is_open": incident.state == IncidentState.OPEN,
        "kind": kind,
        "node": node,
        "process": process,
        "case": Case.objects.filter(reference=reference).first() if reference else None,
        "resolved_by": name_actors([incident.resolved_by])(incident.resolved_by)
        if incident.resolved_by
        else "",
        "form": form,
    }
    return render(request, "supervision/incident.html", context, status=422 if form.errors else 200)


def build_form(request: HttpRequest, incident: Incident) -> RepairForm:
    """With what there is to choose from now, in the reader's words."""
    language = get_language() or "fr"
    posted = request.POST if request.method == "POST" else None
    if incident.state != IncidentState.OPEN:
        return RepairForm(posted)
    receivers = [
        (str(one.subscription), name_receiver(one, language)) for one in api.list_receivers(incident)
    ]
    ways = [(one.flow, name_way(one, incident, language)) for one in api.list_ways_out(incident)]
    return RepairForm(posted, receivers=receivers, ways=ways)


def name_receiver(one: Receiver, language: str) -> str:
    wording = find_wording(one.version_id)
    where = one.case_ref or _("New case")
    since = f"{write_day(timezone.localdate(one.since), 'j F Y', language)}, {timezone.localtime(one.since):%H:%M}"
    return f"{where} · {wording.title(language)} · {wording.node(one.node_id, language)} · {since}"


def name_way(one: WayOut, incident: Incident, language: str) -> str:
    """`Yes → Answer the question`; only where it leads when the flow has no label."""
    assert incident.instance is not None
    wording = find_wording(incident.instance.version_id)
    target = wording.node(one.target, language)
    return f"{wording.node(one.flow, language)} → {target}" if one.flow in wording.nodes else f"→ {target}"


def try_to_repair(request: HttpRequest, incident: Incident, form: RepairForm) -> bool:
    """True when the incident is resolved; a refusal, or failing again, becomes an error of the form."""
    try:
        after = repairs.repair(incident, form.cleaned_data, user=signed_in(request))
    except WorkflowError as refusal:
        form.add_error(None, _(refusal.message))
        return False
    if after.state == IncidentState.OPEN:
        form.add_error(
            None, _("It was tried again and failed again: %(message)s") % {"message": after.message}
        )
        return False
    messages.success(request, _("The incident is resolved."))
    return True
