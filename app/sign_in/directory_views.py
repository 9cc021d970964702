"""Leaving for the directory, and coming back."""

from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from app.accounts.freshness import require_fresh_proof
from app.accounts.roles import signed_in
from app.sign_in import directory_links, events
from app.sign_in.directory import refuse
from app.sign_in.directory_flow import DirectoryCallback, DirectoryFlow, DirectoryLogin
from app.sign_in.models import EventKind


@login_not_required
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    """By POST only: no other site can begin a sign-in here."""
    return pass_on(request, DirectoryLogin)


@login_not_required
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    return pass_on(request, DirectoryCallback)


def pass_on(request: HttpRequest, view: Any) -> HttpResponse:
    if settings.DIRECTORY is None:
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(DirectoryFlow(request))(request)
    except RequestException as error:
        return refuse(request, "away", type(error).__name__)
    except OAuth2Error as error:
        return refuse(request, "untrusted", str(error))
    return answer


@login_not_required
@require_GET
def show_left(request: HttpRequest) -> HttpResponse:
    """The person turned back at the directory."""
    return render(request, "sign_in/refused.html", {"reason": "left"})


@require_POST
@require_fresh_proof
def unlink(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not user.has_usable_password():
        messages.error(request, _("Without a password this is your only way in; it stays linked."))
    elif directory_links.unlink(user):
        events.record(EventKind.UNLINKED, request, user)
        messages.success(request, _("The sign-in of the organisation is no longer linked."))
    return redirect("mfa_index")
