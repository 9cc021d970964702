"""Signing in and out, and what a person sets for themself: language and light."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from app.accounts.demo_progress import read_demo_progress
from app.accounts.language import change_language, is_known, keep_language
from app.accounts.models import User
from app.accounts.roles import name_role
from app.embedded.sign_ins import read_sign_ins

THEMES = {"light", "dark", "system"}
THEME_COOKIE = "theme"


class SignInForm(AuthenticationForm):
    """Django tells only the browser how long a name may be; a longer one must not reach the list of failures."""

    username = UsernameField(max_length=150)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the people of the demo fund, where this is one."""
        people = [(name_role(one.role), one) for one in read_sign_ins()]
        progress = read_demo_progress() if people else None
        return super().get_context_data(demo_people=people, demo_progress=progress, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(LogoutView):
    pass


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if not is_known(language):
        return HttpResponseBadRequest("unknown language")
    if isinstance(request.user, User):
        change_language(request.user, language)
    translation.activate(language)
    response = redirect(find_way_back(request))
    keep_language(response, language)
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest("unknown theme")
    response = redirect(find_way_back(request))
    if theme == "system":
        response.delete_cookie(THEME_COOKIE)
    else:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return response


def find_way_back(request: HttpRequest) -> str:
    """The page the form was on; the start page when it names another site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else str(settings.LOGIN_REDIRECT_URL)


def refuse_locked(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Too many wrong passwords: say how long to wait (axes calls this)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
