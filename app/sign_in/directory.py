"""What allauth asks us about the directory: it lets in whom the fund knows, and makes nobody."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from app.accounts.models import User
from app.sign_in import events
from app.sign_in.models import EventKind


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:  # noqa: ARG002
        """Only what the environment names: a row in the database adds no way in."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:  # noqa: ARG002 – an address proves nobody
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """After the token was found true, before anybody is signed in or linked."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            if sociallogin.is_existing and sociallogin.user != request.user:
                raise ImmediateHttpResponse(refuse(request, "taken"))
        elif not sociallogin.is_existing:
            raise ImmediateHttpResponse(refuse(request, "unknown"))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("socialaccount_login_cancelled"))
        raise ImmediateHttpResponse(refuse(request, "untrusted", str(exception or "state")))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        return reverse("mfa_index")


def refuse(request: HttpRequest, reason: str, why: str = "") -> HttpResponse:
    """The sentence for the person, and the reason for whoever looks into it."""
    person = request.user if isinstance(request.user, User) else None
    events.record(EventKind.DIRECTORY_REFUSED, request, person, detail=f"{reason} {why}".strip()[:60])
    return render(request, "sign_in/refused.html", {"reason": reason}, status=403)
