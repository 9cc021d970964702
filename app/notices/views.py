"""The notices to a person's roles: by day and case, the unread first asked for."""

from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from app.accounts.models import User
from app.accounts.roles import name_role, roles_of, signed_in
from app.addresses import find_address
from app.cases.wording import choose
from app.exports import delimited
from app.exports.taking import take
from app.notices import matters, queries, readings
from app.notices.models import Notice
from app.teamwork import queries as personal
from app.teamwork.wording import tell as tell_personal
from workflows import clock

HEADER = (
    gettext_lazy("Promise"),
    gettext_lazy("State"),
    gettext_lazy("Case"),
    gettext_lazy("Role"),
    gettext_lazy("Due"),
    gettext_lazy("Told"),
)
ALL, UNREAD = "all", "unread"


@require_GET
def list_notices(request: HttpRequest) -> HttpResponse:
    user, show = signed_in(request), read_show(request.GET.get("show"))
    roles = roles_of(user)
    before = read_number(request.GET.get("before"))
    told = queries.list_matters(user, roles, unread=show == UNREAD, before=before)
    shown = told[: queries.PAGE]
    is_last = len(told) <= queries.PAGE
    context: dict[str, Any] = {
        "show": show,
        "days": matters.list_days(user, roles, shown, get_language() or "fr", unread=show == UNREAD),
        "following": "" if is_last else urlencode({"show": show, "before": shown[-1].newest}),
        "is_later_page": before is not None,
        "newest": max((one.newest for one in shown), default=None) if before is None else None,
        "unread": queries.count_unread(user, roles),
        **tell_alone(user, unread=show == UNREAD),
    }
    return render(request, "notices/list.html", context)


def tell_alone(user: User, *, unread: bool) -> dict[str, Any]:
    """What the user alone was told: mentions, watched cases, tasks given."""
    told = personal.list_notices(user, unread=unread)
    is_new = any(one.read_at is None for one in told)
    return {"for_me": tell_personal(told), "for_me_newest": told[0].pk if is_new else None}


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Every notice to the person's roles as CSV."""
    user, language = signed_in(request), get_language() or "fr"
    rows = (list_cells(one, language) for one in queries.read_all(roles_of(user), delimited.PAGE))
    return take(request, f"notices-{user.pk}", HEADER, rows)


def list_cells(notice: Notice, language: str) -> list[object]:
    promise, step = choose(notice.titles, language), matters.name_step(notice.step)
    return [promise, step, notice.case_ref, name_role(notice.role), notice.target_at, notice.created_at]


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """All that was shown, or one matter of it; back to the list as it was asked for."""
    user, upto = signed_in(request), read_number(request.POST.get("upto"))
    matter = request.POST.get("matter", "").replace("\x00", "")[:200]
    if upto:
        readings.mark_read(user, roles_of(user), upto=upto, now=clock.now(), matter=matter)
        cache.delete(f"counts:notices:{user.pk}")
    show = read_show(request.POST.get("show"))
    return redirect(f"{find_address('notices:list')}?{urlencode({'show': show})}")


def read_show(text: str | None) -> str:
    return ALL if text == ALL else UNREAD


def read_number(text: str | None) -> int | None:
    """A positive number from a query; nothing for what is no number, since a link may be cut short."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
