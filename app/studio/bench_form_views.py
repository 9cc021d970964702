"""What a run is told on a page of its own: a task's form, an answer, a message, a scenario's sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.task_forms import (
    TypedData,
    describe_questions,
    find_blocks,
    has_conditions,
    list_parts,
    make_value,
    read_draft,
    read_known,
)
from app.studio import bench_page, bench_runs, bench_saving
from app.studio.bench_forms import AnswerForm, ScenarioForm, ValuesForm
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import BenchRefused
from app.studio.bench_views import find_run, read_language, replay_or_404, tell_place
from app.studio.errors import StudioError
from app.studio.rights import may_read, may_write
from app.studio.views import read_rev
from forms.conditions import Evaluator
from forms.errors import FormRefused
from forms.rendering import RenderedForm, build_form
from workflows import engine, feel, operations
from workflows.engine import OpenTask
from workflows.feel import Environment, codec
from workflows.testing.bench import BenchPlay, Entry


def make_evaluator(now: datetime) -> Evaluator:
    """Conditions and prefills as FEEL, at the run's own instant."""

    def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
        scope = {name: make_value(value) for name, value in values.items()}
        return feel.parse(expression, names=tuple(scope)).evaluate(scope, Environment(now=now))

    return evaluate


def find_task(play: BenchPlay, node: str) -> OpenTask:
    found = next((one for one in play.outcome.tasks if one.node_id == node), None)
    if found is None:
        raise Http404
    return found


def build_task(
    run: BenchRun,
    play: BenchPlay,
    task: OpenTask,
    data: TypedData | None,
    typed: Mapping[str, Any] | None = None,
) -> forms.Form:
    """The real form of the task, from the files that are played. Raises BenchRefused for one that cannot be read."""
    if not task.form:
        return forms.Form(data)
    files = bench_runs.read_files(run)
    blocks = tuple(sorted(find_blocks(files).items()))
    try:
        definition = read_known(files[f"forms/{task.form}.yaml"], task.form, blocks)
    except (KeyError, FormRefused) as refused:
        raise BenchRefused(_("The form %(form)s cannot be read.") % {"form": task.form}) from refused
    return build_form(
        definition,
        language=read_language(),
        evaluate=make_evaluator(play.now),
        variables=engine.read_variables(play.playable.definition, play.outcome.state, task.id),
        data=data,
        initial=typed or tell_answered(run, task.node_id),
    )


def tell_answered(run: BenchRun, node: str) -> dict[str, Any]:
    """What the task was answered in the scenario the run began from."""
    answers = bench_runs.read(run.tasks).get(node, [])
    return dict(answers[0]) if answers else {}


@require_http_methods(["GET", "POST"])
@require(may_read)
def do_task(request: HttpRequest, run_id: int, node: str) -> HttpResponse:
    run = find_run(request, run_id)
    play = replay_or_404(run)
    task = find_task(play, node)
    try:
        form = build_task(run, play, task, request.POST if request.method == "POST" else None)
    except BenchRefused as refused:
        messages.error(request, str(refused))
        return redirect("studio:bench_run", run.pk)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        if enter(request, run, form, {"complete": node, "with": data}):
            return redirect("studio:bench_run", run.pk)
    words = bench_page.Words(bench_runs.read_manifest(run), read_language())
    context = {
        **tell_place(run),
        "heading": words.node(node),
        "form": form,
        "parts": list_parts(form),
        "node": node,
        "has_conditions": has_conditions(form),
        "submit_label": form.submit_label if isinstance(form, RenderedForm) else "",
    }
    return render(request, "studio/bench_form.html", context, status=422 if form.errors else 200)


@require_POST
@require(may_read)
def ask_again(request: HttpRequest, run_id: int, node: str) -> JsonResponse:
    """Which questions of a task's form the answers typed so far ask."""
    run = find_run(request, run_id)
    play = replay_or_404(run)
    task = find_task(play, node)
    typed = read_draft(build_task(run, play, task, None), request.POST)
    return JsonResponse(describe_questions(build_task(run, play, task, None, typed)))


def enter(request: HttpRequest, run: BenchRun, form: forms.Form, entry: Entry) -> bool:
    """True when the step is done; a refusal becomes an error of the form."""
    try:
        bench_runs.add(run.pk, entry, rev=read_rev(request), by=signed_in(request), now=page_time.now())
    except StudioError as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_http_methods(["GET", "POST"])
@require(may_read)
def answer(request: HttpRequest, run_id: int, operation: str) -> HttpResponse:
    """What an operation answers from now on."""
    run = find_run(request, run_id)
    play = replay_or_404(run)
    try:
        known = operations.get(operation)
    except operations.OperationUnknown as unknown:
        raise Http404 from unknown
    declared = {name: {"type": kind} for name, kind in known.outputs.items()} or {"result": {"type": "any"}}
    form = AnswerForm(
        request.POST or None, declared=declared, known=tell_given(play, operation), language=read_language()
    )
    if request.method == "POST" and form.is_valid() and enter(request, run, form, form.read_entry(operation)):
        return redirect("studio:bench_run", run.pk)
    waiting = next((job for job in play.outcome.jobs if job.operation == operation), None)
    inputs = codec.decode(dict(waiting.inputs)) if waiting else {}
    context = {
        **tell_place(run),
        "heading": operation,
        "intro": known.summary,
        "inputs": [(name, bench_page.write_short(value)) for name, value in inputs.items()],
        "form": form,
    }
    return render(request, "studio/bench_form.html", context, status=422 if form.errors else 200)


def tell_given(play: BenchPlay, operation: str) -> dict[str, Any]:
    """What it answers now, to begin from."""
    known = play.answers.get(operation)
    given = (
        known.given[-1]
        if known and isinstance(known.given, list) and known.given
        else known.given
        if known
        else {}
    )
    result = given.get("result", given) if isinstance(given, Mapping) else given
    return dict(result) if isinstance(result, Mapping) else {"result": result}


@require_http_methods(["GET", "POST"])
@require(may_read)
def deliver(request: HttpRequest, run_id: int, subscription: str) -> HttpResponse:
    """A message the run waits for."""
    run = find_run(request, run_id)
    play = replay_or_404(run)
    found = next((one for one in play.outcome.subscriptions if one.id == subscription), None)
    if found is None or found.kind != "message":
        raise Http404
    words = bench_page.Words(bench_runs.read_manifest(run), read_language())
    payload = words.manifest.get("messages", {}).get(found.name, {}).get("payload", {})
    known = {**play.read_variables()} if found.correlation else {}
    form = ValuesForm(request.POST or None, declared=payload, known=known, language=read_language())
    if request.method == "POST" and form.is_valid():
        entry = {"message": found.name, "correlation": found.correlation, "with": form.read_values()}
        if enter(request, run, form, entry):
            return redirect("studio:bench_run", run.pk)
    context = {
        **tell_place(run),
        "heading": words.message(found.name),
        "intro": found.correlation,
        "form": form,
    }
    return render(request, "studio/bench_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(may_write)
def save(request: HttpRequest, run_id: int) -> HttpResponse:
    """The run as a scenario of its draft."""
    run = find_run(request, run_id)
    if run.draft is None:
        raise Http404
    form = ScenarioForm(request.POST or None, initial={"file": bench_saving.suggest_file(run.draft)})
    if request.method == "POST" and form.is_valid() and write(request, run, form):
        return redirect("studio:bench_run", run.pk)
    context = {**tell_place(run), "heading": _("Save as a scenario"), "form": form, "saves": True}
    return render(request, "studio/bench_form.html", context, status=422 if form.errors else 200)


def write(request: HttpRequest, run: BenchRun, form: ScenarioForm) -> bool:
    told, user, now = form.cleaned_data, signed_in(request), page_time.now()
    assert run.draft is not None
    try:
        result = bench_saving.save_scenario(
            run, told["name"], told["file"], rev=run.draft.rev, by=user, now=now
        )
    except StudioError as refused:
        form.add_error(None, str(refused))
        return False
    if result.passed:
        messages.success(request, _("Saved as a scenario of the draft. Played again, it holds."))
    else:
        messages.warning(request, "; ".join(result.problems))
    return True
