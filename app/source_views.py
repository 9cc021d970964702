"""The page that offers the source, and the archive; both without signing in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from app import source


@login_not_required
@require_GET
def show_source(request: HttpRequest) -> HttpResponse:
    """Where the source is: at the site's own address when it names one, else here."""
    if settings.SOURCE_URL:
        return redirect(settings.SOURCE_URL)
    return render(request, "source.html", {"commit": source.find_commit()})


@login_not_required
@require_GET
def download(_request: HttpRequest) -> HttpResponseBase:
    archive = source.build_archive()
    return FileResponse(archive.open("rb"), as_attachment=True, filename=archive.name)
