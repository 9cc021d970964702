"""The editor of process.yaml: its head, its variables, and its service levels with the days they give."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime, make_aware
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require
from app.studio import file_edits, level_editing
from app.studio.errors import FileRefused
from app.studio.level_editing import Preview
from app.studio.models import Draft
from app.studio.rights import may_read
from app.studio.row_fields import Choices, RowsForm
from app.studio.setting_fields import make_editor
from app.studio.views import find_process_draft, tell_title
from app.studio.yaml_words import load_map
from workflows.bpmn import read_model
from workflows.manifest import NAME
from workflows.process_folders import MODEL
from workflows.xml import XmlRefused


class StartForm(forms.Form):
    """From when the preview is counted."""

    from_day = forms.DateTimeField(
        label=gettext_lazy("Started on"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


@dataclass(frozen=True)
class Days:
    """The days of a service level, or why they cannot be told."""

    preview: Preview | None = None
    refused: str = ""


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_settings(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = find_process_draft(draft_id)
    at = (request.POST if request.method == "POST" else request.GET).get("at", "head")
    try:
        node = level_editing.find(load_map(draft.files.get(NAME, "")), at)
    except FileRefused as refused:
        if at == "head":
            messages.error(request, str(refused))
            return redirect("studio:text", draft_id, NAME)
        raise Http404 from refused
    choices = list_choices(draft)
    if request.method == "POST":
        return save_settings(request, draft, at, node, choices)
    return show_settings(request, draft, at, make_editor(None, at=at, node=node, choices=choices))


def list_choices(draft: Draft) -> Choices:
    prefix = f"forms/{draft.process}/"
    names = [
        path.removeprefix(prefix).removesuffix(".yaml") for path in draft.files if path.startswith(prefix)
    ]
    return Choices(list_nodes(draft), [f"{draft.process}/{name}" for name in sorted(names)])


def list_nodes(draft: Draft) -> dict[str, str]:
    """The nodes of the drawing by id, in the reader's words where process.yaml has them; none of a broken drawing."""
    try:
        model = read_model(draft.files.get(MODEL, "").encode())
    except XmlRefused:
        return {}
    titles = load_map(draft.files.get(NAME, "")).get("nodes") or {}
    language = get_language() or "fr"
    nodes = (node for process in model.processes.values() for node in process.nodes.values())
    return {
        node.id: str((titles.get(node.id) or {}).get(language) or node.name or node.id)
        for node in nodes
        if node.name or node.id in titles
    }


def read_start(request: HttpRequest) -> tuple[StartForm, datetime]:
    """The form as it is shown, and from when to count: now where nothing readable was asked."""
    told = request.POST if request.method == "POST" else request.GET
    now = localtime(page_time.now()).replace(second=0, microsecond=0)
    form = StartForm(told) if told.get("from_day") else StartForm(initial={"from_day": now})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data["from_day"]
        return form, asked if asked.tzinfo else make_aware(asked)
    return form, now


def show_settings(
    request: HttpRequest, draft: Draft, at: str, editor: RowsForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **tell_answer(request, draft, at, editor, refused),
        "title": tell_title(draft.process),
        "editor": editor,
        "may_edit": file_edits.may_edit(request, draft),
    }
    return render(request, "studio/settings.html", context, status=status)


def tell_answer(
    request: HttpRequest, draft: Draft, at: str, editor: RowsForm, refused: str, *, saved: bool = False
) -> dict[str, Any]:
    text = draft.files.get(NAME, "")
    problems = level_editing.list_problems(text)
    start_form, started_at = read_start(request)
    slots = (
        [(name, " ".join(map(str, editor.errors.get(name, [])))) for name in editor.fields]
        if editor.is_bound
        else []
    )
    return {
        "draft": draft,
        "at": at,
        "levels": [(f"level:{index}", one) for index, one in enumerate(level_editing.read_levels(text))],
        "problems": problems,
        "faulty": {place for place, _message in problems},
        "start_form": start_form,
        "days": count_days(text, at, started_at) if at.startswith("level:") else None,
        "slots": slots,
        "refused": refused,
        "saved": saved,
    }


def count_days(text: str, at: str, started_at: datetime) -> Days:
    try:
        return Days(level_editing.preview(text, at, started_at))
    except FileRefused as refused:
        return Days(refused=str(refused))


def save_settings(request: HttpRequest, draft: Draft, at: str, node: Any, choices: Choices) -> HttpResponse:
    """What stands open, and what a button asked for with it. A form that cannot be read saves nothing."""
    asked = request.POST.get("act", "")
    if asked == "undo":
        return go_on(request, file_edits.take_back(request, draft), at)
    editor = make_editor(request.POST, at=at, node=node, choices=choices)
    if not editor.is_valid():
        return answer(request, draft, at, editor, refused=_("Not saved: see what is marked."), status=422)
    before, shown = read_before(at, node, choices), [at]

    def change(text: str) -> str:
        written, place = level_editing.act(level_editing.write(text, at, editor.read(), before), asked)
        shown[0] = place or at
        return written

    saved = file_edits.write(request, draft, NAME, change)
    if saved.refused or request.headers.get("HX-Request"):
        return answer(request, saved.draft, at, editor, refused=saved.refused, status=saved.status)
    return go_on(request, saved, shown[0])


def read_before(at: str, node: Any, choices: Choices) -> dict[str, Any]:
    """The file as the same form reads it: what differs from this was changed on the page."""
    untouched = make_editor(None, at=at, node=node, choices=choices)
    data = {
        name: "" if value is None else value
        for name, value in untouched.initial.items()
        if value is not False
    }
    known = make_editor(data, at=at, node=node, choices=choices)
    return known.read() if known.is_valid() else {}


def answer(
    request: HttpRequest, draft: Draft, at: str, editor: RowsForm, *, refused: str, status: int
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return show_settings(request, draft, at, editor, refused=refused, status=status)
    context = {**tell_answer(request, draft, at, editor, refused, saved=not refused), "is_part": True}
    return render(request, "studio/settings_answer.html", context)


def go_on(request: HttpRequest, saved: file_edits.Saved, at: str) -> HttpResponse:
    if saved.refused:
        messages.error(request, saved.refused)
    try:
        level_editing.find(load_map(saved.draft.files.get(NAME, "")), at)
    except FileRefused:
        at = "head"
    return redirect(f"{reverse('studio:settings', args=[saved.draft.pk])}?{urlencode({'at': at})}")
