"""Asking a colleague about a task, answering, taking the task back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app.accounts.roles import signed_in
from app.inbox import delegating, queries
from app.inbox.errors import DelegationRefused
from app.inbox.refusals import describe
from app.inbox.task_views import find_or_404, read_key
from workflows.errors import WorkflowError


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    try:
        act()
    except (DelegationRefused, WorkflowError) as refusal:
        messages.error(request, describe(refusal))
        return False
    messages.success(request, done)
    return True


@require_POST
def ask(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Hand one's own task to a colleague whose role it is, with a question."""
    task, user = find_or_404(request, task_id), signed_in(request)
    key = read_key(request.POST.get("colleague"))
    colleague = get_object_or_404(queries.list_colleagues(task), pk=key)
    question = request.POST.get("question", "")
    attempt(
        request,
        lambda: delegating.ask(task, colleague, question, owner=user),
        _("%(name)s is asked; the task comes back with the answer.") % {"name": colleague},
    )
    return redirect("inbox:task", task.pk)


@require_POST
def answer(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task, user, text = find_or_404(request, task_id), signed_in(request), request.POST.get("answer", "")
    done = attempt(
        request, lambda: delegating.answer(task, text, by=user), _("Answered; the task went back.")
    )
    return redirect("inbox:list") if done else redirect("inbox:task", task.pk)


@require_POST
def take_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    task, user = find_or_404(request, task_id), signed_in(request)
    attempt(request, lambda: delegating.take_back(task, by=user), _("The task is yours again."))
    return redirect("inbox:task", task.pk)
