"""Who comes without signing in to a page that has a public side is shown that side, not the sign-in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from app.knowledge.sources import LANGUAGES

#: Path of a page for the signed-in → the name of its public side.
DOORS = {"/charter/": "public:charter"}


class LoginOrPublicMiddleware(LoginRequiredMiddleware):
    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Who is not asked to sign in is not looked up either: a public page then depends on no cookie."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        name = DOORS.get(request.path_info) if request.method in ("GET", "HEAD") else None
        if name is None:
            return super().handle_no_permission(request, view_func)
        wished = (get_language() or "")[:2]
        return redirect(name, language=wished if wished in LANGUAGES else LANGUAGES[0])
