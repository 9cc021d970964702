"""Incidents: what stopped, why, and putting it right."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.cases.incident_words import describe_incident, name_kind
from app.cases.told_values import Vocabulary, read_vocabulary
from app.cases.wording import find_wording, list_process_titles
from app.days import write_day
from app.exports import delimited
from app.exports.taking import take
from app.people.rights import may_read_people
from app.supervision import queries, repairs
from app.supervision.alike import list_lines
from app.supervision.details import describe, is_being_tried, tell_resolution, veil_numbers
from app.supervision.forms import RepairForm
from workflows import api, operations
from workflows.api import Repair
from workflows.engine import WayOut
from workflows.errors import ReasonMissing, WorkflowError
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
    kinds = sorted(((kind, name_kind(kind)) for kind in queries.list_kinds()), key=lambda pair: pair[1])
    context = {
        "lines": list_lines(found, language),
        "following": urlencode({key: value for key, value in kept.items() if value}),
        "has_following": bool(following),
        "narrowed": urlencode({key: value for key, value in kept.items() if value and key != "after"}),
        "filters": filters,
        "processes": titles,
        "kinds": kinds,
        "states": IncidentState.choices,
    }
    return render(request, "supervision/list.html", context)


@require_GET
@require(may_operate)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every incident of the filters as CSV."""
    filters = replace(queries.read_filters(request.GET), after=0)
    language = get_language() or "fr"
    rows = (list_cells(one, language) for one in queries.read_all(filters, delimited.PAGE))
    return take(request, "incidents", HEADER, rows)


def list_cells(incident: Incident, language: str) -> list[object]:
    words = describe_incident(incident, language)
    reference = incident.instance.case_ref if incident.instance else ""
    message = veil_numbers(api.show_incident(incident, in_full=False)).message
    told = [incident.opened_at, message, incident.resolved_at, tell_resolution(incident)]
    return [reference, words.process, words.node, words.title, incident.get_state_display(), *told]


@require_http_methods(["GET", "POST"])
@require(may_operate)
def show_incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    incident = find_or_404(incident_id)
    form = build_form(request, incident)
    if form and request.method == "POST" and form.is_valid() and try_to_repair(request, incident, form):
        return redirect("supervision:list")
    status = 422 if form and form.errors else 200
    shown = api.show_incident(incident, in_full=may_read_people(request.user))
    return render(request, "supervision/incident.html", describe(incident, form, shown), status=status)


@require_POST
@require(may_operate)
def reveal(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show once what was masked; who asked and why stands in the history of the case."""
    incident, by = find_or_404(incident_id), as_operator(signed_in(request))
    try:
        shown = api.reveal_incident(incident, request.POST.get("purpose", "")[:200], by=by)
    except ReasonMissing:
        messages.error(request, _("Say what you need it for."))
        return redirect("supervision:incident", incident.pk)
    form = build_form(request, incident, is_answered=False)
    told = describe(incident, form, shown)
    return render(request, "supervision/incident.html", {**told, "is_revealed": True})


def find_or_404(incident_id: int) -> Incident:
    incident = queries.find_incident(incident_id)
    if incident is None:
        raise Http404
    return incident


def build_form(request: HttpRequest, incident: Incident, *, is_answered: bool = True) -> RepairForm | None:
    """With what there is to choose from now, in the reader's words; none once the incident is resolved.

    Empty where what was posted is another form.
    """
    language = get_language() or "fr"
    offered = api.list_repairs(incident)
    if not offered:
        return None
    receivers = api.list_receivers(incident) if Repair.DELIVER in offered else ()
    ways = api.list_ways_out(incident) if Repair.SKIP in offered else ()
    outputs = find_outputs(incident)
    return RepairForm(
        request.POST if is_answered and request.method == "POST" else None,
        repairs=offered,
        receivers=[(str(one.subscription), name_receiver(one, language)) for one in receivers],
        ways=[(one.flow, name_way(one, incident, language)) for one in ways],
        outputs=outputs,
        labels=name_outputs(incident, outputs, language),
        has_case=incident.instance_id is not None,
    )


def find_outputs(incident: Incident) -> Mapping[str, str]:
    """What the failed operation would have given; nothing for one that is no longer offered."""
    try:
        return operations.get(incident.job.operation).outputs if incident.job else {}
    except operations.OperationUnknown:
        return {}


def name_outputs(incident: Incident, outputs: Mapping[str, str], language: str) -> dict[str, str]:
    version = incident.instance.version_id if incident.instance else None
    words = read_vocabulary(version) if version else Vocabulary(None, {}, {})
    return {name: words.label(name, language) for name in outputs}


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
    messages.success(request, tell_done(after))
    return True


def tell_done(incident: Incident) -> str:
    """What an act on an incident has led to. What is tried again outside this act has no outcome yet."""
    if is_being_tried(incident):
        return _("It is tried again now. If it fails again, a new incident opens.")
    return _("The incident is resolved.")
