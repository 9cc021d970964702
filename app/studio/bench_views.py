"""The test bench: runs begun, played step by step, taken back, saved as scenarios."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.positions import ModelMissing
from app.correspondence.errors import LetterRefused
from app.studio import bench_defaults, bench_drawing, bench_page, bench_playing, bench_runs
from app.studio.bench_forms import MomentForm, StartForm
from app.studio.bench_letters import list_letters, typeset_letter
from app.studio.bench_models import BenchRun
from app.studio.bench_playing import Played
from app.studio.bench_runs import BenchRefused, Source
from app.studio.errors import StudioError
from app.studio.rights import may_read, may_write
from app.studio.views import find_process_draft, read_rev, tell_title
from workflows.clock import BRUSSELS
from workflows.engine import StartEvent, StartKind
from workflows.errors import WorkflowError
from workflows.models.definition import DefinitionVersion
from workflows.testing.bench import BenchPlay, Entry, People, Setting, Stop, find_next_instant, round_up
from workflows.testing.scenarios import Scenario, read_moment

MOST_LISTED = 20


def read_language() -> str:
    return get_language() or "fr"


@require_http_methods(["GET", "POST"])
@require(may_read)
def bench_of_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The bench of a draft: my runs of it, and a new one."""
    draft = find_process_draft(draft_id)
    return show_bench(request, Source(draft.process, draft=draft))


@require_http_methods(["GET", "POST"])
@require(may_read)
def bench_of_version(request: HttpRequest, process: str, number: int) -> HttpResponse:
    version = get_object_or_404(DefinitionVersion, definition=process, number=number)
    return show_bench(request, Source(process, version=version))


def show_bench(request: HttpRequest, source: Source) -> HttpResponse:
    known = bench_defaults.list_known(source)
    chosen = next((one for one in known if one.place == request.GET.get("scenario", "")), None)
    probe = BenchRun(process=source.process)
    try:
        bench_runs.take_source(probe, source)
        form = build_start(request, probe, chosen)
    except BenchRefused as refused:
        return render_bench(request, source, known, chosen, None, problem=str(refused), status=422)
    if request.method == "POST" and form.is_valid():
        try:
            run = begin(request, source, form, chosen)
        except BenchRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("studio:bench_run", run.pk)
    return render_bench(request, source, known, chosen, form, status=422 if form.errors else 200)


def build_start(request: HttpRequest, probe: BenchRun, chosen: Scenario | None) -> StartForm:
    words = bench_page.Words(bench_runs.read_manifest(probe), read_language())
    starts = bench_runs.make_playable(probe).definition.starts
    return StartForm(
        request.POST or None,
        declared=words.manifest.get("variables", {}),
        known=chosen.data if chosen else {},
        language=read_language(),
        starts=[(one.id, name_start(one, words)) for one in starts if one.kind is not StartKind.TIMER],
        begins=bench_defaults.tell_begin(chosen, page_time.now()),
    )


def name_start(start: StartEvent, words: bench_page.Words) -> str:
    return words.node(start.id)


def begin(request: HttpRequest, source: Source, form: StartForm, chosen: Scenario | None) -> BenchRun:
    begins = round_up(form.cleaned_data["begins"])
    operations = chosen.operations if chosen else {}
    setting = Setting(begins, form.cleaned_data.get("start") or None, form.read_values(), operations)
    tasks = bench_defaults.gather_task_answers(chosen) if chosen else {}
    return bench_runs.begin(source, setting, tasks, by=signed_in(request), now=page_time.now())


def render_bench(
    request: HttpRequest,
    source: Source,
    known: list[Scenario],
    chosen: Scenario | None,
    form: StartForm | None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    runs = BenchRun.objects.filter(by=signed_in(request), draft=source.draft, version=source.version)
    context = {
        "source": source,
        "title": tell_title(source.process),
        "known": known,
        "chosen": chosen,
        "form": form,
        "problem": problem,
        "runs": runs.defer("files", "manifest", "journal", "data", "operations").order_by("-used_at")[
            :MOST_LISTED
        ],
        "kept_days": bench_runs.KEPT.days,
        "may_begin_as_case": may_write(request.user),
    }
    return render(request, "studio/bench.html", context, status=status)


def find_run(request: HttpRequest, run_id: int) -> BenchRun:
    runs = BenchRun.objects.select_related("version", "draft").defer("version__trials", "draft__files")
    return get_object_or_404(runs, pk=run_id, by=signed_in(request))


@require_GET
@require(may_read)
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    run = find_run(request, run_id)
    try:
        play = bench_runs.play(run)
    except BenchRefused as refused:
        return render(
            request, "studio/bench_broken.html", {**tell_place(run), "problem": str(refused)}, status=422
        )
    return render_run(request, run, play)


def tell_place(run: BenchRun) -> dict[str, Any]:
    source = Source(run.process, draft=run.draft, version=run.version)
    return {"run": run, "source": source, "title": tell_title(run.process)}


def render_run(request: HttpRequest, run: BenchRun, play: BenchPlay, *, status: int = 200) -> HttpResponse:
    part, language = request.GET.get("part", "")[:500], read_language()
    context = {
        **tell_place(run),
        "present": bench_page.describe(run, play, language),
        "drawing": find_drawing(run, play, part),
        "part": part,
        "inside": find_drawing(run, play, part).list_inside(language),
        "query": urlencode({"part": part, "rev": run.rev}),
        "moment_form": MomentForm(initial={"until": play.now.astimezone(BRUSSELS).date()}),
        "is_behind": run.draft is not None and run.draft.rev != run.draft_rev,
        "may_write": may_write(request.user),
        "people": [(People.ANSWERED.value, _("as they were answered before")), *name_people()],
    }
    return render(request, "studio/bench_run.html", context, status=status)


def name_people() -> list[tuple[People, str]]:
    return [
        (People.STOP, _("by me: stop where a task waits")),
        (People.NOBODY, _("by nobody: let time pass over them")),
    ]


def find_drawing(run: BenchRun, play: BenchPlay, part: str) -> bench_drawing.BenchDrawing:
    """Raises Http404 for a part that is not drawn."""
    files, manifest = bench_runs.read_files(run), bench_runs.read_manifest(run)
    try:
        return bench_drawing.find_drawing(run.process, files, manifest, play, part, read_language())
    except ModelMissing as missing:
        raise Http404 from missing


@require_GET
@require(may_read)
def show_position(request: HttpRequest, run_id: int) -> JsonResponse:
    run = find_run(request, run_id)
    play = replay_or_404(run)
    drawing = find_drawing(run, play, request.GET.get("part", "")[:500])
    return JsonResponse(bench_drawing.describe(drawing, play, read_language()))


def replay_or_404(run: BenchRun) -> BenchPlay:
    try:
        return bench_runs.play(run)
    except BenchRefused as refused:
        raise Http404 from refused


@require_POST
@require(may_read)
def pass_time(request: HttpRequest, run_id: int) -> HttpResponse:
    """To the next timer, by days or working days, or to a day."""
    run = find_run(request, run_id)
    try:
        entry = read_passing(request, bench_runs.play(run))
    except StudioError as refused:
        return answer_refused(request, run, str(refused))
    return do(request, run, entry)


def read_passing(request: HttpRequest, play: BenchPlay) -> Entry:
    """Raises BenchRefused for a moment that is none, and when nothing is due."""
    asked = request.POST.get("by", "")
    if asked == "next":
        due = find_next_instant(play)
        if due is None:
            raise BenchRefused(_("Nothing happens by itself: no timer runs."))
        return {"advance_to": due.isoformat()}
    if asked == "day":
        form = MomentForm(request.POST)
        if not form.is_valid():
            raise BenchRefused(_("Give a day."))
        return {"advance_to": max(read_moment(form.cleaned_data["until"]), play.now).isoformat()}
    if asked not in ("P1D", "P7D", "P30D", "P90D", "1 working day", "5 working days"):
        raise BenchRefused(_("Give a day."))
    try:
        return {"advance_to": round_up(play.find_instant(asked)).isoformat()}
    except WorkflowError as refused:
        raise BenchRefused(str(refused)) from refused


def do(request: HttpRequest, run: BenchRun, entry: Entry) -> HttpResponse:
    """One step more; the page of the run either way."""
    try:
        bench_runs.add(run.pk, entry, rev=read_rev(request), by=signed_in(request), now=page_time.now())
    except StudioError as refused:
        return answer_refused(request, run, str(refused))
    return redirect(address(run, request))


def answer_refused(request: HttpRequest, run: BenchRun, told: str) -> HttpResponse:
    messages.error(request, told)
    return redirect(address(run, request))


def address(run: BenchRun, request: HttpRequest) -> str:
    part = request.GET.get("part", "")[:500]
    return reverse("studio:bench_run", args=[run.pk]) + (f"?{urlencode({'part': part})}" if part else "")


def attempt(request: HttpRequest, run: BenchRun, act: Callable[[int], object]) -> HttpResponse:
    try:
        act(read_rev(request))
    except StudioError as refused:
        return answer_refused(request, run, str(refused))
    return redirect(address(run, request))


@require_POST
@require(may_read)
def step_back(request: HttpRequest, run_id: int) -> HttpResponse:
    run, user = find_run(request, run_id), signed_in(request)
    return attempt(
        request, run, lambda rev: bench_runs.step_back(run.pk, rev=rev, by=user, now=page_time.now())
    )


@require_POST
@require(may_read)
def renew(request: HttpRequest, run_id: int) -> HttpResponse:
    """The same steps on the draft as it is now."""
    run, user = find_run(request, run_id), signed_in(request)
    return attempt(request, run, lambda rev: bench_runs.renew(run.pk, rev=rev, by=user, now=page_time.now()))


@require_POST
@require(may_read)
def remove(request: HttpRequest, run_id: int) -> HttpResponse:
    run = find_run(request, run_id)
    bench_runs.remove(run.pk, by=signed_in(request))
    messages.success(request, _("The run is removed."))
    if run.draft is not None:
        return redirect("studio:bench", run.draft.pk)
    assert run.version is not None
    return redirect("studio:bench_version", run.process, run.version.number)


@require_POST
@require(may_read)
def play_on(request: HttpRequest, run_id: int) -> HttpResponse:
    """Play by itself, a second at a time; the part of the page that asks for the next second, or the whole page."""
    run, user, now = find_run(request, run_id), signed_in(request), page_time.now()
    people = request.POST.get("people", "")
    try:
        if people in People.__members__.values():
            played = bench_playing.start_playing(
                run.pk, People(people), rev=read_rev(request), by=user, now=now
            )
        else:
            played = bench_playing.go_on(run.pk, rev=read_rev(request), by=user, now=now)
    except StudioError as refused:
        return answer_refused(request, run, str(refused))
    return answer_played(request, run, played)


STOPS: dict[Stop, Callable[[], str]] = {
    Stop.ENDED: lambda: _("The run has come to its end."),
    Stop.PERSON: lambda: _("A task waits for you."),
    Stop.OPERATION: lambda: _("An operation waits for its answer."),
    Stop.INCIDENT: lambda: _(
        "The run has stopped with an incident. Take the last step back, or mend the draft."
    ),
    Stop.NOTHING: lambda: _("Nothing happens by itself any more: only a person or a message goes on."),
    Stop.LIMIT: lambda: _("The run is as long as a run may be."),
}


def answer_played(request: HttpRequest, run: BenchRun, played: Played) -> HttpResponse:
    if played.stop is None and request.headers.get("HX-Request"):
        context = {
            "run": played.run,
            "play": played.play,
            "present": bench_page.describe(played.run, played.play, read_language()),
        }
        return render(request, "studio/bench_progress.html", context)
    if played.stop is not None:
        tell = messages.success if played.stop is Stop.ENDED else messages.info
        tell(request, played.refused or STOPS[played.stop]())
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address(run, request)})
    return redirect(address(run, request))


@require_GET
@require(may_read)
def show_letter(request: HttpRequest, run_id: int, number: int) -> HttpResponse:
    """A letter of the run as a PDF, made by the same press as real ones and kept nowhere."""
    run = find_run(request, run_id)
    play = replay_or_404(run)
    letters = list_letters(play, bench_runs.read_manifest(run), read_language())
    if not 1 <= number <= len(letters):
        raise Http404
    try:
        pdf = typeset_letter(letters[number - 1], bench_runs.read_files(run), play.read_variables())
    except (StudioError, LetterRefused) as refused:
        return answer_refused(request, run, str(refused))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="test-{letters[number - 1].name}.pdf"'
    return response
