"""The letter editor: the text of one language, and beside it the PDF, the mentions by law and what the others say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.correspondence.letter_data import FRAME
from app.documents.views import VIEWER
from app.studio import drafts, file_edits, letter_checks
from app.studio.errors import StudioError
from app.studio.letter_cases import list_cases
from app.studio.letter_texts import LANGUAGES, list_differences, list_given, make_letter, read_used
from app.studio.models import Draft
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft, read_rev, tell_title
from app.studio.yaml_words import dump_map, load_map, make_flow, make_list
from workflows.manifest import NAME as SETTINGS
from workflows.process_folders import MODEL

KINDS = {
    "data": gettext_lazy("data"),
    "mentions": gettext_lazy("mention"),
    "blocks": gettext_lazy("block to reword"),
    "decisions": gettext_lazy("kind of decision"),
}


def write_path(name: str, language: str) -> str:
    return f"letters/{name}.{language}.typ"


def list_sources(files: Mapping[str, str], name: str) -> dict[str, str]:
    """language → text, of those that are written."""
    return {one: files[write_path(name, one)] for one in LANGUAGES if write_path(name, one) in files}


def read_asked(request: HttpRequest, draft: Draft, name: str) -> tuple[str, str]:
    """(language, case) the page is about; a letter that no language has is not found."""
    if not list_sources(draft.files, name):
        raise Http404
    told = request.POST if request.method == "POST" else request.GET
    language = told.get("language", LANGUAGES[0])
    if language not in LANGUAGES:
        raise Http404
    return language, told.get("case", "")[:300]


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_letter(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    draft = find_draft(draft_id)
    language, case = read_asked(request, draft, name)
    if request.method == "POST":
        return save_letter(request, draft, name, language, case)
    return show_letter(request, draft, name, language, case)


def show_letter(
    request: HttpRequest,
    draft: Draft,
    name: str,
    language: str,
    case: str,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    beside = request.GET.get("beside", "")
    text = request.POST.get("text") if refused else None
    context = {
        **tell_answer(draft, name, language, case, refused),
        "title": tell_title(draft.process),
        "text": draft.files.get(write_path(name, language), "") if text is None else text,
        "cases": list_cases(draft.process, draft.files),
        "beside": beside if beside in LANGUAGES and beside != language else "",
        "beside_text": draft.files.get(write_path(name, beside), ""),
        "may_edit": file_edits.may_edit(request, draft),
    }
    return render(request, "studio/letter.html", context, status=status)


def tell_answer(
    draft: Draft, name: str, language: str, case: str, refused: str = "", *, saved: bool = False
) -> dict[str, Any]:
    """What changes with the text: the PDF or what hinders it, the mentions, and how the languages differ."""
    sources = list_sources(draft.files, name)
    made = letter_checks.make(draft.process, draft.files, name, language, case)
    given = list_given(draft.files.get(MODEL, ""), name)
    return {
        "draft": draft,
        "name": name,
        # Not `language`: the page itself has its own.
        "letter_language": language,
        "case": case,
        "made": made,
        "mentions": letter_checks.tell_mentions(made),
        "written": [(one, one in sources) for one in LANGUAGES],
        "differences": [(KINDS[one.kind], one) for one in list_differences(sources)],
        "given": given,
        "frame": FRAME,
        "unknown": sorted(read_used(sources.get(language, "")).data - set(given) - set(FRAME))
        if given
        else [],
        "refused": refused,
        "saved": saved,
    }


def save_letter(request: HttpRequest, draft: Draft, name: str, language: str, case: str) -> HttpResponse:
    if request.POST.get("act") == "undo":
        saved = file_edits.take_back(request, draft)
    else:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        saved = file_edits.write(request, draft, write_path(name, language), lambda _before: text)
    if request.headers.get("HX-Request"):
        context = tell_answer(saved.draft, name, language, case, saved.refused, saved=not saved.refused)
        return render(request, "studio/letter_answer.html", context)
    if saved.refused:
        return show_letter(
            request, saved.draft, name, language, case, refused=saved.refused, status=saved.status
        )
    query = urlencode({"language": language, "case": case} if case else {"language": language})
    return redirect(f"{reverse('studio:letter', args=[draft.pk, name])}?{query}")


@require_GET
@xframe_options_sameorigin
@require(may_read)
def preview_letter(request: HttpRequest, draft_id: int, name: str) -> HttpResponseBase:
    """The PDF of one language on a case, for the browser's viewer; why there is none in words."""
    draft = find_draft(draft_id)
    language, case = read_asked(request, draft, name)
    made = letter_checks.make(draft.process, draft.files, name, language, case)
    if made.typeset is None:
        told = made.fault.message if made.fault else ""
        return HttpResponse(told, content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(made.typeset.pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.{language}.pdf") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = VIEWER
    return response


class NewLetterForm(forms.Form):
    """A letter from nothing: its name, and its title in each language it is written in."""

    name = forms.RegexField(r"^[a-z][a-z0-9_]{0,60}$", label=gettext_lazy("Name"))
    fr = forms.CharField(label="fr", max_length=200)
    nl = forms.CharField(label="nl", max_length=200)
    de = forms.CharField(label="de", max_length=200)
    en = forms.CharField(label="en", max_length=200)


@require_POST
@require(may_write)
def add_letter(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Three texts and their entry in process.yaml, all of them or none."""
    draft, form = find_draft(draft_id), NewLetterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A letter needs a name in small letters, and a title in each language."))
        return redirect("studio:draft", draft.pk)
    name, titles = form.cleaned_data["name"], {key: form.cleaned_data[key] for key in (*LANGUAGES, "en")}
    if name in letter_checks.list_letters(draft.files):
        messages.error(request, _("There is a letter “%(name)s” already.") % {"name": name})
        return redirect("studio:draft", draft.pk)
    try:
        texts = {
            write_path(name, language): make_letter(language, titles[language]) for language in LANGUAGES
        }
        texts[SETTINGS] = declare(draft.files.get(SETTINGS, ""), name, titles)
        drafts.save_files(draft.pk, texts, rev=read_rev(request), by=signed_in(request), now=page_time.now())
    except StudioError as refused:
        messages.error(request, str(refused))
        return redirect("studio:draft", draft.pk)
    return redirect("studio:letter", draft.pk, name)


def declare(text: str, name: str, titles: Mapping[str, str]) -> str:
    """process.yaml with the letter among its letters. Raises FileRefused."""
    settings = load_map(text)
    entry = make_flow({})
    entry["languages"], entry["titles"] = make_list(LANGUAGES), make_flow(titles)
    if not isinstance(settings.get("letters"), dict):
        settings["letters"] = {}
    settings["letters"][name] = entry
    return dump_map(settings)
