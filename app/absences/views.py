"""The page of absences: who is away, who stands in, recording one's own and, for those who assign, a colleague's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.absences import absences, chains, queries
from app.absences.errors import AbsenceRefused
from app.absences.forms import AbsenceForm
from app.absences.models import Absence
from app.absences.rights import may_record_for
from app.accounts.models import User
from app.accounts.roles import as_actor, may_assign, signed_in
from app.cases.wording import list_process_titles


@dataclass(frozen=True)
class Row:
    """An absence as a line; `stand_ins` are (process or nothing, the chain of people asked)."""

    absence: Absence
    is_now: bool
    stand_ins: list[tuple[str, list[User]]]
    open_tasks: int
    may_end: bool


@require_GET
def list_absences(request: HttpRequest) -> HttpResponse:
    user, today = signed_in(request), page_time.today()
    running = list(queries.list_running(today))
    shown = [one for one in running if may_assign(user) or one.person_id == user.pk or shares_team(user, one)]
    context = {
        "rows": tell_rows(shown, user, today),
        "standing_in": tell_standing_in(user, today),
        "past": queries.list_past(user, today),
        "people": list_people(user) if may_assign(user) else [],
    }
    return render(request, "absences/list.html", context)


def shares_team(user: User, absence: Absence) -> bool:
    """Colleagues of a substitute see why work comes to them; the reason is for the person and those who assign."""
    return any(one.person_id == user.pk for one in absence.substitutes.all())


def list_people(user: User) -> list[User]:
    people = User.objects.filter(is_active=True, groups__isnull=False).exclude(pk=user.pk)
    return list(people.distinct().order_by("last_name", "first_name", "username"))


def tell_rows(shown: list[Absence], user: User, today: date) -> list[Row]:
    titles = list_process_titles(get_language() or "fr")
    waiting = queries.count_open_tasks([one.person_id for one in shown])
    away = {day: queries.read_away(day) for day in {max(one.first_day, today) for one in shown}}
    chains_of = {one.pk: list_chains(one, away[max(one.first_day, today)]) for one in shown}
    people = User.objects.in_bulk(
        {key for found in chains_of.values() for chain in found.values() for key in chain}
    )
    return [
        Row(
            absence=one,
            is_now=one.first_day <= today,
            stand_ins=[
                (titles.get(process, process), [people[key] for key in chain])
                for process, chain in chains_of[one.pk].items()
            ],
            open_tasks=waiting.get(one.person_id, 0),
            may_end=may_record_for(user, one.person),
        )
        for one in shown
    ]


def list_chains(absence: Absence, away: chains.DayOff) -> dict[str, list[int]]:
    """For each process named: the substitute, and whom they hand on to when they are away themselves."""
    named = sorted({one.process for one in absence.substitutes.all()})
    return {process: chains.list_chain(absence.person_id, process, away) for process in named}


def tell_standing_in(user: User, today: date) -> list[tuple[User, str]]:
    """Whom the user stands in for today, and for what where it is not everything."""
    titles = list_process_titles(get_language() or "fr")
    found = queries.list_stand_ins(user, today)
    people = User.objects.in_bulk([one.absent for one in found])
    return [
        (
            people[one.absent],
            "" if one.others else ", ".join(sorted(titles.get(name, name) for name in one.processes)),
        )
        for one in found
    ]


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """For oneself, or for `person` by those who assign work."""
    user = signed_in(request)
    person = read_person(request, user)
    form = AbsenceForm(
        request.POST or None,
        person=person,
        processes=list_process_titles(get_language() or "fr"),
        initial={"first_day": page_time.today()},
    )
    if request.method == "POST" and form.is_valid() and form.try_to_apply(as_actor(user)):
        messages.success(request, _("The absence is recorded."))
        return redirect("absences:list")
    context: dict[str, Any] = {"form": form, "person": person, "is_own": person.pk == user.pk}
    return render(request, "absences/form.html", context, status=422 if form.errors else 200)


def read_person(request: HttpRequest, user: User) -> User:
    text = request.GET.get("person", "")
    if not text.isdecimal() or len(text) > 9:
        return user
    person = get_object_or_404(User, pk=int(text), is_active=True)
    if not may_record_for(user, person):
        raise PermissionDenied
    return person


@require_POST
def come_back(request: HttpRequest, absence_id: int) -> HttpResponse:
    user = signed_in(request)
    absence = get_object_or_404(Absence.objects.select_related("person"), pk=absence_id)
    if not may_record_for(user, absence.person):
        raise PermissionDenied
    try:
        absences.come_back(absence_id, by=as_actor(user))
    except AbsenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The absence has ended."))
    return redirect("absences:list")
