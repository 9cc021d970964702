"""The language a person reads: chosen on any page, kept with the account and in a cookie for the sign-in page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from app.accounts.models import User


class UserLanguageMiddleware:
    """A signed-in person's own language wins over the browser's. Who has no session is not looked up: a page that
    depends on no cookie may then be kept by caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


def is_known(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def keep_language(response: HttpResponse, language: str) -> None:
    """Remember the language on this device, for pages read before signing in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
    )


def change_language(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
