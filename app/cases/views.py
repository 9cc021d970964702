"""Cases: the list, one case, its diagram, and opening a new one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.hiding import list_hidden
from app.accounts.models import User
from app.accounts.roles import Visitor, as_actor, may_assign, may_open_cases, may_operate, require, signed_in
from app.cases import (
    arrivals,
    asked,
    case_history,
    case_panels,
    clocks,
    coming,
    life_events,
    link_views,
    links,
    queries,
    resumption,
    starting,
    timeline,
)
from app.cases.errors import ProcessNotDeployed
from app.cases.incident_words import describe_incident
from app.cases.known_party import list_answers, read_party
from app.cases.models import Case
from app.cases.needlessness import list_needless
from app.cases.opening import find_current_version, open_case
from app.cases.positions import Drawing, ModelMissing, describe_position, find_drawing
from app.cases.rows import build_rows
from app.cases.suspended import find_suspended
from app.cases.task_forms import describe_questions, has_conditions, list_parts, read_draft
from app.cases.wording import Wording, find_wording, join_wordings, list_process_titles
from app.correspondence.delays import has_delay_letter
from app.correspondence.models import Letter
from app.correspondence.queries import list_letters
from app.documents.filing import MOST_BYTES
from app.documents.models import DocumentKind
from app.documents.queries import list_documents
from app.people import file_reads
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.read_models import FilePage
from app.people.rights import may_read_people
from app.people.views import looks_like_niss
from workflows import clock
from workflows.errors import WorkflowError
from workflows.models import InstanceStatus, ProcessInstance


def read_language() -> str:
    return get_language() or "fr"


def find_or_404(request: HttpRequest, reference: str) -> Case:
    case = queries.find_case(signed_in(request), reference)
    if case is None:
        raise Http404
    return case


@require_GET
def list_cases(request: HttpRequest) -> HttpResponse:
    filters = queries.read_filters(request.GET)
    if looks_like_niss(filters.text):  # it shall not stand in an address; the search in the head takes it
        return redirect("cases:list")
    found, following = queries.read_page(signed_in(request), filters)
    titles = list_process_titles(read_language())
    news = case_panels.find_news(signed_in(request), [case.reference for case in found])
    urgent = clocks.find_urgent_of([case.reference for case in found], page_time.now())
    context = {
        "rows": [
            (case, titles.get(case.process, case.process), case.reference in news, urgent.get(case.reference))
            for case in found
        ],
        "following": urlencode({**filters.kept, "before": following}),
        "has_following": bool(following),
        "narrowed": urlencode(filters.kept),
        "filters": filters,
        "statuses": InstanceStatus.choices,
        "processes": titles,
    }
    return render(request, "cases/list.html", context)


@require_GET
def show_case(request: HttpRequest, reference: str) -> HttpResponse:
    case = find_or_404(request, reference)
    instances = queries.list_instances(case)
    if not instances:
        raise Http404
    if case.party:
        file_reads.record(request, case.party, FilePage.CASE, case_ref=case.reference)
    return render(request, "cases/case.html", describe_case(request, case, instances))


def describe_case(request: HttpRequest, case: Case, instances: list[ProcessInstance]) -> dict[str, Any]:
    language, now, main = read_language(), page_time.now(), instances[0]
    wording, ids = read_words(instances), [one.pk for one in instances]
    tasks = queries.list_open_tasks(case)
    incidents = queries.list_open_incidents(instances)
    running = clocks.list_clocks(ids)
    before = case_history.read_place(request.GET.get("before", ""))
    return {
        "case": case,
        "process": wording.title(language),
        "reads_people": may_read_people(request.user),
        "version": main.version.number,
        "suspended": None if case.closed_at else find_suspended(case.process, language),
        "retired_at": None if case.closed_at else main.version.definition.retired_at,
        "instance": main,
        "tasks": build_rows(tasks, user=signed_in(request), language=language, now=now, known=[case]),
        "incidents": [(incident, describe_incident(incident, language)) for incident in incidents],
        "expected": arrivals.list_expected(case, language) if may_open_cases(request.user) else [],
        "asking": list_asking(request.user, ids),
        "is_at_work": asked.is_at_work(ids),
        "pause": resumption.find_pause(resumption.list_paused(instances)),
        "may_go_on": resumption.may_resume(request.user),
        "where": describe_where(request, instances, language),
        "may_operate": may_operate(request.user),
        "promises": clocks.list_promises(
            running, wording, language, now, needless=list_needless(running, name_runs(instances))
        ),
        "urgent": clocks.find_urgent(running, now),
        "ahead": coming.look_ahead(ids, wording, language, running),
        "may_stop": may_open_cases(request.user) and clocks.may_stop(running),
        "may_extend": may_assign(request.user),
        "may_resume": may_open_cases(request.user),
        "past": case_history.read_history(instances, case.reference, language, before=before),
        "is_earlier": before is not None,
        "letters": list_letters(case.reference),
        "documents": list_documents(case_ref=case.reference),
        "document_kinds": DocumentKind.choices,
        "most_bytes": MOST_BYTES,
        "may_log": may_open_cases(request.user),
        "may_add_task": may_open_cases(request.user)
        and not case.closed_at
        and find_wording(main.version_id).takes_tasks,
        "may_explain_delay": may_open_cases(request.user)
        and not case.closed_at
        and has_delay_letter(case.reference),
        "panels": case_panels.show_panels(request, case),
        "opened_by": name_opener(case, signed_in(request)),
    }


def name_runs(instances: list[ProcessInstance]) -> dict[UUID, tuple[int, str]]:
    return {one.pk: (one.version_id, one.definition_key) for one in instances}


def name_opener(case: Case, reader: User) -> str:
    """The reader's own name is known without asking."""
    if case.opened_by == str(as_actor(reader)):
        return str(reader)
    return timeline.name_actors([case.opened_by])(case.opened_by)


def list_asking(user: Visitor, ids: list[UUID]) -> list[asked.Asked]:
    """What is being asked for while its letter is made; it is for those who work on cases."""
    return [one for one in asked.find_asked(ids).values() if not one.is_sent] if may_open_cases(user) else []


def describe_where(
    request: HttpRequest, instances: list[ProcessInstance], language: str
) -> dict[str, Any] | None:
    """The drawing chosen, in words: what it lies in, where the case is in it, and the other runs of the case."""
    drawing = choose_drawing(request, instances)
    if drawing is None:
        return None
    wording, run = find_wording(drawing.instance.version_id), instances.index(drawing.instance)
    runs = [
        (number, find_wording(one.version_id).title(language), one == drawing.instance)
        for number, one in enumerate(instances)
    ]
    return {
        "query": urlencode({"run": run, "part": drawing.part}),
        "run": run,
        "runs": runs if len(runs) > 1 else [],
        "trail": drawing.trail(wording, language),
        "here": drawing.tell_here(wording, language),
    }


def choose_drawing(request: HttpRequest, instances: list[ProcessInstance]) -> Drawing | None:
    """The run and part the address names; else the first run that goes on, or the first. None where none is drawn."""
    run = request.GET.get("run", "")
    going_on = (one for one in instances if one.ended_at is None)
    known = run.isascii() and run.isdecimal() and len(run) < 4 and int(run) < len(instances)
    instance = instances[int(run)] if known else next(going_on, instances[0])
    for part in (request.GET.get("part", "")[:300], ""):
        try:
            return find_drawing(instance, part)
        except ModelMissing:
            continue
    return None


def read_words(instances: list[ProcessInstance]) -> Wording:
    """The words of every run of the case, the main one first."""
    return join_wordings([find_wording(one.version_id) for one in instances])


@require_GET
def show_letter(request: HttpRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """A letter of the case, byte for byte as it left."""
    case = find_or_404(request, reference)
    letter = get_object_or_404(Letter.objects.select_related("party"), pk=letter_id, case_ref=case.reference)
    if letter.party:
        file_reads.record(request, letter.party, FilePage.LETTER, case_ref=case.reference)
    response = HttpResponse(bytes(letter.pdf), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="{case.reference}-{letter.name}-{letter.language}.pdf"'
    )
    return response


@require_POST
@require(resumption.may_resume)
def go_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a paused case go on."""
    case = find_or_404(request, reference)
    if resumption.resume(queries.list_instances(case), by=signed_in(request)):
        messages.success(request, _("The case goes on. What came due meanwhile happens now."))
    else:
        messages.info(request, _("The case is not paused."))
    return redirect("cases:case", case.reference)


@require_GET
def show_position(request: HttpRequest, reference: str) -> JsonResponse:
    """What the diagram viewer draws."""
    case = find_or_404(request, reference)
    instances = queries.list_instances(case)
    if not instances:
        raise Http404
    drawing = choose_drawing(request, instances)
    if drawing is None:
        raise Http404
    return JsonResponse(describe_position(drawing, read_language()))


@require_GET
@require(may_open_cases)
def choose_process(request: HttpRequest) -> HttpResponse:
    """What can be opened, under the events of a life; narrowed by the words of a search."""
    language, text = read_language(), request.GET.get("q", "")[:100]
    starts = [one for one in starting.list_starts(language) if one.key not in list_hidden().processes]
    party, origin = read_party(request.GET.get("party", "")), link_views.read_origin(request, "")
    kept = {"party": party.reference if party else "", "from": origin.case.reference if origin else ""}
    context = {
        "groups": life_events.group_starts(starts, language, text),
        "any_start": bool(starts),
        "text": text,
        "party": party,
        "origin": origin,
        "query": urlencode({name: value for name, value in kept.items() if value}),
    }
    return render(request, "cases/new.html", context)


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def start_case(request: HttpRequest, process: str) -> HttpResponse:
    """The start form of a process, with what is known of a chosen party; a valid one opens the case."""
    try:
        version = find_current_version(process)
    except ProcessNotDeployed as error:
        raise Http404 from error
    data = request.POST if request.method == "POST" else None
    party = read_party((request.POST if data is not None else request.GET).get("party", ""))
    origin = link_views.read_origin(request, process)
    known = {
        **starting.fill_in(version, party, page_time.today()),
        **(list_answers(party, page_time.today()) or {}),
    }
    if origin is not None and origin.is_reopening:
        known = {**links.read_answers(origin.case), **known}
    form = starting.build_start_form(version, data, read_language(), known)
    if data is not None and form.is_valid():
        case = try_to_open(request, process, form, party, origin)
        if case:
            messages.success(request, _("Case %(reference)s is open.") % {"reference": case.reference})
            return redirect("cases:case", case.reference)
    title = find_wording(version.pk).title(read_language())
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "parts": list_parts(form),
        "has_conditions": has_conditions(form),
        "title": title,
        "process": process,
        "suspended": find_suspended(process, read_language()),
        "key": read_key(request),
        "party": party,
        "origin": origin,
        "reopen_reason": request.POST.get("reopen_reason", ""),
    }
    return render(request, "cases/start.html", context, status=status)


@require_POST
@require(may_open_cases)
def ask_again(request: HttpRequest, process: str) -> HttpResponse:
    """Which questions of the start form the answers typed so far ask."""
    try:
        version = find_current_version(process)
    except ProcessNotDeployed as error:
        raise Http404 from error
    language = read_language()
    typed = read_draft(starting.build_start_form(version, None, language), request.POST)
    return JsonResponse(describe_questions(starting.build_start_form(version, None, language, typed)))


def read_key(request: HttpRequest) -> UUID:
    """The form's own key, which makes sending it twice harmless; a fresh one when it has none of ours."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@transaction.atomic
def open_from(
    request: HttpRequest,
    process: str,
    form: forms.Form,
    party: Party | None,
    origin: link_views.Origin | None,
) -> Case:
    """The case, linked to the one it was opened from."""
    user = signed_in(request)
    case = open_case(
        process,
        form.cleaned_data,
        by=as_actor(user),
        language=user.language,
        key=read_key(request),
        party=party,
    )
    if origin is not None:
        reason = request.POST.get("reopen_reason", "") if origin.is_reopening else ""
        links.begin_from(origin.case, case, origin.kind, reason, by=user, now=clock.now())
    return case


def try_to_open(
    request: HttpRequest,
    process: str,
    form: forms.Form,
    party: Party | None,
    origin: link_views.Origin | None,
) -> Case | None:
    """Open the case; a refusal of the kernel becomes an error of the form."""
    if origin is not None and origin.is_reopening and not request.POST.get("reopen_reason", "").strip():
        form.add_error(None, _("Say why the case is reopened."))
        return None
    try:
        return open_from(request, process, form, party, origin)
    except PartyUnknown as refusal:
        form.add_error("party_ref" if "party_ref" in form.fields else None, str(refusal))
        return None
    except WorkflowError as refusal:
        form.add_error(None, _(refusal.message))
        return None
