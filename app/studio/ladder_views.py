"""The ladder editor: a table of steps, saved by itself, with the days it gives beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts, ladder_editing
from app.studio.errors import FileRefused, StudioError
from app.studio.forms import PreviewForm, StepForm
from app.studio.ladder_editing import Step
from app.studio.models import Draft, DraftState
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft, read_rev, tell_title
from workflows.errors import WorkflowError
from workflows.ladders import Planned
from workflows.manifest import NAME, read_manifest_text


@dataclass(frozen=True)
class Answer:
    """What the page says beside the table: saved or not, what the law refuses, the days."""

    problems: list[str]
    days: list[Planned]
    refused: str = ""
    saved: bool = False


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_ladder(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    draft = find_draft(draft_id)
    path = f"ladders/{name}.yaml"
    if path not in draft.files:
        raise Http404
    if request.method == "POST":
        return save_ladder(request, draft, path)
    return show_ladder(request, draft, path)


def show_ladder(
    request: HttpRequest, draft: Draft, path: str, *, refused: str = "", status: int = 200
) -> HttpResponse:
    text = draft.files[path]
    steps = ladder_editing.read_steps(text)
    letters = list_letters(draft)
    preview = PreviewForm(request.GET or None, initial=tell_quarter(page_time.today()))
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "name": path.rpartition("/")[2].partition(".")[0],
        "forms": [StepForm(None, step=step, steps=steps, letters=letters) for step in steps],
        "preview": preview,
        "answer": make_answer(draft, path, preview, letters, refused=refused),
        "may_edit": may_write(request.user) and draft.state == DraftState.EDITING,
    }
    return render(request, "studio/ladder.html", context, status=status)


def list_letters(draft: Draft) -> dict[str, str]:
    """The letters process.yaml declares, by their titles in the reader's language."""
    language = get_language() or "fr"
    letters = read_letters(draft)
    return {name: str(told.get("titles", {}).get(language, name)) for name, told in letters.items()}


def read_letters(draft: Draft) -> dict[str, Any]:
    try:
        return dict(read_manifest_text(draft.files.get(NAME, ""))["letters"])
    except WorkflowError:
        return {}


def tell_quarter(today: date) -> dict[str, date]:
    """A debt of the present quarter: claimed on its first day, to be paid by its last."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 12, (first.month + 2) % 12 + 1, 1)
    return {"claimed": first, "due": following - timedelta(days=1)}


def make_answer(
    draft: Draft,
    path: str,
    preview: PreviewForm,
    letters: Iterable[str],
    *,
    refused: str = "",
    saved: bool = False,
) -> Answer:
    text, name = draft.files[path], path.rpartition("/")[2].partition(".")[0]
    problems = ladder_editing.list_problems(text, name, letters)
    told = preview.cleaned_data if preview.is_bound and preview.is_valid() else preview.initial
    try:
        days = ladder_editing.preview(text, due=told["due"], claimed=told["claimed"])
    except FileRefused as error:
        return Answer(problems or [str(error)], [], refused, saved)
    return Answer(problems, days, refused, saved)


def save_ladder(request: HttpRequest, draft: Draft, path: str) -> HttpResponse:
    """The whole table, and what a button asked for with it. A form that cannot be read saves nothing."""
    if not may_write(request.user):
        return show_ladder(request, draft, path, refused=_("You may read here, not write."), status=403)
    steps, letters = ladder_editing.read_steps(draft.files[path]), list_letters(draft)
    forms = [StepForm(request.POST, step=step, steps=steps, letters=letters) for step in steps]
    wrong = [one for one in forms if not one.is_valid()]
    refused = "; ".join(f"{one.step.id}: {error}" for one in wrong for error in list_errors(one))
    if not wrong:
        rows = act([one.read_step() for one in forms], request.POST.get("act", ""))
        text = ladder_editing.write_steps(draft.files[path], rows)
        try:
            draft = drafts.save_file(
                draft.pk, path, text, rev=read_rev(request), by=signed_in(request), now=page_time.now()
            )
        except StudioError as error:
            refused = str(error)
    if request.headers.get("HX-Request"):
        return answer_beside(request, draft, path, letters, refused)
    if refused:
        return show_ladder(request, draft, path, refused=refused, status=409 if not wrong else 422)
    return redirect(request.get_full_path())


def list_errors(form: StepForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def act(steps: list[Step], asked: str) -> list[Step]:
    """`add`, `up:R3`, `down:R3`, `remove:R3`; anything else saves alone."""
    word, _colon, step_id = asked.partition(":")
    match word:
        case "add":
            return ladder_editing.add_reminder(steps)
        case "up":
            return ladder_editing.move(steps, step_id, -1)
        case "down":
            return ladder_editing.move(steps, step_id, 1)
        case "remove":
            return ladder_editing.take_out(steps, step_id)
    return steps


def answer_beside(
    request: HttpRequest, draft: Draft, path: str, letters: Iterable[str], refused: str
) -> HttpResponse:
    """Only what stands beside the table: the fields themselves keep what is being typed."""
    preview = PreviewForm(request.POST, initial=tell_quarter(page_time.today()))
    answer = make_answer(draft, path, preview, letters, refused=refused, saved=not refused)
    return render(
        request, "studio/ladder_answer.html", {"draft": draft, "answer": answer, "preview": preview}
    )
