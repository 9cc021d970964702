"""Acting on many tasks: choose, preview, confirm, watch, try the failed ones again."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.models import User
from app.accounts.roles import signed_in
from app.cases.rows import build_rows, read_along
from app.cases.task_forms import has_conditions, list_parts
from app.inbox import bulk, together
from app.inbox.bulk import Order
from app.inbox.errors import BulkRefused
from app.inbox.filters import read_filters
from app.inbox.models import BulkAction, BulkLine, BulkVerb, LineState
from app.teamwork.errors import TeamworkRefused
from workflows.models import HumanTask

#: Lines a page shows; the rest is counted.
SHOWN = 200


@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """`task` named one by one, or `all` that the filters of `query` match."""
    user = signed_in(request)
    filters = read_filters(QueryDict(request.POST.get("query", "")[:2000]))
    chosen = bulk.list_matching(user, filters) if "all" in request.POST else read_keys(request)
    try:
        action = bulk.prepare(user, read_order(request), chosen, query=filters.write())
    except (BulkRefused, TeamworkRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect(f"/inbox/?{filters.write()}")
    return redirect("inbox:bulk", action.pk)


def read_keys(request: HttpRequest) -> list[UUID]:
    found: list[UUID] = []
    for text in request.POST.getlist("task")[: bulk.MOST + 1]:
        try:
            found.append(UUID(text))
        except ValueError as error:
            raise Http404 from error
    return found


def read_order(request: HttpRequest) -> Order:
    """Raises BulkRefused for a verb that nobody offers."""
    verb, person = request.POST.get("verb", ""), request.POST.get("assignee", "")
    if verb not in BulkVerb.values:
        raise BulkRefused(_("Choose what to do."))
    assignee = get_object_or_404(User, pk=int(person), is_active=True) if is_key(person) else None
    try:
        until = parse_date(request.POST.get("until", ""))
    except ValueError:
        until = None
    return Order(
        BulkVerb(verb),
        assignee=assignee if verb == BulkVerb.ASSIGN else None,
        until=until if verb == BulkVerb.PUT_ASIDE else None,
        text=request.POST.get("text", "").replace("\x00", "").strip() if verb == BulkVerb.NOTE else "",
    )


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def find_or_404(request: HttpRequest, key: UUID) -> BulkAction:
    try:
        return bulk.find(signed_in(request), key)
    except BulkRefused as refusal:
        raise Http404 from refusal


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """The preview before it is confirmed; afterwards how far it is and what refused."""
    action = find_or_404(request, key)
    if action.confirmed_at is None:
        return show_preview(request, action)
    part = request.headers.get("HX-Target") == "progress"
    return render(
        request, "inbox/bulk_progress.html" if part else "inbox/bulk.html", tell_progress(request, action)
    )


def tell_progress(request: HttpRequest, action: BulkAction) -> dict[str, object]:
    """How far it is, what refused first."""
    lines = action.lines.exclude(state=LineState.WAITING).order_by("-state", "place")[:SHOWN]
    return {
        "action": action,
        "progress": bulk.read_progress(action),
        "lines": tell_lines(request, list(lines)),
    }


def show_preview(
    request: HttpRequest, action: BulkAction, form: Form | None = None, *, status: int = 200
) -> HttpResponse:
    """What finishes tasks shows their form, to be filled in once."""
    refusing = bulk.foresee(signed_in(request), action)
    form = form or build_form(request, action, None)
    lines = sorted(action.lines.all(), key=lambda line: (line.task not in refusing, line.place))
    context = {
        "action": action,
        "total": len(lines),
        "refusing": len(refusing),
        "possible": len(lines) - len(refusing),
        "lines": tell_lines(request, lines[:SHOWN], refusing),
        "unshown": max(0, len(lines) - SHOWN),
        "form": form,
        "parts": list_parts(form) if form else [],
        "model": bulk.find_model(signed_in(request), action) if form and has_conditions(form) else None,
    }
    return render(request, "inbox/bulk_preview.html", context, status=status)


def build_form(request: HttpRequest, action: BulkAction, data: QueryDict | None) -> Form | None:
    """The questions that are answered once for all; None where the act asks none."""
    model = bulk.find_model(signed_in(request), action) if action.verb == BulkVerb.COMPLETE else None
    return together.build_blank(model, data, get_language() or "fr") if model else None


def tell_lines(
    request: HttpRequest, lines: list[BulkLine], refusing: dict[UUID, str] | None = None
) -> list[dict[str, object]]:
    """Each line with its task in words, in the same order."""
    tasks = read_along(HumanTask.objects.filter(pk__in=[line.task for line in lines]))
    rows = build_rows(tasks, user=signed_in(request), language=get_language() or "fr", now=page_time.now())
    known = {row.id: row for row in rows}
    reasons = refusing or {}
    return [
        {
            "line": line,
            "row": known.get(str(line.task)),
            "problem": line.problem or reasons.get(line.task, ""),
        }
        for line in lines
    ]


@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    action = find_or_404(request, key)
    form = build_form(request, action, request.POST) if action.confirmed_at is None else None
    if form is not None and not form.is_valid():
        return show_preview(request, action, form, status=422)
    try:
        bulk.confirm(signed_in(request), key, read_answers(request, action, form) if form else None)
    except BulkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("inbox:bulk", key)
    bulk.go_on(signed_in(request), key)
    return redirect("inbox:bulk", key)


def read_answers(request: HttpRequest, action: BulkAction, form: Form) -> bulk.Answers | None:
    model = bulk.find_model(signed_in(request), action)
    if model is None:
        return None
    return bulk.Answers(together.read_kind(model), together.read_answers(form, request.POST))


@require_POST
def go_on(request: HttpRequest, key: UUID) -> HttpResponse:
    """The next of them; the page asks until nothing waits."""
    find_or_404(request, key)
    try:
        bulk.go_on(signed_in(request), key)
    except BulkRefused as refusal:
        messages.error(request, str(refusal))
    if request.headers.get("HX-Request"):
        context = tell_progress(request, find_or_404(request, key))
        return render(request, "inbox/bulk_progress.html", context)
    return redirect("inbox:bulk", key)


@require_POST
def try_again(request: HttpRequest, key: UUID) -> HttpResponse:
    find_or_404(request, key)
    bulk.try_again(signed_in(request), key)
    bulk.go_on(signed_in(request), key)
    return redirect("inbox:bulk", key)
