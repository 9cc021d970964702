"""Giving every task of a list of the board to others, however many pages it has: previewed, then given."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from app import page_time
from app.accounts.hiding import as_asked
from app.accounts.models import User
from app.accounts.roles import require, signed_in
from app.board import handing_over, queries
from app.board.errors import HandOverRefused
from app.board.filters import Filters, is_key, read_filters
from app.board.handing_over import Proposal
from app.board.models import Subject
from app.board.rights import may_steer
from app.board.workload_views import SUGGEST, list_rows, read_keys
from app.cases.rows import read_along
from workflows.models import HumanTask


@require_POST
@require(may_steer)
def preview(request: HttpRequest) -> HttpResponse:
    """Who would get what of the whole list, the first due first; nothing has happened."""
    filters = read_filters(request.GET, Subject.TASK)
    keys = list_keys(filters)
    try:
        proposals = read_proposals(request, keys[: handing_over.MOST])
    except HandOverRefused as refusal:
        messages.error(request, refusal.message)
        return back(filters)
    tasks = {one.task.pk: one for one in proposals}
    found = HumanTask.objects.filter(pk__in=tasks).order_by("due_at", "id")
    rows = list_rows(request, list(read_along(found)))
    context = {
        "lines": [(row, tasks[UUID(row.id)]) for row in rows],  # type: ignore[attr-defined]
        "possible": sum(1 for one in proposals if one.to is not None),
        "left": max(0, len(keys) - handing_over.MOST),
        "ended": min(len(keys), handing_over.MOST) - len(proposals),
        "query": filters.write(),
    }
    return render(request, "board/give_list.html", context)


def list_keys(filters: Filters) -> list[UUID]:
    """Every task of the list as its reader sees it, the first to run out first."""
    rollup = queries.find_rollup(filters.as_of)
    if rollup is None:
        return []
    with as_asked():
        rows = queries.list_standing(filters, rollup).order_by("target_at", "pk")
        return [key for key in rows.values_list("task_id", flat=True) if key is not None]


def read_proposals(request: HttpRequest, keys: list[UUID]) -> list[Proposal]:
    """Raises HandOverRefused."""
    tasks, to = handing_over.find_tasks(keys), request.POST.get("to", "")
    if not tasks:
        raise HandOverRefused(_("None of these tasks is open any more."))
    if to == SUGGEST:
        return handing_over.suggest(tasks, besides=[], now=page_time.now())
    if not is_key(to):
        raise HandOverRefused(_("Choose a colleague."))
    return handing_over.propose_to(tasks, get_object_or_404(User, pk=int(to), is_active=True))


def back(filters: Filters) -> HttpResponse:
    return redirect(f"{reverse('board:tasks')}?{filters.write()}")


@require_POST
@require(may_steer)
def hand_over(request: HttpRequest) -> HttpResponse:
    """What the preview showed: each task to the colleague named with it, unless somebody took it meanwhile."""
    filters = read_filters(request.GET, Subject.TASK)
    try:
        proposals = read_confirmed(request)
    except HandOverRefused as refusal:
        messages.error(request, refusal.message)
        return back(filters)
    refused = handing_over.hand_over(proposals, by=signed_in(request))
    given = len(proposals) - len(refused)
    if given:
        done = ngettext("%(n)d task was given.", "%(n)d tasks were given.", given)
        messages.success(request, done % {"n": given})
    for one in refused:
        messages.error(request, f"{one.task.case_ref or one.task.name}: {one.problem}")
    return back(filters)


def read_confirmed(request: HttpRequest) -> list[Proposal]:
    """The ticked tasks with their takers, each held by whom it was shown. Raises HandOverRefused."""
    tasks = handing_over.find_tasks(read_keys(request))
    takers = {task.pk: request.POST.get(f"to-{task.pk}", "") for task in tasks}
    people = User.objects.filter(is_active=True).in_bulk({int(key) for key in takers.values() if is_key(key)})
    for task in tasks:
        held = request.POST.get(f"held-{task.pk}", "")
        task.assignee_id = int(held) if is_key(held) else None
    found: list[Proposal] = []
    for colleague in people.values():
        own = [task for task in tasks if takers[task.pk] == str(colleague.pk)]
        found += handing_over.propose_to(own, colleague)
    if not found:
        raise HandOverRefused(_("Choose at least one task."))
    return found
