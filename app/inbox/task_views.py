"""One task: its page, its draft, taking it, giving it back, finishing it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.models import User
from app.accounts.roles import may_assign, signed_in
from app.cases.models import Case
from app.cases.rows import build_row
from app.cases.task_forms import build_task_form, describe_questions, has_conditions, list_parts, read_draft
from app.cases.wording import ADDED_BY_HAND, find_wording, name_task
from app.inbox import (
    added_tasks,
    approvals,
    counting,
    delegating,
    queries,
    reasons,
    standing_in,
    undoing,
    work,
)
from app.inbox.errors import DelegationRefused
from app.inbox.filters import Filters, View, read_filters
from app.inbox.refusals import describe
from app.inbox.views import summarise
from app.teamwork import watching
from workflows.errors import (
    DataRefused,
    DataTooLarge,
    DraftConflict,
    TaskAlreadyCompleted,
    TaskClosed,
    TaskNotYours,
    WorkflowError,
)
from workflows.models import HumanTask, TaskState

OPEN = {TaskState.READY, TaskState.CLAIMED}


def find_or_404(request: HttpRequest, task_id: UUID) -> HumanTask:
    task = queries.find_task(signed_in(request), str(task_id))
    if task is None:
        raise Http404
    return task


def read_language() -> str:
    return get_language() or "fr"


@require_http_methods(["GET", "POST"])
def show_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task = find_or_404(request, task_id)
    if request.method == "POST":
        return finish(request, task)
    if task.state not in OPEN:
        return show_closed(request, task, status=200)
    watching.mark_seen(task.case_ref, signed_in(request), now=page_time.now())
    return show_form(request, task, build_task_form(task, None, read_language()))


def finish(request: HttpRequest, task: HumanTask) -> HttpResponse:
    """Check the form, complete the task, go to the next one; nothing changes unless all of it holds."""
    if task.state not in OPEN:
        return show_closed(request, task, status=409)
    form = build_task_form(task, request.POST, read_language())
    if not form.is_valid():
        return show_form(request, task, form, status=422)
    approvals.ask_proof(request, task)
    typed = read_draft(form, request.POST)
    try:
        work.complete(task, form.cleaned_data, signed_in(request), grace=undoing.allow(task, typed))
    except (TaskAlreadyCompleted, TaskClosed):
        return show_closed(request, find_or_404(request, task.pk), status=409)
    except (DataRefused, DataTooLarge) as refusal:
        form.add_error(None, _(refusal.message))
        return show_form(request, task, form, status=422)
    except (TaskNotYours, DelegationRefused) as refusal:
        messages.error(request, describe(refusal))
        return redirect("inbox:task", task.pk)
    except WorkflowError as refusal:  # paused, busy, not for one's role any more: what was typed stays
        form.add_error(None, describe(refusal))
        return show_form(request, task, form, status=409)
    return go_on(request, task)


def go_on(request: HttpRequest, task: HumanTask) -> HttpResponse:
    title = name_task(task, find_wording(task.instance.version_id), read_language())
    undo = reverse("inbox:undo", args=[task.pk]) if undoing.is_offered(task, signed_in(request)) else ""
    messages.success(request, _("Done: %(task)s") % {"task": title}, extra_tags=undo)
    if "stay" in request.POST and task.case_ref:
        return redirect("cases:case", task.case_ref)
    following = queries.find_next(signed_in(request), Filters(), besides=str(task.pk))
    return redirect("inbox:task", following.pk) if following else redirect("inbox:list")


def describe_row(request: HttpRequest, task: HumanTask) -> Any:
    case = Case.objects.filter(reference=task.case_ref).first() if task.case_ref else None
    user = signed_in(request)
    return standing_in.mark(build_row(task, case, user, read_language(), page_time.now()), user, task)


def show_form(request: HttpRequest, task: HumanTask, form: forms.Form, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    context = {
        "task": task,
        "row": describe_row(request, task),
        "form": form,
        "parts": list_parts(form),
        "has_conditions": has_conditions(form),
        "is_held_by_other": task.assignee_id not in (None, user.pk) and not standing_in.acts_for(user, task),
        "colleagues": queries.list_colleagues(task) if may_assign(user) else [],
        "reasons": reasons.explain(task, read_language()),
        "asks_proof": approvals.asks_proof(request, task),
        "may_cancel": added_tasks.may_cancel(task, user),
        **describe_asking(task, user),
    }
    return render(request, "inbox/task.html", context, status=status)


def describe_asking(task: HumanTask, user: User) -> dict[str, Any]:
    """Who asked whom about the task, and whether the reader may ask: only its holder, and one at a time."""
    asked = delegating.find_last(task) if task.assignee_id else None
    is_open = asked is not None and asked.ended_at is None
    may_ask = task.assignee_id == user.pk and not is_open
    return {
        "asked": asked,
        "is_asked": is_open,
        "askable": queries.list_colleagues(task).exclude(pk=user.pk) if may_ask else [],
    }


def show_closed(request: HttpRequest, task: HumanTask, *, status: int) -> HttpResponse:
    """Who closed the task and when; 409 when somebody just tried to do it again."""
    context = {
        "task": task,
        "row": describe_row(request, task),
        "closed_by": reasons.name_actor(task.closed_by),
        "note": (task.outcome or {}).get("note", "") if task.definition_key == ADDED_BY_HAND else "",
    }
    return render(request, "inbox/closed.html", context, status=status)


@require_POST
def ask_again(request: HttpRequest, task_id: UUID) -> JsonResponse:
    """Which questions the answers typed so far ask; nothing is checked or kept."""
    task = find_or_404(request, task_id)
    if task.state not in OPEN:
        return JsonResponse({}, status=409)
    task.draft = read_draft(build_task_form(task, None, read_language()), request.POST)
    return JsonResponse(describe_questions(build_task_form(task, None, read_language())))


@require_POST
def keep_draft(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Keep what was typed, unchecked. JSON for the script; a redirect for the button."""
    task = find_or_404(request, task_id)
    rev = request.POST.get("draft_rev", "")
    data = read_draft(build_task_form(task, None, read_language()), request.POST)
    try:
        saved = work.save_draft(task, data, rev=read_revision(rev), user=signed_in(request))
    except DraftConflict:
        return answer_draft(
            request, task, _("Somebody else has changed this draft. Reload to see it."), status=409
        )
    except (TaskClosed, TaskNotYours, DataTooLarge) as refusal:
        return answer_draft(request, task, describe(refusal), status=409)
    text = _("Draft saved at %(time)s") % {"time": date_format(localtime(page_time.now()), "H:i")}
    return answer_draft(request, task, text, rev=saved)


def read_revision(text: str) -> int:
    """The revision a draft was started from; one that no draft has when the form was tampered with."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def answer_draft(
    request: HttpRequest, task: HumanTask, text: str, *, rev: int | None = None, status: int = 200
) -> HttpResponse:
    if request.accepts("text/html"):
        (messages.error if status == 409 else messages.success)(request, text)
        return redirect("inbox:task", task.pk)
    return JsonResponse({"text": text, "rev": rev}, status=status)


@require_POST
def claim(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task = find_or_404(request, task_id)
    try:
        work.claim(task, signed_in(request))
    except WorkflowError as refusal:
        messages.error(request, describe(refusal))
    return answer_row(request, task_id)


@require_POST
def release(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task = find_or_404(request, task_id)
    try:
        work.release(task, signed_in(request))
    except (WorkflowError, DelegationRefused) as refusal:
        messages.error(request, describe(refusal))
    return redirect("inbox:task", task.pk)


@require_POST
def assign(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Give the task to a colleague; for team leads, and only to somebody whose role it is."""
    task, user = find_or_404(request, task_id), signed_in(request)
    if not may_assign(user):
        raise Http404
    colleague = get_object_or_404(queries.list_colleagues(task), pk=read_key(request.POST.get("assignee")))
    try:
        work.assign(task, colleague, by=user)
    except WorkflowError as refusal:
        messages.error(request, describe(refusal))
    else:
        messages.success(request, _("Assigned to %(name)s") % {"name": colleague})
    return redirect("inbox:task", task.pk)


def read_key(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 0


def answer_row(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """After a claim: the row again when the list asked for it, else the task's page."""
    if not request.headers.get("HX-Request"):
        return redirect("inbox:task", task_id)
    task, user = find_or_404(request, task_id), signed_in(request)
    context = {
        "row": describe_row(request, task),
        "announce": True,
        "moved": True,
        "menu_counts": [(view.value, counting.count_views(user)[view], view is View.LATE) for view in View],
        **summarise(user, read_filters(read_list_address(request))),
    }
    return render(request, "inbox/claimed.html", context)


def read_list_address(request: HttpRequest) -> QueryDict:
    """What the list behind a request of htmx was narrowed to."""
    return QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query)
