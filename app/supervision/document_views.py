"""How the virus scan stands: whether it answers, what nobody can open and why. No names: operators read no files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import may_operate, require
from app.documents.queries import read_scans
from app.documents.scanners import find_scanner
from app.documents.scanning import scan_waiting

#: What a press of the button does; the worker does the rest.
AT_ONCE = 20


@require_GET
@require(may_operate)
def list_scans(request: HttpRequest) -> HttpResponse:
    scanner = find_scanner()
    context = {
        "scans": read_scans(),
        "has_scanner": scanner is not None,
        "answers": scanner is not None and scanner.answers(),
    }
    return render(request, "supervision/scans.html", context)


@require_POST
@require(may_operate)
def scan_now(request: HttpRequest) -> HttpResponse:
    done = scan_waiting(AT_ONCE)
    if done:
        messages.success(request, _("%(done)s files are scanned.") % {"done": done})
    else:
        messages.warning(request, _("Nothing was scanned: no file waits, or the scanner does not answer."))
    return redirect("supervision:scans")
