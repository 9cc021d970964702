"""Taking back a task that was just finished."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app.accounts.roles import signed_in
from app.inbox import undoing
from app.inbox.delegation_views import attempt
from app.inbox.task_views import find_or_404


@require_POST
def undo(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The task again, open with its answers; or, closed, why it stays so."""
    task, user = find_or_404(request, task_id), signed_in(request)
    attempt(
        request, lambda: undoing.take_back(task, by=user), _("The task is open again, with your answers.")
    )
    return redirect("inbox:task", task.pk)
