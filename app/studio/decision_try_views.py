"""The place to try a draft's decision, and the tried input kept as a case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts
from app.studio.decision_cases import append_case, find_path, list_cases, write_inputs
from app.studio.decision_models import find_host
from app.studio.decision_page import Sheet
from app.studio.decision_trying import Answer, TryField, choose, list_fields, read_told, try_inputs
from app.studio.errors import FileRefused, StudioError
from app.studio.models import Draft
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft
from workflows.dmn.cases import choose_decision
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DmnError
from workflows.dmn.walking import reads_clock


@dataclass(frozen=True)
class Trial:
    """What is tried: the fields as they were filled in, and what came out; `answer` None where nothing was tried."""

    fields: list[TryField]
    answer: Answer | None = None
    case: int = 0


def tell_try(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """The fields, filled in by the case that was asked for or by what came, and the answer."""
    number = request.GET.get("case", "")
    told: Mapping[str, str] = {key: str(value) for key, value in request.POST.items() if key.startswith("in")}
    case = int(number) if number.isdecimal() and len(number) < 5 else 0
    return {"trial": make_trial(sheet, told, case), "case": case}


def make_trial(sheet: Sheet, told: Mapping[str, str], case: int = 0) -> Trial | None:
    """None while the model cannot be read."""
    model = sheet.reading.model
    decision = choose(model, sheet.table) if model else None
    if model is None or decision is None:
        return None
    fields = list_fields(model, decision, sheet.table, told)
    if case:
        return try_case(sheet, decision, fields, case)
    if not told:
        return Trial(fields)
    try:
        inputs = read_told(fields)
    except ValueError as error:
        return Trial(fields, Answer(refused=str(error)))
    return Trial(fields, decide(sheet, decision, inputs))


def decide(sheet: Sheet, decision: Decision, inputs: Mapping[str, Any]) -> Answer:
    assert sheet.reading.model is not None
    now = page_time.now() if reads_clock(sheet.reading.model) else None
    return try_inputs(sheet.reading.model, decision, sheet.table, inputs, find_host(sheet.files, now))


def try_case(sheet: Sheet, decision: Decision, fields: list[TryField], number: int) -> Trial:
    """One of the cases as it stands in the file, on the day it names."""
    assert sheet.reading.model is not None
    try:
        cases = list_cases(sheet.files, sheet.path)
    except FileRefused as refused:
        return Trial(fields, Answer(refused=str(refused)))
    if not 1 <= number <= len(cases):
        return Trial(fields)
    case, model = cases[number - 1], sheet.reading.model
    inputs = write_inputs(case)
    filled = [replace(one, value=tell_plain(inputs.get(one.name))) for one in fields]
    host = find_host(sheet.files, case.now)
    return Trial(filled, try_inputs(model, decision, sheet.table, inputs, host), number)


def tell_plain(value: Any) -> str:
    """A plain value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value).replace("'", '"')


@require_http_methods(["GET", "POST"])
@require(may_read)
def try_decision(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    """The place itself for a case, the answer alone for what was filled in. Nothing is written."""
    draft, sheet = find_sheet(request, draft_id, name)
    context = {"draft": draft, "name": name, "sheet": sheet, "may_edit": may_write(request.user)}
    try:
        context |= tell_try(request, sheet)
    except FileRefused as refused:
        context |= {"trial": Trial([], Answer(refused=str(refused)))}
    template = "decision_try_answer.html" if request.method == "POST" else "decision_try.html"
    if not request.headers.get("HX-Request"):
        return render(request, "studio/decision_try_page.html", context)
    return render(request, f"studio/{template}", context)


def find_sheet(request: HttpRequest, draft_id: int, name: str) -> tuple[Draft, Sheet]:
    draft, path = find_draft(draft_id), f"decisions/{name}.dmn"
    if path not in draft.files:
        raise Http404
    text = request.GET.get("table", "")
    return draft, Sheet(draft.files, path, int(text) if text.isdecimal() and len(text) < 4 else 0)


@require_POST
@require(may_write)
def keep_case(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    """What was tried, kept as a case with what came out: from now on it must."""
    draft, sheet = find_sheet(request, draft_id, name)
    try:
        text = write_case(sheet, request)
        # A case is added to the file as it is at this moment, so what the page showed before plays no part.
        drafts.save_file(
            draft.pk, find_path(sheet.path), text, rev=draft.rev, by=signed_in(request), now=page_time.now()
        )
        messages.success(request, _("Kept as a case."))
    except StudioError as refused:
        messages.error(request, str(refused))
    address = reverse("studio:decision", args=[draft.pk, name])
    return redirect(f"{address}?table={sheet.table.place if sheet.table else 0}#cases")


def write_case(sheet: Sheet, request: HttpRequest) -> str:
    """The file of cases with one more. Raises FileRefused where nothing came out that a case could expect."""
    told = {key: str(value) for key, value in request.POST.items() if key.startswith("in")}
    trial = make_trial(sheet, told)
    model = sheet.reading.model
    if model is None or trial is None or trial.answer is None:
        raise FileRefused(_("There is nothing to keep: try something first."))
    answer = trial.answer
    if answer.refused and not answer.refusal:
        raise FileRefused(_("There is nothing to keep: %(error)s") % {"error": answer.refused})
    decision = choose(model, sheet.table)
    return append_case(
        sheet.files.get(find_path(sheet.path), ""),
        request.POST.get("name", ""),
        read_told(trial.fields),
        value=answer.value,
        refusal=answer.refusal,
        rules=answer.fired_ids,
        decision=name_decision(sheet, decision),
        now=page_time.now() if reads_clock(model) else None,
    )


def name_decision(sheet: Sheet, decision: Decision | None) -> str:
    """Its id where the model has several answers; empty where it is the only one."""
    assert sheet.reading.model is not None
    try:
        is_top = choose_decision(sheet.reading.model, "") is decision
    except DmnError:
        is_top = False
    return "" if is_top or decision is None else decision.id
