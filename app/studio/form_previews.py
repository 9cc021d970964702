"""A draft's form shown by the renderer that shows it in a task: to be looked at, answered and checked, kept nowhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from app.accounts.roles import require
from app.cases.fact_words import fill_in_examples
from app.cases.task_forms import describe_questions, evaluate, has_conditions, list_parts
from app.content_security import POLICY
from app.studio.form_views import Sheet, open_sheet
from app.studio.ladder_editing import LANGUAGES
from app.studio.rights import may_read
from app.studio.views import find_draft
from forms.definition import FormDefinition
from forms.rendering import RenderedForm, build_form

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def read_language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else translation.get_language() or "fr"


def build(request: HttpRequest, definition: FormDefinition, language: str) -> RenderedForm:
    """As a task would ask it, of a case that knows nothing yet; what the fund holds stands there as an example."""
    data = request.POST if request.method == "POST" else None
    examples = fill_in_examples(definition)
    return build_form(definition, language=language, evaluate=evaluate, data=data, initial=examples)


@require_http_methods(["GET", "POST"])
@xframe_options_sameorigin
@require(may_read)
def preview_form(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    """The form in one language. Sent, it says what the task would say, and nothing is kept."""
    sheet, language = open_sheet(find_draft(draft_id), name), read_language(request)
    with translation.override(language):
        response = render(request, "studio/form_preview.html", describe(request, sheet, language))
    response["Content-Security-Policy"] = FRAMED
    return response


def describe(request: HttpRequest, sheet: Sheet, language: str) -> dict[str, object]:
    definition = sheet.read()
    if definition is None:
        return {"sheet": sheet, "form": None, "language": language}
    form = build(request, definition, language)
    return {
        "sheet": sheet,
        "form": form,
        "language": language,
        "parts": list_parts(form),
        "has_examples": bool(fill_in_examples(definition)),
        "has_conditions": has_conditions(form),
        "accepted": form.is_bound and form.is_valid(),
    }


@require_POST
@require(may_read)
def preview_questions(request: HttpRequest, draft_id: int, name: str) -> JsonResponse:
    """Which questions the answers typed into the preview make it ask."""
    definition = open_sheet(find_draft(draft_id), name).read()
    if definition is None:
        return JsonResponse({"shown": [], "required": []})
    return JsonResponse(describe_questions(build(request, definition, read_language(request))))
