"""Who must have a second factor and has none sets one before anything else."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.accounts.proofs import has_shown_factor
from app.sign_in.policy import must_show_factor

#: Pages for setting a factor, proving who one is, and leaving.
OPEN = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "account_sign_in_again",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_list_webauthn",
        "account_logout",
        "accounts:language",
        "accounts:theme",
    }
)


class SecondFactorMiddleware:
    """Asks on each request, so that a role given today counts today. Costs nothing where nobody must: it looks at the
    session, and at the roles, which the page reads anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SIGN_IN.second_factor or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        if request.resolver_match.view_name in OPEN or has_shown_factor(request):
            return None
        return redirect("mfa_index") if must_show_factor(request.user) else None
