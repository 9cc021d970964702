"""Making and changing teams, what people know, and when and how much they work; each with its line of history."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.teams.errors import TeamRefused
from app.teams.models import WEEK, Membership, Schedule, Skill, Team, TeamEvent
from app.teams.policies import read_policies
from workflows import clock
from workflows.actors import Actor

LONGEST = 60
MOST_HOURS, MOST_TASKS = 12, 500


def tell(team: Team, kind: str, by: Actor, **details: Any) -> None:
    TeamEvent.objects.create(team=team, kind=kind, at=clock.now(), by=str(by), details=details)


def clean_name(name: str) -> str:
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise TeamRefused(_("Give the team a name."), "name")
    return name


def make(name: str, processes: Collection[str], *, by: Actor) -> Team:
    """Raises TeamRefused."""
    try:
        with transaction.atomic():
            team = Team.objects.create(
                name=clean_name(name), processes=sorted(processes), made_at=clock.now(), made_by=str(by)
            )
            tell(team, "made", by, name=team.name, processes=team.processes)
    except IntegrityError as error:
        raise TeamRefused(_("Another team has this name."), "name") from error
    return team


def change(team: Team, name: str, processes: Collection[str], *, by: Actor) -> None:
    """Raises TeamRefused."""
    before = {"name": team.name, "processes": team.processes}
    team.name, team.processes = clean_name(name), sorted(processes)
    try:
        with transaction.atomic():
            team.save(update_fields=["name", "processes"])
            tell(team, "changed", by, before=before, name=team.name, processes=team.processes)
    except IntegrityError as error:
        raise TeamRefused(_("Another team has this name."), "name") from error


@transaction.atomic
def close(team: Team, *, by: Actor) -> None:
    """Its members leave with it."""
    now = clock.now()
    Membership.objects.filter(team=team, ended_at=None).update(ended_at=now, ended_by=str(by))
    team.closed_at, team.closed_by = now, str(by)
    team.save(update_fields=["closed_at", "closed_by"])
    tell(team, "closed", by)


def join(team: Team, user: User, *, by: Actor) -> Membership:
    """Raises TeamRefused."""
    try:
        with transaction.atomic():
            made = Membership.objects.create(team=team, user=user, started_at=clock.now(), started_by=str(by))
            tell(team, "joined", by, user=user.pk)
    except IntegrityError as error:
        raise TeamRefused(_("This colleague is in the team already."), "user") from error
    return made


@transaction.atomic
def leave(team: Team, row: int, *, by: Actor) -> None:
    """Raises TeamRefused."""
    found = Membership.objects.filter(team=team, pk=row, ended_at=None)
    member = found.values_list("user_id", flat=True).first()
    if member is None or not found.update(ended_at=clock.now(), ended_by=str(by)):
        raise TeamRefused(_("This colleague has left the team already."))
    tell(team, "left", by, user=member)


def learn(user: User, name: str, *, by: Actor) -> Skill:
    """Raises TeamRefused."""
    if name not in list_skills():
        raise TeamRefused(_("Choose a skill of the list."), "name")
    try:
        with transaction.atomic():
            return Skill.objects.create(user=user, name=name, started_at=clock.now(), started_by=str(by))
    except IntegrityError as error:
        raise TeamRefused(_("This skill is noted already."), "name") from error


def unlearn(user: User, row: int, *, by: Actor) -> None:
    """Raises TeamRefused."""
    found = Skill.objects.filter(user=user, pk=row, ended_at=None)
    if not found.update(ended_at=clock.now(), ended_by=str(by)):
        raise TeamRefused(_("This skill has ended already."))


def list_skills() -> list[str]:
    return sorted(read_policies().skills)


def schedule(user: User, hours: Sequence[int], capacity: int, *, by: Actor) -> Schedule:
    """Raises TeamRefused."""
    if len(hours) != WEEK or any(not 0 <= one <= MOST_HOURS for one in hours):
        raise TeamRefused(_("Give 0 to 12 hours a day."), "hours_0")
    if not 0 <= capacity <= MOST_TASKS:
        raise TeamRefused(_("Give 0 to 500 tasks."), "capacity")
    return Schedule.objects.create(
        user=user, hours=list(hours), capacity=capacity, at=clock.now(), by=str(by)
    )
