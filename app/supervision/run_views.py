"""One running case as an operator sees it: where it waits, pausing and resuming it, and moving a token by hand."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app import page_time
from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.cases.resumption import find_pause
from app.cases.wording import Wording, find_wording
from app.supervision import job_views, run_queries, timer_views
from app.supervision.act_forms import MoveForm, ReasonForm
from app.supervision.acting import Act, Answers, answer
from app.supervision.foreseen import Line, Preview, tell_foresight
from workflows import api
from workflows.actors import Actor
from workflows.models import InstanceStatus, ProcessInstance

Pairs = list[tuple[str, str]]


def find_or_404(instance_id: UUID) -> ProcessInstance:
    instance = run_queries.find_run(instance_id)
    if instance is None:
        raise Http404
    return instance


def is_open(instance: ProcessInstance) -> bool:
    return instance.status in (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


def tell_head(instance: ProcessInstance, wording: Wording, language: str) -> dict[str, object]:
    return {
        "instance": instance,
        "process": wording.title(language),
        "is_open": is_open(instance),
        "is_paused": instance.status == InstanceStatus.SUSPENDED,
    }


@require_GET
@require(may_operate)
def show_run(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    instance = find_or_404(instance_id)
    language, now = get_language() or "fr", page_time.now()
    wording = find_wording(instance.version_id)
    paused = [instance] if instance.status == InstanceStatus.SUSPENDED else []
    context = {
        **tell_head(instance, wording, language),
        "pause": find_pause(paused),
        "places": [name for _node, name in list_origins(instance, wording, language)],
        "timers": [timer_views.tell_row(one, language, now) for one in run_queries.list_timers(instance)],
        "jobs": [job_views.tell_row(one, language) for one in run_queries.list_jobs(instance)],
        "incidents": run_queries.list_incidents(instance),
    }
    return render(request, "supervision/run.html", context)


def list_origins(instance: ProcessInstance, wording: Wording, language: str) -> Pairs:
    """The nodes at which tokens are; nothing of a case that has ended."""
    if not is_open(instance):
        return []
    nodes = dict.fromkeys(one.node_id for one in api.active_nodes(instance.pk))
    return [(node, wording.node(node, language)) for node in nodes]


@require_http_methods(["GET", "POST"])
@require(may_operate)
def pause_or_resume(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """Pausing needs a reason, which stands on the case; resuming lets what came due happen now."""
    instance = find_or_404(instance_id)
    if not is_open(instance):
        raise Http404
    is_paused = instance.status == InstanceStatus.SUSPENDED
    form = ReasonForm(request.POST if request.method == "POST" else None)
    by = as_operator(signed_in(request))
    told = answer(
        request,
        form,
        Act(
            lambda _answers: foresee_pause(instance), lambda answers, _seen: switch(instance, answers, by=by)
        ),
    )
    if told.is_done:
        return redirect("supervision:run", instance.pk)
    language = get_language() or "fr"
    context = {
        **tell_head(instance, find_wording(instance.version_id), language),
        "act": _("Resume the case") if is_paused else _("Pause the case"),
        "form": form,
        "preview": told.preview,
        "action": "supervision:pause",
    }
    return render(request, "supervision/run_act.html", context, status=422 if form.errors else 200)


def foresee_pause(instance: ProcessInstance) -> Preview:
    waits = run_queries.count_waits(instance)
    if instance.status == InstanceStatus.SUSPENDED:
        text = _("What came due meanwhile happens at once: %(timers)d deadlines, %(jobs)d automatic steps.")
        return Preview((Line(text % {"timers": waits.due_timers, "jobs": waits.due_jobs}, "info"),), {})
    text = _(
        "Nothing goes on: %(tasks)d tasks cannot be finished, %(timers)d deadlines and %(jobs)d automatic steps wait."
    )
    told = {"tasks": waits.tasks, "timers": waits.timers, "jobs": waits.jobs}
    kept = _("Nothing is lost, and promises run on: their clocks do not stop.")
    return Preview((Line(text % told, "late"), Line(kept, "info")), {})


def switch(instance: ProcessInstance, answers: Answers, *, by: Actor) -> str:
    """Raises what the kernel refuses it with."""
    if instance.status == InstanceStatus.SUSPENDED:
        api.resume(instance.pk, by=by, reason=answers["reason"])
        return _("The case goes on.")
    api.pause(instance.pk, answers["reason"], by=by)
    return _("The case is paused.")


@require_http_methods(["GET", "POST"])
@require(may_operate)
def move_token(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    instance = find_or_404(instance_id)
    language = get_language() or "fr"
    wording = find_wording(instance.version_id)
    origins = list_origins(instance, wording, language)
    if not origins:
        messages.error(request, _("Nothing of this case waits anywhere."))
        return redirect("supervision:run", instance.pk)
    targets = sorted(run_queries.list_targets(instance, wording, language), key=lambda pair: pair[1])
    form = MoveForm(request.POST if request.method == "POST" else None, origins=origins, targets=targets)
    told = answer(request, form, build_move(instance, wording, language, as_operator(signed_in(request))))
    if told.is_done:
        return redirect("supervision:run", instance.pk)
    context = {
        **tell_head(instance, wording, language),
        "act": _("Move by hand"),
        "form": form,
        "preview": told.preview,
        "action": "supervision:move",
    }
    return render(request, "supervision/run_act.html", context, status=422 if form.errors else 200)


def build_move(instance: ProcessInstance, wording: Wording, language: str, by: Actor) -> Act:
    def foresee(answers: Answers) -> Preview:
        foresight = api.foresee_move(instance.pk, answers["origin"], answers["target"])
        names = {name: wording.node(answers[name], language) for name in ("origin", "target")}
        first = Line(_("From “%(origin)s” to “%(target)s”") % names, "info")
        return Preview((first, *tell_foresight(foresight, wording, language)), {"seen": str(foresight.rev)})

    def do(answers: Answers, seen: Mapping[str, str]) -> str:
        rev = seen.get("seen", "")
        known = int(rev) if rev.isascii() and rev.isdecimal() and len(rev) < 10 else instance.rev
        api.move(instance.pk, answers["origin"], answers["target"], answers["reason"], by=by, rev=known)
        return _("The case was moved; its history says by whom and why.")

    return Act(foresee, do)


@require_GET
@require(may_operate)
def verify_history(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """Whether the history of the case is as it was written, and where it is not."""
    instance = find_or_404(instance_id)
    found = api.verify_instance(instance.pk)
    language = get_language() or "fr"
    context = {**tell_head(instance, find_wording(instance.version_id), language), "found": found}
    return render(request, "supervision/run_history.html", context)
