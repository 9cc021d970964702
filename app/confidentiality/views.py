"""The pages of restricted files: what is marked, what was opened, and the acts on them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.confidentiality import alerts, clearances, marks, openings, queries, staff_files
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.forms import ActForm, ClearForm, MarkForm, OpenForm, StaffFileForm
from app.confidentiality.rights import hears_all, may_enter, may_keep, may_mark, may_open
from app.navigation import forget_counts
from app.people.errors import PartyUnknown
from app.people.queries import find_party

SHOWN = 100


@require_GET
@never_cache
@require(may_enter)
def show(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    told = list(alerts.list_for(user)[:SHOWN])
    context = {
        "marks": list(queries.list_marks(user)[: queries.MOST]),
        "openings": list(queries.list_openings(user)[:SHOWN]),
        "running": queries.list_running(user, page_time.now()),
        "alerts": told,
        "newest": told[0].pk if told else None,
        "seen": alerts.find_place(user),
        "keeps": may_keep(user),
        "hears_all": hears_all(user),
        "may_open": may_open(user),
    }
    return render(request, "confidentiality/list.html", context)


@require_POST
@require(may_enter)
def mark_seen(request: HttpRequest) -> HttpResponse:
    upto = request.POST.get("upto", "")
    if upto.isdecimal() and len(upto) < 18:
        alerts.mark_seen(signed_in(request), int(upto))
    forget_counts("confidentiality", request.user)
    return redirect("confidentiality:list")


@require_http_methods(["GET", "POST"])
@never_cache
@require(may_mark)
def mark(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        party = find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error
    form = MarkForm(request.POST or None, user=signed_in(request), party=party)
    if try_to_apply(request, form):
        messages.success(request, _("The file is restricted from now on."))
        return redirect("confidentiality:list")
    return show_form(request, form, _("Restrict a file"), party=party)


@require_POST
@require(may_keep)
def lift(request: HttpRequest, row: int) -> HttpResponse:
    return act(
        request, lambda user: marks.lift(row, reason=request.POST.get("reason", ""), by=user), _("Lifted.")
    )


@require_http_methods(["GET", "POST"])
@never_cache
@require(may_open)
def open_file(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST or None, user=signed_in(request))
    if try_to_apply(request, form):
        messages.success(request, _("The file is open to you for an hour. Everything you see is recorded."))
        return redirect("people:party", form.applied.party.reference)
    return show_form(request, form, _("Open a restricted file"), submit=_("Open in an emergency"))


@require_POST
@require(may_open)
def end_opening(request: HttpRequest, row: int) -> HttpResponse:
    return act(request, lambda user: openings.end(row, by=user), _("The file is closed."))


@require_http_methods(["GET", "POST"])
@never_cache
@require(may_keep)
def clear(request: HttpRequest) -> HttpResponse:
    form = ClearForm(request.POST or None, user=signed_in(request))
    if try_to_apply(request, form):
        messages.success(request, _("The colleague is cleared."))
        return redirect("confidentiality:clearances")
    rows = queries.list_clearances()[: queries.MOST]
    return show_form(request, form, _("Clearances"), clearances=rows)


@require_POST
@require(may_keep)
def withdraw(request: HttpRequest, row: int) -> HttpResponse:
    done = act(request, lambda user: clearances.withdraw(row, by=user), _("The clearance is withdrawn."))
    done["Location"] = redirect("confidentiality:clearances")["Location"]
    return done


@require_http_methods(["GET", "POST"])
@never_cache
@require(may_keep)
def link_staff(request: HttpRequest) -> HttpResponse:
    form = StaffFileForm(request.POST or None, user=signed_in(request))
    if try_to_apply(request, form):
        messages.success(request, _("Linked: nobody handles their own file."))
        return redirect("confidentiality:staff")
    rows = queries.list_staff_files()[: queries.MOST]
    return show_form(request, form, _("Files of the staff"), staff_files=rows)


@require_POST
@require(may_keep)
def end_staff(request: HttpRequest, row: int) -> HttpResponse:
    done = act(request, lambda user: staff_files.end(row, by=user), _("The link has ended."))
    done["Location"] = redirect("confidentiality:staff")["Location"]
    return done


def try_to_apply(request: HttpRequest, form: ActForm) -> bool:
    return request.method == "POST" and form.is_valid() and form.try_to_apply(as_actor(signed_in(request)))


def act(request: HttpRequest, do: Any, sentence: str) -> HttpResponse:
    try:
        do(signed_in(request))
    except ConfidentialityRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("confidentiality:list")


def show_form(request: HttpRequest, form: ActForm, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, **more}
    return render(request, "confidentiality/form.html", context, status=422 if form.errors else 200)
