"""One's own security page: factors, sessions, password, and what happened lately."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.proofs import has_shown_factor
from app.accounts.roles import signed_in
from app.sign_in import events, queries, sessions
from app.sign_in.models import EventKind
from app.sign_in.policy import must_show_factor
from app.sign_in.views import allow_directory


@require_GET
def show_security(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    factors = queries.list_factors(user)
    context = {
        "factors": factors,
        "has_app": any(one.type == "totp" for one in factors),
        "must": must_show_factor(user),
        "barred": must_show_factor(user) and not has_shown_factor(request),
        "sessions": queries.list_sessions(user, request.session.session_key),
        "happened": queries.list_events(user),
        "directory": settings.DIRECTORY,
        "links": queries.list_links(user),
        "policy": settings.SIGN_IN,
    }
    return allow_directory(render(request, "sign_in/security.html", context))


@require_GET
def list_keys(_request: HttpRequest) -> HttpResponseRedirect:
    """allauth leads here after a key; they stand on the security page."""
    return redirect("mfa_index")


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """One other session, by its mark."""
    user = signed_in(request)
    if sessions.end_one(user, request.POST.get("session", "")):
        events.record(EventKind.SESSION_ENDED, request, user)
        messages.success(request, _("The session has ended."))
    return redirect("mfa_index")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Every session but this one."""
    user = signed_in(request)
    if sessions.end_all(user, but=request.session.session_key):
        events.record(EventKind.SESSION_ENDED, request, user, detail="others")
    messages.success(request, _("You are signed in here only."))
    return redirect("mfa_index")
