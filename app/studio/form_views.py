"""The form editor: the questions of a form, one of them open, and the form beside them as people will see it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from app.accounts.roles import require
from app.studio import file_edits, form_editing
from app.studio.errors import FileRefused
from app.studio.form_effects import tell_effect
from app.studio.form_fields import TextsForm, make_editor
from app.studio.form_problems import Known, Problem, list_problems, list_types, read_block, read_form
from app.studio.ladder_editing import LANGUAGES
from app.studio.models import Draft
from app.studio.queries import read_base
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft, tell_title
from forms.definition import FormDefinition
from workflows.errors import WorkflowError
from workflows.manifest import NAME as SETTINGS
from workflows.manifest import read_manifest_text
from workflows.shelves import open_shelf


@dataclass(frozen=True)
class Sheet:
    """A form of a draft: its path, its key `process/form`, its text, and what its conditions may read."""

    draft: Draft
    name: str
    known: Known

    @property
    def path(self) -> str:
        return f"forms/{self.draft.process}/{self.name}.yaml"

    @property
    def key(self) -> str:
        return f"{self.draft.process}/{self.name}"

    @property
    def text(self) -> str:
        return str(self.draft.files[self.path])

    def read(self) -> FormDefinition | None:
        return read_form(self.text, self.key, self.known)


def open_sheet(draft: Draft, name: str) -> Sheet:
    sheet = Sheet(draft, name, read_known(draft))
    if sheet.path not in draft.files:
        raise Http404
    return sheet


def read_known(draft: Draft) -> Known:
    try:
        variables = read_manifest_text(draft.files.get(SETTINGS, ""))["variables"]
    except WorkflowError:
        variables = {}
    types = {str(name): str(told.get("type", "")) for name, told in variables.items()}
    blocks = open_shelf().read_blocks()
    prefix = "forms/blocks/"
    return Known(
        types, {path.removeprefix(prefix).removesuffix(".yaml"): text for path, text in blocks.items()}
    )


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_form(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    sheet = open_sheet(find_draft(draft_id), name)
    at = (request.POST if request.method == "POST" else request.GET).get("at", "")
    try:
        node = form_editing.read_node(sheet.text, at)
    except FileRefused as refused:
        if request.method == "GET" and not at:
            messages.error(request, str(refused))
            return redirect("studio:text", draft_id, sheet.path)
        raise Http404 from refused
    if request.method == "POST":
        return save_form(request, sheet, at, node)
    return show_form(request, sheet, at, make_editor(None, at=at, node=node, blocks=sheet.known.blocks))


def show_form(
    request: HttpRequest, sheet: Sheet, at: str, editor: TextsForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **tell_answer(sheet, at, editor, refused),
        "title": tell_title(sheet.draft.process),
        "editor": editor,
        "depth": len(form_editing.split(at)),
        "may_edit": file_edits.may_edit(request, sheet.draft),
        "asked": read_block(str(editor.initial.get("block", "")), sheet.known),
        "effect": tell_effect(sheet.key, read_before(sheet), sheet.read()),
    }
    return render(request, "studio/form.html", context, status=status)


def read_before(sheet: Sheet) -> FormDefinition | None:
    before = read_base(sheet.draft).get(sheet.path)
    return read_form(before, sheet.key, sheet.known) if before is not None else None


def tell_answer(
    sheet: Sheet, at: str, editor: TextsForm, refused: str, *, saved: bool = False
) -> dict[str, Any]:
    """What changes with each key: what does not hold, at its entry, and the form as it would be asked."""
    problems = list_problems(sheet.text, sheet.key, sheet.known)
    here = [one for one in problems if one.at == at]
    return {
        "draft": sheet.draft,
        "sheet": sheet,
        "at": at,
        "parts": form_editing.list_parts(sheet.text),
        "problems": problems,
        "count": sum(not one.warning for one in problems),
        "faulty": {one.at for one in problems if not one.warning},
        "slots": [(name, tell_slot(name, here, editor)) for name in editor.list_slots()],
        "general": [one for one in here if one.name not in editor.list_slots()],
        "names": sorted(
            {**sheet.known.variables, **list_types(form_editing.load(sheet.text), sheet.known)}.items()
        ),
        "refused": refused,
        "saved": saved,
        "told_languages": LANGUAGES,
        "blocks": sorted(sheet.known.blocks),
    }


def tell_slot(name: str, problems: list[Problem], editor: TextsForm) -> str:
    """What is said under one entry: what the page itself refuses, then what the form would."""
    told = [str(error) for error in editor.errors.get(name, [])] if editor.is_bound else []
    return " ".join([*told, *(one.message for one in problems if one.name == name)])


def save_form(request: HttpRequest, sheet: Sheet, at: str, node: Any) -> HttpResponse:
    """The open question, and what a button asked for with it. What cannot be read saves nothing."""
    asked = request.POST.get("act", "")
    if asked == "undo":
        return go_on(request, sheet, at, file_edits.take_back(request, sheet.draft))
    editor = make_editor(request.POST, at=at, node=node, blocks=sheet.known.blocks)
    if not editor.is_valid():
        refused = _("Not saved: see what is marked.")
        return answer(request, sheet, at, editor, refused=refused, status=422)
    shown: list[str] = [at]

    def change(text: str) -> str:
        written, place = form_editing.act(form_editing.write_node(text, at, editor.read()), asked)
        shown[0] = at if place is None else place
        return written

    saved = file_edits.write(request, sheet.draft, sheet.path, change)
    if saved.refused or request.headers.get("HX-Request"):
        after = Sheet(saved.draft, sheet.name, sheet.known)
        return answer(request, after, at, editor, refused=saved.refused, status=saved.status)
    return go_on(request, sheet, shown[0], saved)


def answer(
    request: HttpRequest, sheet: Sheet, at: str, editor: TextsForm, *, refused: str, status: int
) -> HttpResponse:
    """Beside what is being typed where a script asks, the whole page where none does."""
    if not request.headers.get("HX-Request"):
        return show_form(request, sheet, at, editor, refused=refused, status=status)
    context = {
        **tell_answer(sheet, at, editor, refused, saved=not refused),
        "is_part": True,
        "may_edit": True,
    }
    return render(request, "studio/form_answer.html", context)


def go_on(request: HttpRequest, sheet: Sheet, at: str, saved: file_edits.Saved) -> HttpResponse:
    if saved.refused:
        messages.error(request, saved.refused)
    try:
        form_editing.read_node(saved.draft.files.get(sheet.path, ""), at)
    except FileRefused:
        at = ""
    address = reverse("studio:form", args=[sheet.draft.pk, sheet.name])
    if sheet.path not in saved.draft.files:
        return redirect("studio:draft", sheet.draft.pk)
    return redirect(f"{address}?{urlencode({'at': at})}" if at else address)


@require_POST
@require(may_write)
def add_form(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A form from nothing, under a name that no form of the process has."""
    draft = find_draft(draft_id)
    name = request.POST.get("name", "").strip()
    path = f"forms/{draft.process}/{name}.yaml"
    if path in draft.files:
        messages.error(request, _("There is a form “%(name)s” already.") % {"name": name[:60]})
        return redirect("studio:draft", draft.pk)
    saved = file_edits.write(request, draft, path, lambda _text: form_editing.make_form(draft.process, name))
    if saved.refused:
        messages.error(request, saved.refused)
        return redirect("studio:draft", draft.pk)
    return redirect("studio:form", draft.pk, name)
