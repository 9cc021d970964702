"""The pages of teams, for those who give others work: who is in them, what people know, and how much they work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.models import User
from app.accounts.roles import as_actor, name_role, require, signed_in
from app.cases.wording import list_process_titles
from app.people.applied_forms import AppliedForm
from app.people.telling import name_users
from app.teams import changes, queries
from app.teams.errors import TeamRefused
from app.teams.forms import MemberForm, ScheduleForm, SkillForm, TeamForm, name_skills
from app.teams.models import Schedule, Skill, Team
from app.teams.rights import may_keep_teams

SHOWN = 25
EVENTS = {
    "made": pgettext_lazy("team", "Made"),
    "changed": pgettext_lazy("team", "Changed"),
    "joined": pgettext_lazy("team", "Joined"),
    "left": pgettext_lazy("team", "Left"),
    "closed": pgettext_lazy("team", "Closed"),
}


@require_GET
@require(may_keep_teams)
def list_teams(request: HttpRequest) -> HttpResponse:
    titles, members = list_process_titles(get_language() or "fr"), list(queries.list_memberships())
    people = {row.user_id: row.user for row in members}
    held, schedules = queries.count_held(people), queries.read_schedules(people)
    skills, names = queries.read_skills(people), name_skills()
    context = {
        "teams": [
            (
                team,
                [titles.get(one, one) for one in team.processes],
                [one.user for one in members if one.team_id == team.pk],
            )
            for team in queries.list_teams()
        ],
        "people": [
            (user, held.get(key, 0), schedules[key], sorted(names.get(one, one) for one in skills[key]))
            for key, user in people.items()
        ],
        "decisions": [(one, titles.get(one.process, one.process)) for one in queries.list_decisions(SHOWN)],
    }
    return render(request, "teams/list.html", context)


@require_http_methods(["GET", "POST"])
@require(may_keep_teams)
def make(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if try_to_apply(request, form):
        messages.success(request, _("The team is kept."))
        return redirect("teams:team", form.applied.pk)
    context = {"form": form, "title": _("New team")}
    return render(request, "teams/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(may_keep_teams)
def show(request: HttpRequest, team_id: int) -> HttpResponse:
    team = find_team(team_id)
    initial = {"name": team.name, "processes": team.processes}
    form = TeamForm(request.POST or None, team=team, initial=initial)
    if try_to_apply(request, form):
        messages.success(request, _("The team is kept."))
        return redirect("teams:team", team.pk)
    events = list(team.events.order_by("-at", "-id")[:SHOWN])
    names = name_users(event.by for event in events)
    people = User.objects.in_bulk({event.details["user"] for event in events if "user" in event.details})
    context = {
        "team": team,
        "form": form,
        "member_form": MemberForm(team=team),
        "members": [(one, describe_roles(one.user)) for one in list_members(team)],
        "events": [
            (one, str(EVENTS[one.kind]), names.get(one.by, ""), people.get(one.details.get("user")))
            for one in events
        ],
    }
    return render(request, "teams/team.html", context, status=422 if form.errors else 200)


def list_members(team: Team) -> list[Any]:
    return [one for one in queries.list_memberships() if one.team_id == team.pk]


def describe_roles(user: User) -> str:
    return ", ".join(sorted(name_role(name) for name in user.groups.values_list("name", flat=True)))


def find_team(team_id: int) -> Team:
    return get_object_or_404(queries.list_teams(), pk=team_id)


@require_POST
@require(may_keep_teams)
def join(request: HttpRequest, team_id: int) -> HttpResponse:
    form = MemberForm(request.POST, team=find_team(team_id))
    if try_to_apply(request, form):
        messages.success(request, _("The colleague is in the team."))
    else:
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("teams:team", team_id)


@require_POST
@require(may_keep_teams)
def leave(request: HttpRequest, team_id: int, row: int) -> HttpResponse:
    team, by = find_team(team_id), as_actor(signed_in(request))
    try_to(request, lambda: changes.leave(team, row, by=by), _("The colleague has left the team."))
    return redirect("teams:team", team_id)


@require_POST
@require(may_keep_teams)
def close(request: HttpRequest, team_id: int) -> HttpResponse:
    changes.close(find_team(team_id), by=as_actor(signed_in(request)))
    messages.success(request, _("The team is closed."))
    return redirect("teams:list")


@require_http_methods(["GET", "POST"])
@require(may_keep_teams)
def show_person(request: HttpRequest, user_id: int) -> HttpResponse:
    person = find_person(user_id)
    present = queries.read_schedules([person.pk])[person.pk]
    initial = {f"hours_{day}": hours for day, hours in enumerate(present.hours)}
    form = ScheduleForm(
        request.POST or None, person=person, initial={**initial, "capacity": present.capacity}
    )
    if try_to_apply(request, form):
        messages.success(request, _("Kept; the newest hours count."))
        return redirect("teams:person", person.pk)
    past = list(Schedule.objects.filter(user=person).order_by("-at", "-id")[:SHOWN])
    skills = list(Skill.objects.filter(user=person).order_by("-ended_at", "name"))
    names, titles = name_users({one.by for one in past} | {one.started_by for one in skills}), name_skills()
    context = {
        "person": person,
        "form": form,
        "roles": describe_roles(person),
        "skill_form": SkillForm(person=person),
        "skills": [(one, titles.get(one.name, one.name), names.get(one.started_by, "")) for one in skills],
        "schedules": [(one, sum(one.hours), names.get(one.by, "")) for one in past],
    }
    return render(request, "teams/person.html", context, status=422 if form.errors else 200)


def find_person(user_id: int) -> User:
    return get_object_or_404(User, pk=user_id, is_active=True)


@require_POST
@require(may_keep_teams)
def learn(request: HttpRequest, user_id: int) -> HttpResponse:
    form = SkillForm(request.POST, person=find_person(user_id))
    if not try_to_apply(request, form):
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("teams:person", user_id)


@require_POST
@require(may_keep_teams)
def unlearn(request: HttpRequest, user_id: int, row: int) -> HttpResponse:
    person, by = find_person(user_id), as_actor(signed_in(request))
    try_to(request, lambda: changes.unlearn(person, row, by=by), _("The skill has ended."))
    return redirect("teams:person", user_id)


def try_to_apply(request: HttpRequest, form: AppliedForm) -> bool:
    return request.method == "POST" and form.is_valid() and form.try_to_apply(as_actor(signed_in(request)))


def try_to(request: HttpRequest, do: Callable[[], object], sentence: str) -> None:
    try:
        do()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
