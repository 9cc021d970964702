"""What every public page is: readable without signing in, in the language of its address, kept by caches a while."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import translation
from django.views.decorators.http import conditional_page, require_safe

from app import source
from app.addresses import find_address
from app.knowledge.sources import LANGUAGES
from app.public.limits import PAGES, Limit, is_exceeded

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, P], HttpResponse]
#: Seconds a cache may keep a page, and a paper.
FRESH = 300
NAMES = {"fr": "Français", "nl": "Nederlands", "de": "Deutsch"}


def public_page(
    *, limit: Limit = PAGES, fresh: int = FRESH
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A page everybody may read: /information/<language>/…; 404 for a language we do not write."""

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @login_not_required
        @require_safe
        @conditional_page
        @wraps(view)
        def shown(request: HttpRequest, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if language not in LANGUAGES:
                raise Http404(language)
            with translation.override(language):
                if is_exceeded(limit, request):
                    return refuse_for_now(request, language, limit)
                response = view(request, language, *args, **kwargs)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", f"public, max-age={fresh}")
            response.headers["Content-Language"] = language
            return response

        return shown

    return decorate


def refuse_for_now(
    request: HttpRequest, language: str, limit: Limit, *, frame: Mapping[str, Any] | None = None
) -> HttpResponse:
    response = show(request, language, "public/too_many.html", frame or {}, status=429)
    response.headers["Retry-After"] = str(limit.seconds)
    return response


def show(
    request: HttpRequest, language: str, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page made without the visitor: no session is read and nothing of a cookie shows, so that caches may keep it."""
    frame = {
        "language": language,
        "alone": False,
        "fund": settings.FUND_NAME,
        "sender": settings.FUND,
        "others": [] if "others" in context else list_others(request),
        "canonical": settings.PUBLIC_URL + request.path,
        "source_url": settings.SOURCE_URL or find_address("source"),
        "commit": source.find_commit(),
    }
    return HttpResponse(render_to_string(template, {**frame, **context}), status=status)


def list_others(request: HttpRequest) -> list[tuple[str, str, str]]:
    return [(code, NAMES[code], address_in(request, code)) for code in LANGUAGES]


def address_in(request: HttpRequest, language: str) -> str:
    """The same page in another language; what was searched for is not carried into it."""
    match = resolve(request.path_info)
    if match.view_name == "public:subscribe":  # only sent to, never read
        return reverse("public:bulletin", kwargs={"language": language})
    return reverse(match.view_name, kwargs={**match.kwargs, "language": language})


def send_pdf(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
