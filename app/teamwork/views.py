"""Notes and watching on a case, what one was told, and which e-mails one wants."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import may_read_cases, require, signed_in
from app.cases.models import Case
from app.cases.views import find_or_404
from app.teamwork import notes, queries, watching
from app.teamwork.errors import TeamworkRefused
from app.teamwork.forms import ChoicesForm
from app.teamwork.models import Note
from app.teamwork.notes import Written
from workflows import clock


def go_back(case: Case) -> HttpResponse:
    return redirect(f"/cases/{case.reference}/#notes")


@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    case = find_or_404(request, reference)
    try:
        written = notes.write(case, request.POST.get("text", ""), author=signed_in(request), now=clock.now())
    except TeamworkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        tell_untold(request, written)
    return go_back(case)


def tell_untold(request: HttpRequest, written: Written) -> None:
    if written.untold:
        names = ", ".join(map(str, written.untold))
        messages.info(request, _("Not told, for they may not see this case: %(names)s") % {"names": names})


def find_note(request: HttpRequest, reference: str, note_id: int) -> Note:
    case = find_or_404(request, reference)
    return get_object_or_404(Note.objects.select_related("case"), pk=note_id, case=case)


@require_POST
def change(request: HttpRequest, reference: str, note_id: int) -> HttpResponse:
    note = find_note(request, reference, note_id)
    try:
        written = notes.change(note, request.POST.get("text", ""), by=signed_in(request), now=clock.now())
    except TeamworkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        tell_untold(request, written)
    return go_back(note.case)


@require_POST
def pin(request: HttpRequest, reference: str, note_id: int) -> HttpResponse:
    note = find_note(request, reference, note_id)
    notes.pin(note, now=None if note.pinned_at else clock.now())
    return go_back(note.case)


@require_POST
def watch(request: HttpRequest, reference: str) -> HttpResponse:
    """Watch the case, or no longer: the button says which."""
    case, user = find_or_404(request, reference), signed_in(request)
    if request.POST.get("watch") == "no":
        watching.unwatch(case, user)
        messages.success(request, _("You no longer watch this case."))
    else:
        watching.watch(case, user, now=clock.now())
        messages.success(request, _("You watch this case: what happens in it is told to you."))
    return redirect("cases:case", case.reference)


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """All that was shown, up to the newest of it."""
    user, text = signed_in(request), request.POST.get("upto", "")
    if text.isascii() and text.isdecimal() and len(text) < 18:
        watching.mark_read(user, now=clock.now(), upto=int(text))
        cache.delete(f"counts:notices:{user.pk}")
    return redirect("notices:list")


@require_GET
@require(may_read_cases)
def complete_name(request: HttpRequest) -> JsonResponse:
    """Colleagues for an @mention that is being typed."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    people = queries.list_colleagues(text) if text else []
    return JsonResponse({"people": [{"name": str(one), "username": one.username} for one in people]})


@require_http_methods(["GET", "POST"])
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Which e-mails one wants; without an address none leave, and the page says so."""
    user = signed_in(request)
    form = ChoicesForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is kept."))
        return redirect("teamwork:preferences")
    context = {"form": form, "address": user.email}
    return render(request, "teamwork/preferences.html", context, status=422 if form.errors else 200)
