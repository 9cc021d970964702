"""The pages for what went wrong; the last one works when nothing else does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 – Django names it
    return render(request, "400.html", status=400)


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 – Django names it
    return render(request, "403.html", status=403)


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 – Django names it
    return render(request, "404.html", status=404)


def show_failure(_request: HttpRequest) -> HttpResponse:
    """Without context processors, which may be what failed."""
    return HttpResponse(get_template("500.html").render({}), status=500)
