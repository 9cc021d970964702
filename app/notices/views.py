"""The notices to a person's roles, newest first."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import exports
from app.accounts.roles import name_role, roles_of, signed_in
from app.notices import queries, readings
from app.notices.models import Notice
from workflows import clock

STEPS = {
    "warning": gettext_lazy("Soon due"),
    "breach": gettext_lazy("Overdue"),
    "pause_outlasted": gettext_lazy("Paused longer than planned"),
}
HEADER = (
    gettext_lazy("Promise"),
    gettext_lazy("State"),
    gettext_lazy("Case"),
    gettext_lazy("Role"),
    gettext_lazy("Due"),
    gettext_lazy("Told"),
)


@require_GET
def list_notices(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    found = queries.list_notices(roles_of(user), before=read_number(request.GET.get("before")))
    shown = found[: queries.PAGE]
    read = queries.list_read(user, shown)
    context = {
        "rows": [describe(notice, get_language() or "fr", is_read=notice.pk in read) for notice in shown],
        "following": shown[-1].pk if len(found) > queries.PAGE else None,
        "newest": shown[0].pk if shown else None,
        "has_unread": len(read) < len(shown),
    }
    return render(request, "notices/list.html", context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every notice to the person's roles as CSV."""
    user, language = signed_in(request), get_language() or "fr"
    lines = (list_cells(one, language) for one in queries.read_all(roles_of(user), exports.PAGE))
    return exports.stream(f"notices-{user.pk}", HEADER, lines)


def list_cells(notice: Notice, language: str) -> list[object]:
    told = describe(notice, language, is_read=False)
    role = name_role(notice.role)
    return [told["promise"], told["step"], notice.case_ref, role, notice.target_at, notice.created_at]


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    upto = read_number(request.POST.get("upto"))
    if upto:
        readings.mark_read(user, roles_of(user), upto=upto, now=clock.now())
    return redirect("notices:list")


def describe(notice: Notice, language: str, *, is_read: bool) -> dict[str, Any]:
    return {
        "notice": notice,
        "promise": notice.titles.get(language) or next(iter(notice.titles.values()), notice.step),
        "step": STEPS.get(notice.step, _("Escalated")),
        "is_breach": notice.step != "warning",
        "is_read": is_read,
    }


def read_number(text: str | None) -> int | None:
    """A positive number from a query; nothing for what is no number, since a link may be cut short."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
