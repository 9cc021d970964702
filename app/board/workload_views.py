"""Who holds how much, and giving work to others: chosen, previewed, given."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.models import User
from app.accounts.roles import require, signed_in
from app.board import handing_over, workload
from app.board.asked_tasks import describe_asked, narrow_tasks, read_asked
from app.board.errors import HandOverRefused
from app.board.filters import is_key
from app.board.handing_over import Proposal
from app.board.rights import may_steer
from app.cases.rows import build_rows, read_along
from workflows.models import HumanTask

SHOWN = 200
#: The key of what nobody holds, in addresses.
NOBODY = 0
#: Chosen instead of a colleague: each task to whoever has most room.
SUGGEST = "suggest"


@require_GET
@require(may_steer)
def show_workload(request: HttpRequest) -> HttpResponse:
    now = page_time.now()
    held = workload.count_held(now)
    context = {
        "loads": workload.list_loads(now, held),
        "nobody": held.get(None, workload.Held()),
        "days": workload.list_days(page_time.today()),
    }
    return render(request, "board/workload.html", context)


@require_GET
@require(may_steer)
def show_person(request: HttpRequest, user_id: int) -> HttpResponse:
    person = find_person(user_id)
    asked = read_asked(request.GET)
    tasks = narrow_tasks(workload.list_tasks_of(person), asked, page_time.now())
    context = {
        "person": person,
        "key": user_id,
        "count": tasks.count(),
        "rows": list_rows(request, list(read_along(tasks)[:SHOWN])),
        "colleagues": [one for one in handing_over.list_candidates() if one != person],
        "most": handing_over.MOST,
        "asked": asked,
        "words": describe_asked(asked),
    }
    return render(request, "board/person.html", context)


def find_person(user_id: int) -> User | None:
    return None if user_id == NOBODY else get_object_or_404(User, pk=user_id)


def list_rows(request: HttpRequest, tasks: list[HumanTask]) -> list[object]:
    language = get_language() or "fr"
    return list(build_rows(tasks, user=signed_in(request), language=language, now=page_time.now()))


@require_POST
@require(may_steer)
def preview(request: HttpRequest, user_id: int) -> HttpResponse:
    """Who would get what; nothing has happened."""
    try:
        proposals = read_proposals(request, user_id)
    except HandOverRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("board:person", user_id)
    tasks = {one.task.pk: one for one in proposals}
    rows = list_rows(
        request, list(read_along(HumanTask.objects.filter(pk__in=tasks).order_by("due_at", "id")))
    )
    context = {
        "person": find_person(user_id),
        "key": user_id,
        "lines": [(row, tasks[UUID(row.id)]) for row in rows],  # type: ignore[attr-defined]
        "possible": sum(1 for one in proposals if one.to is not None),
    }
    return render(request, "board/preview.html", context)


def read_proposals(request: HttpRequest, user_id: int) -> list[Proposal]:
    """Raises HandOverRefused; 404 for an address made by hand."""
    tasks = handing_over.find_tasks(read_keys(request))
    if any(one.assignee_id != (user_id or None) for one in tasks):
        raise HandOverRefused(_("Somebody else holds one of these tasks now. Choose again."))
    to = request.POST.get("to", "")
    if to == SUGGEST:
        besides = [user_id] if user_id != NOBODY else []
        return handing_over.suggest(tasks, besides=besides, now=page_time.now())
    if not is_key(to):
        raise HandOverRefused(_("Choose a colleague."))
    return handing_over.propose_to(tasks, get_object_or_404(User, pk=int(to), is_active=True))


def read_keys(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("task")[: handing_over.MOST + 1]]
    except ValueError as error:
        raise Http404 from error


@require_POST
@require(may_steer)
def hand_over(request: HttpRequest, user_id: int) -> HttpResponse:
    """What the preview showed: each task to the colleague named with it."""
    try:
        proposals = read_confirmed(request, user_id)
    except HandOverRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("board:person", user_id)
    refused = handing_over.hand_over(proposals, by=signed_in(request))
    given = len(proposals) - len(refused)
    if given:
        done = ngettext("%(n)d task was given.", "%(n)d tasks were given.", given)
        messages.success(request, done % {"n": given})
    for one in refused:
        messages.error(request, f"{one.task.case_ref or one.task.name}: {one.problem}")
    return redirect("board:person", user_id)


def read_confirmed(request: HttpRequest, user_id: int) -> list[Proposal]:
    """The tasks and their takers as confirmed. Raises HandOverRefused."""
    tasks = handing_over.find_tasks(read_keys(request))
    takers = {str(one.pk): request.POST.get(f"to-{one.pk}", "") for one in tasks}
    people = User.objects.filter(is_active=True).in_bulk({int(key) for key in takers.values() if is_key(key)})
    for task in tasks:
        task.assignee_id = user_id or None  # as it was shown; whoever took it meanwhile keeps it
    found = []
    for colleague in people.values():
        own = [task for task in tasks if takers[str(task.pk)] == str(colleague.pk)]
        found += handing_over.propose_to(own, colleague)
    if not found:
        raise HandOverRefused(_("Choose at least one task."))
    return found
