"""Jobs of the workers: listed, tried now, stopped."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.cases.wording import find_wording, tell_apart
from app.exchanges.numbers import mask_numbers
from app.supervision import waiting_queries as queries
from app.supervision.act_forms import TRY, JobForm
from app.supervision.acting import Act, Answers, answer
from app.supervision.foreseen import Line, Preview
from workflows import api
from workflows.actors import Actor
from workflows.discretion import mask
from workflows.models import Job, JobState, Queue

TONES = {JobState.FAILED.value: "late", JobState.LOCKED.value: "info", JobState.DONE.value: "ok"}


@require_GET
@require(may_operate)
def list_jobs(request: HttpRequest) -> HttpResponse:
    filters = queries.read_job_filters(request.GET)
    found = list(queries.list_jobs(filters)[: queries.PAGE_SIZE + 1])
    shown = found[: queries.PAGE_SIZE]
    kept = {"state": filters.state, "queue": filters.queue, "operation": filters.operation}
    following = {**kept, "after": shown[-1].pk} if len(found) > len(shown) else {}
    context = {
        "rows": [tell_row(job, get_language() or "fr") for job in shown],
        "filters": filters,
        "states": JobState.choices,
        "queues": Queue.values,
        "operations": queries.list_operations(),
        "following": urlencode({key: value for key, value in following.items() if value}),
    }
    return render(request, "supervision/jobs.html", context)


def tell_row(job: Job, language: str) -> dict[str, object]:
    """Without inputs and result, which are somebody's data."""
    wording = find_wording(job.instance.version_id) if job.instance else None
    return {
        "job": job,
        "tone": TONES.get(job.state, ""),
        "node": wording.node(job.node_id, language)
        if wording
        else tell_apart(job.operation.rpartition(".")[2]),
        "process": wording.title(language) if wording else "",
    }


@require_http_methods(["GET", "POST"])
@require(may_operate)
def show_job(request: HttpRequest, job_id: int) -> HttpResponse:
    job = queries.find_job(job_id)
    if job is None:
        raise Http404
    form = JobForm(request.POST if request.method == "POST" else None)
    told = answer(request, form, build_act(job, as_operator(signed_in(request))))
    if told.is_done:
        return redirect("supervision:jobs")
    context = {
        **tell_row(job, get_language() or "fr"),
        "error": mask_numbers(mask(job.instance_id, job.last_error)) if job.last_error else "",
        "incident": job.incidents.filter(state="open").first(),
        "is_open": job.state in (JobState.READY, JobState.FAILED),
        "form": form,
        "preview": told.preview,
    }
    return render(request, "supervision/job.html", context, status=422 if form.errors else 200)


def build_act(job: Job, by: Actor) -> Act:
    return Act(lambda answers: foresee(job, answers), lambda answers, _seen: do(job, answers, by=by))


def foresee(job: Job, answers: Answers) -> Preview:
    if answers["action"] == TRY:
        text = _("A worker does it now, with the same key: what had its effect already has none twice.")
        return Preview((Line(text, "info"),), {})
    if job.instance_id is None:
        return Preview((Line(_("It is dropped and never tried again."), "late"),), {})
    text = _("It is tried no more. The case waits at this step, with an incident, for what you decide there.")
    return Preview((Line(text, "late"),), {})


def do(job: Job, answers: Answers, *, by: Actor) -> str:
    """Raises what the kernel refuses it with."""
    if answers["action"] == TRY:
        api.try_job_now(job.pk, answers["reason"], by=by)
        return _("A worker tries it now.")
    api.stop_job(job.pk, answers["reason"], by=by)
    return _("It is tried no more.")
