"""The studio's processes, versions and drafts as pages; what changes is done in the modules beside this one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.models import User
from app.accounts.roles import require, signed_in
from app.cases.suspended import find_suspended
from app.studio import drafts, publishing, queries, shared_views
from app.studio.checking import check_draft
from app.studio.comparing import compare_files
from app.studio.errors import DraftFaulty, StudioError
from app.studio.exporting import write_archive, write_edition
from app.studio.folders import list_files
from app.studio.forms import CommentForm, SubmitForm
from app.studio.impact import tell_impact
from app.studio.migrating import tell_progress
from app.studio.models import OPEN, Draft, DraftState, SharedEdition
from app.studio.rights import has_written, may_approve, may_migrate, may_read, may_write
from app.studio.shared_places import find_place
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.shelves import own_files

STEPS = (DraftState.EDITING, DraftState.REVIEW, DraftState.PUBLISHED)


@require_GET
@require(may_read)
def list_processes(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:100]
    rows = queries.list_rows(get_language() or "fr", query)
    context = {"rows": rows, "query": query, "may_write": may_write(request.user)}
    return render(request, "studio/list.html", context)


@require_GET
@require(may_read)
def show_process(request: HttpRequest, process: str) -> HttpResponse:
    place = find_place(process)
    if place is not None:
        return shared_views.show_place(request, place)
    draft = Draft.objects.filter(process=process, state__in=OPEN).defer("files").first()
    if draft and not ProcessDefinition.objects.filter(pk=process).exists():
        return redirect("studio:draft", draft.pk)  # a new one, of which nothing is published yet
    definition = get_object_or_404(ProcessDefinition, pk=process)
    context = {
        "process": definition,
        "suspended": find_suspended(process, get_language() or "fr"),
        "title": queries.tell_title(definition.titles, get_language() or "fr", process),
        "versions": queries.list_versions(process),
        "draft": draft,
        "past": queries.list_past_drafts(process),
        "batches": tell_progress(process),
        "may_write": may_write(request.user),
        "may_migrate": may_migrate(request.user),
    }
    return render(request, "studio/process.html", context)


@require_POST
@require(may_write)
def open_draft(request: HttpRequest, process: str) -> HttpResponse:
    try:
        draft = drafts.open_draft(process, by=signed_in(request), now=page_time.now())
    except StudioError as refused:
        messages.error(request, str(refused))
        return redirect("studio:list")
    return redirect("studio:draft", draft.pk)


def find_draft(draft_id: int) -> Draft:
    found = Draft.objects.select_related("opened_by", "version")
    heavy = ("version__files", "version__manifest", "version__trials")
    return get_object_or_404(found.defer(*heavy), pk=draft_id)


def find_process_draft(draft_id: int) -> Draft:
    """A draft of a process; what processes share has no drawing, bench or settings."""
    draft = find_draft(draft_id)
    if find_place(draft.process) is not None:
        raise Http404
    return draft


@require_GET
@require(may_read)
def show_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    return render_draft(request, find_draft(draft_id))


def render_draft(request: HttpRequest, draft: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    user = signed_in(request)
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "place": find_place(draft.process),
        "files": list_files(draft.files),
        "paper_languages": ("fr", "nl", "de", "en"),
        "changes": compare_files(queries.read_base(draft), draft.files),
        "events": tell_events(draft),
        "steps": tell_steps(draft),
        "may_edit": may_write(user) and draft.state == DraftState.EDITING,
        "may_undo": may_write(user) and draft.state == DraftState.EDITING and queries.may_undo(draft),
        "may_approve": draft.state == DraftState.REVIEW and may_approve(user, draft),
        "has_written": has_written(user, draft),
        "submit_form": SubmitForm(initial={"rev": draft.rev, "note": draft.note}),
        "comment_form": CommentForm(),
        **more,
    }
    return render(request, "studio/draft.html", context, status=status)


def tell_title(process: str) -> str:
    place = find_place(process)
    if place is not None:
        return shared_views.tell_title(place)
    definition = ProcessDefinition.objects.filter(pk=process).first()
    return queries.tell_title(definition.titles if definition else {}, get_language() or "fr", process)


def tell_steps(draft: Draft) -> list[tuple[str, str]]:
    """The row of states with what each is for this draft: done, now, to come."""
    reached = STEPS.index(draft.state) if draft.state in STEPS else 1
    return [
        (str(state.label), "done" if place < reached else "now" if place == reached else "")
        for place, state in enumerate(STEPS)
    ]


def tell_events(draft: Draft) -> list[tuple[str, str, datetime, str]]:
    """(what, who, when, comment) in words, newest first."""
    words = {
        "opened": _("Draft opened"),
        "submitted": _("Handed to a colleague"),
        "sent_back": _("Sent back"),
        "approved": _("Approved"),
        "published": _("Published"),
        "discarded": _("Discarded"),
    }
    events = queries.list_events(draft)
    keys = [int(one.by.partition(":")[2]) for one in events if one.by.startswith("user:")]
    people = User.objects.in_bulk(keys)
    return [
        (
            words.get(one.kind, one.kind),
            str(people.get(int(one.by.partition(":")[2]), "")) if one.by.startswith("user:") else "Vigie",
            one.at,
            one.comment,
        )
        for one in reversed(events)
    ]


@require_GET
@require(may_read)
def show_check(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What does not hold, and what publishing would do: fetched beside the page, since scenarios take seconds; a page
    of its own where no script fetches it."""
    draft = find_draft(draft_id)
    place = find_place(draft.process)
    if place is not None:
        return shared_views.check_place(request, draft, place)
    context = {
        "draft": draft,
        "check": check_draft(draft.process, draft.files, scenarios=True),
        "impact": tell_impact(draft.process, draft.files),
        "title": tell_title(draft.process),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "studio/check.html" if is_part else "studio/check_page.html", context)


@require_POST
@require(may_write)
def undo(request: HttpRequest, draft_id: int) -> HttpResponse:
    user, draft_id = signed_in(request), find_draft(draft_id).pk
    rev = read_rev(request)
    return attempt(
        request,
        draft_id,
        lambda: drafts.undo(draft_id, rev=rev, by=user, now=page_time.now()),
        _("The last change is taken back."),
    )


@require_POST
@require(may_write)
def submit(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, form = find_draft(draft_id), SubmitForm(request.POST)
    if not form.is_valid():
        return render_draft(request, draft, status=422, submit_form=form)
    told = form.cleaned_data
    return attempt(
        request,
        draft_id,
        lambda: drafts.submit(
            draft_id,
            rev=told["rev"],
            note=told["note"],
            effective_on=told["effective_on"],
            by=signed_in(request),
            now=page_time.now(),
        ),
        _("A colleague can look at it now."),
    )


@require_POST
@require(may_read)
def approve(request: HttpRequest, draft_id: int) -> HttpResponse:
    user = signed_in(request)
    if not may_approve(user, find_draft(draft_id)):
        raise PermissionDenied
    rev, today, now = read_rev(request), page_time.today(), page_time.now()
    return attempt(
        request,
        draft_id,
        lambda: publishing.approve(draft_id, rev=rev, by=user, today=today, now=now),
        _("Approved."),
    )


@require_POST
@require(may_read)
def send_back(request: HttpRequest, draft_id: int) -> HttpResponse:
    user, draft = signed_in(request), find_draft(draft_id)
    if not (may_approve(user, draft) or may_write(user)):
        raise PermissionDenied
    comment = request.POST.get("comment", "")[:4000]
    return attempt(
        request,
        draft_id,
        lambda: drafts.send_back(draft_id, comment=comment, by=user, now=page_time.now()),
        _("The draft is being edited again."),
    )


@require_POST
@require(may_write)
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    user, draft_id = signed_in(request), find_draft(draft_id).pk
    return attempt(
        request,
        draft_id,
        lambda: drafts.discard(draft_id, by=user, now=page_time.now()),
        _("The draft is discarded."),
    )


def attempt(request: HttpRequest, draft_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and say so, or say what refuses it; the page of the draft either way."""
    try:
        act()
    except DraftFaulty as refused:
        messages.error(request, f"{refused} {_('They stand on this page, under “What does not hold”.')}")
    except StudioError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("studio:draft", draft_id)


def read_rev(request: HttpRequest) -> int:
    """The state of the draft that the page showed; none is older than all."""
    text = request.POST.get("rev", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_GET
@require(may_read)
def export_version(_request: HttpRequest, process: str, number: int) -> HttpResponse:
    """A version in the form of its folder, to be reviewed, kept and deployed elsewhere."""
    place = find_place(process)
    if place is not None:
        found = get_object_or_404(SharedEdition, folder=place.kind.folder, name=place.name, number=number)
        content = write_edition(found)
    else:
        content = write_archive(get_object_or_404(DefinitionVersion, definition=process, number=number))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{process}-v{number}.zip"'
    return response


@require_GET
@require(may_read)
def compare(request: HttpRequest, process: str) -> HttpResponse:
    """Two versions of a process side by side, by default the current one and the one before it."""
    numbers = list(
        DefinitionVersion.objects.filter(definition=process)
        .order_by("-number")
        .values_list("number", flat=True)
    )
    if not numbers:
        raise Http404
    later = read_number(request, "to", numbers, 0)
    earlier = read_number(request, "from", numbers, min(1, len(numbers) - 1))
    versions = {
        one.number: one
        for one in DefinitionVersion.objects.filter(definition=process, number__in=[earlier, later])
    }
    context = {
        "process": process,
        "title": tell_title(process),
        "numbers": numbers,
        "earlier": earlier,
        "later": later,
        "changes": compare_files(own_files(versions[earlier]), own_files(versions[later])),
    }
    return render(request, "studio/compare.html", context)


def read_number(request: HttpRequest, name: str, numbers: list[int], place: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return numbers[place]
    if not text.isdecimal() or len(text) > 9 or int(text) not in numbers:
        raise Http404
    return int(text)
