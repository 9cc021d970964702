"""What a person sets for themself: language and light."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from app.accounts.language import change_language, is_known, keep_language
from app.accounts.models import User

THEMES = {"light", "dark", "system"}
THEME_COOKIE = "theme"


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
