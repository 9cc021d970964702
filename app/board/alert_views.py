"""Alerts on numbers of the board: what is watched, what went over when, and making, changing and removing them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.board import alert_numbers, alert_queries, alerts
from app.board.alert_forms import AlertForm, UnheldForm
from app.board.alert_numbers import Number
from app.board.filters import read_filters
from app.board.models import Alert, AlertState, Crossing, Subject
from app.board.queries import find_rollup
from app.board.rights import may_steer
from app.exports import delimited
from app.exports.taking import take

#: In the address of the form: tasks nobody holds instead of a list of the board.
UNHELD = "unheld"
HEADER = (
    gettext_lazy("Alert"),
    gettext_lazy("Went over"),
    gettext_lazy("Number"),
    gettext_lazy("Threshold"),
    gettext_lazy("Back since"),
    gettext_lazy("Number when back"),
    gettext_lazy("Seen by"),
    gettext_lazy("Seen"),
)


@require_GET
@require(may_steer)
def list_alerts(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "rollup": (rollup := find_rollup()),
        "watched": alert_queries.list_watched(user, rollup, get_language() or "fr"),
        "removed": alert_queries.list_alerts(user, AlertState.REMOVED),
    }
    return render(request, "board/alerts.html", context)


@require_GET
@require(may_steer)
def show(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = find(request, alert_id)
    crossings = alert_queries.list_crossings(alert)
    rollup, last = find_rollup(), crossings[0] if crossings else None
    context = {
        "watched": alert_queries.watch(alert, last, rollup, get_language() or "fr"),
        "alert": alert,
        "rollup": rollup,
        "crossings": crossings,
        "told": alert.told.order_by("last_name", "first_name", "username"),
    }
    return render(request, "board/alert.html", context)


def find(request: HttpRequest, alert_id: int) -> Alert:
    """One that its reader is told of; 404 for others, whose number is not theirs to see."""
    mine = alert_queries.of_user(signed_in(request)).select_related("made_by", "removed_by")
    return get_object_or_404(mine, pk=alert_id)


@require_http_methods(["GET", "POST"])
@require(may_steer)
def make(request: HttpRequest) -> HttpResponse:
    """The number is that of the list one came from; of tasks nobody holds the form asks for it."""
    is_unheld = request.GET.get("of") == UNHELD
    number = None if is_unheld else read_asked(request)
    language = get_language() or "fr"
    words = alert_numbers.describe(number, language) if number else ""
    form: AlertForm = (UnheldForm if is_unheld else AlertForm)(
        request.POST or None,
        user=signed_in(request),
        initial={"name": (words or _("Tasks nobody holds"))[: alerts.LONGEST_NAME], "older": 5},
    )
    if request.method == "POST" and form.is_valid():
        asked = number or form.read_number()
        if asked is not None and (made := form.make(asked)) is not None:
            messages.success(request, _("The number is watched from the next count on."))
            return redirect_to(request, made)
    context = {"form": form, "title": _("New alert"), "words": words, **tell_present(number)}
    return render(request, "board/alert_form.html", context, status=422 if form.errors else 200)


def read_asked(request: HttpRequest) -> Number:
    of = request.GET.get("of", "")
    return Number(read_filters(request.GET, Subject(of) if of in Subject.values else Subject.PROMISE))


def tell_present(number: Number | None) -> dict[str, Any]:
    """How many it is in the newest count, with its list."""
    rollup = find_rollup()
    if number is None or rollup is None:
        return {}
    return {"rollup": rollup, "present": alert_numbers.count(number, rollup), "address": number.address}


def redirect_to(request: HttpRequest, alert: Alert) -> HttpResponse:
    """Its page; the list for whoever is told no longer."""
    if alert_queries.of_user(signed_in(request)).filter(pk=alert.pk).exists():
        return redirect("board:alert", alert.pk)
    return redirect("board:alerts")


@require_http_methods(["GET", "POST"])
@require(may_steer)
def change(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = find(request, alert_id)
    number = alert_numbers.read_number(alert)
    initial = {
        "name": alert.name,
        "threshold": alert.threshold,
        "clears_at": None if alert.clears_at == alert.threshold else alert.clears_at,
        "told": list(alert.told.values_list("pk", flat=True)),
    }
    form = AlertForm(request.POST or None, user=signed_in(request), initial=initial)
    if request.method == "POST" and form.is_valid() and form.change(alert):
        messages.success(request, _("The alert is changed; the next count is held against it."))
        return redirect_to(request, alert)
    words = alert_numbers.describe(number, get_language() or "fr")
    context = {"form": form, "title": alert.name, "alert": alert, "words": words, **tell_present(number)}
    return render(request, "board/alert_form.html", context, status=422 if form.errors else 200)


@require_POST
@require(may_steer)
def remove(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = find(request, alert_id)
    if alerts.remove(alert, by=signed_in(request), now=page_time.now()):
        words = _("“%(name)s” is watched no more. It can be put back below.")
        messages.success(request, words % {"name": alert.name})
    return redirect(f"{reverse('board:alerts')}#removed")


@require_POST
@require(may_steer)
def put_back(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = find(request, alert_id)
    if alerts.put_back(alert):
        messages.success(request, _("“%(name)s” is watched again.") % {"name": alert.name})
    return redirect("board:alert", alert.pk)


@require_POST
@require(may_steer)
def acknowledge(request: HttpRequest, crossing_id: int) -> HttpResponse:
    user = signed_in(request)
    mine = alert_queries.list_all_crossings(user)
    crossing = get_object_or_404(mine, pk=crossing_id)
    if not alerts.acknowledge(crossing, by=user, now=page_time.now()):
        messages.info(request, _("A colleague had seen it already."))
    return (
        redirect("board:board")
        if request.POST.get("from") == "board"
        else redirect("board:alert", crossing.alert_id)
    )


@require_GET
@require(may_steer)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every crossing of every alert its reader is told of."""
    rows = alert_queries.list_all_crossings(signed_in(request)).iterator(delimited.PAGE)
    return take(request, "alerts", HEADER, write(rows), personal=False)


def write(crossings: Iterable[Crossing]) -> Iterator[tuple[object, ...]]:
    for one in crossings:
        yield (
            one.alert.name,
            one.at,
            one.number,
            one.threshold,
            one.back_at,
            one.back_number,
            str(one.seen_by or ""),
            one.seen_at,
        )
