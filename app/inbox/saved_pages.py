"""Saved views: keeping the present filters, and the page on which one's views are renamed, shared and deleted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import signed_in
from app.inbox import saved
from app.inbox.choices import list_roles
from app.inbox.errors import SavedViewRefused
from app.inbox.filters import read_filters
from app.navigation import forget_counts


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The filters that `query` says, under a name."""
    user = signed_in(request)
    filters = read_filters(QueryDict(request.POST.get("query", "")[:2000]))
    try:
        view = saved.keep(user, request.POST.get("name", ""), filters, request.POST.getlist("shared_with"))
    except SavedViewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"/inbox/?{filters.write()}")
    forget_counts("saved", user)
    messages.success(request, _("The view %(name)s is kept.") % {"name": view.name})
    return redirect(f"/inbox/?{view.query}")


@require_GET
def list_views(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    found = saved.list_views(user)
    context = {
        "own": [view for view in found if view.owner_id == user.pk],
        "shared": [view for view in found if view.owner_id != user.pk],
        "roles": list_roles(user),
    }
    return render(request, "inbox/saved.html", context)


@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    user = signed_in(request)
    try:
        saved.change(
            user, key, name=request.POST.get("name", ""), shared_with=request.POST.getlist("shared_with")
        )
    except SavedViewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        forget_counts("saved", user)
        messages.success(request, _("The view is changed."))
    return redirect("saved:list")


@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    user = signed_in(request)
    saved.delete(user, key)
    forget_counts("saved", user)
    messages.success(request, _("The view is deleted."))
    return redirect("saved:list")
