"""Putting a task aside until a day, and bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app.accounts.roles import signed_in
from app.days import write_day
from app.inbox import work
from app.inbox.refusals import describe
from app.inbox.task_views import find_or_404
from workflows.errors import WorkflowError


@require_POST
def put_aside(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Without a day the task comes back; a date that is none changes nothing."""
    task, text = find_or_404(request, task_id), request.POST.get("until", "").strip()
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        messages.error(request, _("This is no date: %(text)s") % {"text": text[:40]})
        return redirect("inbox:task", task.pk)
    try:
        work.put_aside(task, day, signed_in(request))
    except WorkflowError as refusal:
        messages.error(request, describe(refusal))
        return redirect("inbox:task", task.pk)
    if day is None:
        messages.success(request, _("The task is back."))
        return redirect("inbox:task", task.pk)
    messages.success(request, _("Put aside until %(day)s") % {"day": write_day(day, "j F Y", get_language())})
    return redirect("inbox:list")
