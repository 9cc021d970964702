"""The work list of parties that may be one, and their merge: previewed, with a reason, for good."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.people import duplicates, merging, telling
from app.people.errors import PartyError
from app.people.models import Suspicion
from app.people.queries import find_exactly
from app.people.rights import may_change_people
from app.people.views import find_or_404
from workflows import clock

PAGE = 25
GROUNDS = {
    "name_birth": gettext_lazy("same name and birth date"),
    "name_address": gettext_lazy("similar name, same address"),
    "iban": gettext_lazy("same bank account"),
    "enterprise_number": gettext_lazy("same name, similar enterprise number"),
}


@require_GET
@require(may_change_people)
def list_duplicates(request: HttpRequest) -> HttpResponse:
    found = duplicates.list_open(read_cursor(request.GET.get("after", "")), PAGE + 1)
    shown = found[:PAGE]
    context = {
        "pairs": [(one, [GROUNDS.get(name, name) for name in one.grounds]) for one in shown],
        "following": f"{shown[-1].weight}~{shown[-1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "people/duplicates.html", context)


def read_cursor(text: str) -> tuple[int, int] | None:
    weight, _tilde, key = text.partition("~")
    is_cursor = weight.isdecimal() and key.isdecimal() and len(weight) < 5 and len(key) < 18
    return (int(weight), int(key)) if is_cursor else None


@require_POST
@require(may_change_people)
def search_duplicates(request: HttpRequest) -> HttpResponse:
    """Look through all parties now."""
    count = duplicates.find_suspicions(clock.now())
    messages.success(request, _("New pairs to judge: %(count)d") % {"count": count})
    return redirect("people:duplicates")


@require_POST
@require(may_change_people)
def dismiss(request: HttpRequest, row: int) -> HttpResponse:
    suspicion = get_object_or_404(Suspicion, pk=row)
    try:
        by = as_actor(signed_in(request))
        duplicates.dismiss(suspicion, by=by, reason=request.POST.get("reason", ""), now=clock.now())
    except PartyError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("They stay two parties."))
    return redirect("people:duplicates")


@require_http_methods(["GET", "POST"])
@require(may_change_people)
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """What merging another party into this one would do; POST with a reason does it."""
    kept = find_or_404(reference)
    typed = request.POST.get("other") or request.GET.get("other", "")
    absorbed = find_exactly(typed) if typed else None
    if typed and absorbed is None:
        raise Http404
    errors = ""
    if request.method == "POST" and absorbed is not None:
        try:
            by = as_actor(signed_in(request))
            merging.merge(kept, absorbed, by=by, reason=request.POST.get("reason", ""), now=clock.now())
        except PartyError as refusal:
            errors = str(refusal)
        else:
            sentence = _("%(absorbed)s is now part of %(kept)s.")
            messages.success(request, sentence % {"absorbed": absorbed.reference, "kept": kept.reference})
            return redirect("people:party", kept.reference)
    context = {
        "party": kept,
        "rows": telling.tell_rows([kept, absorbed] if absorbed else [kept], page_time.today()),
        "preview": merging.preview(kept, absorbed) if absorbed else None,
        "error": errors,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "people/merge.html", context, status=422 if errors else 200)
